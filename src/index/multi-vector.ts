import { buildCodes } from './codes/build-codes.ts'
import { openCodes } from './codes/open-codes.ts'
import type { RowSource, VectorCodes } from './codes/vector-codes.ts'
import type { Distance, QuantizationConfig } from '#model/collection.ts'
import type { MultiVector, VectorData } from '#model/vector.ts'
import { candidatesFor, inTurn, Rescoring, type Scan } from './exact-scan.ts'
import type { Kernels } from './kernel.ts'
import { createMaxSimSlotScorer, MaxSimScorer } from './max-sim.ts'
import { CodesMaxSimPass } from './codes-max-sim-pass.ts'
import { MaxSimPass } from './max-sim-pass.ts'
import { buildByteCodes, isByteCodes } from './quantization.ts'
import { asU32, createIndexFile, IndexFileError, type IndexFileKind, openIndexFile } from './section-file.ts'
import { SlotCursor, type SlotSelection } from './slot-cursor.ts'
import { TopHits } from './top-hits.ts'

/** The rows of all multivectors of a segment, quantized, slot after slot. */
export interface MultiVectorIndex {
  readonly slotCount: number
  /** The rows of a slot are `starts[slot]` to `starts[slot + 1]`; none: it has no vector. */
  readonly starts: Uint32Array
  readonly rows: VectorCodes
}

const fileKind: IndexFileKind = { magic: 'QVMV', version: 1 }
export interface MultiVectorInput {
  readonly slotCount: number
  readonly dimension: number
  readonly distance: Distance
  /** Undefined: the slot lacks the vector. Asked for several times a slot, in ascending order. */
  readonly vectorAt: (slot: number) => MultiVector | undefined
}

/**
 * Quantizes the multivectors of a segment into a file, as asked for or in bytes, with a pause now and then. The
 * original rows are not in it.
 */
export function* buildMultiVectorIndex(
  input: MultiVectorInput,
  quantization?: QuantizationConfig,
): Generator<void, Uint8Array> {
  const { slotCount, dimension, vectorAt } = input
  const starts = new Uint32Array(slotCount + 1)
  for (let slot = 0; slot < slotCount; slot++) {
    const rowCount = (vectorAt(slot)?.values.length ?? 0) / dimension
    starts[slot + 1] = (starts[slot] as number) + rowCount
  }
  const source = rowsOf(input, starts)
  const rows = yield* quantization === undefined ? buildByteCodes(source) : buildCodes(source, quantization)
  const file = createIndexFile(fileKind, [slotCount], [starts.byteLength, rows.byteLength])
  const [startBytes, rowBytes] = file.sections as [Uint8Array, Uint8Array]
  asU32(startBytes).set(starts)
  rowBytes.set(rows)
  return file.bytes
}

/** The rows of all slots, one after the other. */
function rowsOf(
  { slotCount, dimension, distance, vectorAt }: MultiVectorInput,
  starts: Uint32Array,
): RowSource {
  let slot = 0
  let known = -1
  let values: Float32Array | undefined
  return {
    count: starts[slotCount] as number,
    dimension,
    distance,
    read(row, out) {
      if (row < (starts[slot] as number)) slot = 0
      while (row >= (starts[slot + 1] as number)) slot++
      if (known !== slot) values = vectorAt(slot)?.values
      known = slot
      if (values === undefined) return false
      const from = (row - (starts[slot] as number)) * dimension
      out.set(values.subarray(from, from + dimension))
      return true
    },
  }
}

/** Opens the file without a copy. Throws `IndexFileError`. */
export function openMultiVectorIndex(
  bytes: Uint8Array,
  kernels: Kernels,
  quantization?: QuantizationConfig,
): MultiVectorIndex {
  const file = openIndexFile(fileKind, bytes, 1, 2)
  const [slotCount] = file.numbers as [number]
  const [startBytes, rowBytes] = file.sections as [Uint8Array, Uint8Array]
  const starts = asU32(startBytes)
  const rows = openCodes(rowBytes, kernels, quantization)
  if (starts.length !== slotCount + 1 || starts[slotCount] !== rows.count) {
    throw new IndexFileError('the rows of multivectors do not fit their slots')
  }
  for (let slot = 0; slot < slotCount; slot++) {
    if ((starts[slot] as number) > (starts[slot + 1] as number)) {
      throw new IndexFileError('the rows of a multivector end before they begin')
    }
  }
  return { slotCount, starts, rows }
}

/** Multivectors that are scored between two looks at the clock. */
const sliceSlots = 8

/** Scores every selected slot exactly, by the vectors that `vectorAt` gives; slots without one are no hits. */
export function exactMaxSimScan(
  kernels: Kernels,
  distance: Distance,
  query: MultiVector,
  vectorAt: (slot: number) => VectorData | undefined,
  selection: SlotSelection,
  out: TopHits,
): Scan {
  const scorer = new MaxSimScorer(kernels, distance, query)
  const cursor = new SlotCursor(selection)
  const slots = new Uint32Array(sliceSlots)
  return {
    advance() {
      const count = cursor.next(slots)
      for (const slot of slots.subarray(0, count)) {
        const vector = vectorAt(slot)
        if (vector?.kind === 'multi') out.push(scorer.score(vector.values), slot)
      }
      return count < sliceSlots
    },
  }
}

/** Scores every selected slot by the quantized rows. They must have codes. */
export function estimatedMaxSimScan(
  kernels: Kernels,
  index: MultiVectorIndex,
  query: MultiVector,
  selection: SlotSelection,
  out: TopHits,
): Scan {
  const { rows } = index
  return isByteCodes(rows)
    ? new MaxSimPass(kernels, { ...index, rows }, query, selection, out)
    : new CodesMaxSimPass(index, query, selection, out)
}

/**
 * Chooses candidates by the quantized rows and scores these exactly by what `vectorAt` gives. Where there are
 * no codes it is an exact scan.
 */
export function quantizedMaxSimScan(
  kernels: Kernels,
  index: MultiVectorIndex,
  query: MultiVector,
  vectorAt: (slot: number) => VectorData | undefined,
  selection: SlotSelection,
  out: TopHits,
  candidateCount = candidatesFor(index.rows, out.limit),
): Scan {
  const { distance } = index.rows
  if (!index.rows.hasCodes) return exactMaxSimScan(kernels, distance, query, vectorAt, selection, out)
  const chosen = new TopHits(candidateCount)
  const score = createMaxSimSlotScorer(new MaxSimScorer(kernels, distance, query), vectorAt)
  return inTurn(
    estimatedMaxSimScan(kernels, index, query, selection, chosen),
    new Rescoring(chosen, score, out, sliceSlots),
  )
}
