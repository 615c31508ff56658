import { expect, test } from 'bun:test'
import { createRandom } from '#base/random.fixture.ts'
import type { KeyCounts } from './payload-blocks.ts'
import { cutRuns, runSlotsMax, runSlotsMin } from './payload-runs.ts'

function keysOf(counts: readonly number[]): KeyCounts {
  return {
    keyCount: counts.length,
    countOfIds: (from, to) => counts.slice(from, to).reduce((sum, count) => sum + count, 0),
  }
}

test('all numbers are one run, unless there are few, or more than slots', () => {
  expect(cutRuns(keysOf([100, 100, 100]), 'integer', 1000)).toEqual([{ from: 0, to: 3, pairs: 300 }])
  expect(cutRuns(keysOf([10, 10]), 'datetime', 1000)).toEqual([])
  expect(cutRuns(keysOf([600, 600]), 'float', 1000)).toEqual([])
})

test('values are in runs by themselves, and neighbours in one', () => {
  expect(cutRuns(keysOf([300, 1, 300, 400, 2]), 'keyword', 5000)).toEqual([
    { from: 0, to: 1, pairs: 300 },
    { from: 2, to: 4, pairs: 700 },
  ])
})

test('runs of values have neither few slots nor so many that links are better, and fit the slots together', () => {
  const random = createRandom(5)
  for (let round = 0; round < 200; round++) {
    const counts = Array.from({ length: 30 }, () => Math.floor(random() ** 6 * 2 * runSlotsMax))
    const slotCount = Math.floor(random() * 200_000)
    const runs = cutRuns(keysOf(counts), 'uuid', slotCount)
    let total = 0
    let last = -1
    for (const { from, to, pairs } of runs) {
      expect(from).toBeGreaterThan(last)
      last = to
      const own = counts.slice(from, to)
      expect(own.every((count) => count >= runSlotsMin && count <= runSlotsMax)).toBe(true)
      expect(pairs).toBe(own.reduce((sum, count) => sum + count, 0))
      total += pairs
    }
    expect(total).toBeLessThanOrEqual(slotCount)
  }
})
