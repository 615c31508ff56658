import { assert, must } from '#base/assert.ts'
import { type BitSet, createBitSet } from '#base/bit-set.ts'
import type { Task } from '#base/task.ts'
import { buildGraphSteps } from '#index/graph-build.ts'
import { buildSparseIndex } from '#index/sparse-index.ts'
import { buildColumn } from '#index/payload/build-column.ts'
import { openColumn } from '#index/payload/open-column.ts'
import { SealedKeyedColumn } from '#index/payload/sealed-keyed-column.ts'
import { linkedSlotsMin } from '#index/payload-blocks.ts'
import { buildPayloadLinksSteps } from '#index/payload-links-build.ts'
import type { CollectionSchema, PayloadIndexSchema } from '#model/collection.ts'
import type { PayloadValue } from '#model/payload.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import { compilePathScanner } from '#model/payload-scan.ts'
import type { SparseVector } from '#model/vector.ts'
import type { Segment } from '#storage/segment.ts'
import { codesOf, quantizationOf } from './codes-choice.ts'
import { buildCodesFile, buildMultiFile } from './codes-file.ts'
import {
  byteCodesFile,
  columnFile,
  findMultiFile,
  graphFile,
  graphSettings,
  type GraphSettings,
  isIndexFile,
  isLinksFile,
  linksFile,
  linksPrefix,
  linksSettings,
  mayHaveGraph,
  mayHaveLinks,
  mayHaveQuantizedRows,
  multiFile,
  quantizedFile,
  sparseFile,
} from './index-files.ts'
import { runSteps } from './run-steps.ts'
import { vectorBytes } from './vector-bytes.ts'
import { type DenseSpace, vectorSpaces } from './vector-space.ts'

export interface IndexFile {
  readonly name: string
  readonly content: Uint8Array
}

export interface IndexContext {
  readonly segment: Segment
  /** Slots that need not be indexed. */
  readonly dead: BitSet | null
  /** Native threads; 0: one a core. */
  readonly threads: number
  readonly scratchFolder: string
  /** Builders that take long pause through it. */
  readonly task: Task
}

/**
 * An index that a segment lacks. Graphs and links take long to build, and wait until there is enough to index.
 * Links come last, and path after path, because what they are made of must be in the segment before.
 */
export interface MissingIndex {
  readonly kind: 'plain' | 'graph' | 'links'
  build(context: IndexContext): IndexFile[] | Promise<IndexFile[]>
}

export interface IndexPlan {
  readonly missing: readonly MissingIndex[]
  /** Files that nobody asks for once the missing ones are there. */
  readonly obsolete: readonly string[]
}

/** Compares the index files of a segment with what the schema asks for. */
export function planIndexFiles(schema: CollectionSchema, segment: Segment, graphBytesMin: number): IndexPlan {
  const missing: MissingIndex[] = []
  const wanted = new Set<string>()
  for (const space of vectorSpaces(schema.config)) {
    if (space.kind === 'sparse') planSparse(segment, space.key, missing, wanted)
    else if (mayHaveGraph(schema.config, space)) {
      planGraph(schema, segment, space, graphBytesMin, missing, wanted)
    } else if (mayHaveQuantizedRows(space)) planMulti(schema, segment, space, graphBytesMin, missing, wanted)
  }
  for (const [path, index] of schema.payloadIndexes) planColumn(segment, path, index, missing, wanted)
  const obsolete = Object.keys(segment.description.files).filter(
    (name) => isIndexFile(name) && !wanted.has(name),
  )
  return { missing, obsolete }
}

function planSparse(segment: Segment, key: number, missing: MissingIndex[], wanted: Set<string>): void {
  const name = sparseFile(key)
  wanted.add(name)
  if (segment.description.files[name]) return
  missing.push({
    kind: 'plain',
    build() {
      const vectorAt = (slot: number): SparseVector | undefined => {
        const vector = segment.blobVectorAt(key, slot)
        return vector?.kind === 'sparse' ? vector : undefined
      }
      return [{ name, content: buildSparseIndex({ slotCount: segment.slotCount, vectorAt }) }]
    },
  })
}

function planMulti(
  { config }: CollectionSchema,
  segment: Segment,
  space: DenseSpace,
  bytesMin: number,
  missing: MissingIndex[],
  wanted: Set<string>,
): void {
  const { files } = segment.description
  const name = multiFile(config, space)
  wanted.add(name)
  if (files[name]) return
  const isRecoding = findMultiFile(files, config, space) !== undefined
  if (!isRecoding && vectorBytes(segment, space) < bytesMin) return
  missing.push({
    kind: isRecoding ? 'plain' : 'graph',
    build: async ({ task }) => [{ name, content: await buildMultiFile(config, segment, space, task) }],
  })
}

function planColumn(
  segment: Segment,
  path: string,
  schema: PayloadIndexSchema,
  missing: MissingIndex[],
  wanted: Set<string>,
): void {
  const name = columnFile(path, schema)
  wanted.add(name)
  if (segment.description.files[name]) return
  missing.push({
    kind: 'plain',
    build() {
      const scan = compilePathScanner(parsePayloadPath(path))
      const valuesOf = (slot: number): PayloadValue[] => scan(segment.payloadAt(slot))
      return [{ name, content: buildColumn(schema, segment.slotCount, valuesOf) }]
    },
  })
}

function planGraph(
  schema: CollectionSchema,
  segment: Segment,
  space: DenseSpace,
  graphBytesMin: number,
  missing: MissingIndex[],
  wanted: Set<string>,
): void {
  const column = segment.dense(space.key)
  if (!column) return
  const settings = graphSettings(schema.config, space)
  const graphName = graphFile(space.key, settings)
  const { files } = segment.description
  planCodes(schema, segment, space, missing, wanted)
  if (vectorBytes(segment, space) < graphBytesMin) {
    // A graph of other settings is better than none.
    for (const name of Object.keys(files)) if (name.startsWith(`graph-${space.key}-`)) wanted.add(name)
    keepLinks(schema, segment, space.key, wanted)
    return
  }
  wanted.add(graphName)
  if (files[graphName]) {
    planLinks(schema, segment, space, graphName, missing, wanted)
    return
  }
  keepLinks(schema, segment, space.key, wanted)
  missing.push({
    kind: 'graph',
    async build({ dead, threads, scratchFolder, task }) {
      const codesName = quantizedFile(schema.config, space)
      const isAsked = quantizationOf(schema.config, space) !== undefined
      const steps = buildGraphSteps({
        values: column.values,
        dimension: column.dimension,
        count: segment.slotCount,
        present: living(column.present, dead, segment.slotCount),
        distance: space.distance,
        ...settings,
        codes: isAsked ? undefined : codesOf(schema.config, space),
        threads,
        scratchFolder,
      })
      const { graph, quantized } = await runSteps(steps, task)
      const built = [{ name: graphName, content: graph }]
      if (hasGraphFile(files, space.key)) return built
      const content =
        !isAsked || codesName === byteCodesFile(space.key)
          ? quantized
          : await buildCodesFile(schema.config, segment, space, task)
      return [...built, { name: codesName, content }]
    },
  })
}

function hasGraphFile(files: Readonly<Record<string, unknown>>, key: number): boolean {
  return Object.keys(files).some((name) => name.startsWith(`graph-${key}-`))
}

/**
 * The codes beside a graph that is there, when quantization was changed; a new graph comes with its codes. They do
 * not wait for a pause of writes: searches use the old ones until then.
 */
function planCodes(
  { config }: CollectionSchema,
  segment: Segment,
  space: DenseSpace,
  missing: MissingIndex[],
  wanted: Set<string>,
): void {
  const { files } = segment.description
  const name = quantizedFile(config, space)
  wanted.add(name)
  if (files[name] || !hasGraphFile(files, space.key)) return
  missing.push({
    kind: 'plain',
    build: async ({ task }) => [{ name, content: await buildCodesFile(config, segment, space, task) }],
  })
}

/** Links of paths that are indexed stay while it is not their turn. */
function keepLinks(
  { payloadIndexes }: CollectionSchema,
  { description }: Segment,
  key: number,
  wanted: Set<string>,
): void {
  for (const name of Object.keys(description.files)) {
    if (!name.startsWith(linksPrefix(key))) continue
    for (const [path, index] of payloadIndexes) if (isLinksFile(name, key, path, index)) wanted.add(name)
  }
}

/** The links of each indexed path of which the column is there. */
function planLinks(
  { config, payloadIndexes }: CollectionSchema,
  segment: Segment,
  space: DenseSpace,
  graphName: string,
  missing: MissingIndex[],
  wanted: Set<string>,
): void {
  const settings = linksSettings(config, space)
  if (settings.m === 0 || segment.slotCount < linkedSlotsMin) return
  const { files } = segment.description
  // Tiles are made of codes that are to stay.
  if (!files[quantizedFile(config, space)]) {
    keepLinks({ config, payloadIndexes }, segment, space.key, wanted)
    return
  }
  const graphFiles = { graph: graphName, quantized: quantizedFile(config, space) }
  for (const [path, index] of payloadIndexes) {
    if (!mayHaveLinks(index) || !files[columnFile(path, index)]) continue
    const name = linksFile(config, space, path, index)
    wanted.add(name)
    if (files[name]) continue
    // Links of other settings are better than none.
    for (const other of Object.keys(files)) if (isLinksFile(other, space.key, path, index)) wanted.add(other)
    missing.push({
      kind: 'links',
      build: async (context) => [
        { name, content: await buildLinks(context, space, settings, graphFiles, path, index) },
      ],
    })
  }
}

async function buildLinks(
  { segment, dead, threads, scratchFolder, task }: IndexContext,
  space: DenseSpace,
  settings: GraphSettings,
  graphFiles: { readonly graph: string; readonly quantized: string },
  path: string,
  index: PayloadIndexSchema,
): Promise<Uint8Array> {
  const values = must(segment.dense(space.key), 'a graph has vectors')
  const graph = must(segment.file(graphFiles.graph), 'links follow a graph')
  const quantized = must(segment.file(graphFiles.quantized), 'a graph has quantized vectors')
  const column = openColumn(index, must(segment.file(columnFile(path, index)), 'links follow a column'))
  assert(column instanceof SealedKeyedColumn, 'only columns of keys have links')
  const steps = buildPayloadLinksSteps({
    values: values.values,
    dimension: values.dimension,
    count: segment.slotCount,
    present: living(values.present, dead, segment.slotCount),
    distance: space.distance,
    ...settings,
    threads,
    scratchFolder,
    column,
    graph,
    quantized,
  })
  return await runSteps(steps, task)
}

/** The slots that have the vector and live; null: all. */
function living(present: BitSet | null, dead: BitSet | null, slotCount: number): BitSet | null {
  if (dead === null) return present
  const bits = createBitSet(slotCount)
  for (let word = 0; word < bits.length; word++) {
    bits[word] =
      (present === null ? 0xffffffff : must(present[word], 'a column has a bit a slot')) & ~(dead[word] ?? 0)
  }
  return bits
}
