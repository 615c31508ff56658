import { afterAll, expect, test } from 'bun:test'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sharedMappings } from '#base/map-file.ts'
import { createRandom, randomNormal } from '#base/random.fixture.ts'
import { Task } from '#base/task.ts'
import type { CollectionConfig } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import { type CollectionMemory, type MemoryUsage, totalMemory } from '#model/memory-usage.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { VectorData } from '#model/vector.ts'
import type { PointWrite } from '#model/write.ts'
import { matches, testSchema, where } from '#query/memory-view.fixture.ts'
import { shardFiles } from './shard-files.ts'
import { shardMemory } from './shard-memory.ts'
import { TestShard } from './shard.fixture.ts'

const config: CollectionConfig = {
  ...testSchema({
    dense: {
      a: { size: 32, distance: 'Dot' },
      rows: { size: 4, distance: 'Dot', multivector: { comparator: 'max_sim' } },
    },
    sparse: { text: {} },
    points: [],
  }).config,
  optimizers: { indexingThreshold: 2 },
  onDiskPayload: true,
}

const opened: TestShard[] = []
afterAll(async () => {
  for (const shard of opened) await shard.close()
})

async function createShard(): Promise<TestShard> {
  const shard = await TestShard.create(config)
  opened.push(shard)
  await shard.apply({
    kind: 'create_field_index',
    path: parsePayloadPath('tag'),
    schema: { type: 'keyword', explicitParams: false },
  })
  return shard
}

function points(count: number): PointWrite[] {
  const random = createRandom(7)
  const values = (length: number): Float32Array => Float32Array.from({ length }, () => randomNormal(random))
  return Array.from({ length: count }, (_, id) => ({
    id,
    payload: encodePayload(new Map([['tag', `t${id % 3}`]])),
    vectors: new Map<string, VectorData>([
      ['a', { kind: 'dense', values: values(32) }],
      ['rows', { kind: 'multi', dimension: 4, values: values(8) }],
      ['text', { kind: 'sparse', indices: Uint32Array.of(1, 5), values: values(2) }],
    ]),
  }))
}

function measure(shard: TestShard): Promise<CollectionMemory> {
  const { schema, parts } = shard.view
  return shardMemory(shard.path, schema, parts, new Task(60_000))
}

function filesBytes(shard: TestShard): number {
  return [...shardFiles(shard.path)].reduce((sum, { diskBytes }) => sum + diskBytes, 0)
}

function disk(usage: MemoryUsage | undefined): number {
  return usage?.diskBytes ?? 0
}

test('what heads hold is divided by what it is, and adds up to all files', async () => {
  const shard = await createShard()
  await shard.upsert(points(300))
  const memory = await measure(shard)
  const [a, rows] = [memory.vectors.get('a'), memory.vectors.get('rows')]
  expect(disk(a?.storage)).toBeGreaterThanOrEqual(300 * 32 * 4)
  for (const usage of [rows?.storage, memory.sparseVectors.get('text')?.storage, memory.payload]) {
    expect(disk(usage)).toBeGreaterThan(0)
  }
  expect([a?.quantized, rows?.quantized]).toEqual([undefined, undefined])
  expect(disk(a?.index)).toBe(0)
  expect(memory.database.diskBytes).toBeGreaterThan(0)
  expect(totalMemory(memory).diskBytes).toBe(filesBytes(shard))
})

test('the files of segments go to their vectors, indexes and paths', async () => {
  const shard = await createShard()
  await shard.upsert(points(500))
  await shard.settle()
  const memory = await measure(shard)
  const [a, rows] = [memory.vectors.get('a'), memory.vectors.get('rows')]
  const text = memory.sparseVectors.get('text')
  const tag = memory.payloadIndexes.get('tag')
  const usages = [
    a?.storage,
    a?.index,
    a?.quantized,
    rows?.storage,
    rows?.quantized,
    text?.storage,
    text?.index,
  ]
  for (const usage of [...usages, tag, memory.payload, memory.ids]) expect(disk(usage)).toBeGreaterThan(0)
  expect(memory.unused.diskBytes).toBe(0)
  expect(text?.quantized).toBeUndefined()
  expect(totalMemory(memory).diskBytes).toBe(filesBytes(shard))
  expect(a?.index.expectedCacheBytes).toBe(disk(a?.index))
  // The database is not mapped.
  expect(memory.payload.expectedCacheBytes).toBe(0)
  expect(memory.database).toMatchObject({ cachedBytes: 0, expectedCacheBytes: 0 })
})

test('filters that were kept and marks of the dead are memory without a file', async () => {
  const shard = await createShard()
  await shard.upsert(points(500))
  await shard.settle()
  expect((await measure(shard)).filters.ramBytes).toBe(0)
  const filter: Filter = where({ must: [matches('tag', 't1')] })
  await shard.view.count(filter, true, new Task(60_000))
  const memory = await measure(shard)
  expect(memory.filters.ramBytes).toBeGreaterThan(500 / 8)
  expect(memory.ids.ramBytes).toBeGreaterThan(0)
})

test.skipIf(sharedMappings() === undefined)('pages that were read are cached ones', async () => {
  const shard = await createShard()
  await shard.upsert(points(500))
  await shard.settle()
  const { storage } = (await measure(shard)).vectors.get('a') ?? {}
  expect(storage?.cachedBytes).toBeGreaterThanOrEqual(500 * 32 * 4)
})

test('a file of an index that was dropped is unused, and a hole takes no room', async () => {
  const shard = await createShard()
  await shard.upsert(points(500))
  await shard.settle()
  const before = await measure(shard)
  await shard.apply({ kind: 'delete_field_index', path: parsePayloadPath('tag') })
  const after = await measure(shard)
  expect(after.payloadIndexes.size).toBe(0)
  expect(after.unused.diskBytes).toBe(disk(before.payloadIndexes.get('tag')))
  const hole = join(shard.path, 'hole')
  writeFileSync(hole, '')
  truncateSync(hole, 1 << 20)
  expect([...shardFiles(shard.path)].find(({ name }) => name === 'hole')).toMatchObject({
    length: 1 << 20,
    diskBytes: 0,
  })
})
