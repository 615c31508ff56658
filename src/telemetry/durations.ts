/** Upper bounds of the histogram, in seconds; the last bucket has none. */
export const durationBucketsSec = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 10, 50] as const

/** How long things of one kind took, on one thread or on several. */
export interface DurationStat {
  count: number
  totalSec: number
  /** Infinity when nothing was counted. */
  minSec: number
  maxSec: number
  /** When the last one ended, milliseconds since the epoch; 0: there was none. */
  lastMs: number
  /** Things a bucket, not cumulative; one more than there are bounds. */
  readonly buckets: number[]
}

export function createDurationStat(): DurationStat {
  const buckets = Array.from({ length: durationBucketsSec.length + 1 }, () => 0)
  return { count: 0, totalSec: 0, minSec: Infinity, maxSec: 0, lastMs: 0, buckets }
}

export function observeDuration(stat: DurationStat, durationSec: number): void {
  stat.count++
  stat.totalSec += durationSec
  if (durationSec < stat.minSec) stat.minSec = durationSec
  if (durationSec > stat.maxSec) stat.maxSec = durationSec
  stat.lastMs = Date.now()
  const bucket = bucketOf(durationSec)
  stat.buckets[bucket] = (stat.buckets[bucket] ?? 0) + 1
}

/** Adds what another thread counted. */
export function addDurations(sum: DurationStat, more: DurationStat): void {
  sum.count += more.count
  sum.totalSec += more.totalSec
  sum.minSec = Math.min(sum.minSec, more.minSec)
  sum.maxSec = Math.max(sum.maxSec, more.maxSec)
  sum.lastMs = Math.max(sum.lastMs, more.lastMs)
  more.buckets.forEach((count, bucket) => {
    sum.buckets[bucket] = (sum.buckets[bucket] ?? 0) + count
  })
}

function bucketOf(durationSec: number): number {
  let bucket = 0
  for (const bound of durationBucketsSec) {
    if (durationSec <= bound) break
    bucket++
  }
  return bucket
}
