import { addHardwareUsage, createHardwareUsage, type HardwareUsage } from '#base/hardware-usage.ts'
import { createDurationStat, type DurationStat, observeDuration } from '#telemetry/durations.ts'
import { mergeRequestStats, type RequestStat } from '#telemetry/request-stats.ts'
import type { SnapshotCount } from './snapshot-counts.ts'
import { type SlowRequest, SlowRequests } from '#telemetry/slow-requests.ts'

/** What a serve thread has counted of one collection. */
export interface CollectionCounts {
  readonly usage: HardwareUsage
  readonly requests: readonly RequestStat[]
}

/** What a serve thread has counted since it started. */
export interface ServeReport {
  readonly requests: readonly RequestStat[]
  /** By name of the collection. */
  readonly collections: ReadonlyMap<string, CollectionCounts>
  readonly slow: readonly SlowRequest[]
  readonly filterCache: FilterCacheReport
  readonly reads: SharedReadsReport
}

export interface FilterCacheReport {
  readonly hits: number
  readonly misses: number
  /** Memory that is used now. */
  readonly bytes: number
}

export interface SharedReadsReport {
  /** Reads that came in here and were answered by other threads. */
  readonly sent: number
  /** Reads that came in elsewhere and were answered here. */
  readonly received: number
}

/** What the writer has counted since it started. */
export interface WriterReport {
  readonly queueOperations: number
  readonly queueBytes: number
  /** Operations in all groups that were committed. */
  readonly committedOperations: number
  /** Groups, from their first write to the moment at which they are visible. */
  readonly commits: DurationStat
  /** The part of them in which the database makes a group durable. */
  readonly syncs: DurationStat
}

/** What the optimizer has done since it started. */
export interface OptimizerReport {
  readonly jobs: ReadonlyMap<string, OptimizerJobReport>
  readonly damagedSegments: number
}

export interface OptimizerJobReport {
  readonly done: DurationStat
  failures: number
}

/** What all threads have counted. */
export interface ThreadReports extends ServeReport {
  readonly writer: WriterReport
  readonly optimizer: OptimizerReport
  /** By collection; those without snapshots are not there. */
  readonly snapshots: ReadonlyMap<string, SnapshotCount>
}

/** The sum of what serve threads have counted. */
export function mergeServeReports(reports: readonly ServeReport[]): ServeReport {
  const slow = new SlowRequests(0)
  const usages = new Map<string, HardwareUsage>()
  const requests = new Map<string, RequestStat[]>()
  const filterCache = { hits: 0, misses: 0, bytes: 0 }
  const reads = { sent: 0, received: 0 }
  for (const report of reports) {
    for (const request of report.slow) slow.add(request)
    for (const [name, counts] of report.collections) {
      const usage = usages.get(name) ?? createHardwareUsage()
      addHardwareUsage(usage, counts.usage)
      usages.set(name, usage)
      requests.set(name, [...(requests.get(name) ?? []), ...counts.requests])
    }
    filterCache.hits += report.filterCache.hits
    filterCache.misses += report.filterCache.misses
    filterCache.bytes += report.filterCache.bytes
    reads.sent += report.reads.sent
    reads.received += report.reads.received
  }
  const collections = new Map(
    [...usages].map(([name, usage]) => [
      name,
      { usage, requests: mergeRequestStats([requests.get(name) ?? []]) },
    ]),
  )
  return {
    requests: mergeRequestStats(reports.map((report) => report.requests)),
    collections,
    slow: slow.snapshot(),
    filterCache,
    reads,
  }
}

/** Counts what the writer commits. */
export class CommitCounts {
  operations = 0
  readonly commits = createDurationStat()
  readonly syncs = createDurationStat()

  note(operations: number, durationMs: number, syncMs: number): void {
    this.operations += operations
    observeDuration(this.commits, durationMs / 1000)
    observeDuration(this.syncs, syncMs / 1000)
  }
}

/** Counts the jobs of the optimizer. */
export class OptimizerCounts implements OptimizerReport {
  readonly jobs = new Map<string, OptimizerJobReport>()
  damagedSegments = 0

  done(job: string, durationMs: number): void {
    observeDuration(this.#of(job).done, durationMs / 1000)
  }

  failed(job: string): void {
    this.#of(job).failures++
  }

  report(): OptimizerReport {
    return { jobs: this.jobs, damagedSegments: this.damagedSegments }
  }

  #of(job: string): OptimizerJobReport {
    let report = this.jobs.get(job)
    if (!report) {
      report = { done: createDurationStat(), failures: 0 }
      this.jobs.set(job, report)
    }
    return report
  }
}
