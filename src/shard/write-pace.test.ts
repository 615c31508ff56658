import { expect, test } from 'bun:test'
import { WritePace } from './write-pace.ts'

test('no write at all is a long pause', () => {
  expect(new WritePace().idleMs(1e12, 5000, 0)).toBeGreaterThan(1e9)
})

test('a load is no pause, whatever it began with', () => {
  const pace = new WritePace()
  for (let ms = 0; ms < 10_000; ms += 200) expect(pace.idleMs(1e12 + ms, ms * 10, 1e12 + ms - 50)).toBe(50)
})

test('a trickle counts as a pause once it was watched for a while', () => {
  const pace = new WritePace()
  expect(pace.idleMs(1e12, 100_000, 1e12 - 10)).toBe(10)
  for (let ms = 200; ms < 2000; ms += 200)
    expect(pace.idleMs(1e12 + ms, 100_000 + ms / 100, 1e12 + ms)).toBe(0)
  for (let ms = 2000; ms < 9000; ms += 200)
    expect(pace.idleMs(1e12 + ms, 100_000 + ms / 100, 1e12 + ms)).toBe(1000)
})

test('the end of a load is a pause after a second', () => {
  const pace = new WritePace()
  for (let ms = 0; ms <= 4000; ms += 200) pace.idleMs(1e12 + ms, ms * 10, 1e12 + ms)
  expect(pace.idleMs(1e12 + 4900, 40_000, 1e12 + 4000)).toBe(900)
  expect(pace.idleMs(1e12 + 5000, 40_000, 1e12 + 4000)).toBe(1000)
})
