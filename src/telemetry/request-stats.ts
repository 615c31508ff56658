/** Upper bounds of the duration histogram, in seconds; the last bucket has none. */
export const durationBucketsSec = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 10, 50] as const

export type Protocol = 'grpc' | 'rest'

/** What came of one kind of request with one status, on one thread or on several. */
export interface RequestStat {
  readonly protocol: Protocol
  /** The HTTP method; empty for gRPC. */
  readonly method: string
  /** `/qdrant.Points/Search`, or a route pattern such as `/collections/{name}/points`. */
  readonly endpoint: string
  /** Numeric gRPC status or HTTP code. */
  readonly status: number
  count: number
  totalSec: number
  minSec: number
  maxSec: number
  /** Requests a bucket, not cumulative; one more than there are bounds. */
  readonly buckets: number[]
}

/** Counts the requests of one thread. */
export interface RequestStats {
  observe(protocol: Protocol, method: string, endpoint: string, status: number, durationSec: number): void
  snapshot(): readonly RequestStat[]
}

/** The callers name endpoints from fixed tables, never from what a client sent: the map stays small. */
export function createRequestStats(): RequestStats {
  const stats = new Map<string, RequestStat>()
  return {
    observe(protocol, method, endpoint, status, durationSec) {
      const key = `${protocol} ${method} ${endpoint} ${status}`
      let stat = stats.get(key)
      if (!stat) {
        stat = emptyStat(protocol, method, endpoint, status)
        stats.set(key, stat)
      }
      stat.count++
      stat.totalSec += durationSec
      if (durationSec < stat.minSec) stat.minSec = durationSec
      if (durationSec > stat.maxSec) stat.maxSec = durationSec
      const bucket = bucketOf(durationSec)
      stat.buckets[bucket] = (stat.buckets[bucket] ?? 0) + 1
    },
    snapshot: () => [...stats.values()],
  }
}

/** The sum of what several threads counted, sorted by protocol, endpoint, method and status. */
export function mergeRequestStats(snapshots: readonly (readonly RequestStat[])[]): RequestStat[] {
  const merged = new Map<string, RequestStat>()
  for (const stat of snapshots.flat()) {
    const key = `${stat.protocol} ${stat.endpoint} ${stat.method} ${String(stat.status).padStart(3, '0')}`
    const sum = merged.get(key) ?? emptyStat(stat.protocol, stat.method, stat.endpoint, stat.status)
    merged.set(key, sum)
    sum.count += stat.count
    sum.totalSec += stat.totalSec
    sum.minSec = Math.min(sum.minSec, stat.minSec)
    sum.maxSec = Math.max(sum.maxSec, stat.maxSec)
    stat.buckets.forEach((count, bucket) => {
      sum.buckets[bucket] = (sum.buckets[bucket] ?? 0) + count
    })
  }
  return [...merged.keys()].toSorted().flatMap((key) => merged.get(key) ?? [])
}

function emptyStat(protocol: Protocol, method: string, endpoint: string, status: number): RequestStat {
  const buckets = Array.from({ length: durationBucketsSec.length + 1 }, () => 0)
  return { protocol, method, endpoint, status, count: 0, totalSec: 0, minSec: Infinity, maxSec: 0, buckets }
}

function bucketOf(durationSec: number): number {
  let bucket = 0
  for (const bound of durationBucketsSec) {
    if (durationSec <= bound) break
    bucket++
  }
  return bucket
}
