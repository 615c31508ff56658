import type { VectorCodes } from './codes/vector-codes.ts'
import type { SlotScorer } from './graph-walk.ts'
import type { SearchScratch } from './search-scratch.ts'
import { SlotCursor, type SlotSelection } from './slot-cursor.ts'
import type { TopHits } from './top-hits.ts'

/** Rows of bytes or of 4 bits, and numbers in them, that are scored well below the time that a task may hold its thread. */
const rowsMax = 16_384
const numbersMax = 8 << 20
/** The same of numbers that plain JavaScript compares, or that are floats. */
const slowNumbersMax = 1 << 20

/** Whether so many slots are few enough to be scanned at once. */
export function isQuick(
  {
    dimension,
    distance,
    hasCodes,
    rowCost,
  }: Pick<VectorCodes, 'dimension' | 'distance' | 'hasCodes' | 'rowCost'>,
  count: number,
): boolean {
  const isSlow = !hasCodes || distance === 'Manhattan'
  const rows = count * rowCost
  return rows <= rowsMax && rows * dimension <= (isSlow ? slowNumbersMax : numbersMax)
}

/** Slots that are scored by one call: their rows fit into the nearest cache. */
const sliceSlots = 256

/**
 * Scores every selected slot at once, in the memory of the thread, and leaves the best `countMax` in
 * `scratch.results`. For so few slots that nobody need wait: a scan that gives way keeps its state elsewhere.
 */
export function scanBest(
  selection: SlotSelection,
  score: SlotScorer,
  countMax: number,
  scratch: SearchScratch,
): void {
  const { results, slots, scores } = scratch
  results.clear()
  scratch.scoredSlots = 0
  const cursor = new SlotCursor(selection)
  for (;;) {
    const count = cursor.next(slots, sliceSlots)
    if (count === 0) return
    score(slots, count, scores)
    results.keepBest(scores, slots, count, countMax)
    scratch.scoredSlots += count
  }
}

/** Pushes every selected slot with its score to `out`, at once. Gives how many there were. */
export function scanAll(
  selection: SlotSelection,
  score: SlotScorer,
  out: TopHits,
  scratch: SearchScratch,
): number {
  const { slots, scores } = scratch
  const cursor = new SlotCursor(selection)
  let total = 0
  for (;;) {
    const count = cursor.next(slots, sliceSlots)
    if (count === 0) return total
    score(slots, count, scores)
    out.pushAll(scores, slots, count)
    total += count
  }
}
