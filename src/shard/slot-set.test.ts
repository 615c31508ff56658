import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { countSlots, hasSlot, listSlots, nextSlot, type SlotSet, toBits } from './slot-set.ts'

const words = fc.option(fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength: 6 }), { nil: null })

function slotsOf(set: SlotSet): number[] {
  return [...listSlots({ ...set, count: countSlots(set) })]
}

test('all functions agree with a test of each slot', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 200 }),
      words,
      words,
      fc.nat({ max: 220 }),
      (slotCount, allowed, dead, from) => {
        const set: SlotSet = {
          slotCount,
          allowed: allowed && Uint32Array.from(allowed),
          dead: dead && Uint32Array.from(dead),
        }
        const bit = (list: number[] | null, slot: number): boolean =>
          list !== null && (((list[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1
        const expected: number[] = []
        for (let slot = 0; slot < slotCount; slot++) {
          if ((allowed === null || bit(allowed, slot)) && !bit(dead, slot)) expected.push(slot)
        }
        expect(slotsOf(set)).toEqual(expected)
        expect(countSlots(set)).toBe(expected.length)
        expect(nextSlot(set, from)).toBe(expected.find((slot) => slot >= from) ?? -1)
        expect(hasSlot(set, from)).toBe(expected.includes(from))
        expect(slotsOf({ slotCount, allowed: toBits(set), dead: null })).toEqual(expected)
      },
    ),
  )
})
