import { must } from '#base/assert.ts'
import { type BitSet, createBitSet } from '#base/bit-set.ts'
import type { Task } from '#base/task.ts'
import { buildGraphSteps } from '#index/graph-build.ts'
import { buildMultiVectorIndex } from '#index/multi-vector.ts'
import { buildSparseIndex } from '#index/sparse-index.ts'
import { buildColumn } from '#index/payload/build-column.ts'
import type { CollectionSchema, PayloadIndexSchema } from '#model/collection.ts'
import type { PayloadValue } from '#model/payload.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import { compilePathScanner } from '#model/payload-scan.ts'
import type { MultiVector, SparseVector } from '#model/vector.ts'
import type { Segment } from '#storage/segment.ts'
import {
  columnFile,
  graphFile,
  graphSettings,
  isIndexFile,
  mayHaveGraph,
  mayHaveQuantizedRows,
  multiFile,
  quantizedFile,
  sparseFile,
} from './index-files.ts'
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

/** An index that a segment lacks. */
export interface MissingIndex {
  /** It takes long to build, and waits until there is enough to index. */
  readonly isCostly: boolean
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
    } else if (mayHaveQuantizedRows(space)) planMulti(segment, space, graphBytesMin, missing, wanted)
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
    isCostly: false,
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
  segment: Segment,
  space: DenseSpace,
  bytesMin: number,
  missing: MissingIndex[],
  wanted: Set<string>,
): void {
  const name = multiFile(space.key)
  wanted.add(name)
  if (segment.description.files[name] || vectorBytes(segment, space) < bytesMin) return
  missing.push({
    isCostly: true,
    build() {
      const { slotCount } = segment
      const vectorAt = (slot: number): MultiVector | undefined => {
        const vector = segment.blobVectorAt(space.key, slot)
        return vector?.kind === 'multi' ? vector : undefined
      }
      const input = { slotCount, dimension: space.config.size, distance: space.distance, vectorAt }
      return [{ name, content: buildMultiVectorIndex(input) }]
    },
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
    isCostly: false,
    build() {
      const scan = compilePathScanner(parsePayloadPath(path))
      const valuesOf = (slot: number): PayloadValue[] => scan(segment.payloadAt(slot))
      return [{ name, content: buildColumn(schema, segment.slotCount, valuesOf) }]
    },
  })
}

function planGraph(
  { config }: CollectionSchema,
  segment: Segment,
  space: DenseSpace,
  graphBytesMin: number,
  missing: MissingIndex[],
  wanted: Set<string>,
): void {
  const column = segment.dense(space.key)
  if (!column) return
  const settings = graphSettings(config, space)
  const graphName = graphFile(space.key, settings)
  const quantizedName = quantizedFile(space.key)
  const { files } = segment.description
  wanted.add(quantizedName)
  if (vectorBytes(segment, space) < graphBytesMin) {
    // A graph of other settings is better than none.
    for (const name of Object.keys(files)) if (name.startsWith(`graph-${space.key}-`)) wanted.add(name)
    return
  }
  wanted.add(graphName)
  if (files[graphName] && files[quantizedName]) return
  missing.push({
    isCostly: true,
    async build({ dead, threads, scratchFolder, task }) {
      const steps = buildGraphSteps({
        values: column.values,
        dimension: column.dimension,
        count: segment.slotCount,
        present: living(column.present, dead, segment.slotCount),
        distance: space.distance,
        ...settings,
        threads,
        scratchFolder,
      })
      const { graph, quantized } = await runSteps(steps, task)
      return [
        { name: graphName, content: graph },
        { name: quantizedName, content: quantized },
      ]
    },
  })
}

async function runSteps<Result>(steps: Generator<unknown, Result>, task: Task): Promise<Result> {
  try {
    for (;;) {
      const step = steps.next()
      if (step.done) return step.value
      const pause = task.tick()
      if (pause) await pause
    }
  } finally {
    steps.return(undefined as never)
  }
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
