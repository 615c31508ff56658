import {
  type CollectionConfig,
  type CollectionInfo,
  defaultHnsw,
  defaultOptimizers,
} from '#model/collection.ts'
import type { QuotaConfig, QuotaResource, QuotaUsage } from '#model/quota.ts'
import type { PartFacts } from '#shard/part-facts.ts'
import type { ThreadData } from './contracts.ts'
import type { ThreadReports } from './thread-reports.ts'

/** What is known of the node at one moment: for `/metrics` and `/telemetry`. */
export interface NodeReport {
  readonly data: ThreadData
  /** By name, sorted. */
  readonly collections: ReadonlyMap<string, CollectionReport>
  readonly threads: ThreadReports
  readonly quota: QuotaReport
}

export interface QuotaReport {
  readonly config: QuotaConfig
  readonly usage: QuotaUsage
}

/** Whether a resource is past its limit; undefined: it has none. */
export function isExceeded({ config, usage }: QuotaReport, resource: QuotaResource): boolean | undefined {
  const limit = resource === 'memory' ? config.maxResidentMemoryPercent : config.maxDiskUsagePercent
  if (!config.enabled || limit === undefined) return undefined
  return (usage[resource] ?? 0) > limit
}

export interface CollectionReport {
  readonly info: CollectionInfo
  readonly parts: readonly PartFacts[]
  /** Bytes of all its files; 0 of one at rest. */
  readonly fileBytes: number
  /** It is closed and was not opened to be looked at: there are no parts, and each point counts as having all vectors. */
  readonly isAtRest: boolean
}

/** What is told of a collection that is not opened for it, by the points that its control file names. */
export function restingReport(config: CollectionConfig, pointsCount: number): CollectionReport {
  const info: CollectionInfo = {
    config,
    status: 'green',
    optimizerError: undefined,
    pointsCount,
    segmentsCount: 0,
    indexedVectorsCount: 0,
    payloadSchema: new Map(),
    warnings: [],
    updateQueueLength: 0,
    deferredPoints: undefined,
  }
  return { info, parts: [], fileBytes: 0, isAtRest: true }
}

/**
 * Points that a search of indexed points only (`indexed_only`) leaves out, by vector name: those of parts that
 * have no graph and are too large to be scanned all the same.
 */
export function excludedPoints({ info, parts }: CollectionReport): ReadonlyMap<string, number> {
  const { config } = info
  const indexing = config.optimizers.indexingThreshold ?? defaultOptimizers.indexingThreshold
  const excluded = new Map<string, number>()
  for (const [name, vector] of config.vectors) {
    const scan = vector.hnsw?.fullScanThreshold ?? config.hnsw.fullScanThreshold
    const bytesMax = Math.max(indexing, scan ?? defaultHnsw.fullScanThreshold) * 1024
    let points = 0
    for (const part of parts) {
      const isLarge = (part.vectorBytes.get(name) ?? 0) > bytesMax
      if (isLarge && !part.hasGraph) points += part.vectorCounts.get(name) ?? 0
    }
    excluded.set(name, points)
  }
  return excluded
}

/** The vectors of a collection by name: those of the living points that have it, about. */
export function vectorCounts({ info, parts, isAtRest }: CollectionReport): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { vectorCounts } of parts) {
    for (const [name, count] of vectorCounts) counts.set(name, (counts.get(name) ?? 0) + count)
  }
  const otherwise = isAtRest ? info.pointsCount : 0
  for (const name of info.config.vectors.keys()) if (!counts.has(name)) counts.set(name, otherwise)
  for (const name of info.config.sparseVectors.keys()) if (!counts.has(name)) counts.set(name, otherwise)
  return counts
}
