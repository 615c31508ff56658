import type { CodesQuery } from './codes/vector-codes.ts'
import type { MultiVector } from '#model/vector.ts'
import type { Scan } from './exact-scan.ts'
import type { MultiVectorIndex } from './multi-vector.ts'
import { SlotCursor, type SlotSelection } from './slot-cursor.ts'
import type { TopHits } from './top-hits.ts'

const sliceSlots = 16
/** Rows that are scored at once. */
const blockRows = 512

/**
 * Approximate MaxSim of every selected slot by codes of any kind, row by row: slower than `MaxSimPass`, which needs
 * codes that a matrix product multiplies.
 */
export class CodesMaxSimPass implements Scan {
  readonly #index: MultiVectorIndex
  readonly #out: TopHits
  readonly #cursor: SlotCursor
  readonly #queries: readonly CodesQuery[]
  readonly #slots = new Uint32Array(sliceSlots)
  readonly #rows = new Uint32Array(blockRows)
  readonly #scores = new Float64Array(blockRows)
  readonly #best: Float64Array

  constructor(index: MultiVectorIndex, query: MultiVector, selection: SlotSelection, out: TopHits) {
    const { dimension, values } = query
    this.#index = index
    this.#out = out
    this.#cursor = new SlotCursor(selection)
    this.#queries = Array.from({ length: values.length / dimension }, (_, row) => {
      const codesQuery = index.rows.createQuery()
      codesQuery.set(values.subarray(row * dimension, (row + 1) * dimension))
      return codesQuery
    })
    this.#best = new Float64Array(this.#queries.length)
  }

  advance(): boolean {
    const count = this.#cursor.next(this.#slots)
    for (let at = 0; at < count; at++) this.#scoreSlot(this.#slots[at] as number)
    return count < sliceSlots
  }

  #scoreSlot(slot: number): void {
    const { starts } = this.#index
    const end = starts[slot + 1] as number
    let from = starts[slot] as number
    if (from === end) return
    const best = this.#best.fill(Number.NEGATIVE_INFINITY)
    for (; from < end; from += blockRows) this.#scoreRows(from, Math.min(blockRows, end - from))
    let sum = 0
    for (const each of best) sum += each
    this.#out.push(sum, slot)
  }

  /** Raises the best score of each row of the query by those of `count` rows. */
  #scoreRows(from: number, count: number): void {
    const rows = this.#rows
    const scores = this.#scores
    for (let at = 0; at < count; at++) rows[at] = from + at
    for (const [index, query] of this.#queries.entries()) {
      query.score(rows, count, scores)
      let best = this.#best[index] as number
      for (let at = 0; at < count; at++) {
        const score = scores[at] as number
        if (score > best) best = score
      }
      this.#best[index] = best
    }
  }
}
