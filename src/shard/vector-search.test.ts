import { afterAll, describe, expect, test } from 'bun:test'
import { Task } from '#base/task.ts'
import { createRandom } from '#base/random.fixture.ts'
import { clusteredVectors } from '#index/vectors.fixture.ts'
import type { CollectionConfig, Distance } from '#model/collection.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { SearchParams } from '#model/query.ts'
import type { Scorer, VectorSearch } from '#query/read-view.ts'
import { matches, testSchema, where } from '#query/memory-view.fixture.ts'
import { TestShard } from './shard.fixture.ts'

const dimension = 32
const pointCount = 5500
const values = clusteredVectors(createRandom(7), { count: pointCount, dimension, clusters: 60, noise: 0.5 })
const vectorOf = (point: number): Float32Array => values.slice(point * dimension, (point + 1) * dimension)

function configOf(distance: Distance, more: Partial<CollectionConfig> = {}): CollectionConfig {
  const { config } = testSchema({ dense: { '': { size: dimension, distance } }, points: [] })
  return { ...config, optimizers: { indexingThreshold: 100 }, ...more }
}

const opened: TestShard[] = []
afterAll(async () => {
  for (const shard of opened) await shard.close()
})

/** A shard with points `from` to `to`, of which one in `2 ** n` has the field `n`. */
async function createShard(config: CollectionConfig): Promise<TestShard> {
  const shard = await TestShard.create(config)
  opened.push(shard)
  for (const level of [1, 3, 6]) {
    await shard.apply({
      kind: 'create_field_index',
      path: parsePayloadPath(`one in ${2 ** level}`.replaceAll(' ', '_')),
      schema: { type: 'bool', explicitParams: false },
    })
  }
  return shard
}

async function write(shard: TestShard, from: number, to: number): Promise<void> {
  const points = []
  for (let id = from; id < to; id++) {
    // Bits of a hash of the id, so that filters do not go along with clusters.
    const hash = Math.imul(id + 1, 0x9e3779b1) >>> 8
    const payload = encodePayload(new Map([2, 8, 64].map((step) => [`one_in_${step}`, hash % step === 0])))
    points.push({ id, payload, vectors: new Map([['', { kind: 'dense' as const, values: vectorOf(id) }]]) })
  }
  await shard.upsert(points)
}

function nearest(query: number): Scorer {
  const moved = vectorOf(query).map((value, at) => value + (((query * 31 + at * 17) % 13) - 6) / 40)
  return { kind: 'nearest', vector: { kind: 'dense', values: moved } }
}

/** How much of the exact answers the default search finds, over some queries. */
async function recallOf(
  shard: TestShard,
  search: (query: number) => Pick<VectorSearch, 'scorer' | 'filter'>,
  params: SearchParams = {},
): Promise<number> {
  const { view } = shard
  let found = 0
  let wanted = 0
  for (let query = 0; query < pointCount; query += pointCount / 50) {
    const asked = { using: '', limit: 10, ...search(query) }
    const exact = await view.search({ ...asked, params: { exact: true } }, new Task(10_000))
    const got = new Set((await view.search({ ...asked, params }, new Task(10_000))).map(({ ref }) => ref))
    wanted += exact.length
    for (const { ref } of exact) if (got.has(ref)) found++
  }
  return found / wanted
}

describe('a default search finds what an exact one finds', () => {
  for (const distance of ['Cosine', 'Dot', 'Euclid', 'Manhattan'] as const) {
    test(`by ${distance}, in a graph, under any filter, and beside other parts`, async () => {
      const shard = await createShard(configOf(distance))
      await write(shard, 0, 5000)
      expect(await shard.settle()).toEqual(['merge', 'index'])
      const filters = [
        undefined,
        ...['one_in_2', 'one_in_8', 'one_in_64'].map((field) => matches(field, true)),
      ]
      for (const condition of filters) {
        const filter = condition && where({ must: [condition] })
        const recall = await recallOf(shard, (query) => ({ scorer: nearest(query), filter }))
        expect(recall).toBeGreaterThanOrEqual(0.99)
      }
      const combined = (query: number): Scorer => ({
        kind: 'combined',
        vectors: [nearest(query), nearest((query + 2345) % pointCount)].flatMap((scorer) =>
          scorer.kind === 'nearest' ? [scorer.vector] : [],
        ),
        combine: (similarities) => Math.max(similarities[0] as number, similarities[1] as number),
      })
      expect(
        await recallOf(shard, (query) => ({ scorer: combined(query), filter: undefined })),
      ).toBeGreaterThan(0.98)
      await write(shard, 5000, pointCount)
      await shard.delete(Array.from({ length: 1000 }, (_, index) => index * 3))
      for (const filter of [undefined, where({ must: [matches('one_in_8', true)] })]) {
        const recall = await recallOf(shard, (query) => ({ scorer: nearest(query), filter }))
        expect(recall).toBeGreaterThanOrEqual(0.99)
      }
      expect(shard.warnings).toEqual([])
    }, 30_000)
  }
})

test('scores that are no numbers come first, in whatever part they are', async () => {
  const { config } = testSchema({ dense: { '': { size: 2, distance: 'Dot' } }, points: [] })
  const shard = await TestShard.create(config)
  opened.push(shard)
  const upsert = (from: number, ...firsts: number[]) =>
    shard.upsert(
      firsts.map((first, index) => ({
        id: from + index,
        payload: null,
        vectors: new Map([['', { kind: 'dense' as const, values: Float32Array.of(first, 0) }]]),
      })),
    )
  await upsert(0, 5, 1, Number.NaN)
  await shard.writer.freeze()
  await upsert(10, 3, Number.NaN, 4)
  const vector = { kind: 'dense' as const, values: Float32Array.of(1, 0) }
  for (const limit of [3, 10]) {
    const search = { using: '', limit, scorer: { kind: 'nearest' as const, vector }, params: {} }
    const hits = await shard.view.search({ ...search, filter: undefined }, new Task(10_000))
    expect(hits.map(({ score }) => score)).toEqual([Number.NaN, Number.NaN, 5, 4, 3, 1].slice(0, limit))
  }
})
