import { createHardwareUsage } from '#base/hardware-usage.ts'
import { sharedMappings } from '#base/map-file.ts'
import { apiVersion } from '#base/version.ts'
import { auditBytes } from '#security/audit-files.ts'
import { readProcessStats } from '#telemetry/process-stats.ts'
import { MetricsPage } from '#telemetry/prometheus.ts'
import { addRequestMetrics } from '#telemetry/request-metrics.ts'
import { hardwareJson } from '#wire/rest-usage.ts'
import type { Anonymizer } from './anonymizer.ts'
import {
  type CollectionReport,
  excludedPoints,
  isExceeded,
  type NodeReport,
  vectorCounts,
} from './node-report.ts'
import type { SnapshotCount } from './snapshot-counts.ts'
import type { OptimizerReport, ThreadReports, WriterReport } from './thread-reports.ts'

export interface MetricsOptions {
  /** Requests are shown for each collection by itself. */
  readonly perCollection: boolean
  readonly anonymizer: Anonymizer
}

/**
 * The `/metrics` page. Families named as those of Qdrant mean the same; those of our own begin with `quiver_`.
 * A family without a series is left out.
 */
export function metricsPage(report: NodeReport, { perCollection, anonymizer }: MetricsOptions): MetricsPage {
  const { data, collections, threads } = report
  const page = new MetricsPage(data.config.metricsPrefix)
  page.gauge('app_info', 'information about the server', 1, { name: 'qdrant', version: apiVersion })
  page.gauge(
    'app_status_recovery_mode',
    'whether the recovery mode is on',
    data.config.recoveryReason === undefined ? 0 : 1,
  )
  if (data.config.audit) {
    page.gauge('audit_log_dir_size_bytes', 'size of the audit log', auditBytes(data.config.audit.folder))
  }
  page.gauge('collections_total', 'number of collections', collections.size)
  addResting(page, collections)
  addQuota(page, report)
  addVectorTotal(page, [...collections.values()])
  page.gauge('collection_active_replicas_min', 'least number of active replicas of a shard', 1)
  page.gauge('collection_active_replicas_max', 'largest number of active replicas of a shard', 1)
  page.gauge('collection_dead_replicas', 'replicas that are not active', 0)
  for (const [name, collection] of collections) {
    const id = anonymizer.name(name)
    const snapshots = threads.snapshots.get(name)
    const usage = threads.collections.get(name)?.usage
    addPoints(page, id, collection, anonymizer)
    if (!collection.isAtRest) addCollection(page, id, collection, anonymizer)
    // Of a collection at rest what would be nothing but zeros is left out.
    if (snapshots || !collection.isAtRest) addSnapshots(page, id, snapshots)
    if (usage || !collection.isAtRest) addHardware(page, id, usage ?? createHardwareUsage())
  }
  page.gauge('cluster_enabled', 'whether the node is part of a cluster', 0)
  if (perCollection) {
    for (const [name, { requests }] of threads.collections) {
      addRequestMetrics(page, requests, { collection: anonymizer.name(name) })
    }
  } else addRequestMetrics(page, threads.requests)
  addProcessMetrics(page)
  addMemory(page, data.config.memory.budgetBytes)
  addReads(page, threads)
  addWriter(page, threads.writer)
  addOptimizer(page, threads.optimizer)
  return page
}

function addQuota(page: MetricsPage, { quota }: NodeReport): void {
  for (const resource of ['memory', 'disk'] as const) {
    const exceeded = isExceeded(quota, resource)
    if (exceeded === undefined) continue
    page.gauge('quota_exceeded', 'whether a resource is past its limit', exceeded ? 1 : 0, { resource })
  }
}

function addVectorTotal(page: MetricsPage, collections: readonly CollectionReport[]): void {
  let total = 0
  for (const collection of collections) {
    for (const count of vectorCounts(collection).values()) total += count
  }
  page.gauge('collections_vector_total', 'vectors in all collections', total)
}

function addResting(page: MetricsPage, collections: NodeReport['collections']): void {
  let resting = 0
  for (const { isAtRest } of collections.values()) if (isAtRest) resting++
  const help = 'collections that are closed, of which only points and vectors are told'
  page.gauge('quiver_collections_at_rest', help, resting)
}

function addPoints(
  page: MetricsPage,
  id: string,
  collection: CollectionReport,
  { name, count }: Anonymizer,
): void {
  const points = count(collection.info.pointsCount)
  page.gauge('collection_points', 'points of a collection, about', points, { id })
  for (const [vector, vectors] of vectorCounts(collection)) {
    const labels = { collection: id, vector: name(vector) }
    page.gauge('collection_vectors', 'vectors of a collection by name, about', count(vectors), labels)
  }
}

function addCollection(
  page: MetricsPage,
  id: string,
  collection: CollectionReport,
  { name }: Anonymizer,
): void {
  const { info } = collection
  for (const [vector, points] of excludedPoints(collection)) {
    const help = 'points that searches of indexed points leave out'
    page.gauge('collection_indexed_only_excluded_points', help, points, { id, vector: name(vector) })
  }
  const running = info.status === 'yellow' ? 1 : 0
  page.gauge('collection_running_optimizations', 'optimizations that run or are due', running, { id })
  page.gauge('collection_update_queue_length', 'operations that wait', info.updateQueueLength, { id })
  const deferred = info.deferredPoints ?? 0
  page.gauge('collection_update_queue_deferred_points', 'points that are not shown yet', deferred, { id })
  page.gauge('collection_shard_transfer_incoming', 'shards that are being received', 0, { id })
  page.gauge('collection_shard_transfer_outgoing', 'shards that are being sent', 0, { id })
  let mapped = 0
  for (const { fileBytes } of collection.parts) mapped += fileBytes
  page.gauge('quiver_collection_segment_bytes', 'bytes of mapped segments', mapped, { id })
  page.gauge('quiver_collection_file_bytes', 'bytes of all files of a collection', collection.fileBytes, {
    id,
  })
}

function addSnapshots(page: MetricsPage, id: string, count: SnapshotCount | undefined): void {
  const { running = 0, recovering = 0, created = 0 } = count ?? {}
  page.gauge('snapshot_creation_running', 'snapshots that are being made', running, { id })
  page.gauge('snapshot_recovery_running', 'snapshots that are being recovered', recovering, { id })
  page.counter('snapshot_created_total', 'snapshots that were made', created, { id })
}

function addHardware(page: MetricsPage, id: string, usage: Parameters<typeof hardwareJson>[0]): void {
  for (const [name, bytes] of Object.entries(hardwareJson(usage))) {
    page.counter(`collection_hardware_metric_${name}`, `${name} of a collection, in bytes`, bytes, { id })
  }
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

function addMemory(page: MetricsPage, budgetBytes: number | undefined): void {
  if (budgetBytes !== undefined) {
    page.gauge('quiver_memory_budget_bytes', 'resident memory that the process keeps to', budgetBytes)
  }
  const files = sharedMappings()?.count
  if (files !== undefined) page.gauge('quiver_mapped_files', 'files that are mapped', files)
}

function addReads(page: MetricsPage, { filterCache, reads }: ThreadReports): void {
  const { hits, misses, bytes } = filterCache
  page.counter('quiver_filter_cache_hits_total', 'filters of parts whose results were kept', hits)
  page.counter('quiver_filter_cache_misses_total', 'filters of parts whose results were made', misses)
  page.gauge('quiver_filter_cache_bytes', 'memory for results of filters', bytes)
  page.counter('quiver_forwarded_reads_total', 'reads that other threads were asked for', reads.sent)
}

function addWriter(page: MetricsPage, writer: WriterReport): void {
  const { queueOperations, queueBytes, committedOperations, commits, syncs } = writer
  page.gauge('quiver_writer_queue_operations', 'operations that wait or are being applied', queueOperations)
  page.gauge('quiver_writer_queue_bytes', 'memory of these, about', queueBytes)
  page.counter('quiver_committed_operations_total', 'operations that were committed', committedOperations)
  page.durations('quiver_group_commit_duration_seconds', 'groups of operations, written and shown', commits)
  page.durations('quiver_sync_duration_seconds', 'groups of operations, made durable', syncs)
}

function addOptimizer(page: MetricsPage, { jobs, damagedSegments }: OptimizerReport): void {
  for (const [job, { done, failures }] of jobs) {
    page.durations('quiver_optimization_duration_seconds', 'optimizations that are done', done, { job })
    page.counter('quiver_optimization_failures_total', 'optimizations that failed', failures, { job })
  }
  page.counter('quiver_damaged_segments_total', 'segments that were found damaged', damagedSegments)
}
