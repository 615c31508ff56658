import { availableParallelism, totalmem } from 'node:os'
import { apiVersion, version } from '#base/version.ts'
import type { CollectionInfo } from '#model/collection.ts'
import { type Access, mayRead } from '#security/access.ts'
import { readProcessStats } from '#telemetry/process-stats.ts'
import { addRequestMetrics, MetricsPage } from '#telemetry/prometheus.ts'
import type { Protocol, RequestStat } from '#telemetry/request-stats.ts'
import type { ThreadData } from './contracts.ts'

/** What is known of the node at one moment: for `/metrics` and `/telemetry`. */
export interface NodeReport {
  readonly data: ThreadData
  readonly collections: ReadonlyMap<string, CollectionInfo>
  readonly requests: readonly RequestStat[]
}

/** The `/metrics` page; a family without a series is left out. */
export function metricsPage({ data, collections, requests }: NodeReport): string {
  const page = new MetricsPage(data.config.metricsPrefix)
  page.gauge('app_info', 'information about the server', 1, { name: 'qdrant', version: apiVersion })
  page.gauge('app_status_recovery_mode', 'whether the recovery mode is on', 0)
  page.gauge('collections_total', 'number of collections', collections.size)
  const infos = [...collections]
  const vectors = infos.reduce((sum, [, info]) => sum + info.pointsCount, 0)
  page.gauge('collections_vector_total', 'number of points in all collections', vectors)
  for (const [id, info] of infos) {
    page.gauge('collection_points', 'approximate number of points', info.pointsCount, { id })
    const running = info.status === 'yellow' ? 1 : 0
    page.gauge('collection_running_optimizations', 'optimizations that run', running, { id })
    page.gauge('collection_update_queue_length', 'operations that wait', info.updateQueueLength, { id })
  }
  page.gauge('cluster_enabled', 'whether the node is part of a cluster', 0)
  addRequestMetrics(page, requests)
  addProcessMetrics(page)
  return page.toString()
}

function addProcessMetrics(page: MetricsPage): void {
  const stats = readProcessStats()
  const add = (type: 'gauge' | 'counter', name: string, help: string, value: number | undefined): void => {
    if (value !== undefined) page.add(name, type, help, value)
  }
  add('gauge', 'memory_resident_bytes', 'bytes of memory in use', stats.residentBytes)
  add('gauge', 'process_threads', 'threads of the process', stats.threads)
  add('gauge', 'process_open_mmaps', 'mapped regions', stats.mappings)
  add('gauge', 'system_max_mmaps', 'limit of mapped regions', stats.mappingsMax)
  add('gauge', 'process_open_fds', 'open file descriptors', stats.openFiles)
  add('gauge', 'process_max_fds', 'limit of file descriptors', stats.openFilesMax)
  add('counter', 'process_minor_page_faults_total', 'page faults without disk reads', stats.minorPageFaults)
  add('counter', 'process_major_page_faults_total', 'page faults with disk reads', stats.majorPageFaults)
}

/**
 * The `/telemetry` result, as far as the caller may know. Levels above 1 add nothing yet to what level 1 has.
 */
export function telemetryReport(report: NodeReport, level: number, access: Access): unknown {
  const { data } = report
  const collections = [...report.collections].filter(([name]) => mayRead(access, name))
  return {
    id: data.instanceId,
    app: {
      name: 'qdrant',
      version: apiVersion,
      startup: new Date(data.startedMs).toISOString(),
      ...(level >= 1 ? { quiver_version: version, system: systemReport() } : {}),
    },
    collections: {
      number_of_collections: collections.length,
      ...(data.config.maxCollections === undefined ? {} : { max_collections: data.config.maxCollections }),
      ...(level >= 1 ? { collections: collections.map(collectionReport) } : {}),
    },
    ...(access.kind === 'global' ? wholeNodeReport(report, level) : {}),
  }
}

/** What concerns all collections together. */
function wholeNodeReport({ requests }: NodeReport, level: number): object {
  return {
    cluster: { enabled: false, resharding_enabled: false },
    requests: {
      rest: { responses: responsesOf('rest', requests, level) },
      grpc: { responses: responsesOf('grpc', requests, level) },
    },
    ...(level >= 1 ? { memory: { resident_bytes: readProcessStats().residentBytes } } : {}),
  }
}

function systemReport(): object {
  return {
    platform: process.platform,
    cpu: process.arch,
    cores: availableParallelism(),
    ram_size: Math.round(totalmem() / 1024),
  }
}

function collectionReport([, info]: readonly [string, CollectionInfo]): object {
  return {
    vectors: info.pointsCount,
    optimizers_status: info.optimizerError === undefined ? 'ok' : { error: info.optimizerError },
    params: {
      shard_number: info.config.shardNumber,
      replication_factor: info.config.replicationFactor,
      write_consistency_factor: info.config.writeConsistencyFactor,
      on_disk_payload: info.config.onDiskPayload,
    },
  }
}

/** By endpoint (`PUT /collections/{name}` or `/qdrant.Points/Search`), then by status. */
function responsesOf(protocol: Protocol, requests: readonly RequestStat[], level: number): object {
  const endpoints: Record<string, Record<string, object>> = {}
  for (const stat of requests) {
    if (stat.protocol !== protocol) continue
    const endpoint = protocol === 'rest' ? `${stat.method} ${stat.endpoint}` : stat.endpoint
    endpoints[endpoint] ??= {}
    endpoints[endpoint][stat.status] = {
      count: stat.count,
      avg_duration_micros: (stat.totalSec / stat.count) * 1e6,
      ...(level >= 1
        ? {
            min_duration_micros: stat.minSec * 1e6,
            max_duration_micros: stat.maxSec * 1e6,
            total_duration_micros: Math.round(stat.totalSec * 1e6),
          }
        : {}),
    }
  }
  return endpoints
}
