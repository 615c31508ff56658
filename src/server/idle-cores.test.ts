import { expect, test } from 'bun:test'
import { createIdleCoresProbe } from './idle-cores.ts'

test('idle cores are those of the last interval', () => {
  let ms = 0
  let times = { cores: 4, idleMs: 1000, totalMs: 2000 }
  const idle = createIdleCoresProbe(
    () => times,
    () => ms,
  )
  expect(idle()).toBe(0)
  ms = 400
  times = { cores: 4, idleMs: 2200, totalMs: 3600 }
  expect(idle()).toBe(3)
  times = { cores: 4, idleMs: 2200, totalMs: 4000 }
  ms = 500
  expect(idle()).toBe(3)
  ms = 800
  expect(idle()).toBe(0)
})

test('counters that stand still mean that nothing is idle', () => {
  let ms = 0
  const idle = createIdleCoresProbe(
    () => ({ cores: 2, idleMs: 0, totalMs: 0 }),
    () => ms,
  )
  ms = 1000
  expect(idle()).toBe(0)
})
