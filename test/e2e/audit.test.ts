import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signToken } from '../support/credentials.ts'
import { runExecutable, startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const folder = mkdtempSync(join(tmpdir(), 'quiver-audit-'))
const apiKey = 'a key of the node that is long enough'
let server: TestServer

beforeAll(async () => {
  server = await startServer({
    folder,
    args: ['--serve-threads', '3'],
    env: {
      QDRANT__SERVICE__API_KEY: apiKey,
      QDRANT__SERVICE__JWT_RBAC: 'true',
      QDRANT__AUDIT__ENABLED: 'true',
      QDRANT__AUDIT__ROTATION: 'hourly',
    },
  })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Not by a client: with a key these want encryption. */
async function getByGrpc(collection: string): Promise<void> {
  const session = connect(`http://${server.grpcAddress}`)
  const stream = session.request({
    ':method': 'POST',
    ':path': '/qdrant.Collections/Get',
    'content-type': 'application/grpc',
    'api-key': apiKey,
  })
  stream.end(
    Buffer.from([0, 0, 0, 0, 2 + collection.length, 10, collection.length, ...Buffer.from(collection)]),
  )
  stream.resume()
  await once(stream, 'close')
  session.close()
}

/** Each call on a connection of its own, so that all threads are asked. */
async function send(
  method: string,
  path: string,
  body?: object,
  key = apiKey,
  trace = '',
): Promise<Response> {
  return fetch(`${server.httpUrl}${path}`, {
    method,
    keepalive: false,
    headers: { 'api-key': key, ...(trace === '' ? {} : { 'x-request-id': trace }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

type Entry = Readonly<Record<string, string>>
async function entries(query: object): Promise<Entry[]> {
  const response = await send('POST', '/audit/logs', query)
  const { result } = (await response.json()) as { result: { entries: Entry[] } }
  return result.entries
}

test('every decision is written down, whatever the protocol and the thread', async () => {
  await send('PUT', '/collections/c', { vectors: { size: 2, distance: 'Dot' } })
  const token = await signToken({ subject: 'ann', access: [{ collection: 'c', access: 'r' }] }, apiKey)
  for (let call = 0; call < 10; call++) {
    await send(
      'POST',
      '/collections/c/points/query/batch',
      { searches: [{ query: [1, 1] }] },
      token,
      `t${call}`,
    )
  }
  expect((await send('DELETE', '/collections/c', undefined, token)).status).toBe(403)
  expect((await send('GET', '/collections?api-key=hidden', undefined, 'wrong')).status).toBe(401)
  expect((await send('GET', '/healthz', undefined, 'wrong')).status).toBe(200)
  await getByGrpc('c')

  const query = { method: 'points.QueryBatch', subject: 'ann' }
  const queries = await entries({ filters: query })
  expect(queries.map((entry) => entry['tracing_id'] ?? '').toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
    Array.from({ length: 10 }, (_, call) => `t${call}`),
  )
  expect(queries[0]).toEqual({
    timestamp: expect.any(String),
    method: 'points.QueryBatch',
    api: '/collections/c/points/query/batch',
    auth_type: 'Jwt',
    subject: 'ann',
    remote: '127.0.0.1',
    collection: 'c',
    tracing_id: expect.any(String),
    result: 'ok',
  })
  const denied = await entries({ filters: { result: 'denied' } })
  expect(denied).toEqual([
    {
      timestamp: expect.any(String),
      api: '/collections',
      auth_type: 'None',
      remote: '127.0.0.1',
      result: 'denied',
      error: 'Invalid API key or JWT',
    },
    expect.objectContaining({
      method: 'collections.Delete',
      error: 'Forbidden: Global access is required',
    }),
  ] as never)
  const grpc = await entries({ filters: { api: '/qdrant.Collections/Get' } })
  expect(grpc).toEqual([
    expect.objectContaining({ auth_type: 'ApiKey', remote: '127.0.0.1', collection: 'c', result: 'ok' }),
  ] as never)
})

test('the records are for who may do everything, and never have a secret in them', async () => {
  const reading = await signToken({ access: 'r' }, apiKey)
  expect((await send('POST', '/audit/logs', {}, reading)).status).toBe(403)
  expect((await send('POST', '/audit/logs', { limit: 0 })).status).toBe(422)
  expect((await send('POST', '/audit/logs', { time_from: 'yesterday' })).status).toBe(400)
  expect(await entries({ time_to: '2001-01-01T00:00:00Z' })).toEqual([])
  expect(await entries({ limit: 2 })).toHaveLength(2)
  const files = readdirSync(join(folder, 'storage', 'audit'))
  const text = files.map((name) => readFileSync(join(folder, 'storage', 'audit', name), 'utf8')).join('')
  expect(text).not.toContain(apiKey)
  expect(text).not.toContain('hidden')
  expect(await (await send('GET', '/metrics')).text()).toMatch(/^audit_log_dir_size_bytes [1-9]\d+$/m)
  for (const name of files) expect(name).toMatch(/^audit\.\d{4}-\d{2}-\d{2}-\d{2}\.log$/)
})

test('a folder that cannot be had stops the start', () => {
  writeFileSync(join(folder, 'taken'), '')
  const { code, stderr } = runExecutable(['--http-port', '0', '--grpc-port', '0'], {
    folder: mkdtempSync(join(folder, 'other-')),
    env: { QDRANT__AUDIT__ENABLED: 'true', QDRANT__AUDIT__DIR: join(folder, 'taken') },
  })
  expect([code, stderr]).toEqual([3, expect.stringContaining('the audit log cannot be written')])
})
