import { expect, test } from 'bun:test'
import { RequestError } from '#model/errors.ts'
import { openGate } from '#security/gate.ts'
import type { Collections } from '#service/ports.ts'
import { createLogger, type LogRecord } from '#telemetry/logger.ts'
import { createRequestStats } from '#telemetry/request-stats.ts'
import { noSnapshots } from '#service/no-snapshots.fixture.ts'
import { createHttpApp, type HttpApp, type HttpContext } from './http-app.ts'

const logSettings = {
  level: 'info',
  format: 'text',
  file: { enabled: false, path: 'x.log', level: undefined, format: 'json' },
} as const

const request = (app: HttpApp, path: string) => app.fetch(new Request(`http://localhost${path}`))

function appOver(collections: Partial<Collections>, given: Partial<HttpContext> = {}) {
  const logs: LogRecord[] = []
  const stats = createRequestStats()
  const app = createHttpApp({
    service: {
      collections: collections as Collections,
      node: { apiVersion: '1.19.0', version: '0.0.1', peerId: 1 },
      inference: { vectorOf: () => ({ kind: 'dense', values: new Float32Array() }) },
      snapshots: noSnapshots,
      readTimeoutMs: 1000,
      random: () => 0,
    },
    gate: openGate,
    logger: createLogger({ thread: 'test', level: 'info', write: (record) => logs.push(record) }),
    stats,
    requestBytesMax: 2 ** 20,
    allowsOtherOrigins: true,
    readiness: () => [],
    metrics: async () => 'page',
    telemetry: async ({ level }) => ({ level }),
    slowRequests: async () => [],
    logSettings: async () => logSettings,
    changeLog: async () => {},
    ...given,
  })
  return { app, logs, stats }
}

test('the probes tell when the node is not ready', async () => {
  const { app } = appOver({}, { readiness: () => ['the node is stopping'] })
  const ready = await request(app, '/readyz')
  expect([ready.status, await ready.text()]).toEqual([503, 'some shards are not ready'])
  expect(await (await request(app, '/readyz?verbose')).json()).toEqual({
    ready: false,
    problems: ['the node is stopping'],
  })
  expect((await request(app, '/livez')).status).toBe(200)
})

test('errors have the envelope and the code of their kind; bugs are logged, not shown', async () => {
  const errors = [
    new RequestError('resource-exhausted', 'slow down', { retryAfterSec: 1.2 }),
    new Error('secret'),
  ]
  const { app, logs } = appOver({
    get: () => {
      throw errors.shift()
    },
  })
  const refused = await request(app, '/collections/a')
  expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
    429,
    '2',
    { status: { error: 'slow down' }, time: expect.any(Number) },
  ])
  const broken = await request(app, '/collections/a')
  expect([broken.status, await broken.text()]).toEqual([500, expect.not.stringContaining('secret')])
  expect(logs.filter(({ level }) => level === 'error')).toHaveLength(1)
})

test('requests are counted by their route, whatever paths clients make up', async () => {
  const { app, stats } = appOver({ names: () => ['a'] })
  await request(app, '/collections')
  for (const path of ['/x', '/y/z', '/collections/']) await request(app, path)
  const counts = stats
    .snapshot()
    .map(({ method, endpoint, status, count }) => [method, endpoint, status, count])
  expect(counts).toEqual([
    ['GET', '/collections', 200, 2],
    ['GET', '*', 404, 2],
  ])
})

test('telemetry takes the level, metrics is text', async () => {
  const { app } = appOver({})
  expect(await (await request(app, '/telemetry?details_level=1')).json()).toMatchObject({
    result: { level: 1 },
  })
  const page = await request(app, '/metrics')
  expect(page.headers.get('content-type')).toStartWith('text/plain')
})

test('pages of other origins may call, unless that is switched off', async () => {
  const headers = { origin: 'http://example.org', 'access-control-request-method': 'GET' }
  const answers = async (allowsOtherOrigins: boolean) => {
    const { app } = appOver({ names: () => [] }, { allowsOtherOrigins })
    const ask = (method: string) =>
      app.fetch(new Request('http://localhost/collections', { method, headers }))
    const [asked, answered] = [await ask('OPTIONS'), await ask('GET')]
    return [asked.status, answered.status, answered.headers.get('access-control-allow-origin')]
  }
  expect(await answers(true)).toEqual([200, 200, 'http://example.org'])
  expect(await answers(false)).toEqual([404, 200, null])
})
