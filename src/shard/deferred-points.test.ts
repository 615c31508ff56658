import { afterAll, describe, expect, test } from 'bun:test'
import { createRandom } from '#base/random.fixture.ts'
import { Task } from '#base/task.ts'
import type { CollectionConfig } from '#model/collection.ts'
import type { PointId } from '#model/point-id.ts'
import { testSchema } from '#query/memory-view.fixture.ts'
import { shownUnindexedMax } from './deferred-points.ts'
import { createReaderThread } from './reader-thread.ts'
import { ShardReader } from './shard-reader.ts'
import { TestShard } from './shard.fixture.ts'

const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31)
const task = new Task(60_000)
const schema = testSchema({ dense: { '': { size: 16, distance: 'Dot' } }, points: [] })
/** 64 vectors of 64 bytes are shown. */
const config: CollectionConfig = {
  ...schema.config,
  optimizers: { indexingThreshold: 4, preventUnoptimized: true },
}
const shownMax = 64

const opened: TestShard[] = []
afterAll(async () => {
  for (const shard of opened) await shard.close()
})

async function openShard(): Promise<TestShard> {
  const shard = await TestShard.create(config)
  opened.push(shard)
  return shard
}

function upsert(shard: TestShard, ids: readonly PointId[], value = 1): Promise<void> {
  const values = new Float32Array(16).fill(value)
  return shard.upsert(
    ids.map((id) => ({ id, payload: null, vectors: new Map([['', { kind: 'dense', values }]]) })),
  )
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at)

async function shownIds({ view }: TestShard): Promise<PointId[]> {
  const refs = await view.scroll(undefined, undefined, 10_000, task)
  return refs.map((ref) => view.idOf(ref))
}

describe('points that are not optimized', () => {
  test('are shown up to the threshold, and all once they are optimized', async () => {
    const shard = await openShard()
    await upsert(shard, range(0, 64))
    expect(shard.reader.deferredPoints(config)).toBe(0)
    expect(shard.reader.info(config).status).toBe('yellow')
    await upsert(shard, range(64, 100))
    expect(await shownIds(shard)).toEqual(range(0, shownMax))
    expect(shard.view.find(63)).toBeDefined()
    expect(shard.view.find(64)).toBeUndefined()
    expect(await shard.view.count(undefined, true, task)).toBe(shownMax)
    expect(shard.reader.info(config)).toMatchObject({ pointsCount: 100, deferredPoints: 36 })
    await shard.settle()
    expect(await shownIds(shard)).toEqual(range(0, 100))
    expect(shard.reader.info(config)).toMatchObject({ status: 'green', deferredPoints: 0 })
  })

  test('are seen by writes', async () => {
    const shard = await openShard()
    await upsert(shard, range(0, 100))
    const thread = createReaderThread({ warn: () => {} })
    const writing = ShardReader.open(shard.path, shard.boot, thread, true)?.view(config)
    expect(await writing?.count(undefined, true, task)).toBe(100)
  })

  test('are shown at once when an older version was shown', async () => {
    const shard = await openShard()
    await upsert(shard, range(0, 100))
    await shard.settle()
    await upsert(shard, range(100, 164))
    await upsert(shard, [...range(0, 10), ...range(100, 105), ...range(200, 210)], 2)
    expect(await shownIds(shard)).toEqual(range(0, 164))
    // Neither is there twice, and a second version of what is hidden stays hidden.
    await upsert(shard, [3, 205], 3)
    expect(await shownIds(shard)).toEqual(range(0, 164))
    await shard.delete([3, 205])
    expect(shard.reader.deferredPoints(config)).toBe(9)
    await shard.settle()
    expect(await shownIds(shard)).toEqual(
      [...range(0, 164), ...range(200, 210)].filter((id) => id !== 3 && id !== 205),
    )
  })

  test('are all shown when the setting is switched off', async () => {
    const shard = await openShard()
    await upsert(shard, range(0, 100))
    expect((await shownIds(shard)).length).toBe(shownMax)
    shard.configure({ ...config, optimizers: { indexingThreshold: 4, preventUnoptimized: false } })
    expect((await shownIds(shard)).length).toBe(100)
    expect(shard.reader.info(shard.config).deferredPoints).toBeUndefined()
  })

  test(`come and go as a plain list says (seed ${seed})`, async () => {
    const random = createRandom(seed)
    const shard = await openShard()
    const living = new Set<PointId>()
    /** Of points that live. */
    let shown = new Set<PointId>()
    /** Slots of the head. */
    let written = 0
    for (let step = 0; step < 60; step++) {
      const ids = [...new Set(range(0, 20).map(() => Math.floor(random() * 400)))]
      if (random() < 0.2) {
        await shard.delete(ids)
        for (const id of ids) living.delete(id)
      } else if (random() < 0.15) {
        await shard.settle()
        if (written >= shownMax) {
          written = 0
          shown = new Set(living)
        }
      } else {
        await upsert(shard, ids)
        for (const id of ids) {
          if (written++ < shownMax || shown.has(id)) shown.add(id)
          living.add(id)
        }
      }
      // A point that was shown and has gone comes back as one that was shown.
      const expected = [...shown].filter((id) => living.has(id)).toSorted((a, b) => Number(a) - Number(b))
      if (step % 3 === 0 || step > 50) {
        const got = await shownIds(shard)
        expect(got.filter((id) => !living.has(id))).toEqual([])
        expect(new Set(got).size).toBe(got.length)
        for (const id of expected) if (!got.includes(id)) expect(`${step}: ${id} is hidden`).toBe('')
        expect(got.length + (shard.reader.deferredPoints(config) ?? 0)).toBe(living.size)
      }
    }
    await shard.settle()
    expect(shard.reader.deferredPoints(config)).toBe(0)
    expect((await shownIds(shard)).length).toBe(living.size)
  })
})

test('the threshold is that of the name with the largest vectors', () => {
  const wide = { size: 64, distance: 'Dot', datatype: 'float16' } as const
  const vectors = new Map([...config.vectors, ['wide', wide]])
  const vectorKeys = new Map([...config.vectorKeys, ['wide', 1]])
  const with2 = { ...config, vectors, vectorKeys }
  expect(shownUnindexedMax(with2)).toBe(32)
  expect(shownUnindexedMax({ ...with2, hnsw: { m: 0 } })).toBeUndefined()
  expect(shownUnindexedMax({ ...config, optimizers: { preventUnoptimized: true } })).toBe(160_000)
  expect(
    shownUnindexedMax({ ...config, optimizers: { preventUnoptimized: true, indexingThreshold: 0 } }),
  ).toBeUndefined()
  expect(shownUnindexedMax({ ...config, optimizers: {} })).toBeUndefined()
})
