import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { type PeerLoad, planBatch, planSharing } from './sharing-policy.ts'

const idle: PeerLoad = { load: 0, ours: 0, sinceAskedMs: 1000 }
const busy: PeerLoad = { load: 3, ours: 0, sinceAskedMs: 0 }
const asked: PeerLoad = { load: 0, ours: 0, sinceAskedMs: 1 }

/** One of the reads runs, or is about to. */
const plan = (waiting: number, averageMs: number, peers: readonly PeerLoad[]): number[] =>
  planSharing({ waiting, load: waiting + 1, averageMs }, peers)

test('reads are spread evenly over this thread and the free ones', () => {
  expect(plan(7, 1, [idle])).toEqual([4])
  expect(plan(8, 1, [idle, busy, idle])).toEqual([3, 0, 3])
  expect(plan(2, 1, [idle, idle, idle])).toEqual([1, 1, 0])
})

test('no thread gets more short reads than keep it busy for a few milliseconds', () => {
  expect(plan(100, 1, [idle])).toEqual([8])
  expect(plan(100, 0.2, [idle])).toEqual([20])
  expect(plan(200, 0.01, [idle])).toEqual([64])
  expect(plan(100, 0, [idle])).toEqual([16])
})

test('nobody is woken for less than waking costs', () => {
  expect(plan(1, 0.1, [idle])).toEqual([0])
  expect(plan(2, 0.1, [idle])).toEqual([0])
  expect(plan(3, 0.1, [idle])).toEqual([3])
  expect(plan(7, 0.1, [idle, idle, idle])).toEqual([3, 3, 0])
  expect(plan(1, 10, [idle])).toEqual([1])
})

test('a thread that its clients ask helps only with much work', () => {
  expect(plan(2, 1, [asked])).toEqual([0])
  expect(plan(7, 1, [asked])).toEqual([4])
  expect(plan(7, 1, [busy])).toEqual([0])
})

test('a thread that works for this one only gets more before it runs out', () => {
  expect(plan(8, 1, [{ load: 1, ours: 1, sinceAskedMs: 1000 }])).toEqual([4])
  expect(plan(8, 1, [{ load: 5, ours: 5, sinceAskedMs: 1000 }])).toEqual([0])
  expect(plan(8, 1, [{ load: 2, ours: 1, sinceAskedMs: 1000 }])).toEqual([0])
  expect(plan(1, 1, [{ load: 1, ours: 1, sinceAskedMs: 1000 }])).toEqual([0])
})

test('long reads go to every thread that has fewer', () => {
  expect(plan(7, 50, [{ load: 2, ours: 0, sinceAskedMs: 0 }])).toEqual([3])
  expect(plan(7, 50, [{ load: 7, ours: 0, sinceAskedMs: 0 }, asked])).toEqual([0, 4])
  // All but one run already.
  expect(
    planSharing({ waiting: 1, load: 5, averageMs: 50 }, [{ load: 3, ours: 3, sinceAskedMs: 0 }]),
  ).toEqual([1])
})

const anyPeer = fc.record({
  load: fc.integer({ min: 0, max: 20 }),
  ours: fc.integer({ min: 0, max: 20 }),
  sinceAskedMs: fc.integer({ min: 0, max: 100 }),
})

test('never more than there are, nothing to threads with more, and no more than a bound', () => {
  const waiting = fc.integer({ min: 0, max: 5000 })
  const running = fc.integer({ min: 1, max: 50 })
  const averageMs = fc.double({ min: 0, max: 100, noNaN: true })
  fc.assert(
    fc.property(
      waiting,
      running,
      averageMs,
      fc.array(anyPeer, { maxLength: 32 }),
      (reads, others, ms, peers) => {
        const own = { waiting: reads, load: reads + others, averageMs: ms }
        const counts = planSharing(own, peers)
        expect(counts).toHaveLength(peers.length)
        expect(counts.every((count) => Number.isInteger(count) && count >= 0 && count <= 64)).toBe(true)
        expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(reads)
        expect(counts.every((count, index) => count === 0 || (peers[index]?.load ?? 0) < own.load)).toBe(true)
      },
    ),
  )
})

test('a batch is spread while every share is worth the waking', () => {
  expect(planBatch(8, 1, [idle, busy, idle])).toEqual([true, false, true])
  expect(planBatch(2, 1, [idle, idle])).toEqual([true, false])
  expect(planBatch(1, 100, [idle])).toEqual([false])
  expect(planBatch(4, 0.1, [idle])).toEqual([false])
  expect(planBatch(10, 0.1, [idle, idle, idle, idle])).toEqual([true, true, true, false])
  expect(planBatch(2, 0, [idle])).toEqual([true])
})
