import { hasBit } from '#base/bit-set.ts'
import type { SparseVector } from '#model/vector.ts'
import type { Scan } from './exact-scan.ts'
import type { SlotSelection } from './slot-cursor.ts'
import { findTerm, type SparseIndex } from './sparse-index.ts'
import type { TopHits } from './top-hits.ts'

/** Slots that are scored together: their sums fit the second-level cache. */
const blockSlots = 8192

type SparseSelection = Pick<SlotSelection, 'allowed' | 'tombstones'>

/**
 * Scores all slots that share an index with the query, exactly; a total of exactly 0 is no hit. Goes through
 * the postings block of slots by block of slots, adding each weight to the sum of its slot.
 */
export function sparseScan(
  index: SparseIndex,
  query: SparseVector,
  selection: SparseSelection,
  out: TopHits,
): Scan {
  const cursor = new PostingsCursor(index, query)
  const sums = new Float64Array(Math.min(blockSlots, index.slotCount))
  let from = 0
  return {
    advance() {
      const to = Math.min(from + blockSlots, index.slotCount)
      sums.fill(0)
      cursor.addTo(sums, from, to)
      offerBlock(sums, from, to, selection, out)
      from = to
      return from >= index.slotCount
    },
  }
}

/**
 * Scores every slot that has the vector by its similarities to several queries (0 where no index is shared);
 * `combine` makes a score of them, given in the order of the queries.
 */
export function sparseCombinedScan(
  index: SparseIndex,
  queries: readonly SparseVector[],
  combine: (similarities: Float64Array) => number,
  selection: SparseSelection,
  out: TopHits,
): Scan {
  const cursors = queries.map((query) => new PostingsCursor(index, query))
  const sums = queries.map(() => new Float64Array(Math.min(blockSlots, index.slotCount)))
  const similarities = new Float64Array(queries.length)
  let from = 0
  return {
    advance() {
      const to = Math.min(from + blockSlots, index.slotCount)
      for (const [at, cursor] of cursors.entries()) cursor.addTo((sums[at] as Float64Array).fill(0), from, to)
      for (let slot = from; slot < to; slot++) {
        if (!hasBit(index.present, slot) || !isSelected(selection, slot)) continue
        for (let at = 0; at < sums.length; at++) {
          similarities[at] = Math.fround((sums[at] as Float64Array)[slot - from] as number)
        }
        out.push(combine(similarities), slot)
      }
      from = to
      return from >= index.slotCount
    },
  }
}

/** Goes through the postings of the terms of a query, ascending in slots. */
class PostingsCursor {
  readonly #index: SparseIndex
  /** For each term: where its next posting stands, where its postings end, and its weight in the query. */
  readonly #positions: Uint32Array
  readonly #ends: Uint32Array
  readonly #weights: Float64Array

  constructor(index: SparseIndex, query: SparseVector) {
    this.#index = index
    const positions: number[] = []
    const ends: number[] = []
    const weights: number[] = []
    for (let at = 0; at < query.indices.length; at++) {
      const weight = query.values[at] as number
      const ordinal = findTerm(index, query.indices[at] as number)
      if (ordinal < 0 || weight === 0) continue
      positions.push(index.starts[ordinal] as number)
      ends.push(index.starts[ordinal + 1] as number)
      weights.push(weight)
    }
    this.#positions = Uint32Array.from(positions)
    this.#ends = Uint32Array.from(ends)
    this.#weights = Float64Array.from(weights)
  }

  /** Adds what the terms contribute to slots `from` to `to` (exclusive); calls must come in ascending order. */
  addTo(sums: Float64Array, from: number, to: number): void {
    const { slots, weights } = this.#index
    for (let term = 0; term < this.#positions.length; term++) {
      this.#positions[term] = addPostings(
        sums,
        slots,
        weights,
        this.#positions[term] as number,
        this.#ends[term] as number,
        this.#weights[term] as number,
        from,
        to,
      )
    }
  }
}

function addPostings(
  sums: Float64Array,
  slots: Uint32Array,
  weights: Float32Array,
  start: number,
  end: number,
  factor: number,
  from: number,
  to: number,
): number {
  let position = start
  while (position < end) {
    const slot = slots[position] as number
    if (slot >= to) break
    const at = slot - from
    sums[at] = (sums[at] as number) + factor * (weights[position] as number)
    position++
  }
  return position
}

function isSelected(selection: SparseSelection, slot: number): boolean {
  const { allowed, tombstones } = selection
  return (allowed === null || hasBit(allowed, slot)) && (tombstones === null || !hasBit(tombstones, slot))
}

function offerBlock(
  sums: Float64Array,
  from: number,
  to: number,
  selection: SparseSelection,
  out: TopHits,
): void {
  let floor = out.floor
  for (let slot = from; slot < to; slot++) {
    const sum = sums[slot - from] as number
    if (sum === 0) continue
    const score = Math.fround(sum)
    if (score < floor || score === 0 || !isSelected(selection, slot)) continue
    out.push(score, slot)
    floor = out.floor
  }
}
