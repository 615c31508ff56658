import { expect, test } from 'bun:test'
import { createRandom } from '#base/random.fixture.ts'
import { MemoryPace } from './memory-pace.ts'

const megabyte = 2 ** 20

/**
 * Runs a process that grows by `rateAt` megabytes a second and is looked at as the pace asks, each look `lateMs` late
 * at most. Gives the most that was resident, and the looks a second.
 */
function run(budgetMb: number, seconds: number, rateAt: (ms: number) => number, lateMs: () => number) {
  const pace = new MemoryPace(budgetMb * megabyte)
  let resident = 0.5 * budgetMb * megabyte
  let peak = 0
  let looks = 0
  let ms = 0
  while (ms < seconds * 1000) {
    const next = ms + pace.lookMs + lateMs()
    for (; ms < next; ms++) resident += (rateAt(ms) * megabyte) / 1000
    peak = Math.max(peak, resident)
    pace.note(resident, ms)
    looks++
    if (resident <= pace.limitBytes) continue
    resident = pace.limitBytes * 0.9
    pace.noteFreed(resident, ms)
  }
  return { peakMb: peak / megabyte, looksASecond: looks / seconds }
}

test('memory that grows steadily, however fast, stays within the budget', () => {
  for (const budgetMb of [300, 1000, 16_000]) {
    for (const rate of [1, 50, 500, 1500]) {
      const { peakMb } = run(
        budgetMb,
        30,
        () => rate,
        () => 5,
      )
      expect(peakMb).toBeLessThanOrEqual(budgetMb)
    }
  }
})

test('bursts out of nothing pass it by little, and not again', () => {
  const seed = Date.now() % 1_000_000
  const random = createRandom(seed)
  for (let times = 0; times < 20; times++) {
    const startMs = random() * 5000
    const { peakMb } = run(
      400,
      20,
      (ms) => (ms > startMs ? 1500 : 0),
      () => random() * 10,
    )
    expect(`${peakMb < 420} ${seed}`).toBe(`true ${seed}`)
  }
})

test('looks that come late are allowed for once some have', () => {
  let looks = 0
  let isWarm = false
  const { peakMb } = run(
    1000,
    300,
    () => (isWarm ? 400 : 0),
    () => {
      isWarm = looks > 50
      return looks++ % 10 === 9 ? 150 : 2
    },
  )
  expect(peakMb).toBeLessThanOrEqual(1000)
})

test('a process at rest is looked at four times a second, one near its budget more often', () => {
  const atRest = run(
    16_000,
    10,
    () => 0,
    () => 0,
  )
  expect(atRest.looksASecond).toBeLessThanOrEqual(4.1)
  const pace = new MemoryPace(400 * megabyte)
  pace.note(370 * megabyte, 0)
  expect(pace.lookMs).toBeLessThan(20)
  expect(pace.lookMs).toBeGreaterThanOrEqual(15)
})

test('what was reserved for growth is given back when there is none', () => {
  const pace = new MemoryPace(1000 * megabyte)
  pace.note(0, 0)
  pace.note(500 * megabyte, 10)
  expect(pace.limitBytes).toBe(700 * megabyte)
  for (let ms = 200; ms < 300_000; ms += 200) pace.note(500 * megabyte, ms)
  expect(pace.limitBytes).toBe(940 * megabyte)
})
