import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { QdrantClient } from '@qdrant/js-client-rest'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(30_000)
let server: TestServer
let client: QdrantClient

beforeAll(async () => {
  server = await startServer({ args: ['--serve-threads', '2'] })
  client = new QdrantClient({ url: server.httpUrl, checkCompatibility: false })
})
afterAll(() => server.stop())

const words = ['red fox', 'blue whale', 'red panda', 'grey wolf', 'blue jay']

test('hybrid search over dense, multi and sparse vectors', async () => {
  await client.createCollection('animals', {
    vectors: {
      dense: { size: 3, distance: 'Cosine' },
      rows: { size: 2, distance: 'Dot', multivector_config: { comparator: 'max_sim' } },
    },
    sparse_vectors: { words: { modifier: 'idf' } },
  })
  await client.createPayloadIndex('animals', { field_name: 'colour', field_schema: 'keyword', wait: true })
  const points = words.map((name, index) => ({
    id: index,
    vector: {
      dense: [index, 1, 0],
      rows: [
        [index + 0.5, 0],
        [0, 1],
      ],
      words: { text: name, model: 'qdrant/bm25' },
    },
    payload: { name, colour: name.split(' ')[0], rank: index, weight: index / 2 },
  }))
  expect(await client.upsert('animals', { wait: true, points })).toMatchObject({ status: 'completed' })

  const hybrid = await client.query('animals', {
    prefetch: [
      { query: [0, 1, 0], using: 'dense', limit: 3 },
      { query: { text: 'red', model: 'qdrant/bm25' }, using: 'words', limit: 3 },
    ],
    query: { fusion: 'rrf' },
    limit: 5,
    with_payload: ['name'],
  })
  expect(hybrid.points[0]?.payload).toEqual({ name: 'red fox' })
  expect(new Set(hybrid.points.map((point) => point.id))).toEqual(new Set([0, 1, 2]))

  const filtered = await client.query('animals', {
    query: [
      [1, 0.5],
      [0.5, 1],
    ],
    using: 'rows',
    filter: { must: [{ key: 'colour', match: { any: ['red', 'blue'] } }], must_not: [{ has_id: [4] }] },
    with_vector: ['rows'],
    limit: 1,
  })
  expect(filtered.points[0]).toMatchObject({
    id: 2,
    vector: {
      rows: [
        [2.5, 0],
        [0, 1],
      ],
    },
  })

  const boosted = await client.query('animals', {
    prefetch: { query: [1, 1, 0], using: 'dense', limit: 5 },
    query: { formula: { sum: ['$score', { mult: [10, { key: 'colour', match: { value: 'grey' } }] }] } },
    limit: 1,
  })
  expect(boosted.points[0]?.id).toBe(3)
  const groups = await client.queryGroups('animals', {
    query: [1, 1, 0],
    using: 'dense',
    group_by: 'colour',
    group_size: 2,
  })
  expect(Object.fromEntries(groups.groups.map(({ id, hits }) => [id, hits.length]))).toEqual({
    blue: 2,
    grey: 1,
    red: 2,
  })
})

test('pages, counts, facets and matrices', async () => {
  const first = await client.scroll('animals', { limit: 2, order_by: null })
  expect(first.points.map(({ id }) => id)).toEqual([0, 1])
  expect(first.next_page_offset).toBe(2)
  const ordered = await client
    .createPayloadIndex('animals', { field_name: 'rank', field_schema: { type: 'integer' }, wait: true })
    .then(() => client.scroll('animals', { order_by: { key: 'rank', direction: 'desc' }, limit: 2 }))
  expect(ordered.points.map(({ id, order_value }) => [id, order_value])).toEqual([
    [4, 4],
    [3, 3],
  ])
  expect(await client.count('animals', { filter: { must: [{ key: 'rank', range: { gte: 3 } }] } })).toEqual({
    count: 2,
  })
  expect((await client.facet('animals', { key: 'colour' })).hits).toEqual([
    { value: 'blue', count: 2 },
    { value: 'red', count: 2 },
    { value: 'grey', count: 1 },
  ])
  const matrix = await client.searchMatrixPairs('animals', { sample: 5, limit: 1, using: 'dense' })
  expect(matrix.pairs).toHaveLength(5)
})

test('changes of payloads and vectors, in a batch and alone', async () => {
  await client.batchUpdate('animals', {
    wait: true,
    operations: [
      { set_payload: { payload: { seen: true, name: null }, points: [0] } },
      { delete_vectors: { vector: ['rows'], points: [0] } },
      { delete: { filter: { must: [{ key: 'colour', match: { value: 'grey' } }] } } },
    ],
  })
  const [fox] = await client.retrieve('animals', {
    ids: [0, 3],
    with_payload: true,
    with_vector: ['rows', 'dense'],
  })
  expect(fox?.payload).toEqual({ colour: 'red', rank: 0, weight: 0, seen: true })
  expect(fox?.vector).toEqual({ dense: [0, 1, 0] })
  await client.overwritePayload('animals', { payload: { only: 1 }, points: [0], wait: true })
  await client.updateVectors('animals', { points: [{ id: 0, vector: { dense: [3, 4, 0] } }], wait: true })
  const [after] = await client.retrieve('animals', { ids: [0], with_vector: ['dense'] })
  expect(after).toMatchObject({ payload: { only: 1 }, vector: { dense: [0.6, 0.8, 0] } })
  expect((await client.count('animals')).count).toBe(4)
})

test('collections, aliases and their errors', async () => {
  expect((await client.getCollections()).collections).toEqual([{ name: 'animals' }])
  await client.updateCollectionAliases({
    actions: [{ create_alias: { alias_name: 'zoo', collection_name: 'animals' } }],
  })
  expect((await client.getAliases()).aliases).toEqual([{ alias_name: 'zoo', collection_name: 'animals' }])
  expect((await client.getCollection('zoo')).points_count).toBe(4)
  await client.updateCollection('animals', {
    optimizers_config: { indexing_threshold: 5 },
    metadata: { of: 'test' },
  })
  expect((await client.getCollection('animals')).config.optimizer_config.indexing_threshold).toBe(5)
  expect(await client.collectionExists('nope')).toEqual({ exists: false })
  expect(client.createCollection('animals', { vectors: { size: 1, distance: 'Dot' } })).rejects.toMatchObject(
    {
      status: 409,
    },
  )
  expect(client.query('animals', { query: [1], using: 'dense' })).rejects.toMatchObject({
    data: { status: { error: 'Wrong input: Vector dimension error: expected dim: 3, got 1' } },
  })
  expect(await client.deleteCollection('animals')).toBe(true)
  expect(await client.deleteCollection('animals')).toBe(false)
})
