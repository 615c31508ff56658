import { describe, expect, test } from 'bun:test'
import { type BitSet, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import { createRandom, type Random } from '#base/random.fixture.ts'
import { scanAll, scanBest } from './quick-scan.ts'
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

/** The selected slots by score, best first; of equal ones the smaller slot first, and NaN before everything. */
function expectedOf({ slotCount, allowed, present, tombstones }: SlotSelection, scores: readonly number[]) {
  const slots = [...scores.keys()].filter(
    (slot) =>
      slot < slotCount &&
      (allowed === null || hasBit(allowed, slot)) &&
      (present === null || hasBit(present, slot)) &&
      (tombstones === null || !hasBit(tombstones, slot)),
  )
  const order = (slot: number): number =>
    Number.isNaN(scores[slot]) ? Number.POSITIVE_INFINITY : (scores[slot] as number)
  return slots.toSorted((a, b) => order(b) - order(a) || a - b)
}

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
      const expected = expectedOf(selection, scores)
      const limit = Math.floor(random() * 100)

      const all = new TopHits(limit)
      expect(scanAll(selection, score, all, scratch), `seed ${seed}`).toBe(expected.length)
      expect([...all.sorted().slots], `seed ${seed}`).toEqual(expected.slice(0, limit))

      scanBest(selection, score, limit, scratch)
      const { size, slots } = scratch.results
      expect(scratch.scoredSlots).toBe(expected.length)
      // Which of equal ones are kept is left open.
      const scoresOf = (found: Iterable<number>): number[] =>
        [...found].map((slot) => scores[slot] as number).toSorted()
      expect(scoresOf(slots.subarray(0, size)), `seed ${seed}`).toEqual(scoresOf(expected.slice(0, limit)))
      expect(new Set(slots.subarray(0, size)).size).toBe(size)
    }
  })
})
