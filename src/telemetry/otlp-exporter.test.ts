import { afterAll, expect, test } from 'bun:test'
import { createDurationStat, observeDuration } from './durations.ts'
import { createLogger, type Logger, type LogRecord } from './logger.ts'
import { createOtlpExporter, type OtlpExporter } from './otlp-exporter.ts'
import { OtlpReceiver, plainAttributes } from './otlp-receiver.fixture.ts'
import type { OtlpSettings } from './otlp-settings.ts'
import { MetricsPage } from './prometheus.ts'
import type { SpanRecord } from './request-spans.ts'

const receivers: OtlpReceiver[] = []
afterAll(async () => {
  for (const receiver of receivers) await receiver.stop()
})

function openReceiver(port?: number): OtlpReceiver {
  const receiver = new OtlpReceiver(port)
  receivers.push(receiver)
  return receiver
}

const parent = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  sampled: true,
  state: 'vendor=1',
}
const startMs = Date.now() + 0.25
const search: SpanRecord = {
  protocol: 'grpc',
  method: '',
  endpoint: '/qdrant.Points/Search',
  status: 0,
  collection: 'c',
  startMs,
  endMs: startMs + 2.5,
  parent,
}

function page(): MetricsPage {
  const metrics = new MetricsPage('q_')
  metrics.gauge('collections_total', 'how many', 3)
  metrics.counter('responses_total', 'responses', 7, { endpoint: '/a', status: 0 })
  const stat = createDurationStat()
  observeDuration(stat, 0.25)
  observeDuration(stat, 100)
  metrics.durations('duration_seconds', 'how long', stat)
  return metrics
}

const silent = createLogger({ thread: 'main', level: 'off', write: () => {} })

function open(url: string, settings: Partial<OtlpSettings> = {}, logger: Logger = silent): OtlpExporter {
  return createOtlpExporter({
    settings: {
      traces: { url: `${url}/v1/traces`, sampling: { followsParent: true, ratio: 1 } },
      metrics: { url: `${url}/v1/metrics`, intervalMs: 3_600_000 },
      protocol: 'http/json',
      headers: { 'x-token': 'secret' },
      serviceName: 'vectors',
      resourceAttributes: { zone: 'a' },
      timeoutMs: 10_000,
      queueSize: 2048,
      delayMs: 1,
      ...settings,
    },
    logger,
    metrics: () => Promise.resolve(page().families()),
    startedMs: 1000,
    version: '1',
    instanceId: 'i',
  })
}

test('spans have the names, times, attributes and parents of the conventions', async () => {
  const receiver = openReceiver()
  const exporter = open(receiver.url)
  const rest = {
    protocol: 'rest',
    method: 'PUT',
    endpoint: '/collections/{collection_name}',
    status: 503,
  } as const
  exporter.take([search, { ...search, ...rest, parent: undefined }])
  await receiver.until(() => receiver.spans().length === 2)
  const [grpc, http] = receiver.spans()
  expect(grpc).toMatchObject({
    traceId: parent.traceId,
    parentSpanId: parent.spanId,
    traceState: 'vendor=1',
    name: 'qdrant.Points/Search',
    kind: 2,
    status: { code: 0 },
  })
  const nanoseconds = (time: string | undefined): number =>
    Number(BigInt(time ?? 0) - BigInt(Date.now()) * 1_000_000n)
  expect(nanoseconds(grpc?.endTimeUnixNano) - nanoseconds(grpc?.startTimeUnixNano)).toBeWithin(
    2_400_000,
    2_600_000,
  )
  expect(plainAttributes(grpc?.attributes ?? [])).toEqual({
    'rpc.system': 'grpc',
    'rpc.service': 'qdrant.Points',
    'rpc.method': 'Search',
    'rpc.grpc.status_code': 0,
    'db.collection.name': 'c',
  })
  expect(http).toMatchObject({ name: 'PUT /collections/{collection_name}', status: { code: 2 } })
  expect(http?.parentSpanId).toBeUndefined()
  expect(plainAttributes(http?.attributes ?? [])).toMatchObject({ 'http.response.status_code': 503 })
  const [request] = receiver.requests
  expect([request?.path, request?.headers.get('x-token')]).toEqual(['/v1/traces', 'secret'])
  expect(plainAttributes(receiver.resourceAttributes())).toMatchObject({
    'service.name': 'vectors',
    'service.version': '1',
    'service.instance.id': 'i',
    zone: 'a',
  })
  await exporter.shutdown()
})

test('what is left is sent at the end: spans, and the metrics as they are then', async () => {
  const receiver = openReceiver()
  const exporter = open(receiver.url, { delayMs: 3_600_000 })
  exporter.take([search])
  await exporter.shutdown()
  expect(receiver.spans()).toHaveLength(1)
  const metrics = new Map(receiver.metrics().map((metric) => [metric.name, metric]))
  expect([...metrics.keys()]).toEqual(['q_collections_total', 'q_responses_total', 'q_duration_seconds'])
  expect(metrics.get('q_collections_total')?.gauge?.dataPoints[0]?.asDouble).toBe(3)
  const sum = metrics.get('q_responses_total')?.sum
  expect([sum?.isMonotonic, sum?.dataPoints[0]?.asDouble]).toEqual([true, 7])
  expect(plainAttributes(sum?.dataPoints[0]?.attributes ?? [])).toEqual({ endpoint: '/a', status: 0 })
  expect(metrics.get('q_duration_seconds')).toMatchObject({
    unit: 's',
    histogram: { dataPoints: [{ count: 2, sum: 100.25 }] },
  })
  expect(metrics.get('q_duration_seconds')?.histogram?.dataPoints[0]?.bucketCounts).toEqual([
    0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1,
  ])
})

test('protobuf', async () => {
  const receiver = openReceiver()
  const exporter = open(receiver.url, { protocol: 'http/protobuf' })
  exporter.take([search])
  await exporter.shutdown()
  expect(receiver.requests.map(({ path }) => path).toSorted()).toEqual(['/v1/metrics', '/v1/traces'])
  for (const { headers } of receiver.requests) {
    expect(headers.get('content-type')).toBe('application/x-protobuf')
  }
  const traces = receiver.requests.find(({ path }) => path === '/v1/traces')?.body ?? new Uint8Array()
  expect(new TextDecoder().decode(traces)).toContain('qdrant.Points/Search')
})

test('a collector that is not there is told of once, holds nobody up, and is told of again when it comes', async () => {
  const gone = openReceiver()
  const { url, port } = gone
  await gone.stop()
  const told: LogRecord[] = []
  const failed = Promise.withResolvers<void>()
  const logger = createLogger({
    thread: 'main',
    level: 'info',
    write: (record) => {
      told.push(record)
      failed.resolve()
    },
  })
  const exporter = open(url, { metrics: undefined, queueSize: 4, timeoutMs: 100 }, logger)
  for (let i = 0; i < 100; i++) exporter.take([search])
  await failed.promise
  exporter.take([search])
  const receiver = openReceiver(port)
  await receiver.until(() => receiver.spans().length > 0)
  await exporter.shutdown()
  expect(told.map(({ message }) => message)).toEqual([
    'traces cannot be sent to the collector and are dropped',
    'traces reach the collector again',
  ])
})
