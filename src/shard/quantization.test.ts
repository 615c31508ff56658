import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { Task } from '#base/task.ts'
import { createRandom, randomNormal } from '#base/random.fixture.ts'
import { clusteredVectors } from '#index/vectors.fixture.ts'
import type { CollectionConfig, Distance, QuantizationConfig } from '#model/collection.ts'
import type { SearchParams } from '#model/query.ts'
import type { Hit, Scorer } from '#query/read-view.ts'
import { testSchema } from '#query/memory-view.fixture.ts'
import { TestShard } from './shard.fixture.ts'

setDefaultTimeout(60_000)

const opened: TestShard[] = []
afterAll(async () => {
  for (const shard of opened) await shard.close()
})

const size = 64
const pointCount = 1500
const queries = 10

/** Vectors as embeddings are: clustered, off the origin, of uneven spread. */
function makeValues(): Float32Array {
  const random = createRandom(11)
  const shape = { count: pointCount + queries, dimension: size, clusters: 30, noise: 0.6 }
  const values = clusteredVectors(random, shape)
  const spread = Array.from({ length: size }, () => Math.exp(randomNormal(random) / 3))
  for (let at = 0; at < values.length; at++) {
    values[at] = ((values[at] as number) + 0.4) * (spread[at % size] as number)
  }
  return values
}
const values = makeValues()
const vectorAt = (row: number) => ({
  kind: 'dense' as const,
  values: values.slice(row * size, (row + 1) * size),
})

function configOf(distance: Distance, quantization?: QuantizationConfig): CollectionConfig {
  const { config } = testSchema({ dense: { '': { size, distance } }, points: [] })
  return { ...config, optimizers: { indexingThreshold: 10 }, quantization }
}

async function createShard(config: CollectionConfig): Promise<TestShard> {
  const shard = await TestShard.create(config)
  opened.push(shard)
  const points = Array.from({ length: pointCount }, (_, id) => ({
    id,
    payload: null,
    vectors: new Map([['', vectorAt(id)]]),
  }))
  await shard.upsert(points)
  return shard
}

function search(shard: TestShard, query: number, params: SearchParams): Promise<Hit[]> {
  const vector = vectorAt(pointCount + query)
  if (shard.config.vectors.get('')?.distance === 'Cosine') {
    const length = Math.hypot(...vector.values)
    for (let at = 0; at < size; at++) vector.values[at] = (vector.values[at] as number) / length
  }
  const scorer: Scorer = { kind: 'nearest', vector }
  return shard.view.search({ using: '', scorer, filter: undefined, limit: 10, params }, new Task(10_000))
}

interface Compared {
  readonly recall: number
  /** The largest difference between the score of a hit and its exact one. */
  readonly error: number
}

async function compare(shard: TestShard, params: SearchParams): Promise<Compared> {
  let found = 0
  let error = 0
  for (let query = 0; query < queries; query++) {
    const exact = await search(shard, query, { exact: true })
    const scores = new Map(exact.map(({ ref, score }) => [ref, score]))
    for (const { ref, score } of await search(shard, query, params)) {
      const expected = scores.get(ref)
      if (expected === undefined) continue
      found++
      error = Math.max(error, Math.abs(score - expected))
    }
  }
  return { recall: found / (queries * 10), error }
}

/** The files of codes of the one segment that is left, by name, with their lengths in bytes. */
function codesFiles(shard: TestShard): Record<string, number> {
  const segments = readdirSync(shard.path).filter((name) => name.startsWith('segment-'))
  const folder = join(shard.path, segments.at(-1) as string)
  const names = readdirSync(folder).filter((name) => name.startsWith('quantized-'))
  return Object.fromEntries(names.map((name) => [name, statSync(join(folder, name)).size]))
}

const kinds: [string, QuantizationConfig, number][] = [
  ['quantized-0', { kind: 'scalar' }, 64],
  ['quantized-0-scalar-0.95', { kind: 'scalar', quantile: 0.95 }, 64],
  ['quantized-0-binary-one_bit', { kind: 'binary' }, 8],
  ['quantized-0-binary-one_and_half_bits', { kind: 'binary', encoding: 'one_and_half_bits' }, 12],
  ['quantized-0-binary-two_bits', { kind: 'binary', encoding: 'two_bits' }, 16],
  ['quantized-0-turbo-bits1', { kind: 'turbo', bits: 'bits1' }, 12],
  ['quantized-0-turbo-bits4', { kind: 'turbo' }, 36],
  ['quantized-0-product-x16', { kind: 'product', compression: 'x16' }, 16],
]
const rescored: SearchParams = { quantization: { rescore: true, oversampling: 4 } }
const estimated: SearchParams = { quantization: { rescore: false } }

test.each(kinds)('%s: as small as promised, found by walks and scans', async (name, quantization, bytes) => {
  const config = configOf('Cosine', quantization)
  const shard = await createShard(config)
  expect(await shard.settle()).toEqual(['merge', 'index'])
  const files = codesFiles(shard)
  expect(Object.keys(files)).toEqual([name])
  const codebook = quantization.kind === 'product' ? 256 * size * 4 : 0
  expect((files[name] as number) - codebook).toBeLessThan(pointCount * bytes + 4096)

  for (const hnswEf of [undefined, 4 * pointCount]) {
    const exact = await compare(shard, { ...rescored, hnswEf })
    expect(exact.recall).toBeGreaterThanOrEqual(0.97)
    expect(exact.error).toBe(0)
  }
  const estimates = await compare(shard, estimated)
  expect(estimates.error).toBeGreaterThan(0)
  expect(estimates.error).toBeLessThan(0.5)
  expect(estimates.recall).toBeGreaterThan(0.2)
  const rescoresByDefault = quantization.kind === 'binary' || (quantization.kind === 'turbo' && bytes < 36)
  const byDefault = await compare(shard, {})
  expect(byDefault.error === 0).toBe(rescoresByDefault)
  expect((await compare(shard, { quantization: { ignore: true } })).error).toBe(0)
  expect(shard.warnings).toEqual([])
})

test.each(['Dot', 'Euclid', 'Manhattan'] as const)('%s: all find what is near', async (distance) => {
  const shard = await createShard(configOf(distance))
  for (const [name, quantization] of kinds) {
    shard.configure({ ...shard.config, quantization })
    await shard.settle()
    expect(Object.keys(codesFiles(shard))).toEqual([
      distance === 'Manhattan' && name === 'quantized-0' ? 'quantized-0-scalar' : name,
    ])
    const { recall, error } = await compare(shard, rescored)
    expect(recall).toBeGreaterThanOrEqual(0.95)
    expect(error).toBe(0)
  }
  expect(shard.warnings).toEqual([])
})

test('codes are changed beside the graph while searches go on, and points are written', async () => {
  const shard = await createShard(configOf('Cosine'))
  await shard.settle()
  expect(Object.keys(codesFiles(shard))).toEqual(['quantized-0'])
  for (const [name, quantization] of kinds) {
    shard.configure({ ...shard.config, quantization })
    const before = await compare(shard, rescored)
    expect(before).toMatchObject({ error: 0 })
    expect(before.recall).toBeGreaterThan(0.95)
    // Not even a moment without writes is waited for.
    const job = shard.optimizer.next(shard.config, 0)
    if (name === 'quantized-0') expect(job).toBeUndefined()
    else expect(job).toMatchObject({ kind: 'index', withGraphs: false })
    await shard.settle()
    expect(Object.keys(codesFiles(shard))).toEqual([name])
    expect((await compare(shard, rescored)).recall).toBeGreaterThan(0.95)
  }
  shard.configure({ ...shard.config, quantization: undefined })
  expect((await compare(shard, estimated)).error).toBe(0)
  await shard.settle()
  expect(Object.keys(codesFiles(shard))).toEqual(['quantized-0'])
  expect(await compare(shard, estimated)).toMatchObject({ error: 0 })
  await shard.delete([1, 2, 3])
  await shard.reopen()
  expect((await compare(shard, estimated)).recall).toBeGreaterThan(0.97)
  expect(shard.warnings).toEqual([])
})

test('codes that are made when many points have died lead walks through them', async () => {
  const shard = await createShard(configOf('Euclid'))
  await shard.settle()
  await shard.delete(Array.from({ length: pointCount }, (_, id) => id).filter((id) => id % 2 !== 0))
  shard.configure({ ...shard.config, quantization: { kind: 'turbo', bits: 'bits2' } })
  const job = shard.optimizer.next(shard.config, 0)
  expect(job).toMatchObject({ kind: 'index' })
  if (job) await shard.optimizer.run(job, shard.config, new Task(60_000))
  expect(Object.keys(codesFiles(shard))).toEqual(['quantized-0-turbo-bits2'])
  expect((await compare(shard, { hnswEf: 20 })).recall).toBeGreaterThan(0.9)
})

test('a vector name has its own quantization before that of the collection', async () => {
  const config = configOf('Cosine', { kind: 'turbo' })
  const own: QuantizationConfig = { kind: 'binary' }
  const vectors = new Map([...config.vectors].map(([name, each]) => [name, { ...each, quantization: own }]))
  const shard = await createShard({ ...config, vectors })
  await shard.settle()
  expect(Object.keys(codesFiles(shard))).toEqual(['quantized-0-binary-one_bit'])
  // The query encoding changes no file.
  const wider: QuantizationConfig = { ...own, queryEncoding: 'scalar8bits' }
  const wide = new Map([...config.vectors].map(([name, each]) => [name, { ...each, quantization: wider }]))
  const before = await compare(shard, estimated)
  shard.configure({ ...config, vectors: wide })
  expect(shard.optimizer.next(shard.config, Number.POSITIVE_INFINITY)).toBeUndefined()
  expect((await compare(shard, estimated)).error).not.toBe(before.error)
})

test('damaged codes are gone around, and made anew', async () => {
  const shard = await createShard(configOf('Cosine', { kind: 'binary' }))
  await shard.settle()
  const name = 'quantized-0-binary-one_bit'
  const cutOff = (path: string): void => {
    const segment = readdirSync(path).find((each) => each.startsWith('segment-')) as string
    truncateSync(join(path, segment, name), 500)
  }
  await shard.reopen(cutOff)
  expect((await compare(shard, {})).recall).toBeGreaterThan(0.97)
  await shard.settle()
  expect(Object.keys(codesFiles(shard))).toEqual([name])
  expect(codesFiles(shard)[name]).toBeGreaterThan(pointCount * 8)
  expect((await compare(shard, estimated)).error).toBeGreaterThan(0)
})

test('multivectors are coded by rows, and coded again when quantization changes', async () => {
  const { config } = testSchema({ dense: {}, points: [] })
  const multi = { size, distance: 'Cosine', multivector: { comparator: 'max_sim' } } as const
  const shard = await TestShard.create({
    ...config,
    vectors: new Map([['', multi]]),
    vectorKeys: new Map([['', 0]]),
    optimizers: { indexingThreshold: 10 },
    quantization: { kind: 'binary' },
  })
  opened.push(shard)
  const rowsAt = (row: number, rows: number) => ({
    kind: 'multi' as const,
    dimension: size,
    values: values.slice(row * size, (row + rows) * size),
  })
  await shard.upsert(
    Array.from({ length: 500 }, (_, id) => ({
      id,
      payload: null,
      vectors: new Map([['', rowsAt(id * 3, 1 + (id % 3))]]),
    })),
  )
  await shard.settle()
  const files = (): string[] => {
    const folder = readdirSync(shard.path).findLast((name) => name.startsWith('segment-')) as string
    return readdirSync(join(shard.path, folder)).filter((name) => name.startsWith('multi-'))
  }
  const ask = async (params: SearchParams): Promise<Hit[]> => {
    const scorer: Scorer = { kind: 'nearest', vector: rowsAt(pointCount, 4) }
    const asked = { using: '', scorer, filter: undefined, limit: 10, params }
    return await shard.view.search(asked, new Task(10_000))
  }
  const exact = await ask({ exact: true })
  for (const [name, quantization] of [
    ['multi-0-binary-one_bit', { kind: 'binary' }],
    ['multi-0-turbo-bits4', { kind: 'turbo' }],
    ['multi-0', undefined],
  ] as const) {
    shard.configure({ ...shard.config, quantization })
    await shard.settle()
    expect(files()).toEqual([name])
    expect(shard.reader.info(shard.config).indexedVectorsCount).toBe(500)
    const found = await ask({ quantization: { rescore: true } })
    expect(found).toEqual(exact)
    const estimates = await ask({ quantization: { rescore: false } })
    expect(estimates.map(({ score }) => score)[0] === exact[0]?.score).toBe(quantization === undefined)
  }
  expect(shard.warnings).toEqual([])
})
