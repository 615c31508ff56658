import type { HardwareUsage } from '#base/hardware-usage.ts'
import { openGraph, type DenseGraph } from '#index/graph.ts'
import type { F32Rows } from '#index/kernel.ts'
import { type MultiVectorIndex, openMultiVectorIndex } from '#index/multi-vector.ts'
import type { PayloadColumn } from '#index/payload/column.ts'
import { SealedKeyedColumn } from '#index/payload/sealed-keyed-column.ts'
import { blocksByScale, openPayloadLinks, type PayloadLinks } from '#index/payload-links.ts'
import { RunTiles } from '#index/run-tiles.ts'
import { openSparseIndex, type SparseIndex } from '#index/sparse-index.ts'
import type { CollectionConfig, CollectionSchema, PayloadIndexSchema } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import type { Part } from '#storage/part.ts'
import { Segment } from '#storage/segment.ts'
import type { FilterCacheScope } from './filter-cache.ts'
import { HeadOrder } from './head-order.ts'
import { quantizationOf } from './codes-choice.ts'
import {
  findMultiFile,
  findQuantizedFile,
  graphFile,
  graphSettings,
  isLinksFile,
  linksFile,
  linksSettings,
  mayHaveLinks,
  sparseFile,
} from './index-files.ts'
import { HeadSparse } from './head-sparse.ts'
import { openIndexFile } from './index-file-reader.ts'
import { PartColumns } from './part-columns.ts'
import { compilePartFilter, type PartFilter } from './part-filter.ts'
import type { ReaderThread } from './reader-thread.ts'
import { BlobPresence, hasSparseContent } from './vector-presence.ts'
import type { DenseSpace } from './vector-space.ts'

/** The links of a payload path, and the column that they were made from. */
export interface PathLinks {
  readonly links: PayloadLinks
  readonly column: SealedKeyedColumn
  /** As `blocksByScale`. */
  readonly scales: readonly Uint32Array[]
  readonly runs: RunTiles
}

interface KnownLinks {
  readonly config: CollectionConfig
  readonly name: string | undefined
  readonly links: PathLinks | undefined
}

/**
 * What one thread holds open of a part, beside the part itself, for as long as the part is in the manifest:
 * all of it is made when it is first asked for.
 */
export class OpenPart {
  readonly partId: number
  readonly thread: ReaderThread
  readonly columns: PartColumns
  readonly #rows = new Map<Float32Array, F32Rows>()
  readonly #graphs = new Map<
    number,
    { config: CollectionConfig; name: string | undefined; graph: DenseGraph | undefined }
  >()
  /** By payload index, and by key of the vector name. */
  readonly #links = new WeakMap<PayloadIndexSchema, Map<number, KnownLinks>>()
  readonly #presence = new Map<number, BlobPresence>()
  readonly #sparseContent = new Map<number, BlobPresence>()
  readonly #headSparse = new Map<number, HeadSparse>()
  readonly #sparse = new Map<number, SparseIndex | undefined>()
  readonly #multi = new Map<
    number,
    { config: CollectionConfig; name: string | undefined; index: MultiVectorIndex | undefined }
  >()
  readonly #filterCache: FilterCacheScope
  #order: HeadOrder | undefined

  constructor(partId: number, thread: ReaderThread) {
    this.partId = partId
    this.thread = thread
    this.columns = new PartColumns(thread)
    this.#filterCache = thread.filterCache.scope()
  }

  /** Memory of the results of filters that are kept. */
  get filterBytes(): number {
    return this.#filterCache.bytes
  }

  /** The slots of a head by id. */
  order(head: Part): HeadOrder {
    this.#order ??= new HeadOrder((slot) => head.idAt(slot))
    return this.#order
  }

  /** The rows of a dense column, for the kernels. */
  readonly rowsOf = (values: Float32Array, dimension: number): F32Rows => {
    let rows = this.#rows.get(values)
    if (!rows) {
      rows = this.thread.scratch.kernels.rows(values, dimension)
      this.#rows.set(values, rows)
    }
    return rows
  }

  /** The graph of a vector name, which may be without links: one with the settings of the configuration, else any other. */
  graph(part: Part, config: CollectionConfig, space: DenseSpace): DenseGraph | undefined {
    const known = this.#graphs.get(space.key)
    if (known?.config === config) return known.graph
    if (!(part instanceof Segment)) return undefined
    const files = findGraphFiles(part, config, space)
    // The query encoding is the one setting that codes are read by and not made by.
    const quantization = quantizationOf(config, space)
    const name = files && `${files.graph} ${files.quantized} ${JSON.stringify(quantization)}`
    const graph =
      known && known.name === name ? known.graph : files && this.#openGraph(part, config, space, files)
    this.#graphs.set(space.key, { config, name, graph })
    return graph
  }

  /** The links of a payload path under a vector name, with its column: of the settings of the configuration, else any. */
  payloadLinks(
    part: Part,
    config: CollectionConfig,
    space: DenseSpace,
    path: string,
    schema: PayloadIndexSchema,
  ): PathLinks | undefined {
    if (!(part instanceof Segment)) return undefined
    const known = this.#links.get(schema) ?? new Map<number, KnownLinks>()
    this.#links.set(schema, known)
    const last = known.get(space.key)
    if (last?.config === config) return last.links
    const name = findLinks(part, config, space, path, schema)
    const links =
      last && last.name === name
        ? last.links
        : name === undefined
          ? undefined
          : this.#openLinks(part, name, path, schema)
    known.set(space.key, { config, name, links })
    return links
  }

  #openLinks(
    segment: Segment,
    name: string,
    path: string,
    schema: PayloadIndexSchema,
  ): PathLinks | undefined {
    const column = this.columns.get(segment, path, schema)
    if (!(column instanceof SealedKeyedColumn)) return undefined
    const links = openIndexFile(this.thread, segment, name, openPayloadLinks)
    if (links?.slotCount !== segment.slotCount) return undefined
    const runs = new RunTiles(links, column, this.thread.scratch.tileKernel)
    return { links, column, scales: blocksByScale(links), runs }
  }

  /** A filter on the slots that the part has. `usage`: where it counts what it reads. */
  filter(part: Part, filter: Filter, schema: CollectionSchema, usage?: HardwareUsage): PartFilter {
    const columnOf = (path: string): PayloadColumn | undefined => {
      const index = schema.payloadIndexes.get(path)
      return index && this.columns.get(part, path, index)
    }
    return compilePartFilter(filter, part, schema, columnOf, this.#filterCache, usage)
  }

  /** Which slots have a sparse or multi vector. */
  presence(key: number): BlobPresence {
    return getOrMake(this.#presence, key, () => new BlobPresence(key))
  }

  /** Which slots have a sparse vector that is not empty. */
  sparseContent(key: number): BlobPresence {
    return getOrMake(this.#sparseContent, key, () => new BlobPresence(key, hasSparseContent))
  }

  /** The inverted index that this thread keeps of a head. */
  headSparse(key: number): HeadSparse {
    return getOrMake(this.#headSparse, key, () => new HeadSparse(key))
  }

  /** The inverted index of a segment. */
  sparseIndex(part: Part, key: number): SparseIndex | undefined {
    return getOrMake(this.#sparse, key, () =>
      openIndexFile(this.thread, part, sparseFile(key), openSparseIndex),
    )
  }

  /** The quantized rows of the multivectors of a segment. */
  multiIndex(part: Part, config: CollectionConfig, space: DenseSpace): MultiVectorIndex | undefined {
    const known = this.#multi.get(space.key)
    if (known?.config === config) return known.index
    if (!(part instanceof Segment)) return undefined
    const file = findMultiFile(part.description.files, config, space)
    const quantization = quantizationOf(config, space)
    const name = file && `${file} ${JSON.stringify(quantization)}`
    const { kernels } = this.thread.scratch
    const index =
      known && known.name === name
        ? known.index
        : file === undefined
          ? undefined
          : openIndexFile(this.thread, part, file, (bytes) =>
              openMultiVectorIndex(bytes, kernels, quantization),
            )
    this.#multi.set(space.key, { config, name, index })
    return index
  }

  #openGraph(
    segment: Segment,
    config: CollectionConfig,
    space: DenseSpace,
    files: GraphFileNames,
  ): DenseGraph | undefined {
    const column = segment.dense(space.key)
    if (!column) return undefined
    const { thread } = this
    return openIndexFile(thread, segment, files.graph, (links) =>
      openIndexFile(thread, segment, files.quantized, (quantized) =>
        openGraph(links, quantized, column.values, thread.scratch, quantizationOf(config, space)),
      ),
    )
  }
}

function getOrMake<Value>(map: Map<number, Value>, key: number, make: () => Value): Value {
  if (map.has(key)) return map.get(key) as Value
  const value = make()
  map.set(key, value)
  return value
}

function findLinks(
  segment: Segment,
  config: CollectionConfig,
  space: DenseSpace,
  path: string,
  schema: PayloadIndexSchema,
): string | undefined {
  const settings = linksSettings(config, space)
  if (settings.m === 0 || !mayHaveLinks(schema)) return undefined
  const { files } = segment.description
  const wanted = linksFile(config, space, path, schema)
  if (files[wanted]) return wanted
  return Object.keys(files).find((name) => isLinksFile(name, space.key, path, schema))
}

interface GraphFileNames {
  readonly graph: string
  readonly quantized: string
}

/** The files of a graph and of codes, each as the configuration asks for, else any. */
function findGraphFiles(
  segment: Segment,
  config: CollectionConfig,
  space: DenseSpace,
): GraphFileNames | undefined {
  const graph = findGraph(segment, config, space)
  const quantized = findQuantizedFile(segment.description.files, config, space)
  return graph === undefined || quantized === undefined ? undefined : { graph, quantized }
}

function findGraph(segment: Segment, config: CollectionConfig, space: DenseSpace): string | undefined {
  const { files } = segment.description
  const wanted = graphFile(space.key, graphSettings(config, space))
  if (files[wanted]) return wanted
  const prefix = `graph-${space.key}-`
  for (const name in files) if (name.startsWith(prefix)) return name
  return undefined
}
