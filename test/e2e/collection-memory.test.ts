import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
let server: TestServer
beforeAll(async () => {
  server = await startServer({ args: ['--serve-threads', '2'] })
})
afterAll(async () => {
  await server.stop()
})

interface Usage {
  readonly disk_bytes: number
  readonly ram_bytes: number
  readonly cached_bytes: number
  readonly expected_cache_bytes: number
}

interface Memory {
  readonly total: Usage
  readonly vectors: readonly {
    readonly name: string
    readonly storage: Usage
    readonly index: Usage
    readonly quantized?: Usage
  }[]
  readonly sparse_vectors: readonly unknown[]
  readonly payload: Usage
  readonly payload_index: readonly { readonly name: string; readonly usage: Usage }[]
  readonly other: { readonly id_tracker: Usage }
}

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${server.httpUrl}${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const { result, status } = (await response.json()) as { result: T; status: unknown }
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(status)}`)
  return result
}

const path = '/collections/measured'

test('a collection tells what its parts take, before and after it is indexed', async () => {
  const size = 32
  await call('PUT', path, {
    vectors: { size, distance: 'Dot' },
    optimizers_config: { indexing_threshold: 0 },
  })
  await call('PUT', `${path}/index?wait=true`, { field_name: 'kind', field_schema: 'keyword' })
  const points = Array.from({ length: 1000 }, (_, id) => ({
    id,
    vector: Array.from({ length: size }, (_number, at) => Math.sin(id * (at + 1))),
    payload: { kind: `k${id % 7}` },
  }))
  await call('PUT', `${path}/points?wait=true`, { points })
  const before = await call<Memory>('GET', `${path}/memory`)
  expect(before.vectors[0]).toMatchObject({ name: '', index: { disk_bytes: 0 } })
  expect(before.vectors[0]?.storage.disk_bytes).toBeGreaterThanOrEqual(points.length * size * 4)
  await call('PATCH', path, { optimizers_config: { indexing_threshold: 60 } })
  while ((await call<{ status: string }>('GET', path)).status !== 'green');
  await call('POST', `${path}/points/query`, { query: points[3]?.vector, with_payload: true })
  const after = await call<Memory>('GET', `${path}/memory`)
  const { total, vectors, sparse_vectors, payload, payload_index, other } = after
  expect(sparse_vectors).toEqual([])
  expect(vectors).toHaveLength(1)
  expect(payload_index.map(({ name }) => name)).toEqual(['kind'])
  const [vector] = vectors
  for (const usage of [vector?.storage, vector?.index, vector?.quantized, payload_index[0]?.usage, payload]) {
    expect(usage?.disk_bytes).toBeGreaterThan(0)
    expect(total.disk_bytes).toBeGreaterThan(usage?.disk_bytes ?? 0)
  }
  expect(other.id_tracker.disk_bytes).toBeGreaterThan(0)
  if (process.platform === 'linux') {
    expect(vector?.storage.cached_bytes).toBeGreaterThanOrEqual(points.length * size * 4)
    expect(vector?.index.cached_bytes).toBeGreaterThan(0)
  }
})

test('a collection that is not there has no memory to tell of', async () => {
  const answer = call('GET', '/collections/missing/memory').catch(String)
  expect(await answer).toContain('404 {"error":"Not found: Collection `missing` doesn\'t exist!"}')
})
