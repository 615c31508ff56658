import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const folder = mkdtempSync(join(tmpdir(), 'quiver-telemetry-'))
const logFile = join(folder, 'logs', 'quiver.log')
const apiKey = 'a key of the node'
let server: TestServer
let metricsUrl = ''

beforeAll(async () => {
  server = await startServer({
    folder,
    args: ['--serve-threads', '3'],
    env: {
      QDRANT__SERVICE__API_KEY: apiKey,
      QDRANT__SERVICE__METRICS_PORT: '0',
      QDRANT__SERVICE__METRICS_PREFIX: 'node_',
      QDRANT__SERVICE__HARDWARE_REPORTING: 'true',
      QDRANT__SERVICE__SLOW_QUERY_SECS: '0',
      QDRANT__LOGGER__ON_DISK__ENABLED: 'true',
      QDRANT__LOGGER__ON_DISK__LOG_FILE: logFile,
      QDRANT__LOGGER__ON_DISK__FORMAT: 'json',
    },
  })
  const ready = server.output.map((line) => JSON.parse(line) as { metrics?: string }).find((r) => r.metrics)
  metricsUrl = `http://${ready?.metrics}`
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  readonly result: Record<string, unknown>
  readonly usage?: { readonly hardware: Record<string, number> }
}

/** Each call on a connection of its own, so that all threads are asked. */
async function send(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${server.httpUrl}${path}`, {
    method,
    keepalive: false,
    headers: { 'api-key': apiKey },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (await response.json()) as Answer
}

async function readMetrics(query = ''): Promise<Map<string, number>> {
  const page = await (await fetch(`${metricsUrl}/metrics${query}`)).text()
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  )
}

const points = Array.from({ length: 10 }, (_, id) => ({ id, vector: [id, 1], payload: { n: id } }))
const query = { query: [1, 1], limit: 3 }
const queries = 20

test('what all threads have counted is in the metrics, on a port that asks for no key', async () => {
  await send('PUT', '/collections/c', { vectors: { size: 2, distance: 'Dot' } })
  const written = await send('PUT', '/collections/c/points?wait=true', { points })
  expect(written.usage?.hardware['vector_io_write']).toBe(80)
  for (let count = 0; count < queries; count++) {
    const { usage } = await send('POST', '/collections/c/points/query', query)
    expect(usage?.hardware['cpu']).toBe(80)
  }
  const batch = await send('POST', '/collections/c/points/query/batch', { searches: [query, query] })
  expect(batch.usage?.hardware['cpu']).toBe(160)
  const metrics = await readMetrics()
  const cpu = (queries + 2) * 80
  expect(metrics.get('node_collection_hardware_metric_cpu{id="c"}')).toBe(cpu)
  expect(metrics.get('node_collection_hardware_metric_vector_io_write{id="c"}')).toBe(80)
  expect(metrics.get('node_collection_points{id="c"}')).toBe(10)
  const asked = 'method="POST",endpoint="/collections/{collection_name}/points/query",status="200"'
  expect(metrics.get(`node_rest_responses_total{${asked}}`)).toBe(queries)
  expect(metrics.get('node_quiver_committed_operations_total')).toBe(1)
  const byCollection = await readMetrics('?per_collection=true')
  expect(byCollection.get(`node_rest_responses_total{collection="c",${asked}}`)).toBe(queries)
  const telemetry = await send('GET', '/telemetry?details_level=4')
  expect(telemetry.result).toMatchObject({
    collections: { collections: [{ id: 'c', shards: [{ local: { num_points: 10 } }] }] },
    hardware: { collection_data: { c: { cpu } } },
  })
})

test('the port of the metrics has nothing else', async () => {
  expect((await fetch(`${metricsUrl}/collections`)).status).toBe(404)
  expect((await fetch(`${metricsUrl}/metrics`, { method: 'POST' })).status).toBe(405)
  expect((await fetch(`${metricsUrl}/metrics?timeout=0`)).status).toBe(422)
  expect((await fetch(`${server.httpUrl}/metrics`)).status).toBe(401)
})

test('slow requests are in the log and in the list', async () => {
  const { result } = await send('GET', '/profiler/slow_requests?request=Query')
  expect(result['requests']).toContainEqual(
    expect.objectContaining({ collection_name: 'c', request_name: 'points.Query', approx_count: queries }),
  )
  const lines = readFileSync(logFile, 'utf8').split('\n')
  const slow = lines.filter((line) => line.includes('"a request was slow"'))
  expect(slow.length).toBeGreaterThanOrEqual(queries)
  expect(JSON.parse(slow[0] ?? '')).toMatchObject({ level: 'warn', collection: 'c', ms: expect.any(Number) })
})

test('the log changes while the node runs, but not its file', async () => {
  const logged = (path: string): boolean => readFileSync(logFile, 'utf8').includes(`GET ${path}`)
  await send('GET', '/collections/c/exists')
  expect(logged('/collections/c/exists')).toBe(false)
  expect((await send('POST', '/logger', { log_level: 'DEBUG' })).result).toBe(true as never)
  expect((await send('GET', '/logger')).result).toMatchObject({
    log_level: 'DEBUG',
    format: 'json',
    on_disk: { enabled: true, log_file: logFile, format: 'json' },
  })
  await send('GET', '/collections/c/aliases')
  // The record is on its way to the thread that writes.
  for (let calls = 0; calls < 1000 && !logged('/collections/c/aliases'); calls++) await send('GET', '/logger')
  expect(logged('/collections/c/aliases')).toBe(true)
  const other = join(folder, 'other.log')
  expect(await send('POST', '/logger', { on_disk: { log_file: other } })).toMatchObject({
    status: { error: expect.stringContaining('configuration only') },
  })
  expect(existsSync(other)).toBe(false)
})

test('paths that slow queries filter by without an index are issues, until they have one', async () => {
  const issues = async (): Promise<readonly Record<string, unknown>[]> =>
    (await send('GET', '/issues')).result['issues'] as Record<string, unknown>[]
  const search = (key: string) =>
    send('POST', '/collections/advised/points/query', {
      query: [1, 0],
      filter: { must: [{ key, match: { value: 1 } }] },
    })
  await send('PUT', '/collections/advised', { vectors: { size: 2, distance: 'Dot' } })
  await send('DELETE', '/issues')
  await search('a')
  await search('a')
  await search('b')
  const found = await issues()
  expect(found.map(({ id }) => id)).toEqual(['UNINDEXED_FIELD/advised/a', 'UNINDEXED_FIELD/advised/b'])
  expect(found[0]).toMatchObject({
    description: "Unindexed field 'a' might be slowing queries down in collection 'advised'",
    solution: {
      immediate: {
        action: {
          method: 'PUT',
          uri: '/collections/advised/index',
          headers: { 'content-type': 'application/json' },
          body: { field_name: 'a', field_schema: 'integer' },
        },
      },
    },
    related_collection: 'advised',
  })
  await send('PUT', '/collections/advised/index?wait=true', { field_name: 'a', field_schema: 'integer' })
  await search('a')
  expect((await issues()).map(({ id }) => id)).toEqual(['UNINDEXED_FIELD/advised/b'])
  await send('DELETE', '/collections/advised')
  expect(await issues()).toEqual([])
})
