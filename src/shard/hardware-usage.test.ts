import { afterAll, expect, test } from 'bun:test'
import { must } from '#base/assert.ts'
import { createHardwareUsage, type HardwareUsage } from '#base/hardware-usage.ts'
import { Task } from '#base/task.ts'
import { createRandom, randomNormal } from '#base/random.fixture.ts'
import type { CollectionConfig } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { VectorData } from '#model/vector.ts'
import type { Scorer } from '#query/read-view.ts'
import { dense, matches, sparse, testSchema, where } from '#query/memory-view.fixture.ts'
import { TestShard } from './shard.fixture.ts'

const opened: TestShard[] = []
afterAll(async () => {
  for (const shard of opened) await shard.close()
})

const size = 128
const floatBytes = 4
const count = 400
const { config } = testSchema({ dense: { '': { size, distance: 'Dot' } }, sparse: { s: {} }, points: [] })
const payload = encodePayload(new Map([['tag', 'x']]))

async function createShard(changes: Partial<CollectionConfig> = {}): Promise<TestShard> {
  const shard = await TestShard.create({ ...config, ...changes })
  opened.push(shard)
  const random = createRandom(7)
  const points = Array.from({ length: count }, (_, id) => ({
    id,
    payload: id % 4 === 0 ? payload : null,
    vectors: new Map<string, VectorData>([
      ['', dense(...Array.from({ length: size }, () => randomNormal(random)))],
      ['s', sparse({ 1: 1, [id + 10]: 1 })],
    ]),
  }))
  await shard.upsert(points)
  return shard
}

const nearest: Scorer = { kind: 'nearest', vector: dense(...Array.from({ length: size }, (_, i) => i)) }
const tagged: Filter = where({ must: [matches('tag', 'x')] })

async function usageOf(
  shard: TestShard,
  search: { scorer?: Scorer; using?: string; filter?: Filter; exact?: boolean },
): Promise<HardwareUsage> {
  const task = new Task(10_000)
  const { scorer = nearest, using = '', filter, exact = false } = search
  await shard.view.search({ using, scorer, filter, limit: 10, params: { exact } }, task)
  return task.usage
}

test('a scan counts the bytes of all vectors that it compares, and none of a disk', async () => {
  const shard = await createShard()
  expect(await usageOf(shard, {})).toMatchObject({ cpu: count * size * floatBytes, vectorIoRead: 0 })
  const two: Scorer = {
    kind: 'combined',
    vectors: [nearest.kind === 'nearest' ? nearest.vector : dense(), dense(...Array(size).fill(1))],
    combine: ([a = 0, b = 0]) => a - b,
  }
  expect((await usageOf(shard, { scorer: two })).cpu).toBe(2 * count * size * floatBytes)
})

test('vectors that are to stay on disk are read from it', async () => {
  const vectors = new Map([['', { size, distance: 'Dot' as const, onDisk: true }]])
  const shard = await createShard({ vectors })
  const bytes = count * size * floatBytes
  expect(await usageOf(shard, {})).toMatchObject({ cpu: bytes, vectorIoRead: bytes })
})

test('a filter without an index counts the payloads that it reads, and saves comparisons', async () => {
  const shard = await createShard()
  expect(await usageOf(shard, { filter: tagged })).toMatchObject({
    cpu: (count / 4) * size * floatBytes,
    payloadIoRead: (count / 4) * payload.length,
    payloadIndexIoRead: 0,
  })
  // The result of the filter is kept.
  expect((await usageOf(shard, { filter: tagged })).payloadIoRead).toBe(0)
})

test('a filter by the index of a segment counts what it reads of that', async () => {
  const shard = await createShard()
  const path = parsePayloadPath('tag')
  await shard.apply({ kind: 'create_field_index', path, schema: { type: 'keyword', explicitParams: false } })
  shard.configure({ ...shard.config, optimizers: { indexingThreshold: 1 } })
  expect(await shard.settle()).not.toBeEmpty()
  const usage = await usageOf(shard, { filter: tagged })
  expect(usage).toMatchObject({ payloadIoRead: 0, payloadIndexIoRead: (count / 4) * 4 })
})

test('a walk by codes costs less than a scan, and an exact search as much', async () => {
  const shard = await createShard({ optimizers: { indexingThreshold: 1 } })
  await shard.settle()
  const scan = count * size * floatBytes
  expect((await usageOf(shard, { exact: true })).cpu).toBe(scan)
  const { cpu } = await usageOf(shard, {})
  expect(cpu).toBeGreaterThan(10 * size * floatBytes)
  expect(cpu).toBeLessThan(scan)
})

test('sparse searches count the postings that they go through, in heads and segments', async () => {
  const shard = await createShard()
  const scorer: Scorer = { kind: 'nearest', vector: sparse({ 1: 1, 12: 1 }) }
  const postings = (count + 1) * 8
  expect((await usageOf(shard, { scorer, using: 's' })).cpu).toBe(postings)
  shard.configure({ ...shard.config, optimizers: { indexingThreshold: 1 } })
  await shard.settle()
  expect((await usageOf(shard, { scorer, using: 's' })).cpu).toBe(postings)
})

test('writes tell what they change', async () => {
  const shard = await createShard()
  const vectors = new Map([['', dense(...Array(size).fill(1))]])
  const upserted = await shard.apply({
    kind: 'upsert',
    points: [{ id: 0, payload, vectors }],
    mode: 'upsert',
  })
  const of = (usage: Partial<HardwareUsage>) => expect.objectContaining(usage)
  expect(upserted.usage).toEqual(of({ payloadIoWrite: payload.length, vectorIoWrite: size * floatBytes }))
  const selector = { kind: 'ids' as const, ids: [0] }
  const cleared = await shard.apply({ kind: 'clear_payload', selector })
  expect(cleared.usage).toEqual(of({ payloadIoRead: payload.length, payloadIoWrite: 0, vectorIoWrite: 0 }))
  const update = await shard.apply({ kind: 'update_vectors', points: [{ id: 0, vectors }] })
  expect(update.usage).toEqual(of({ payloadIoWrite: 0, vectorIoWrite: size * floatBytes }))
})

test('the filter of a write counts what it reads, through the matcher', async () => {
  const shard = await createShard()
  const usage = createHardwareUsage()
  const refs = [0, 1, 4].map((id) => must(shard.view.find(id), 'the point is there'))
  const passes = shard.view.matcher(tagged, usage)
  expect(refs.map(passes)).toEqual([true, false, true])
  expect(usage.payloadIoRead).toBe(2 * payload.length)
})

test('a large operation counts all of its steps', async () => {
  const shard = await createShard()
  const points = Array.from({ length: 3000 }, (_, id) => ({ id, payload, vectors: new Map() }))
  await shard.apply({ kind: 'upsert', points, mode: 'upsert' })
  const ids = points.map(({ id }) => id)
  const done = await shard.apply({ kind: 'overwrite_payload', payload, selector: { kind: 'ids', ids } })
  expect(done.usage?.payloadIoWrite).toBe(3000 * payload.length)
})
