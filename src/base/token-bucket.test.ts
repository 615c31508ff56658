import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { TokenBucket } from './token-bucket.ts'

const startMs = Date.UTC(2026, 10, 25)
const newBucket = (): TokenBucket => new TokenBucket(new BigInt64Array(2), 1)

test('a full bucket gives a minute of tokens at once, then as they come in', () => {
  const bucket = newBucket()
  expect(bucket.take(20, 60, startMs)).toBeUndefined()
  expect(bucket.take(40, 60, startMs)).toBeUndefined()
  expect(bucket.take(1, 60, startMs)).toBe(0)
  expect(bucket.take(1, 60, startMs + 500)).toBe(0.5)
  expect(bucket.take(1, 60, startMs + 1000)).toBeUndefined()
  expect(bucket.take(61, 60, startMs + 1e9)).toBe(60)
})

test('a bucket with another limit is full, as is one that is filled, and one whose clock was put back', () => {
  const bucket = newBucket()
  bucket.take(60, 60, startMs)
  expect(bucket.take(90, 90, startMs)).toBeUndefined()
  expect(bucket.take(1, 90, startMs)).toBe(0)
  bucket.fill()
  expect(bucket.take(90, 90, startMs)).toBeUndefined()
  expect(bucket.take(90, 90, startMs - 1_000_000)).toBeUndefined()
})

test('it gives what a counter gives that is filled up as time passes', () => {
  const takes = fc.array(fc.record({ tokens: fc.nat({ max: 50 }), afterMs: fc.nat({ max: 20_000 }) }))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), takes, (perMinute, steps) => {
      const bucket = newBucket()
      let nowMs = startMs
      let level = perMinute
      for (const { tokens, afterMs } of steps) {
        nowMs += afterMs
        level = Math.min(perMinute, level + (afterMs * perMinute) / 60_000)
        // Where rounding to microseconds decides, either is right.
        if (Math.abs(level - tokens) < 1e-2) return
        const missing = bucket.take(tokens, perMinute, nowMs)
        expect(missing === undefined).toBe(level > tokens)
        if (missing === undefined) level -= tokens
        else expect(missing).toBeCloseTo(level, 1)
      }
    }),
  )
})

test('threads together take no more than there is', async () => {
  const words = new BigInt64Array(new SharedArrayBuffer(16))
  const source = `
    const { TokenBucket } = require(${JSON.stringify(`${import.meta.dir}/token-bucket.ts`)})
    const { parentPort, workerData } = require('node:worker_threads')
    const bucket = new TokenBucket(workerData, 1)
    let taken = 0
    for (let call = 0; call < 1000; call++) if (bucket.take(1, 1500, ${startMs}) === undefined) taken++
    parentPort.postMessage(taken)
  `
  const { Worker } = await import('node:worker_threads')
  const counts = await Promise.all(
    [0, 1, 2].map(
      () =>
        new Promise<number>((resolve, reject) => {
          const worker = new Worker(source, { eval: true, workerData: words })
          worker.on('message', resolve)
          worker.on('error', reject)
        }),
    ),
  )
  expect(counts.reduce((sum, count) => sum + count)).toBe(1500)
})
