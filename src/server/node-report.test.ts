import { expect, test } from 'bun:test'
import { createHardwareUsage } from '#base/hardware-usage.ts'
import { builtInDefaults, createCollectionConfig } from '#model/collection-config.ts'
import { fullAccess } from '#security/access.ts'
import { createRequestStats } from '#telemetry/request-stats.ts'
import { SlowRequests } from '#telemetry/slow-requests.ts'
import { createAnonymizer, plainReport } from './anonymizer.ts'
import type { ThreadData } from './contracts.ts'
import { metricsPage } from './metrics-page.ts'
import { type CollectionReport, excludedPoints, type NodeReport, restingReport } from './node-report.ts'
import { telemetryReport } from './telemetry-report.ts'
import { CommitCounts, mergeServeReports, OptimizerCounts, type ServeReport } from './thread-reports.ts'

const config = createCollectionConfig(
  { vectors: new Map([['v', { size: 2, distance: 'Dot' }]]), singleVector: false, sparseVectors: new Map() },
  builtInDefaults,
)

function collection(points: number): CollectionReport {
  return {
    info: {
      config,
      status: 'yellow',
      optimizerError: undefined,
      pointsCount: points,
      segmentsCount: 1,
      indexedVectorsCount: 0,
      payloadSchema: new Map(),
      warnings: [],
      updateQueueLength: 3,
      deferredPoints: undefined,
    },
    parts: [
      {
        kind: 'segment',
        partId: 4,
        livePoints: points,
        deadPoints: 1,
        vectorCounts: new Map([['v', points]]),
        vectorBytes: new Map([['v', points * 8]]),
        fileBytes: 1000,
        hasGraph: true,
      },
    ],
    fileBytes: 5000,
    isAtRest: false,
  }
}

function serveReport(cpu: number): ServeReport {
  const requests = createRequestStats()
  requests.observe('grpc', '', '/qdrant.Points/Query', 0, 0.2)
  requests.observe('rest', 'PUT', '/collections/{collection_name}/points', 200, 0.002)
  requests.observe('rest', 'GET', '/telemetry', 200, 0.002)
  const usage = { ...createHardwareUsage(), cpu }
  const slow = new SlowRequests(0)
  slow.note('c', 'points.Query', 200, {})
  return {
    requests: requests.snapshot(),
    collections: new Map([['c', { usage, requests: requests.snapshot() }]]),
    slow: slow.snapshot(),
    filterCache: { hits: 1, misses: 2, bytes: 3 },
    reads: { sent: 4, received: 5 },
  }
}

function nodeReport(): NodeReport {
  const counts = new CommitCounts()
  counts.note(7, 20, 10)
  const optimizer = new OptimizerCounts()
  optimizer.done('merge', 1500)
  optimizer.failed('index')
  const data = {
    config: {
      metricsPrefix: 'q_',
      serveThreads: 2,
      memory: { budgetBytes: undefined },
      maxCollections: undefined,
    },
    instanceId: 'node',
    peerId: 9,
    startedMs: Date.UTC(2026, 0, 1),
  } as unknown as ThreadData
  const writer = {
    queueOperations: 1,
    queueBytes: 2,
    committedOperations: counts.operations,
    commits: counts.commits,
    syncs: counts.syncs,
  }
  return {
    data,
    collections: new Map([['c', collection(123_456)]]),
    quota: {
      config: { enabled: true, maxDiskUsagePercent: 50 },
      usage: { memory: 10, disk: 60 },
    },
    threads: {
      ...mergeServeReports([serveReport(1), serveReport(2)]),
      writer,
      optimizer: optimizer.report(),
      snapshots: new Map([['c', { running: 0, recovering: 1, created: 2 }]]),
    },
  }
}

test('reports of serve threads add up', () => {
  const sum = mergeServeReports([serveReport(1), serveReport(2)])
  expect(sum.collections.get('c')?.usage.cpu).toBe(3)
  expect(sum.collections.get('c')?.requests.map(({ count }) => count)).toEqual([2, 2, 2])
  expect(sum).toMatchObject({
    filterCache: { hits: 2, misses: 4, bytes: 6 },
    reads: { sent: 8, received: 10 },
    slow: [{ count: 2 }],
  })
})

const everyLine =
  /^(# (HELP|TYPE) q_\w+ .+|q_[a-z_]+(\{([a-z_]+="([^"\\]|\\.)*",?)+\})? (\d[\d.e+-]*|\+Inf))$/

test('the metrics name what Qdrant names, with its labels, and what is our own', () => {
  const lines = metricsPage(nodeReport(), { perCollection: false, anonymizer: plainReport })
    .toString()
    .trimEnd()
    .split('\n')
  for (const line of lines) expect(line).toMatch(everyLine)
  for (const line of [
    'q_collections_total 1',
    'q_quota_exceeded{resource="disk"} 1',
    'q_collection_points{id="c"} 123456',
    'q_collection_vectors{collection="c",vector="v"} 123456',
    'q_collection_indexed_only_excluded_points{id="c",vector="v"} 0',
    'q_collection_running_optimizations{id="c"} 1',
    'q_collection_update_queue_length{id="c"} 3',
    'q_collection_hardware_metric_cpu{id="c"} 3',
    'q_collection_hardware_metric_vector_io_write{id="c"} 0',
    'q_grpc_responses_total{endpoint="/qdrant.Points/Query",status="0"} 2',
    'q_snapshot_recovery_running{id="c"} 1',
    'q_snapshot_created_total{id="c"} 2',
    'q_quiver_writer_queue_operations 1',
    'q_quiver_committed_operations_total 7',
    'q_quiver_group_commit_duration_seconds_bucket{le="0.02"} 1',
    'q_quiver_sync_duration_seconds_sum 0.01',
    'q_quiver_optimization_duration_seconds_sum{job="merge"} 1.5',
    'q_quiver_optimization_failures_total{job="index"} 1',
    'q_quiver_filter_cache_hits_total 2',
    'q_quiver_forwarded_reads_total 8',
  ]) {
    expect(lines).toContain(line)
  }
  expect(lines.join('\n')).not.toContain('/telemetry')
})

test('of a collection at rest its points and vectors are told, and nothing that nobody knows', () => {
  const report = nodeReport()
  const collections = new Map([...report.collections, ['rest', restingReport(config, 7)]])
  const page = metricsPage({ ...report, collections }, { perCollection: false, anonymizer: plainReport })
  const lines = page.toString().split('\n')
  expect(lines.filter((line) => line.includes('"rest"'))).toEqual([
    'q_collection_points{id="rest"} 7',
    'q_collection_vectors{collection="rest",vector="v"} 7',
  ])
  expect(lines).toContain('q_collections_total 2')
  expect(lines).toContain('q_quiver_collections_at_rest 1')
  expect(lines).toContain('q_collections_vector_total 123463')
})

test('points outside graphs are left out of searches of indexed points where they are many', () => {
  const one = collection(2_000_000)
  const plain = one.parts.map((part) => ({ ...part, hasGraph: false }))
  expect([...excludedPoints({ ...one, parts: plain })]).toEqual([['v', 2_000_000]])
  const few = collection(1000)
  const small = few.parts.map((part) => ({ ...part, hasGraph: false }))
  expect([...excludedPoints({ ...few, parts: [...one.parts, ...small] })]).toEqual([['v', 0]])
})

test('by collection, and anonymous', () => {
  const anonymizer = createAnonymizer(() => 0.5)
  const page = metricsPage(nodeReport(), { perCollection: true, anonymizer }).toString()
  const id = anonymizer.name('c')
  expect(page).toContain(`q_collection_points{id="${id}"} 123450\n`)
  expect(page).toContain(
    `q_grpc_responses_total{collection="${id}",endpoint="/qdrant.Points/Query",status="0"} 2\n`,
  )
  expect(page).not.toContain('"c"')
  expect(page).not.toMatch(/responses_total\{endpoint/)
})

const report = (level: number, more: object = {}) =>
  JSON.parse(
    JSON.stringify(
      telemetryReport(nodeReport(), {
        level,
        perCollection: false,
        anonymizer: plainReport,
        access: fullAccess,
        ...more,
      }),
    ),
  ) as Record<string, Record<string, unknown>>

test('each level of telemetry tells more', () => {
  const response = { count: 2, avg_duration_micros: 200_000 }
  expect(report(0)).toMatchObject({
    id: 'node',
    app: { name: 'qdrant', startup: '2026-01-01T00:00:00.000Z' },
    collections: { number_of_collections: 1 },
    cluster: { enabled: false },
    quota: { exceeded: { resident_memory: null, disk_usage: true } },
    requests: { grpc: { responses: { '/qdrant.Points/Query': { 0: response } } } },
  })
  expect(report(0)['hardware']).toBeUndefined()
  expect(report(1)).toMatchObject({
    collections: {
      collections: [{ vectors: 123_456, optimizers_status: 'ok', params: { shard_number: 1 } }],
    },
    hardware: { collection_data: { c: { cpu: 3, vector_io_read: 0 } } },
  })
  const collectionOf = (level: number) => {
    const listed = report(level)['collections']?.['collections']
    return (listed as object[] | undefined)?.[0]
  }
  expect(collectionOf(2)).toEqual({ id: 'c', init_time_ms: 0, config: expect.anything() })
  const shard = { status: 'yellow', num_points: 123_456, num_vectors_by_name: { v: 123_456 } }
  expect(collectionOf(3)).toMatchObject({ shards: [{ id: 0, local: shard }] })
  expect(JSON.stringify(collectionOf(3))).not.toContain('"segments"')
  const segment = { info: { segment_type: 'indexed', num_points: 123_456, is_appendable: false } }
  expect(collectionOf(4)).toMatchObject({ shards: [{ local: { segments: [segment] } }] })
})

test('telemetry shows callers what they may know, and can be anonymous', () => {
  const access = { kind: 'collections', modes: new Map() }
  const limited = report(4, { access })
  expect(limited['collections']).toMatchObject({ number_of_collections: 0 })
  expect(limited['requests']).toBeUndefined()
  expect(limited['hardware']).toEqual({ collection_data: {} })
  const anonymizer = createAnonymizer(() => 0.9)
  const text = JSON.stringify(report(4, { anonymizer }))
  expect(text).not.toContain('"c"')
  expect(text).not.toContain('"v"')
  expect(report(0, { anonymizer })['app']).toMatchObject({ startup: '2026-01-01T00:00:08.000Z' })
  const byCollection = report(0, { perCollection: true })['requests']
  expect(byCollection).toMatchObject({
    grpc: { per_collection_responses: { c: { '/qdrant.Points/Query': {} } } },
  })
})
