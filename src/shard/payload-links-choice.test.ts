import { afterEach, expect, test } from 'bun:test'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Task } from '#base/task.ts'
import { createRandom } from '#base/random.fixture.ts'
import { clusteredVectors } from '#index/vectors.fixture.ts'
import type { CollectionConfig, Distance, HnswConfig, PayloadIndexSchema } from '#model/collection.ts'
import type { Condition, Filter } from '#model/filter.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { SearchParams } from '#model/query.ts'
import { matches, testSchema, where } from '#query/memory-view.fixture.ts'
import { TestShard } from './shard.fixture.ts'
import { verifyShard } from './verify-shard.ts'
import { createDisk } from '#base/disk.ts'

const dimension = 64
const pointCount = 10_000
const clusters = 60
const values = clusteredVectors(createRandom(7), { count: pointCount, dimension, clusters, noise: 0.5 })
const vectorOf = (point: number): Float32Array => values.slice(point * dimension, (point + 1) * dimension)

/** Settings by which graphs are built in a moment. */
const small: HnswConfig = { m: 8, efConstruct: 40 }

function configOf(hnsw: HnswConfig = {}, distance: Distance = 'Cosine'): CollectionConfig {
  const { config } = testSchema({ dense: { '': { size: dimension, distance } }, points: [] })
  return { ...config, hnsw: { ...small, ...hnsw }, optimizers: { indexingThreshold: 100 } }
}

/** Codes that have no kernel, and no tiles: with these links are walked where few points are enough for a test. */
function slowConfigOf(hnsw: HnswConfig = {}): CollectionConfig {
  return { ...configOf(hnsw, 'Manhattan'), quantization: { kind: 'turbo', bits: 'bits4' } }
}
const rescored: SearchParams = { quantization: { rescore: true } }

let shard: TestShard | undefined
afterEach(async () => {
  await shard?.close()
})

async function createIndex(
  target: TestShard,
  path: string,
  schema: Partial<PayloadIndexSchema>,
): Promise<void> {
  await target.apply({
    kind: 'create_field_index',
    path: parsePayloadPath(path),
    schema: { type: 'keyword', explicitParams: false, ...schema },
  })
}

/** Points whose `side` goes along with their vectors, while `kind`, `tags` and `rank` do not. */
async function write(target: TestShard): Promise<void> {
  const points = []
  for (let id = 0; id < pointCount; id++) {
    const hash = Math.imul(id + 1, 0x9e3779b1) >>> 8
    const payload = new Map<string, string | bigint | string[]>([
      ['side', (values[id * dimension] as number) > 0 ? 'left' : 'right'],
      ['kind', `k${Math.min(2, hash % 4)}`],
      ['tags', [`t${hash % 3}`, `t${(hash >>> 4) % 3}`]],
      ['rank', BigInt(hash >>> 12)],
    ])
    const vector = { kind: 'dense' as const, values: vectorOf(id) }
    points.push({ id, payload: encodePayload(payload), vectors: new Map([['', vector]]) })
  }
  await target.upsert(points)
}

async function createShard(config: CollectionConfig, indexes = ['side', 'kind', 'tags']): Promise<TestShard> {
  const target = await TestShard.create(config)
  shard = target
  for (const path of indexes) await createIndex(target, path, {})
  await createIndex(target, 'rank', { type: 'integer' })
  await write(target)
  return target
}

const range = (path: string, gte: number, lt: number): Condition => ({
  kind: 'field',
  path: parsePayloadPath(path),
  tests: [{ kind: 'range', gte, lt }],
})

/** What a walk compares is much less than a scan of the points of any of these filters. Codes have 4 bits. */
const walkedMax = pointCount * 0.3 * (dimension / 2)

interface Measured {
  readonly recall: number
  /** Bytes that were compared for a search, on average. */
  readonly cpu: number
}

/** Searches with a filter against exact ones, by queries from anywhere. */
async function measure(
  { view }: TestShard,
  filter: Filter,
  params: SearchParams = {},
  step = params.quantization ? 1000 : 400,
): Promise<Measured> {
  let [found, wanted, cpu, queries] = [0, 0, 0, 0]
  for (let query = 0; query < pointCount; query += step) {
    const moved = vectorOf(query).map((value, at) => value + (((query * 31 + at * 17) % 13) - 6) / 40)
    const scorer = { kind: 'nearest' as const, vector: { kind: 'dense' as const, values: moved } }
    const asked = { using: '', limit: 10, scorer, filter }
    const exact = await view.search({ ...asked, params: { exact: true } }, new Task(10_000))
    const task = new Task(10_000)
    const got = new Set((await view.search({ ...asked, params }, task)).map(({ ref }) => ref))
    for (const { ref } of exact) if (got.has(ref)) found++
    wanted += exact.length
    cpu += task.usage.cpu
    queries++
  }
  return { recall: found / wanted, cpu: cpu / queries }
}

const filesOf = (target: TestShard, prefix: string): string[] => {
  const folder = segmentOf(target)
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .toSorted()
}
const segmentOf = ({ path }: TestShard): string =>
  join(path, readdirSync(path).find((name) => name.startsWith('segment-')) as string)

const filters: Record<string, Filter> = {
  'a keyword along with the vectors': where({ must: [matches('side', 'left')] }),
  'the other side': where({ must: [matches('side', 'right')] }),
  'a keyword': where({ must: [matches('kind', 'k2')] }),
  'a tag': where({ must: [matches('tags', 't1')] }),
  'a range': where({ must: [range('rank', 1000, 3100)] }),
  'a tag and no kind': where({ must: [matches('tags', 't1')], mustNot: [matches('kind', 'k0')] }),
  'either of two': where({ should: [matches('kind', 'k2'), range('rank', 0, 500)] }),
  'within a filter': where({
    must: [{ kind: 'filter', filter: where({ must: [matches('tags', 't0')] }) }],
  }),
}
const shares = [0.1, 0.05, 0.02, 0.01, 0.001].map((share) =>
  where({ must: [range('rank', 500, 500 + 4096 * share)] }),
)

test('filtered searches walk along payload links and find what exact ones find', async () => {
  const target = await createShard(slowConfigOf())
  // The graph and the columns, then the links, those of tags by themselves, as they are large.
  expect(await target.settle()).toEqual(['merge', 'index', 'index', 'index'])
  expect(filesOf(target, 'links-')).toHaveLength(4)
  for (const [name, filter] of Object.entries(filters)) {
    const wide = await measure(target, filter, { ...rescored, hnswEf: 200 })
    expect(wide.recall, name).toBeGreaterThanOrEqual(0.99)
    const narrow = await measure(target, filter, { ...rescored, hnswEf: 40 })
    expect(narrow.recall, name).toBeGreaterThanOrEqual(0.9)
    expect(narrow.cpu, name).toBeLessThan(walkedMax)
  }
  for (const filter of shares) {
    expect((await measure(target, filter, rescored)).recall).toBeGreaterThanOrEqual(0.98)
  }
  await target.delete(Array.from({ length: 2000 }, (_, index) => index * 3))
  for (const filter of Object.values(filters)) {
    const { recall } = await measure(target, filter, { ...rescored, hnswEf: 200 })
    expect(recall).toBeGreaterThanOrEqual(0.98)
  }
  expect(target.warnings).toEqual([])
}, 120_000)

test('filtered searches scan tiles where there are no more rows, and find what exact ones find', async () => {
  const target = await createShard(configOf())
  await target.settle()
  expect(filesOf(target, 'links-')).toHaveLength(4)
  for (const [name, filter] of Object.entries(filters)) {
    expect((await measure(target, filter)).recall, name).toBeGreaterThanOrEqual(0.99)
    expect((await measure(target, filter, { hnswEf: 1000 })).recall, name).toBeGreaterThanOrEqual(0.99)
  }
  for (const filter of shares) expect((await measure(target, filter)).recall).toBeGreaterThanOrEqual(0.99)
  // As many rows as the smaller of two conditions has, although a few points only pass.
  const both = where({ must: [matches('kind', 'k2'), range('rank', 0, 1000)] })
  const { recall, cpu } = await measure(target, both)
  expect(recall).toBeGreaterThanOrEqual(0.99)
  expect(cpu).toBeLessThan(pointCount * 0.3 * dimension)
  await target.delete(Array.from({ length: 2000 }, (_, index) => index * 3))
  for (const filter of Object.values(filters)) {
    expect((await measure(target, filter)).recall).toBeGreaterThanOrEqual(0.99)
  }
  expect(target.warnings).toEqual([])
}, 120_000)

test('what passes filters without an index gets tiles when they come often', async () => {
  const target = await createShard(configOf(), ['kind'])
  await target.settle()
  await target.apply({ kind: 'delete_field_index', path: parsePayloadPath('kind') })
  const filter = where({ must: [matches('kind', 'k2')], mustNot: [range('rank', 0, 500)] })
  for (const params of [{}, { hnswEf: 200 }]) {
    expect((await measure(target, filter, params)).recall).toBeGreaterThanOrEqual(0.99)
  }
  await target.delete(Array.from({ length: 2000 }, (_, index) => index * 3))
  expect((await measure(target, filter)).recall).toBeGreaterThanOrEqual(0.99)
  expect(target.warnings).toEqual([])
}, 120_000)

test('tiles are made anew of other codes', async () => {
  const target = await createShard(configOf(), ['kind'])
  await target.settle()
  const filter = where({ must: [matches('kind', 'k2')] })
  const names = filesOf(target, 'links-')
  target.configure({ ...configOf(), quantization: { kind: 'turbo', bits: 'bits4' } })
  expect((await measure(target, filter, rescored)).recall).toBeGreaterThanOrEqual(0.98)
  await target.settle()
  expect(filesOf(target, 'links-').filter((name) => !names.includes(name))).toHaveLength(2)
  expect((await measure(target, filter, rescored)).recall).toBeGreaterThanOrEqual(0.99)
  expect(target.warnings).toEqual([])
}, 120_000)

test('links come and go with payload indexes and settings, and the graph stays', async () => {
  const target = await createShard(configOf(), ['kind'])
  await target.settle()
  const names = filesOf(target, 'links-')
  expect(names).toHaveLength(2)
  const graph = statSync(join(segmentOf(target), 'graph-0-8-40')).ino
  await createIndex(target, 'side', {})
  expect(await target.settle()).toEqual(['index', 'index'])
  expect(filesOf(target, 'links-')).toHaveLength(3)
  await target.apply({ kind: 'delete_field_index', path: parsePayloadPath('side') })
  await createIndex(target, 'tags', { enableHnsw: false, explicitParams: true })
  expect(await target.settle()).toEqual(['index'])
  expect(filesOf(target, 'links-')).toEqual(names)
  target.configure(configOf({ payloadM: 4 }))
  expect(await target.settle()).toEqual(['index', 'index'])
  expect(filesOf(target, 'links-').filter((name) => name.startsWith('links-0-4-40-'))).toHaveLength(2)
  target.configure(configOf({ payloadM: 0 }))
  expect(await target.settle()).toEqual([])
  expect(statSync(join(segmentOf(target), 'graph-0-8-40')).ino).toBe(graph)
  expect(verifyShard(createDisk(), target.path)).toEqual([])
}, 120_000)

test('tenants are walked without a graph of all points', async () => {
  const target = await createShard(slowConfigOf({ m: 0, payloadM: 8 }), ['kind'])
  expect(await target.settle()).toEqual(['merge', 'index', 'index'])
  expect(filesOf(target, 'graph-')).toEqual(['graph-0-0-40'])
  const { recall, cpu } = await measure(target, where({ must: [matches('kind', 'k2')] }), rescored)
  expect(recall).toBeGreaterThanOrEqual(0.98)
  expect(cpu).toBeLessThan(walkedMax)
  const both = where({ must: [matches('kind', 'k2'), range('rank', 0, 3000)] })
  expect((await measure(target, both, rescored)).recall).toBeGreaterThanOrEqual(0.98)
  expect((await measure(target, where({}), rescored)).recall).toBeGreaterThanOrEqual(0.98)
}, 120_000)

test('links are there after a restart, and damaged ones are done without and made again', async () => {
  const target = await createShard(slowConfigOf(), ['kind'])
  await target.settle()
  const filter = where({ must: [matches('kind', 'k2')] })
  const before = await measure(target, filter, rescored)
  await target.reopen()
  expect(await measure(target, filter, rescored)).toEqual(before)
  await target.reopen(() => {
    for (const name of filesOf(target, 'links-')) {
      const path = join(segmentOf(target), name)
      const bytes = readFileSync(path)
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 0x10
      writeFileSync(path, bytes)
    }
  })
  const damaged = await measure(target, filter, rescored)
  expect(damaged.recall).toBeGreaterThanOrEqual(0.98)
  expect(damaged.cpu).toBeGreaterThan(before.cpu)
  expect(target.warnings[0]).toContain('does not match its checksum')
  expect(await target.optimizer.checkNext(new Set())).toBe(false)
  await target.settle()
  const again = await measure(target, filter, rescored)
  expect(again.recall).toBeGreaterThanOrEqual(0.98)
  expect(again.cpu).toBeLessThan(damaged.cpu)
}, 120_000)
