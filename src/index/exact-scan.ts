import type { Task } from '#base/task.ts'
import type { VectorCodes } from './codes/vector-codes.ts'
import type { Distance } from '#model/collection.ts'
import type { SlotScorer } from './graph-walk.ts'
import { type Kernels, scorerOf, stableF32 } from './kernel.ts'
import { SlotCursor, type SlotSelection } from './slot-cursor.ts'
import { TopHits } from './top-hits.ts'

/** Work that is done in slices. */
export interface Scan {
  /** Does the next slice, well below a millisecond; true when all is done. */
  advance(): boolean
}

/** Runs a scan to its end, giving way and stopping as the task says. */
export async function runScan(scan: Scan, task: Task): Promise<void> {
  while (!scan.advance()) {
    const pause = task.tick()
    if (pause) await pause
  }
}

/** Rows between two looks at the clock. */
const sliceRows = 512

/** Scores every selected slot into `out`. */
export class SlotScan implements Scan {
  readonly #cursor: SlotCursor
  readonly #score: SlotScorer
  readonly #out: TopHits
  readonly #slots: Uint32Array
  readonly #scores: Float64Array

  /** `sliceSlots` are scored between two looks at the clock: fewer where scoring is dear. */
  constructor(selection: SlotSelection, score: SlotScorer, out: TopHits, sliceSlots = sliceRows) {
    this.#cursor = new SlotCursor(selection)
    this.#score = score
    this.#out = out
    this.#slots = new Uint32Array(sliceSlots)
    this.#scores = new Float64Array(sliceSlots)
  }

  advance(): boolean {
    const count = this.#cursor.next(this.#slots)
    if (count === 0) return true
    this.#score(this.#slots, count, this.#scores)
    this.#out.pushAll(this.#scores, this.#slots, count)
    return count < this.#slots.length
  }
}

/** A dense column as scans need it: row `slot` at `slot * dimension`. */
export interface ScanColumn {
  readonly values: Float32Array
  readonly dimension: number
}

/**
 * Raw similarities of slots of a column to a prepared query. The scorer owns a copy of the query, so several
 * may be used in turns.
 */
export function createDenseScorer(
  kernels: Kernels,
  column: ScanColumn,
  distance: Distance,
  query: Float32Array,
): SlotScorer {
  const { dimension } = column
  const rows = kernels.rows(column.values, dimension)
  const queryRows = kernels.rows(stableF32(dimension), dimension)
  queryRows.values.set(query)
  const scoreRows = scorerOf(kernels, distance)
  return (slots, count, out) => scoreRows(rows, queryRows, slots, count, out)
}

/** Approximate raw similarities from quantized vectors, which have codes. */
export function createQuantizedScorer(vectors: VectorCodes, query: Float32Array): SlotScorer {
  const codesQuery = vectors.createQuery()
  codesQuery.set(query)
  return codesQuery.score
}

/** Scores every selected slot by its original vector. */
export function exactScan(
  kernels: Kernels,
  column: ScanColumn,
  distance: Distance,
  query: Float32Array,
  selection: SlotSelection,
  out: TopHits,
): Scan {
  return new SlotScan(selection, createDenseScorer(kernels, column, distance, query), out)
}

/** How many candidates a quantized scan chooses for `limit` hits. */
export function candidatesFor({ candidates }: VectorCodes, limit: number): number {
  return Math.max(candidates.min, limit * candidates.perHit)
}

/**
 * Chooses by quantized scores and rescores the chosen by the original vectors: several times faster than an
 * exact scan, with a recall of nearly 1. Falls back to an exact scan where there are no codes.
 */
export function quantizedScan(
  kernels: Kernels,
  vectors: VectorCodes,
  column: ScanColumn,
  query: Float32Array,
  selection: SlotSelection,
  out: TopHits,
  candidateCount = candidatesFor(vectors, out.limit),
): Scan {
  const { distance } = vectors
  if (!vectors.hasCodes) return exactScan(kernels, column, distance, query, selection, out)
  const chosen = new TopHits(candidateCount)
  const choosing = new SlotScan(selection, createQuantizedScorer(vectors, query), chosen)
  const rescoring = new Rescoring(chosen, createDenseScorer(kernels, column, distance, query), out)
  return inTurn(choosing, rescoring)
}

/** One scan after the other. */
export function inTurn(first: Scan, second: Scan): Scan {
  let isFirstDone = false
  return {
    advance() {
      if (isFirstDone) return second.advance()
      isFirstDone = first.advance()
      return false
    },
  }
}

/** Scores the hits of one scan again, by a better score. */
export class Rescoring implements Scan {
  readonly #chosen: TopHits
  readonly #score: SlotScorer
  readonly #out: TopHits
  readonly #sliceSlots: number
  readonly #scores: Float64Array
  #at = 0

  constructor(chosen: TopHits, score: SlotScorer, out: TopHits, sliceSlots = sliceRows) {
    this.#sliceSlots = sliceSlots
    this.#scores = new Float64Array(sliceSlots)
    this.#chosen = chosen
    this.#score = score
    this.#out = out
  }

  advance(): boolean {
    const end = Math.min(this.#at + this.#sliceSlots, this.#chosen.size)
    const slice = this.#chosen.slots.subarray(this.#at, end)
    this.#at = end
    this.#score(slice, slice.length, this.#scores)
    this.#out.pushAll(this.#scores, slice, slice.length)
    return end >= this.#chosen.size
  }
}
