import { describe, expect, test } from 'bun:test'
import { Task } from '#base/task.ts'
import { type SamplePart, samplePoints } from './sample.ts'
import { bitsOf, countSlots, hasSlot, type SlotSet } from './slot-set.ts'

function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function part(slotCount: number, dead: number[], passes?: (slot: number) => boolean): SamplePart {
  const slots: SlotSet = { slotCount, allowed: null, dead: bitsOf(dead, slotCount) }
  const allowed = bitsOf(
    Array.from({ length: slotCount }, (_, slot) => slot).filter((slot) => passes?.(slot) ?? true),
    slotCount,
  )
  return {
    slots,
    count: countSlots(slots),
    test: passes,
    bits: passes && (() => ({ ...slots, allowed })),
  }
}
const refOf = (partIndex: number, slot: number): number => partIndex * 1000 + slot

describe('samplePoints', () => {
  const parts = [part(100, [3, 4, 5]), part(60, [0]), part(0, [])]
  const filtered = [part(100, [3, 4, 5], (slot) => slot % 3 === 0), part(60, [0], (slot) => slot === 7)]

  test('gives distinct living points that pass', async () => {
    const random = createRandom(1)
    for (const [sources, total] of [
      [parts, 156],
      [filtered, 34],
    ] as const) {
      for (const limit of [0, 1, 5, 33, 34, 100, 156, 1000]) {
        const refs = await samplePoints(sources, limit, random, new Task(1000), refOf)
        expect(refs.length).toBe(Math.min(limit, total))
        expect(new Set(refs).size).toBe(refs.length)
        for (const ref of refs) {
          const source = sources[Math.floor(ref / 1000)] as SamplePart
          expect(hasSlot(source.slots, ref % 1000)).toBe(true)
          expect(source.test?.(ref % 1000) ?? true).toBe(true)
        }
      }
    }
  })

  test('gives every point the same chance, whichever way it goes', async () => {
    const random = createRandom(2)
    for (const [sources, limit, total] of [
      [parts, 3, 156],
      [parts, 100, 156],
      [filtered, 2, 34],
    ] as const) {
      const counts = new Map<number, number>()
      const rounds = 3000
      for (let round = 0; round < rounds; round++) {
        for (const ref of await samplePoints(sources, limit, random, new Task(1000), refOf)) {
          counts.set(ref, (counts.get(ref) ?? 0) + 1)
        }
      }
      expect(counts.size).toBe(total)
      const mean = (rounds * limit) / total
      for (const count of counts.values()) {
        expect(Math.abs(count - mean)).toBeLessThan(6 * Math.sqrt(mean))
      }
    }
  })
})
