import type { HardwareUsage } from '#base/hardware-usage.ts'
import { openGraph, type DenseGraph } from '#index/graph.ts'
import type { F32Rows } from '#index/kernel.ts'
import { type MultiVectorIndex, openMultiVectorIndex } from '#index/multi-vector.ts'
import type { PayloadColumn } from '#index/payload/column.ts'
import { openSparseIndex, type SparseIndex } from '#index/sparse-index.ts'
import type { CollectionConfig, CollectionSchema } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import type { Part } from '#storage/part.ts'
import { Segment } from '#storage/segment.ts'
import type { FilterCacheScope } from './filter-cache.ts'
import { HeadOrder } from './head-order.ts'
import { graphFile, graphSettings, multiFile, quantizedFile, sparseFile } from './index-files.ts'
import { HeadSparse } from './head-sparse.ts'
import { openIndexFile } from './index-file-reader.ts'
import { PartColumns } from './part-columns.ts'
import { compilePartFilter, type PartFilter } from './part-filter.ts'
import type { ReaderThread } from './reader-thread.ts'
import { BlobPresence, hasSparseContent } from './vector-presence.ts'
import type { DenseSpace } from './vector-space.ts'

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
  readonly #presence = new Map<number, BlobPresence>()
  readonly #sparseContent = new Map<number, BlobPresence>()
  readonly #headSparse = new Map<number, HeadSparse>()
  readonly #sparse = new Map<number, SparseIndex | undefined>()
  readonly #multi = new Map<number, MultiVectorIndex | undefined>()
  readonly #filterCache: FilterCacheScope
  #order: HeadOrder | undefined

  constructor(partId: number, thread: ReaderThread) {
    this.partId = partId
    this.thread = thread
    this.columns = new PartColumns(thread)
    this.#filterCache = thread.filterCache.scope()
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

  /** The graph of a vector name: one with the settings of the configuration, else any other. */
  graph(part: Part, config: CollectionConfig, space: DenseSpace): DenseGraph | undefined {
    const known = this.#graphs.get(space.key)
    if (known?.config === config) return known.graph
    if (!(part instanceof Segment)) return undefined
    const name = findGraph(part, config, space)
    const graph =
      known && known.name === name
        ? known.graph
        : name === undefined
          ? undefined
          : this.#openGraph(part, space, name)
    this.#graphs.set(space.key, { config, name, graph })
    return graph
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
  multiIndex(part: Part, key: number): MultiVectorIndex | undefined {
    const { kernels } = this.thread.scratch
    return getOrMake(this.#multi, key, () =>
      openIndexFile(this.thread, part, multiFile(key), (bytes) => openMultiVectorIndex(bytes, kernels)),
    )
  }

  #openGraph(segment: Segment, space: DenseSpace, name: string): DenseGraph | undefined {
    const column = segment.dense(space.key)
    if (!column) return undefined
    const { thread } = this
    const graph = openIndexFile(thread, segment, name, (links) =>
      openIndexFile(thread, segment, quantizedFile(space.key), (quantized) =>
        openGraph(links, quantized, column.values, thread.scratch),
      ),
    )
    return graph?.isNavigable ? graph : undefined
  }
}

function getOrMake<Value>(map: Map<number, Value>, key: number, make: () => Value): Value {
  if (map.has(key)) return map.get(key) as Value
  const value = make()
  map.set(key, value)
  return value
}

function findGraph(segment: Segment, config: CollectionConfig, space: DenseSpace): string | undefined {
  const { files } = segment.description
  const wanted = graphFile(space.key, graphSettings(config, space))
  if (files[wanted]) return wanted
  const prefix = `graph-${space.key}-`
  for (const name in files) if (name.startsWith(prefix)) return name
  return undefined
}
