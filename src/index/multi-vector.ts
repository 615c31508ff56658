import type { Distance } from '#model/collection.ts'
import type { MultiVector, VectorData } from '#model/vector.ts'
import { candidatesFor, inTurn, Rescoring, type Scan } from './exact-scan.ts'
import type { Kernels } from './kernel.ts'
import { createMaxSimSlotScorer, MaxSimScorer } from './max-sim.ts'
import { MaxSimPass } from './max-sim-pass.ts'
import { openQuantized, type QuantizedVectors, Quantizer } from './quantization.ts'
import { asU32, createIndexFile, IndexFileError, type IndexFileKind, openIndexFile } from './section-file.ts'
import { SlotCursor, type SlotSelection } from './slot-cursor.ts'
import { TopHits } from './top-hits.ts'

/** The rows of all multivectors of a segment, quantized, slot after slot. */
export interface MultiVectorIndex {
  readonly slotCount: number
  /** The rows of a slot are `starts[slot]` to `starts[slot + 1]`; none: it has no vector. */
  readonly starts: Uint32Array
  readonly rows: QuantizedVectors
}

const fileKind: IndexFileKind = { magic: 'QVMV', version: 1 }
/** Rows that the statistics of the dimensions are taken from, about. */
const sampleRowsMax = 65_536

export interface MultiVectorInput {
  readonly slotCount: number
  readonly dimension: number
  readonly distance: Distance
  /** Undefined: the slot lacks the vector. Asked for up to three times a slot, in ascending order. */
  readonly vectorAt: (slot: number) => MultiVector | undefined
}

/** Quantizes the multivectors of a segment into a file. The original rows are not in it. */
export function buildMultiVectorIndex(input: MultiVectorInput): Uint8Array {
  const { slotCount, dimension, distance, vectorAt } = input
  const starts = new Uint32Array(slotCount + 1)
  for (let slot = 0; slot < slotCount; slot++) {
    const rowCount = (vectorAt(slot)?.values.length ?? 0) / dimension
    starts[slot + 1] = (starts[slot] as number) + rowCount
  }
  const quantizer = new Quantizer(dimension, starts[slotCount] as number, distance)
  if (quantizer.hasCodes) {
    const stride = Math.max(1, Math.floor((starts[slotCount] as number) / sampleRowsMax))
    eachVector(input, (values, slot) => {
      if (slot % stride === 0) {
        for (let from = 0; from < values.length; from += dimension) quantizer.measure(values, from)
      }
    })
    quantizer.settle()
    eachVector(input, (values, slot) => {
      const first = starts[slot] as number
      for (let from = 0; from < values.length; from += dimension) {
        quantizer.encode(values, from, first + from / dimension)
      }
    })
  }
  const file = createIndexFile(fileKind, [slotCount], [starts.byteLength, quantizer.file.byteLength])
  const [startBytes, rowBytes] = file.sections as [Uint8Array, Uint8Array]
  asU32(startBytes).set(starts)
  rowBytes.set(quantizer.file)
  return file.bytes
}

function eachVector(input: MultiVectorInput, visit: (values: Float32Array, slot: number) => void): void {
  for (let slot = 0; slot < input.slotCount; slot++) {
    const vector = input.vectorAt(slot)
    if (vector !== undefined) visit(vector.values, slot)
  }
}

/** Opens the file without a copy. Throws `IndexFileError`. */
export function openMultiVectorIndex(bytes: Uint8Array, kernels: Kernels): MultiVectorIndex {
  const file = openIndexFile(fileKind, bytes, 1, 2)
  const [slotCount] = file.numbers as [number]
  const [startBytes, rowBytes] = file.sections as [Uint8Array, Uint8Array]
  const starts = asU32(startBytes)
  const rows = openQuantized(rowBytes, kernels)
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
): Scan {
  const { distance } = index.rows
  if (!index.rows.hasCodes) return exactMaxSimScan(kernels, distance, query, vectorAt, selection, out)
  const chosen = new TopHits(candidatesFor(out.limit))
  const score = createMaxSimSlotScorer(new MaxSimScorer(kernels, distance, query), vectorAt)
  return inTurn(
    new MaxSimPass(kernels, index, query, selection, chosen),
    new Rescoring(chosen, score, out, sliceSlots),
  )
}
