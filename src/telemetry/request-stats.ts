import { addDurations, createDurationStat, type DurationStat, observeDuration } from './durations.ts'

export type Protocol = 'grpc' | 'rest'

/** What came of one kind of request with one status, on one thread or on several. */
export interface RequestStat extends DurationStat {
  readonly protocol: Protocol
  /** The HTTP method; empty for gRPC. */
  readonly method: string
  /** `/qdrant.Points/Search`, or a route pattern such as `/collections/{name}/points`. */
  readonly endpoint: string
  /** Numeric gRPC status or HTTP code. */
  readonly status: number
}

/** Counts requests of one thread. */
export interface RequestStats {
  observe(protocol: Protocol, method: string, endpoint: string, status: number, durationSec: number): void
  snapshot(): readonly RequestStat[]
}

/** The callers name endpoints from fixed tables, never from what a client sent: the map stays small. */
export function createRequestStats(): RequestStats {
  // By endpoint first: of one endpoint there are few, and to put a key together would take longer than to look.
  const stats = new Map<string, RequestStat[]>()
  return {
    observe(protocol, method, endpoint, status, durationSec) {
      let ofEndpoint = stats.get(endpoint)
      if (!ofEndpoint) {
        ofEndpoint = []
        stats.set(endpoint, ofEndpoint)
      }
      let stat = ofEndpoint.find(
        (known) => known.status === status && known.method === method && known.protocol === protocol,
      )
      if (!stat) {
        stat = { protocol, method, endpoint, status, ...createDurationStat() }
        ofEndpoint.push(stat)
      }
      observeDuration(stat, durationSec)
    },
    snapshot: () => [...stats.values()].flat(),
  }
}

/** The sum of what several threads counted, sorted by protocol, endpoint, method and status. */
export function mergeRequestStats(snapshots: readonly (readonly RequestStat[])[]): RequestStat[] {
  const merged = new Map<string, RequestStat>()
  for (const stat of snapshots.flat()) {
    const { protocol, method, endpoint, status } = stat
    const key = `${protocol} ${endpoint} ${method} ${String(status).padStart(3, '0')}`
    const sum = merged.get(key) ?? { protocol, method, endpoint, status, ...createDurationStat() }
    merged.set(key, sum)
    addDurations(sum, stat)
  }
  return [...merged.keys()].toSorted().flatMap((key) => merged.get(key) ?? [])
}
