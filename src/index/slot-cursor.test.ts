import { expect, test } from 'bun:test'
import { type BitSet, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import { createRandom } from '#base/random.fixture.ts'
import { SlotCursor, type SlotSelection } from './slot-cursor.ts'

test('goes through the selected slots once, ascending, whatever fits at a time', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = createRandom(seed)
    const slotCount = Math.floor(random() * 300)
    const bits = (): BitSet | null => {
      const share = random()
      if (share < 0.4) return null
      const set = createBitSet(slotCount)
      for (let slot = 0; slot < slotCount; slot++) if (random() < share) setBit(set, slot)
      return set
    }
    const selection: SlotSelection = { slotCount, allowed: bits(), present: bits(), tombstones: bits() }
    const { allowed, present, tombstones } = selection
    const list: number[] = []
    for (let slot = 0; slot < slotCount; slot++) {
      if (allowed && !hasBit(allowed, slot)) continue
      if (tombstones && hasBit(tombstones, slot)) continue
      list.push(slot)
    }
    const expected = list.filter((slot) => present === null || hasBit(present, slot))
    for (const given of [selection, { ...selection, list: Uint32Array.from(list) }]) {
      const found: number[] = []
      const cursor = new SlotCursor(given)
      const buffer = new Uint32Array(1 + Math.floor(random() * 70))
      const countMax = random() < 0.5 ? undefined : 1 + Math.floor(random() * 70)
      for (let count = cursor.next(buffer, countMax); count > 0; count = cursor.next(buffer, countMax)) {
        expect(count).toBeLessThanOrEqual(countMax ?? buffer.length)
        found.push(...buffer.subarray(0, count))
      }
      expect({ seed, found }).toEqual({ seed, found: expected })
    }
  }
})

test('sets that are longer or shorter than the slots do no harm', () => {
  const allowed = createBitSet(200).fill(0xffffffff)
  const tombstones = new Uint32Array(0)
  const cursor = new SlotCursor({ slotCount: 70, allowed, present: null, tombstones })
  const buffer = new Uint32Array(100)
  expect(cursor.next(buffer)).toBe(70)
  expect(cursor.next(buffer)).toBe(0)
})
