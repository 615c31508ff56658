import { expect, test } from 'bun:test'
import { jsonOutput, textOutput } from './log-output.ts'
import { createLogger, type LogRecord } from './logger.ts'
import { MetricsPage } from './prometheus.ts'
import { addRequestMetrics } from './request-metrics.ts'
import { createRequestStats, mergeRequestStats } from './request-stats.ts'

const record: LogRecord = {
  timeMs: Date.UTC(2026, 0, 31, 10, 11, 12, 123) + 0.5,
  level: 'info',
  thread: 'serve-0',
  message: 'call',
  fields: { id: 7, path: '/a', note: 'two words' },
}

test('a logger drops records below its level and merges the fields of children', () => {
  const records: LogRecord[] = []
  const logger = createLogger({ thread: 'main', level: 'warn', write: (r) => records.push(r) })
  logger.info('quiet')
  const child = logger.child({ request: 1 })
  child.error('loud', { error: new Error('why', { cause: new Error('root') }), nothing: undefined })
  expect(records).toHaveLength(1)
  expect(records[0]?.message).toBe('loud')
  expect(Object.keys(records[0]?.fields ?? {})).toEqual(['request', 'error'])
  expect(String(records[0]?.fields['error'])).toMatch(/why[^]*caused by: Error: root/)
  expect([logger.enabled('info'), logger.enabled('error')]).toEqual([false, true])
})

test('a logger that is off says nothing', () => {
  const records: LogRecord[] = []
  createLogger({ thread: 'main', level: 'off', write: (r) => records.push(r) }).error('x')
  expect(records).toEqual([])
})

test('text lines', () => {
  let line = ''
  textOutput((text) => (line += text))(record)
  expect(line).toBe('2026-01-31T10:11:12.123500Z  INFO serve-0: call id=7 path=/a note="two words"\n')
})

test('JSON lines', () => {
  let line = ''
  jsonOutput((text) => (line += text))(record)
  expect(JSON.parse(line)).toEqual({
    level: 'info',
    time: '2026-01-31T10:11:12.123500Z',
    thread: 'serve-0',
    id: 7,
    path: '/a',
    note: 'two words',
    msg: 'call',
  })
})

test('request statistics of threads add up', () => {
  const threads = [createRequestStats(), createRequestStats()]
  threads[0]?.observe('grpc', '', '/qdrant.Points/Search', 0, 0.002)
  threads[1]?.observe('grpc', '', '/qdrant.Points/Search', 0, 0.3)
  threads[1]?.observe('rest', 'PUT', '/collections/{name}/points', 400, 0.1)
  const merged = mergeRequestStats(threads.map((t) => t.snapshot()))
  expect(merged).toHaveLength(2)
  expect(merged[0]).toMatchObject({ count: 2, minSec: 0.002, maxSec: 0.3 })
  expect(merged[0]?.buckets).toEqual([0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0])
})

test('the metrics page', () => {
  const stats = createRequestStats()
  stats.observe('grpc', '', '/qdrant.Points/Search', 0, 0.25)
  stats.observe('rest', 'PUT', '/collections/{collection_name}/points', 400, 0.1)
  stats.observe('rest', 'GET', '/hidden', 200, 0.1)
  const page = new MetricsPage('q_')
  page.gauge('app_info', 'information about the server', 1, { name: 'a"b\\', version: '1' })
  addRequestMetrics(page, mergeRequestStats([stats.snapshot()]))
  const lines = page.toString().split('\n')
  expect(lines.slice(0, 3)).toEqual([
    '# HELP q_app_info information about the server',
    '# TYPE q_app_info gauge',
    'q_app_info{name="a\\"b\\\\",version="1"} 1',
  ])
  expect(lines).toContain('q_grpc_responses_total{endpoint="/qdrant.Points/Search",status="0"} 1')
  expect(lines).toContain(
    'q_grpc_responses_duration_seconds_bucket{endpoint="/qdrant.Points/Search",status="0",le="0.1"} 0',
  )
  expect(lines).toContain(
    'q_grpc_responses_duration_seconds_bucket{endpoint="/qdrant.Points/Search",status="0",le="+Inf"} 1',
  )
  const labels = 'method="PUT",endpoint="/collections/{collection_name}/points",status="400"'
  expect(lines).toContain(`q_rest_responses_total{${labels}} 1`)
  expect(page.toString()).not.toContain('/hidden')
  expect(page.toString()).not.toContain('rest_responses_avg')
})
