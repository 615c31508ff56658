import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { OtlpReceiver, plainAttributes } from '#telemetry/otlp-receiver.fixture.ts'
import { connectClient, dense, numericId, singleVector } from '../support/client.ts'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const receiver = new OtlpReceiver()
afterAll(() => receiver.stop())

const traceId = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${traceId}-b7ad6b7169203331-01`

async function send(
  server: TestServer,
  path: string,
  method: string,
  body?: object,
  headers = {},
): Promise<number> {
  const text = body === undefined ? {} : { body: JSON.stringify(body) }
  return (await fetch(`${server.httpUrl}${path}`, { method, headers, ...text })).status
}

async function useServer(server: TestServer): Promise<void> {
  await send(server, '/collections/rest', 'PUT', { vectors: { size: 2, distance: 'Dot' } }, { traceparent })
  const client = connectClient(server)
  const collectionName = 'grpc'
  await client.api('collections').create({ collectionName, vectorsConfig: singleVector(2n, 3) })
  const points = [{ id: numericId(1n), vectors: dense([1, 0]), payload: {} }]
  await client.api('points').upsert({ collectionName, wait: true, points })
  const search = { collectionName, vector: [1, 0], limit: 1n }
  await client.api('points').search(search, { headers: { traceparent, tracestate: 'vendor=1' } })
  await client.api('points').search(search, { headers: { traceparent: traceparent.replace(/1$/, '0') } })
  await send(server, '/collections/rest/points/query', 'POST', { query: [1, 0], limit: 3 })
  await send(server, '/collections/nowhere/points/query', 'POST', { query: [1, 0] }, { traceparent })
}

test('spans of every thread and protocol, and the metrics, reach the collector by the time it has ended', async () => {
  const server = await startServer({
    args: ['--serve-threads', '2'],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_TRACES_SAMPLER_ARG: '0',
      OTEL_SERVICE_NAME: 'vectors',
    },
  })
  await useServer(server)
  expect(await server.stop()).toBe(0)
  const spans = receiver.spans()
  // None begins a trace by itself, and one caller says that its own is not recorded.
  expect(spans.map(({ traceId: id }) => id)).toEqual([traceId, traceId, traceId])
  const byName = new Map(spans.map((span) => [span.name, plainAttributes(span.attributes)]))
  expect(byName.get('PUT /collections/{collection_name}')).toEqual({
    'http.request.method': 'PUT',
    'http.route': '/collections/{collection_name}',
    'http.response.status_code': 200,
    'db.collection.name': 'rest',
  })
  expect(byName.get('qdrant.Points/Search')).toMatchObject({
    'rpc.grpc.status_code': 0,
    'db.collection.name': 'grpc',
  })
  expect(byName.get('POST /collections/{collection_name}/points/query')).toMatchObject({
    'http.response.status_code': 404,
    'db.collection.name': 'nowhere',
  })
  const metrics = new Map(receiver.metrics().map((metric) => [metric.name, metric]))
  expect(metrics.get('collections_total')?.gauge?.dataPoints[0]?.asDouble).toBe(2)
  const searches = metrics
    .get('grpc_responses_total')
    ?.sum?.dataPoints.find(
      ({ attributes }) => plainAttributes(attributes)['endpoint'] === '/qdrant.Points/Search',
    )
  expect(searches?.asDouble).toBe(2)
  expect(plainAttributes(receiver.resourceAttributes())['service.name']).toBe('vectors')
})

test('a collector that is not there is told of once, and nothing else changes', async () => {
  const gone = new OtlpReceiver()
  await gone.stop()
  const server = await startServer({
    args: ['--serve-threads', '2'],
    env: {
      QUIVER__OPENTELEMETRY__ENDPOINT: gone.url,
      QUIVER__OPENTELEMETRY__TIMEOUT_MS: '100',
      QUIVER__OPENTELEMETRY__DELAY_MS: '10',
    },
  })
  await useServer(server)
  expect(await send(server, '/collections/rest/points/query', 'POST', { query: [1, 0] })).toBe(200)
  expect(await server.stop()).toBe(0)
  expect(server.output.filter((line) => line.includes('traces cannot be sent'))).toHaveLength(1)
  expect(server.output.filter((line) => line.includes('"level":"error"'))).toEqual([])
})
