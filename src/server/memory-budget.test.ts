import { expect, test } from 'bun:test'
import { memoryBudgetBytes, planMemory } from './memory-budget.ts'

const megabyte = 2 ** 20

test('a budget is bytes, bytes with a unit, or a share of what there is', () => {
  expect(memoryBudgetBytes(12_345)).toBe(12_345)
  expect(memoryBudgetBytes('12345')).toBe(12_345)
  expect(memoryBudgetBytes('512MB')).toBe(512 * megabyte)
  expect(memoryBudgetBytes('512 MiB')).toBe(512 * megabyte)
  expect(memoryBudgetBytes('1.5g')).toBe(1536 * megabyte)
  expect(memoryBudgetBytes('2TiB')).toBe(2 * 1024 ** 4)
  expect(memoryBudgetBytes('25%', 1000)).toBe(250)
})

test('too little is refused with how much it takes', () => {
  expect(() => planMemory(128 * megabyte, 2)).toThrow('is 128 MB, but a server with 2 threads')
  expect(() => planMemory(128 * megabyte, 2)).toThrow('needs 224 MB')
  expect(planMemory(224 * megabyte, 2).budgetBytes).toBe(224 * megabyte)
})

test('what is bounded fits into the budget', () => {
  for (const serveThreads of [1, 2, 8, 64]) {
    for (const gigabytes of [3, 8, 100]) {
      const budget = gigabytes * 1024 * megabyte
      const plan = planMemory(budget, serveThreads)
      expect(plan.filterCacheBytes * serveThreads + plan.writeQueueBytes).toBeLessThan(budget / 3)
      // The copy of the builder, codes of a byte and the links.
      expect((plan.segmentVectorBytes ?? 0) * 0.9).toBeLessThan(budget / 2)
    }
  }
})

test('without a budget caches are bounded all the same', () => {
  expect(planMemory(undefined, 64).filterCacheBytes).toBe(2 * megabyte)
  expect(planMemory(undefined, 2).filterCacheBytes).toBe(64 * megabyte)
})
