/** Rows `first` to `last`, both inclusive. */
export interface RowInterval {
  readonly first: number
  readonly last: number
}

/** The same rows in ascending order, in as few intervals as can be. The given ones may overlap. */
export function mergeIntervals(intervals: readonly RowInterval[]): RowInterval[] {
  const merged: RowInterval[] = []
  for (const next of intervals.toSorted((a, b) => a.first - b.first)) {
    if (next.last < next.first) continue
    const last = merged.at(-1)
    if (last && next.first <= last.last + 1) {
      merged[merged.length - 1] = { first: last.first, last: Math.max(last.last, next.last) }
    } else {
      merged.push(next)
    }
  }
  return merged
}

/** The rows from 0 to `end` (exclusive) that are in none of the intervals. */
export function complementOf(intervals: readonly RowInterval[], end: number): RowInterval[] {
  const gaps: RowInterval[] = []
  let next = 0
  for (const { first, last } of mergeIntervals(intervals)) {
    if (first > next) gaps.push({ first: next, last: Math.min(first, end) - 1 })
    next = Math.max(next, last + 1)
  }
  if (next < end) gaps.push({ first: next, last: end - 1 })
  return gaps.filter((gap) => gap.last >= gap.first)
}
