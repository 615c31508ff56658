import type { RowInterval } from '#storage/row-intervals.ts'
import type { Segment } from '#storage/segment.ts'
import type { ShardDatabase } from '#storage/shard-database.ts'

const rowsAChunk = 10_000

/** The slots of a segment whose row lives no more, from the rows themselves. */
export function deadSlotsOf(
  segment: Segment,
  intervals: readonly RowInterval[],
  database: ShardDatabase,
): number[] {
  const live = liveRowsOf(intervals, database)
  const dead: number[] = []
  for (let slot = 0; slot < segment.slotCount; slot++) {
    if (!includesSorted(live, segment.rowAt(slot))) dead.push(slot)
  }
  return dead
}

function liveRowsOf(intervals: readonly RowInterval[], database: ShardDatabase): Float64Array {
  const chunks: number[][] = []
  for (const { first, last } of intervals) {
    for (let next = first; ; ) {
      const rows = database.readRows({ first: next, last }, rowsAChunk)
      chunks.push(rows)
      if (rows.length < rowsAChunk) break
      next = (rows.at(-1) ?? last) + 1
    }
  }
  const live = new Float64Array(chunks.reduce((sum, rows) => sum + rows.length, 0))
  let at = 0
  for (const rows of chunks) {
    live.set(rows, at)
    at += rows.length
  }
  return live.sort()
}

function includesSorted(values: Float64Array, wanted: number): boolean {
  let from = 0
  let to = values.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((values[middle] as number) < wanted) from = middle + 1
    else to = middle
  }
  return values[from] === wanted
}
