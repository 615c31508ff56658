import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { type PeerLoad, planBatch, planSharing } from './sharing-policy.ts'

const idle: PeerLoad = { load: 0, ours: 0, sinceAskedMs: 1000 }
const busy: PeerLoad = { load: 3, ours: 0, sinceAskedMs: 0 }
const asked: PeerLoad = { load: 0, ours: 0, sinceAskedMs: 1 }

test('reads are spread evenly over this thread and the free ones', () => {
  expect(planSharing(8, 1, [idle])).toEqual([4])
  expect(planSharing(9, 1, [idle, busy, idle])).toEqual([3, 0, 3])
  expect(planSharing(2, 1, [idle, idle, idle])).toEqual([1, 1, 0])
})

test('no thread gets more than keeps it busy for a few milliseconds', () => {
  expect(planSharing(100, 1, [idle])).toEqual([4])
  expect(planSharing(100, 20, [idle])).toEqual([1])
  expect(planSharing(100, 0.01, [idle])).toEqual([50])
  expect(planSharing(100, 0, [idle])).toEqual([16])
})

test('nobody is woken for less than waking costs', () => {
  expect(planSharing(1, 0.1, [idle])).toEqual([0])
  expect(planSharing(2, 0.1, [idle])).toEqual([0])
  expect(planSharing(3, 0.1, [idle])).toEqual([3])
  expect(planSharing(7, 0.1, [idle, idle, idle])).toEqual([3, 3, 0])
  expect(planSharing(60, 0.01, [idle, idle, idle])).toEqual([25, 25, 0])
  expect(planSharing(1, 10, [idle])).toEqual([1])
})

test('a thread that its clients ask helps only with much work', () => {
  expect(planSharing(2, 1, [asked])).toEqual([0])
  expect(planSharing(8, 1, [asked])).toEqual([4])
  expect(planSharing(8, 1, [busy])).toEqual([0])
})

test('a thread that works for this one only gets more before it runs out', () => {
  expect(planSharing(8, 1, [{ load: 1, ours: 1, sinceAskedMs: 1000 }])).toEqual([3])
  expect(planSharing(8, 1, [{ load: 3, ours: 3, sinceAskedMs: 1000 }])).toEqual([0])
  expect(planSharing(8, 1, [{ load: 2, ours: 1, sinceAskedMs: 1000 }])).toEqual([0])
})

const anyPeer = fc.record({
  load: fc.integer({ min: 0, max: 20 }),
  ours: fc.integer({ min: 0, max: 20 }),
  sinceAskedMs: fc.integer({ min: 0, max: 100 }),
})

test('never more than there are, and nothing below zero', () => {
  const waiting = fc.integer({ min: 0, max: 5000 })
  const averageMs = fc.double({ min: 0, max: 100, noNaN: true })
  fc.assert(
    fc.property(waiting, averageMs, fc.array(anyPeer, { maxLength: 32 }), (reads, ms, peers) => {
      const counts = planSharing(reads, ms, peers)
      expect(counts).toHaveLength(peers.length)
      expect(counts.every((count) => Number.isInteger(count) && count >= 0 && count <= 64)).toBe(true)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(reads)
    }),
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
