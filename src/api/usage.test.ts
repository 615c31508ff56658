import { expect, test } from 'bun:test'
import { createHardwareUsage, type HardwareUsage } from '#base/hardware-usage.ts'
import { notFound } from '#model/errors.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { fullAccess } from '#security/access.ts'
import { openGate } from '#security/gate.ts'
import type { CollectionHandle, Collections, ServiceContext } from '#service/ports.ts'
import { createLogger } from '#telemetry/logger.ts'
import { createRequestStats } from '#telemetry/request-stats.ts'
import { SlowRequests } from '#telemetry/slow-requests.ts'
import { qdrant } from '#wire/generated/qdrant.js'
import { createTestView, dense, testSchema } from '#query/memory-view.fixture.ts'
import { createDispatch } from './grpc/dispatch.ts'
import { testService } from './grpc/test-server.fixture.ts'
import { createHttpApp } from './rest/http-app.ts'

const payload = new Map([['a', 'text']])

/** Operations on one collection `c` of one point. */
function serviceOver(more: Partial<ServiceContext>) {
  const points = [{ id: 1, payload, vectors: new Map([['', dense(1, 2)]]) }]
  const content = { dense: { '': { size: 2, distance: 'Dot' as const } }, points }
  const usage = createHardwareUsage()
  const requests = createRequestStats()
  const written: HardwareUsage = { ...createHardwareUsage(), vectorIoWrite: 8 }
  const handle = {
    name: 'c',
    usage,
    requests,
    schema: testSchema(content),
    view: async () => createTestView(content),
    submit: async (operations: readonly unknown[], { wait }: { wait: boolean }) =>
      operations.map(() => ({ operationId: 1, status: wait ? 'completed' : 'acknowledged', usage: written })),
  } as unknown as CollectionHandle
  const get = (name: string): CollectionHandle => {
    if (name !== 'c') throw notFound(name)
    return handle
  }
  const collections = { get, names: () => ['c'] } as unknown as Collections
  return { service: { ...testService(), collections, ...more }, usage, requests }
}

function restOver(service: ServiceContext) {
  const app = createHttpApp({
    service,
    gate: openGate,
    logger: createLogger({ thread: 'test', level: 'off', write: () => {} }),
    stats: createRequestStats(),
    requestBytesMax: 2 ** 20,
    allowsOtherOrigins: true,
    readiness: () => [],
    metrics: async () => '',
    telemetry: async () => ({}),
    slowRequests: async () => service.slow?.snapshot() ?? [],
    logSettings: () => Promise.reject(new Error('not here')),
    changeLog: () => Promise.reject(new Error('not here')),
  })
  return async (method: string, path: string, body?: unknown) => {
    const request = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const response = await app.fetch(new Request(`http://localhost${path}`, request))
    return (await response.json()) as Record<string, unknown>
  }
}

const scroll = ['POST', '/collections/c/points/scroll', {}] as const
const upsert = (wait: boolean) =>
  ['PUT', `/collections/c/points?wait=${wait}`, { points: [{ id: 1, vector: [1, 2] }] }] as const
const payloadBytes = encodePayload(payload).length

test('REST answers tell what they cost where that is wanted, also when they fail', async () => {
  const { service, usage } = serviceOver({ reportsUsage: true })
  const send = restOver(service)
  const hardware = { cpu: 0, payload_io_read: payloadBytes, vector_io_write: 0 }
  expect((await send(...scroll))['usage']).toMatchObject({ hardware, inference: null })
  expect((await send(...upsert(true)))['usage']).toMatchObject({ hardware: { vector_io_write: 8 } })
  expect(await send(...upsert(false))).not.toHaveProperty('usage')
  const wrong = await send('POST', '/collections/c/points/search', { vector: [1], limit: 1 })
  expect(wrong).toMatchObject({ status: { error: expect.any(String) }, usage: { hardware: { cpu: 0 } } })
  expect(await send('GET', '/collections')).not.toHaveProperty('usage')
  expect(await send('POST', '/collections/x/points/scroll', {})).not.toHaveProperty('usage')
  expect(usage).toMatchObject({ payloadIoRead: payloadBytes, vectorIoWrite: 16 })
})

test('they do not where it is not, but it is counted all the same', async () => {
  const { service, usage } = serviceOver({})
  expect(await restOver(service)(...scroll)).not.toHaveProperty('usage')
  expect(usage.payloadIoRead).toBe(payloadBytes)
})

test('gRPC reads that cost nothing have no usage, writes always', async () => {
  const { service } = serviceOver({ reportsUsage: true })
  const methods = createDispatch(service)
  const info = { signal: new AbortController().signal, access: fullAccess }
  const call = async (method: string, message: Uint8Array): Promise<Uint8Array> => {
    const answer = await methods.get(`/qdrant.Points/${method}`)?.handle(message, info)
    return answer ?? new Uint8Array()
  }
  const count = qdrant.CountPoints.encode({ collectionName: 'c' }).finish()
  expect(qdrant.CountResponse.decode(await call('Count', count)).usage).toBeNull()
  const query = { collectionName: 'c', withPayload: { enable: true } }
  const found = qdrant.QueryResponse.decode(await call('Query', qdrant.QueryPoints.encode(query).finish()))
  expect(Number(found.usage?.hardware?.payloadIoRead)).toBe(payloadBytes)
  expect(found.usage?.inference).not.toBeNull()
  const remove = (wait: boolean) =>
    qdrant.DeletePoints.encode({
      collectionName: 'c',
      wait,
      points: { points: { ids: [{ num: 1 }] } },
    }).finish()
  const waited = qdrant.PointsOperationResponse.decode(await call('Delete', remove(true)))
  expect(Number(waited.usage?.hardware?.vectorIoWrite)).toBe(8)
  const left = qdrant.PointsOperationResponse.decode(await call('Delete', remove(false)))
  expect(left.usage).not.toBeNull()
  expect(left.usage?.hardware).toBeNull()
})

test('requests are counted for their collection too, and slow ones are told', async () => {
  const { service, requests } = serviceOver({ slow: new SlowRequests(0) })
  const send = restOver(service)
  await send(...scroll)
  await send('POST', '/collections/x/points/scroll', {})
  const counts = requests.snapshot().map(({ protocol, endpoint, status }) => [protocol, endpoint, status])
  expect(counts).toEqual([['rest', '/collections/{collection_name}/points/scroll', 200]])
  expect(await send('GET', '/profiler/slow_requests?request=Scroll&limit=1')).toMatchObject({
    result: {
      requests: [
        {
          collection_name: expect.any(String),
          duration: expect.any(Number),
          request_name: 'points.Scroll',
          approx_count: 1,
          request_body: { request: { limit: 10 } },
        },
      ],
    },
  })
  expect(await send('GET', '/profiler/slow_requests?request=Nothing')).toMatchObject({
    result: { requests: [] },
  })
  expect(await send('GET', '/profiler/slow_requests?limit=x')).toMatchObject({
    status: { error: 'Deserialize error in query parameters: invalid digit found in string' },
  })
})
