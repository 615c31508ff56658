import { afterAll, describe, expect, test } from 'bun:test'
import { Task } from '#base/task.ts'
import { createRandom, randomNormal } from '#base/random.fixture.ts'
import type { CollectionConfig } from '#model/collection.ts'
import type { SearchParams } from '#model/query.ts'
import type { VectorData } from '#model/vector.ts'
import type { ShardView } from './shard-view.ts'
import { dense, testSchema } from '#query/memory-view.fixture.ts'
import { TestShard } from './shard.fixture.ts'

const opened: TestShard[] = []
afterAll(async () => {
  for (const shard of opened) await shard.close()
})

const repeat = (value: number, count: number): number[] => Array.from({ length: count }, () => value)

async function createShard(config: CollectionConfig, vectors: readonly VectorData[]): Promise<TestShard> {
  const shard = await TestShard.create(config)
  opened.push(shard)
  await shard.upsert(vectors.map((vector, id) => ({ id, payload: null, vectors: new Map([['', vector]]) })))
  return shard
}

async function search(
  view: ShardView,
  vector: VectorData,
  params: SearchParams,
  limit = 10,
): Promise<number[]> {
  const query = { using: '', scorer: { kind: 'nearest', vector } as const, filter: undefined, limit, params }
  return (await view.search(query, new Task(10_000))).map(({ ref }) => Number(view.idOf(ref)))
}

describe('indexed_only', () => {
  const schema = testSchema({ dense: { '': { size: 256, distance: 'Dot' } }, points: [] })
  const vectors = Array.from({ length: 30 }, (_, id) => dense(id, ...repeat(1, 255)))

  test('leaves out parts that are large and have no graph, unless the search is exact', async () => {
    const config = {
      ...schema.config,
      optimizers: { indexingThreshold: 20 },
      hnsw: { ...schema.config.hnsw, fullScanThreshold: 10 },
    }
    const shard = await createShard(config, vectors)
    const query = dense(...repeat(1, 256))
    expect((await search(shard.view, query, { indexedOnly: true })).length).toBe(0)
    expect((await search(shard.view, query, { indexedOnly: true, exact: true })).length).toBe(10)
    expect((await search(shard.view, query, {})).length).toBe(10)
    await shard.settle()
    expect((await search(shard.view, query, { indexedOnly: true })).length).toBe(10)
  })

  test('searches small parts all the same', async () => {
    const shard = await createShard(schema.config, vectors)
    expect((await search(shard.view, dense(...repeat(1, 256)), { indexedOnly: true })).length).toBe(10)
  })
})

test('bytes under Cosine are compared by their angle, and come back as they were', async () => {
  const { config } = testSchema({
    dense: { '': { size: 2, distance: 'Cosine', datatype: 'uint8' } },
    points: [],
  })
  const shard = await createShard({ ...config, optimizers: { indexingThreshold: 1 } }, [
    dense(200, 0),
    dense(3, 4.9),
    dense(0, 0),
    ...Array.from({ length: 300 }, (_, id) => dense(id % 256, 255)),
  ])
  const query = dense(6, 8)
  for (const params of [{}, { exact: true }]) {
    for (const settled of [false, true]) {
      if (settled) await shard.settle()
      const { view } = shard
      const scorer = { kind: 'nearest', vector: query } as const
      const request = { using: '', scorer, filter: undefined, limit: 400, params }
      const scores = new Map(
        (await view.search(request, new Task(1000))).map(({ ref, score }) => [view.idOf(ref), score]),
      )
      expect(scores.get(0)).toBeCloseTo(0.6, 5)
      expect(scores.get(1)).toBeCloseTo(1, 5)
      expect(scores.get(2)).toBe(0)
      expect(view.vectorOf(view.find(1) as number, '')).toEqual(dense(3, 4))
      expect(view.similarity('', query, dense(0, 1))).toBeCloseTo(0.8, 5)
    }
  }
  expect(shard.reader.info(shard.config).status).toBe('green')
})

test('limits beyond the points give all of them, best first', async () => {
  const random = createRandom(3)
  const { config } = testSchema({ dense: { '': { size: 4, distance: 'Euclid' } }, points: [] })
  const vectors = Array.from({ length: 2000 }, () =>
    dense(...Array.from({ length: 4 }, () => randomNormal(random))),
  )
  const shard = await createShard({ ...config, optimizers: { indexingThreshold: 1 } }, vectors)
  await shard.settle()
  const found = await search(shard.view, dense(0, 0, 0, 0), {}, 1_000_000_000)
  const length = (id: number): number => Math.hypot(...(vectors[id] as { values: Float32Array }).values)
  expect(found).toEqual(Array.from(vectors.keys()).sort((a, b) => length(a) - length(b)))
})

test('an unknown vector name is the error of the API', () => {
  const { config } = testSchema({ dense: {}, points: [] })
  return expect(
    TestShard.create(config).then(async (shard) => {
      opened.push(shard)
      return await search(shard.view, dense(1), {})
    }),
  ).rejects.toThrow('Wrong input: Not existing vector name error: ')
})

test('a search stops at its deadline', async () => {
  const { config } = testSchema({ dense: { '': { size: 64, distance: 'Manhattan' } }, points: [] })
  const vectors = Array.from({ length: 1000 }, (_, id) => dense(...repeat(id, 64)))
  const shard = await createShard(config, vectors)
  const scorer = { kind: 'nearest', vector: vectors[5] as VectorData } as const
  const request = { using: '', scorer, filter: undefined, limit: 10, params: { exact: true } }
  const lateTask = new Task(0, undefined, 0)
  return expect(shard.view.search(request, lateTask)).rejects.toMatchObject({ name: 'TaskTimeout' })
})
