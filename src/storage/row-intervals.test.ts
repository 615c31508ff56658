import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { complementOf, mergeIntervals, type RowInterval } from './row-intervals.ts'

const interval = fc
  .record({ first: fc.nat(40), length: fc.integer({ min: 0, max: 10 }) })
  .map(({ first, length }): RowInterval => ({ first, last: first + length - 1 }))

function rowsOf(intervals: readonly RowInterval[]): Set<number> {
  const rows = new Set<number>()
  for (const { first, last } of intervals) for (let row = first; row <= last; row++) rows.add(row)
  return rows
}

test('merged intervals hold the same rows, in order and apart from each other', () => {
  fc.assert(
    fc.property(fc.array(interval), (intervals) => {
      const merged = mergeIntervals(intervals)
      expect(rowsOf(merged)).toEqual(rowsOf(intervals))
      merged.slice(1).forEach((next, index) => {
        expect(next.first).toBeGreaterThan((merged[index]?.last ?? 0) + 1)
      })
    }),
  )
})

test('the complement holds the other rows below the end', () => {
  fc.assert(
    fc.property(fc.array(interval), fc.nat(50), (intervals, end) => {
      const covered = rowsOf(intervals)
      const others = Array.from({ length: end }, (_, row) => row).filter((row) => !covered.has(row))
      expect([...rowsOf(complementOf(intervals, end))]).toEqual(others)
    }),
  )
})
