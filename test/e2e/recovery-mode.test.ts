import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const folder = mkdtempSync(join(tmpdir(), 'quiver-recovery-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = (env: Record<string, string> = {}): Promise<TestServer> =>
  startServer({ folder, env, args: ['--serve-threads', '2'] })

async function send(server: TestServer, method: string, path: string, body?: object) {
  const response = await fetch(`${server.httpUrl}${path}`, {
    method,
    keepalive: false,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const { result, status } = (await response.json()) as { result?: unknown; status: unknown }
  return response.ok ? result : [response.status, (status as { error: string }).error]
}

const vectors = { vectors: { size: 2, distance: 'Dot' } }
const points = { points: [{ id: 1, vector: [1, 2], payload: { k: 'v' } }] }

test('in the recovery mode collections are listed, deleted and created, and stay closed', async () => {
  const before = await start()
  for (const name of ['a', 'b']) {
    await send(before, 'PUT', `/collections/${name}`, vectors)
    await send(before, 'PUT', `/collections/${name}/points?wait=true`, points)
  }
  await before.stop()

  const server = await start({ QDRANT__STORAGE__RECOVERY_MODE: 'out of memory' })
  const ask = (method: string, path: string, body?: object) => send(server, method, path, body)
  const read = (action: string): unknown => [
    500,
    `Service internal error: 1 of 1 read operations failed:\n  Service internal error: Failed to ${action},  out of memory`,
  ]
  const write = (action: string): unknown => [
    500,
    `Service internal error: Failed to ${action},  out of memory`,
  ]
  expect(await ask('GET', '/collections')).toEqual({ collections: [{ name: 'a' }, { name: 'b' }] })
  expect(await ask('GET', '/collections/a')).toEqual(read('Get Info'))
  expect(await ask('POST', '/collections/a/points/scroll', {})).toEqual(read('Scroll'))
  expect(await ask('POST', '/collections/a/points/count', {})).toEqual(read('count'))
  expect(await ask('POST', '/collections/a/points/search', { vector: [1, 1], limit: 1 })).toEqual(
    read('search'),
  )
  expect(await ask('POST', '/collections/a/points/query', { query: [1, 1] })).toEqual(read('query'))
  expect(await ask('POST', '/collections/a/points/recommend', { positive: [1], limit: 1 })).toEqual(
    read('retrieve'),
  )
  expect(await ask('GET', '/collections/a/points/1')).toEqual(read('retrieve'))
  expect(await ask('POST', '/collections/a/facet', { key: 'k' })).toEqual(read('facet'))
  expect(await ask('PUT', '/collections/a/points', points)).toEqual(write('Update Points'))
  expect(await ask('POST', '/collections/a/points/payload', { payload: {}, points: [1] })).toEqual(
    write('Update Payloads'),
  )
  expect(await ask('POST', '/collections/a/points/vectors/delete', { vector: [''], points: [1] })).toEqual(
    write('Update Vectors'),
  )
  const index = { field_name: 'k', field_schema: 'keyword' }
  expect(await ask('PUT', '/collections/a/index', index)).toMatchObject({ status: 'acknowledged' })
  expect(await ask('GET', '/collections/a/cluster')).toMatchObject({ shard_count: 1 })
  expect(await ask('PATCH', '/collections/a', { params: { on_disk_payload: false } })).toBe(true)
  expect(await ask('POST', '/collections/a/snapshots')).toMatchObject({ name: expect.stringContaining('a-') })
  expect(await ask('DELETE', '/collections/b')).toBe(true)
  expect(await ask('PUT', '/collections/c', vectors)).toBe(true)
  expect(await ask('PUT', '/collections/c/points?wait=true', points)).toMatchObject({ status: 'completed' })
  expect(await ask('POST', '/collections/c/points/count', {})).toEqual({ count: 1 })
  expect(await (await fetch(`${server.httpUrl}/readyz`)).text()).toBe('all shards are ready')
  expect(await (await fetch(`${server.httpUrl}/metrics`)).text()).toContain('\napp_status_recovery_mode 1\n')
  expect(await server.stop()).toBe(0)

  const after = await start()
  expect(await send(after, 'GET', '/collections')).toEqual({ collections: [{ name: 'a' }, { name: 'c' }] })
  expect(await send(after, 'POST', '/collections/a/points/count', {})).toEqual({ count: 1 })
  await after.stop()
})
