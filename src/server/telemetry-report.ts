import { availableParallelism, endianness, totalmem } from 'node:os'
import { createHardwareUsage } from '#base/hardware-usage.ts'
import { apiVersion, version } from '#base/version.ts'
import { type Access, mayRead } from '#security/access.ts'
import type { PartFacts } from '#shard/part-facts.ts'
import { readProcessStats } from '#telemetry/process-stats.ts'
import { readSystemFacts } from '#telemetry/system-facts.ts'
import type { Protocol, RequestStat } from '#telemetry/request-stats.ts'
import { configJson, paramsJson } from '#wire/collection-json.ts'
import { quotaJson } from '#wire/rest-quota.ts'
import { hardwareJson } from '#wire/rest-usage.ts'
import { type Anonymizer, anonymousConfig } from './anonymizer.ts'
import type { ServerConfig } from './config.ts'
import {
  type CollectionReport,
  isExceeded,
  type NodeReport,
  type QuotaReport,
  vectorCounts,
} from './node-report.ts'
import type { SnapshotCount } from './snapshot-counts.ts'
import type { ThreadReports } from './thread-reports.ts'

export interface TelemetryOptions {
  /** Details, 0..4; what is above is 4. */
  readonly level: number
  /** Requests are shown for each collection by itself too. */
  readonly perCollection: boolean
  readonly anonymizer: Anonymizer
  /** Of the caller. */
  readonly access: Access
}

/**
 * The result of `/telemetry`, as far as the caller may know. Level 0: what the node is and what was asked of it;
 * 1: the collections in short, the machine; 2: their configuration; 3: their shards; 4: the parts of these.
 */
export function telemetryReport(report: NodeReport, options: TelemetryOptions): unknown {
  const { level, anonymizer, access } = options
  const { data, threads } = report
  const collections = [...report.collections].filter(([name]) => mayRead(access, name))
  return {
    id: data.instanceId,
    app: {
      name: 'qdrant',
      version: apiVersion,
      startup: anonymizer.time(data.startedMs),
      ...(level >= 1 ? { quiver_version: version, ...appDetails(anonymizer, data.config) } : {}),
    },
    collections: {
      number_of_collections: collections.length,
      max_collections: data.config.maxCollections,
      ...(level >= 1 ? collectionsDetails(collections, report, options) : {}),
    },
    ...(access.kind === 'global' ? wholeNodeReport(report, options) : {}),
    ...(level >= 1 ? { hardware: { collection_data: hardwareData(collections, threads, anonymizer) } } : {}),
  }
}

/** What concerns all collections together. */
function wholeNodeReport({ threads, data, quota }: NodeReport, options: TelemetryOptions): object {
  const { level } = options
  const serveThreads = data.config.serveThreads
  return {
    cluster: { enabled: false, resharding_enabled: false },
    requests: {
      rest: requestsReport('rest', threads, options),
      grpc: requestsReport('grpc', threads, options),
    },
    quota: quotaReport(quota),
    ...(level >= 1
      ? {
          memory: { resident_bytes: readProcessStats().residentBytes },
          search_pool: { mode: 'shared', high_cpu_threads: serveThreads, high_io_threads: serveThreads },
        }
      : {}),
  }
}

function quotaReport(quota: QuotaReport): object {
  return {
    config: quotaJson(quota.config),
    exceeded: {
      resident_memory: isExceeded(quota, 'memory') ?? null,
      disk_usage: isExceeded(quota, 'disk') ?? null,
    },
  }
}

function appDetails({ count }: Anonymizer, config: ServerConfig): object {
  const system = readSystemFacts(config.storagePath)
  return {
    features: {
      debug: false,
      recovery_mode: config.recoveryReason !== undefined,
      gpu: false,
      rocksdb: false,
    },
    low_memory_mode: 'disabled',
    system: {
      distribution: system.distribution,
      distribution_version: system.distributionVersion ?? null,
      is_docker: system.inContainer,
      cores: availableParallelism(),
      ram_size: count(Math.round(totalmem() / 1024)),
      disk_size: system.diskKilobytes === undefined ? null : count(system.diskKilobytes),
      cpu_flags: process.arch,
      cpu_endian: endianness() === 'LE' ? 'little' : 'big',
    },
  }
}

type NamedCollections = readonly (readonly [string, CollectionReport])[]

function collectionsDetails(
  collections: NamedCollections,
  report: NodeReport,
  { level, anonymizer }: TelemetryOptions,
): object {
  const { name } = anonymizer
  return {
    collections: collections.map(([id, collection]) =>
      level === 1
        ? summaryOf(collection, anonymizer)
        : collectionDetails(name(id), collection, report, level, anonymizer),
    ),
    snapshots: collections.map(([id]) => snapshotReport(name(id), report.threads.snapshots.get(id))),
  }
}

function snapshotReport(id: string, count: SnapshotCount | undefined): object {
  return {
    id,
    running_snapshots: count?.running ?? 0,
    running_snapshot_recovery: count?.recovering ?? 0,
    total_snapshot_creations: count?.created ?? 0,
  }
}

function summaryOf(collection: CollectionReport, anonymizer: Anonymizer): object {
  const { info } = collection
  let vectors = 0
  for (const one of vectorCounts(collection).values()) vectors += one
  return {
    vectors: anonymizer.count(vectors),
    optimizers_status: optimizersStatus(collection),
    params: paramsJson(anonymousConfig(info.config, anonymizer)),
  }
}

function optimizersStatus({ info }: CollectionReport): unknown {
  return info.optimizerError === undefined ? 'ok' : { error: info.optimizerError }
}

function collectionDetails(
  id: string,
  collection: CollectionReport,
  { data }: NodeReport,
  level: number,
  anonymizer: Anonymizer,
): object {
  const described = {
    id,
    init_time_ms: 0,
    config: configJson(anonymousConfig(collection.info.config, anonymizer)),
  }
  if (level < 3) return described
  const local = shardReport(collection, level, anonymizer)
  const shard = { id: 0, key: null, local, remote: [], replicate_states: { [data.peerId]: 'Active' } }
  return { ...described, shards: [shard], transfers: [], resharding: [] }
}

function shardReport(collection: CollectionReport, level: number, { count, name }: Anonymizer): object {
  const { info, parts } = collection
  const counts = [...vectorCounts(collection)].map(
    ([vector, vectors]) => [name(vector), count(vectors)] as const,
  )
  let vectorBytes = 0
  for (const part of parts) for (const bytes of part.vectorBytes.values()) vectorBytes += bytes
  const optimizations = {
    status: optimizersStatus(collection),
    ...(level >= 4 ? { log: [] } : {}),
  }
  return {
    variant_name: 'local shard',
    status: info.status,
    total_optimized_points: count(info.indexedVectorsCount),
    vectors_size_bytes: count(vectorBytes),
    payloads_size_bytes: count(Math.max(0, collection.fileBytes - vectorBytes)),
    num_points: count(info.pointsCount),
    num_vectors: counts.reduce((sum, [, vectors]) => sum + vectors, 0),
    num_vectors_by_name: Object.fromEntries(counts),
    ...(level >= 4 ? { segments: parts.map((part) => segmentReport(part, count, name)) } : {}),
    optimizations,
    update_queue: { length: info.updateQueueLength },
  }
}

function segmentReport(part: PartFacts, count: Anonymizer['count'], name: Anonymizer['name']): object {
  let vectors = 0
  let vectorBytes = 0
  for (const one of part.vectorCounts.values()) vectors += one
  for (const bytes of part.vectorBytes.values()) vectorBytes += bytes
  const byName = [...part.vectorCounts].map(([vector, number]) => [
    name(vector),
    { num_vectors: count(number), num_indexed_vectors: part.hasGraph ? count(number) : 0 },
  ])
  return {
    info: {
      uuid: `${part.kind}-${part.partId}`,
      segment_type: part.hasGraph ? 'indexed' : 'plain',
      num_vectors: count(vectors),
      num_points: count(part.livePoints),
      num_deleted_vectors: count(part.deadPoints),
      num_indexed_vectors: part.hasGraph ? count(vectors) : 0,
      vectors_size_bytes: count(vectorBytes),
      disk_usage_bytes: count(part.fileBytes),
      is_appendable: part.kind === 'head',
      vector_data: Object.fromEntries(byName),
    },
  }
}

function hardwareData(
  collections: NamedCollections,
  { collections: counts }: ThreadReports,
  { name }: Anonymizer,
): object {
  const data: Record<string, unknown> = {}
  for (const [id, { isAtRest }] of collections) {
    const usage = counts.get(id)?.usage ?? (isAtRest ? undefined : createHardwareUsage())
    if (usage) data[name(id)] = hardwareJson(usage)
  }
  return data
}

function requestsReport(
  protocol: Protocol,
  { requests, collections }: ThreadReports,
  { level, perCollection, anonymizer }: TelemetryOptions,
): object {
  const responses = responsesOf(protocol, requests, level, anonymizer)
  if (!perCollection) return { responses }
  const byCollection = [...collections].map(([name, counts]) => [
    anonymizer.name(name),
    responsesOf(protocol, counts.requests, level, anonymizer),
  ])
  return { responses, per_collection_responses: Object.fromEntries(byCollection) as unknown }
}

/** By endpoint (`PUT /collections/{name}` or `/qdrant.Points/Search`), then by status. */
function responsesOf(
  protocol: Protocol,
  requests: readonly RequestStat[],
  level: number,
  { count, time }: Anonymizer,
): object {
  const endpoints: Record<string, Record<string, object>> = {}
  for (const stat of requests) {
    if (stat.protocol !== protocol) continue
    const endpoint = protocol === 'rest' ? `${stat.method} ${stat.endpoint}` : stat.endpoint
    endpoints[endpoint] ??= {}
    endpoints[endpoint][stat.status] = {
      count: count(stat.count),
      avg_duration_micros: (stat.totalSec / stat.count) * 1e6,
      ...(level >= 1
        ? {
            min_duration_micros: stat.minSec * 1e6,
            max_duration_micros: stat.maxSec * 1e6,
            total_duration_micros: Math.round(stat.totalSec * 1e6),
            last_responded: time(stat.lastMs),
          }
        : {}),
    }
  }
  return endpoints
}
