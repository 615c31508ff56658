import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { QdrantClient, type Schemas } from '@qdrant/js-client-rest'
import { createRandom, randomNormal } from '../../src/base/random.fixture.ts'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(300_000)

const size = 32
const count = 1000
const random = createRandom(21)
const centres = Array.from({ length: 30 }, () => Array.from({ length: size }, () => randomNormal(random)))
const vectors = Array.from({ length: count }, (_, id) =>
  (centres[id % centres.length] as number[]).map((value) => value + randomNormal(random) / 2),
)

let server: TestServer
let client: QdrantClient
beforeAll(async () => {
  server = await startServer({ args: ['--serve-threads', '2'] })
  client = new QdrantClient({ url: server.httpUrl, checkCompatibility: false })
})
afterAll(async () => {
  await server.stop()
})

type Quantization = NonNullable<Schemas['CreateCollection']['quantization_config']>

async function create(name: string, quantization?: Quantization): Promise<void> {
  await client.createCollection(name, {
    vectors: { size, distance: 'Cosine' },
    optimizers_config: { indexing_threshold: 10 },
    ...(quantization ? { quantization_config: quantization } : {}),
  })
  for (let from = 0; from < count; from += 250) {
    await client.upsert(name, {
      wait: true,
      points: vectors.slice(from, from + 250).map((vector, index) => ({ id: from + index, vector })),
    })
  }
}

async function green(name: string): Promise<void> {
  for (;;) {
    const { status, indexed_vectors_count: indexed } = await client.getCollection(name)
    // A point that was written again is not indexed any more.
    if (status === 'green' && (indexed ?? 0) >= count - 1) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

interface Found {
  readonly recall: number
  readonly isExact: boolean
}

async function find(name: string, params: Schemas['SearchParams'] = {}): Promise<Found> {
  let found = 0
  let isExact = true
  for (let query = 0; query < 20; query++) {
    const asked = { query: vectors[query * 7] as number[], limit: 10 }
    const exact = await client.query(name, { ...asked, params: { exact: true } })
    const { points } = await client.query(name, { ...asked, params })
    const scores = new Map(exact.points.map(({ id, score }) => [id, score]))
    for (const { id, score } of points) {
      const expected = scores.get(id)
      if (expected === undefined) continue
      found++
      if (score !== expected) isExact = false
    }
  }
  return { recall: found / 200, isExact }
}

const kinds: { readonly quantization: Quantization; readonly rescores: boolean }[] = [
  { quantization: { scalar: { type: 'int8', quantile: 0.99, always_ram: true } }, rescores: false },
  { quantization: { product: { compression: 'x16' } }, rescores: false },
  { quantization: { binary: { encoding: 'two_bits', query_encoding: 'scalar8bits' } }, rescores: true },
  { quantization: { binary: {} }, rescores: true },
  { quantization: { turbo: { bits: 'bits2' } }, rescores: true },
  { quantization: { turbo: {} }, rescores: false },
]

test('a client switches quantization on, changes it, and switches it off, while it searches and writes', async () => {
  await create('live')
  await green('live')
  expect(await find('live', { quantization: { rescore: false } })).toMatchObject({ isExact: true })
  for (const { quantization, rescores } of kinds) {
    await client.updateCollection('live', { quantization_config: quantization })
    const { config } = await client.getCollection('live')
    expect(config.quantization_config).toMatchObject(quantization)
    expect((await find('live', { quantization: { rescore: true } })).recall).toBeGreaterThan(0.95)
    await client.upsert('live', { wait: true, points: [{ id: 5, vector: vectors[5] as number[] }] })
    await green('live')
    const rescored = await find('live', { quantization: { rescore: true, oversampling: 3 } })
    expect(rescored).toMatchObject({ isExact: true })
    expect(rescored.recall).toBeGreaterThan(0.97)
    expect(await find('live')).toMatchObject({ isExact: rescores })
    expect(await find('live', { quantization: { rescore: false } })).toMatchObject({ isExact: false })
    expect(await find('live', { quantization: { ignore: true } })).toMatchObject({ isExact: true })
  }
  await client.updateCollection('live', { quantization_config: 'Disabled' })
  await green('live')
  expect((await client.getCollection('live')).config.quantization_config).toBeNull()
  expect(await find('live', { quantization: { rescore: false } })).toMatchObject({ isExact: true })
})

test('a vector has its own quantization, and falls back to that of the collection', async () => {
  await create('own', { turbo: {} })
  await green('own')
  expect(await find('own')).toMatchObject({ isExact: false })
  const change = (quantization: Quantization | 'Disabled') =>
    client.updateCollection('own', { vectors: { '': { quantization_config: quantization } } })
  await change({ binary: {} })
  await green('own')
  expect(await find('own')).toMatchObject({ isExact: true })
  await change('Disabled')
  await green('own')
  expect(await find('own')).toMatchObject({ isExact: false })
})
