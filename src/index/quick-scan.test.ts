import { describe, expect, test } from 'bun:test'
import { type BitSet, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import { createRandom, type Random } from '#base/random.fixture.ts'
import { isQuick, scanAll, scanBest } from './quick-scan.ts'
import { SearchScratch } from './search-scratch.ts'
import type { SlotSelection } from './slot-cursor.ts'
import { TopHits } from './top-hits.ts'

const scratch = new SearchScratch()

function randomBits(random: Random, count: number): BitSet | null {
  if (random() < 0.4) return null
  const share = random()
  const bits = createBitSet(count)
  for (let slot = 0; slot < count; slot++) if (random() < share) setBit(bits, slot)
  return bits
}

/** NaN comes before everything. */
const orderOf = (score: number): number => (Number.isNaN(score) ? Number.POSITIVE_INFINITY : score)

/** The selected slots by score, best first; of equal ones the smaller slot first. */
function expectedOf({ slotCount, allowed, present, tombstones }: SlotSelection, orders: readonly number[]) {
  const slots = [...orders.keys()].filter(
    (slot) =>
      slot < slotCount &&
      (allowed === null || hasBit(allowed, slot)) &&
      (present === null || hasBit(present, slot)) &&
      (tombstones === null || !hasBit(tombstones, slot)),
  )
  return slots.toSorted((a, b) => compare(orders[b] as number, orders[a] as number) || a - b)
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)

describe('a scan at once', () => {
  test('finds the best of what is selected', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = createRandom(seed)
      const slotCount = Math.floor(random() * 1500)
      const steps = random() < 0.3 ? 5 : 1_000_000
      const scores = Array.from({ length: slotCount }, () =>
        random() < 0.01 ? Number.NaN : Math.floor(random() * steps),
      )
      const selection = {
        slotCount,
        allowed: randomBits(random, slotCount),
        present: randomBits(random, slotCount),
        tombstones: randomBits(random, slotCount),
      }
      const score = (slots: Uint32Array, count: number, out: Float64Array): void => {
        for (let index = 0; index < count; index++) out[index] = scores[slots[index] as number] as number
      }
      const orders = scores.map(orderOf)
      const expected = expectedOf(selection, orders)
      const limit = Math.floor(random() * 100)

      const all = new TopHits(limit)
      expect(scanAll(selection, score, all, scratch), `seed ${seed}`).toBe(expected.length)
      expect([...all.sorted().slots], `seed ${seed}`).toEqual(expected.slice(0, limit))

      scanBest(selection, score, limit, scratch)
      const { size, slots } = scratch.results
      expect(scratch.scoredSlots).toBe(expected.length)
      // Which of equal ones are kept is left open.
      const ordersOf = (found: Iterable<number>): number[] =>
        [...found].map((slot) => orders[slot] as number).toSorted(compare)
      expect(ordersOf(slots.subarray(0, size)), `seed ${seed}`).toEqual(ordersOf(expected.slice(0, limit)))
      expect(new Set(slots.subarray(0, size)).size).toBe(size)
    }
  })
})

test('only scans that take a moment are made at once', () => {
  const vectors = { dimension: 384, distance: 'Cosine' as const, hasCodes: true, rowCost: 0.6 }
  const isQuickWith = (count: number, more: Partial<typeof vectors> = {}): boolean =>
    isQuick({ ...vectors, ...more }, count)
  expect(isQuickWith(20_000)).toBe(true)
  expect(isQuickWith(40_000)).toBe(false)
  expect(isQuickWith(10_000, { dimension: 4096 })).toBe(false)
  expect(isQuickWith(10_000, { rowCost: 9 })).toBe(false)
  expect(isQuickWith(10_000, { hasCodes: false })).toBe(false)
  expect(isQuick({ ...vectors, distance: 'Manhattan', rowCost: 10 }, 1000)).toBe(false)
  expect(isQuick({ ...vectors, distance: 'Manhattan', rowCost: 10 }, 200)).toBe(true)
})
