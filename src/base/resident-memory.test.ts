import { expect, test } from 'bun:test'
import { residentMemoryPercent } from './resident-memory.ts'

test('the process has some of the memory resident, and not more than there is', () => {
  const percent = residentMemoryPercent()
  expect(Number.isInteger(percent)).toBe(true)
  expect(percent).toBeGreaterThanOrEqual(0)
  expect(percent).toBeLessThanOrEqual(100)
})
