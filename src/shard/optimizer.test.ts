import { afterEach, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDisk, type Disk } from '#base/disk.ts'
import { Task } from '#base/task.ts'
import { createRandom } from '#base/random.fixture.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import { dense, testSchema } from '#query/memory-view.fixture.ts'
import { Optimizer, type OptimizerEvent } from './optimizer.ts'
import { TestShard } from './shard.fixture.ts'

const config: CollectionConfig = {
  ...testSchema({ dense: { '': { size: 4, distance: 'Dot' } }, points: [] }).config,
  optimizers: { indexingThreshold: 1 },
}

let shard: TestShard | undefined
let optimizer: Optimizer | undefined
afterEach(async () => {
  await optimizer?.stop()
  await shard?.close()
})

async function write(target: TestShard, from: number, to: number): Promise<void> {
  const random = createRandom(from)
  const points = []
  for (let id = from; id < to; id++) {
    points.push({ id, payload: null, vectors: new Map([['', dense(random(), random(), random(), id)]]) })
  }
  await target.upsert(points)
}

/** An optimizer and what it tells; `next` resolves with the event after those that were waited for. */
function start(
  target: TestShard,
  disk?: Disk,
  onEvent?: () => void,
): { next: () => Promise<OptimizerEvent> } {
  const events: OptimizerEvent[] = []
  const waiting: ((event: OptimizerEvent) => void)[] = []
  optimizer = new Optimizer({
    boot: target.boot,
    disk,
    threads: 1,
    idleMs: 0,
    lookMs: 1,
    retryMs: 20,
    onEvent: (event) => {
      onEvent?.()
      const waiter = waiting.shift()
      if (waiter) waiter(event)
      else events.push(event)
    },
  })
  optimizer.watch({ id: 'one', path: target.path, config: target.config, publisher: target.publisher })
  return {
    next() {
      const event = events.shift()
      return event ? Promise.resolve(event) : new Promise((resolve) => waiting.push(resolve))
    },
  }
}

const statusOf = (target: TestShard): string => target.reader.info(target.config).status

/** All points, copied out of the mapped files. */
async function contentOf({ view }: TestShard): Promise<unknown[]> {
  const refs = await view.scroll(undefined, undefined, 1e6, new Task(10_000))
  return refs.map((ref) => [view.idOf(ref), view.versionOf(ref), structuredClone(view.vectorOf(ref, ''))])
}

describe('Optimizer', () => {
  test('brings a shard to rest by itself, again and again', async () => {
    shard = await TestShard.create(config)
    await write(shard, 0, 100)
    expect(statusOf(shard)).toBe('yellow')
    const { next } = start(shard)
    expect(await next()).toMatchObject({ kind: 'done', job: 'merge' })
    expect(await next()).toMatchObject({ kind: 'done', job: 'index' })
    expect(shard.reader.info(config)).toMatchObject({
      status: 'green',
      segmentsCount: 2,
      pointsCount: 100,
      indexedVectorsCount: 100,
    })
    await write(shard, 50, 200)
    expect(statusOf(shard)).toBe('yellow')
    expect(await next()).toMatchObject({ kind: 'done', job: 'merge' })
    expect(shard.reader.info(config)).toMatchObject({ status: 'green', pointsCount: 200 })
    const schema = { type: 'integer', explicitParams: false } as const
    await shard.apply({ kind: 'create_field_index', path: parsePayloadPath('a'), schema })
    expect(statusOf(shard)).toBe('yellow')
    expect(await next()).toMatchObject({ kind: 'done', job: 'index' })
    expect(statusOf(shard)).toBe('green')
  })

  test('tells what it does, has done and will do', async () => {
    shard = await TestShard.create(config)
    await write(shard, 0, 100)
    const { next } = start(shard)
    const before = optimizer?.optimizations('one')
    expect(before?.queued).toMatchObject([{ optimizer: 'indexing', segments: [{ pointsCount: 100 }] }])
    expect(before?.idle).toEqual([])
    await next()
    await next()
    const after = optimizer?.optimizations('one')
    expect(after?.completed.map(({ optimizer: name, status }) => [name, status.kind])).toEqual([
      ['indexing', 'done'],
      ['indexing', 'done'],
    ])
    expect(after?.running).toEqual([])
    expect(after?.queued).toEqual([])
    expect(after?.idle.map(({ pointsCount }) => pointsCount)).toEqual([100, 0])
    expect(new Set(after?.idle.map(({ uuid }) => uuid)).size).toBe(2)
    expect(optimizer?.optimizations('two')).toBeUndefined()
  })

  test('takes a changed configuration', async () => {
    shard = await TestShard.create(config)
    await write(shard, 0, 100)
    const { next } = start(shard)
    await next()
    await next()
    shard.configure({ ...config, hnsw: { m: 8, efConstruct: 50 } })
    expect(statusOf(shard)).toBe('yellow')
    optimizer?.watch({ id: 'one', path: shard.path, config: shard.config, publisher: shard.publisher })
    expect(await next()).toMatchObject({ kind: 'done', job: 'index' })
    expect(statusOf(shard)).toBe('green')
  })

  test('turns the shard red by a failure, with the reason, and gets over it', async () => {
    shard = await TestShard.create(config)
    await write(shard, 0, 100)
    const disk = createDisk()
    let failures = 1
    const { next } = start(shard, {
      ...disk,
      makeFolder(path) {
        if (failures-- > 0) throw new Error('no space left on the device')
        disk.makeFolder(path)
      },
    })
    expect(await next()).toMatchObject({ kind: 'failed', job: 'merge' })
    expect(shard.reader.info(config)).toMatchObject({
      status: 'red',
      optimizerError: 'no space left on the device',
    })
    expect(await next()).toMatchObject({ kind: 'done', job: 'merge' })
    expect(await next()).toMatchObject({ kind: 'done', job: 'index' })
    expect(shard.reader.info(config)).toMatchObject({ status: 'green', optimizerError: undefined })
  })

  test('a shard is red no longer when what failed need not be done any more', async () => {
    shard = await TestShard.create(config)
    await write(shard, 0, 100)
    const disk = createDisk()
    let isFull = false
    const { next } = start(shard, {
      ...disk,
      makeFolder(path) {
        if (isFull) throw new Error('no space left on the device')
        disk.makeFolder(path)
      },
    })
    await next()
    await next()
    isFull = true
    const watched = { id: 'one', path: shard.path, publisher: shard.publisher }
    optimizer?.watch({ ...watched, config: { ...config, hnsw: { m: 8, efConstruct: 50 } } })
    expect(await next()).toMatchObject({ kind: 'failed', job: 'index' })
    expect(statusOf(shard)).toBe('red')
    optimizer?.watch({ ...watched, config })
    while (statusOf(shard) !== 'green') await Bun.sleep(1)
  })

  for (const file of ['dense-0', 'ids', 'graph-0-16-100', 'points']) {
    test(`makes a segment again whose file ${file} is damaged`, async () => {
      shard = await TestShard.create(config)
      await write(shard, 0, 300)
      await shard.settle()
      await shard.delete([3, 4, 5])
      const wanted = await contentOf(shard)
      await shard.reopen((path) => {
        const folder = readdirSync(path).find((name) => name.startsWith('segment-')) as string
        const bytes = readFileSync(join(path, folder, file))
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 0x10
        writeFileSync(join(path, folder, file), bytes)
      })
      const { next } = start(shard)
      expect(await next()).toMatchObject({ kind: 'damaged' })
      expect(await next()).toMatchObject({ kind: 'done', job: 'merge' })
      expect(await next()).toMatchObject({ kind: 'done', job: 'index' })
      expect(await contentOf(shard)).toEqual(wanted)
      expect(statusOf(shard)).toBe('green')
    })
  }

  test('reads a segment of an earlier run before it takes points from it', async () => {
    shard = await TestShard.create(config)
    await write(shard, 0, 300)
    await shard.settle()
    await write(shard, 300, 600)
    const wanted = await contentOf(shard)
    await shard.reopen((path) => {
      const folder = readdirSync(path).find((name) => name.startsWith('segment-')) as string
      const bytes = readFileSync(join(path, folder, 'dense-0'))
      bytes.fill(0, 64)
      writeFileSync(join(path, folder, 'dense-0'), bytes)
    })
    const { next } = start(shard)
    expect(await next()).toMatchObject({ kind: 'damaged' })
    expect(await next()).toMatchObject({ kind: 'done', job: 'merge' })
    expect(await contentOf(shard)).toEqual(wanted)
  })

  test('never loses or doubles a point while it works', async () => {
    const target = await TestShard.create({ ...config, hnsw: { m: 4, efConstruct: 16 } })
    shard = target
    const seed = Date.now() % 2 ** 31
    const random = createRandom(seed)
    const versions = new Map<number, number>()
    let jobs = 0
    start(target, undefined, () => jobs++)
    for (let step = 0; step < 80; step++) {
      const ids = new Set(Array.from({ length: 1 + random() * 40 }, () => Math.floor(random() * 300)))
      if (random() < 0.3) {
        await target.delete([...ids])
        for (const id of ids) versions.delete(id)
      } else {
        await target.upsert(
          [...ids].map((id) => ({ id, payload: null, vectors: new Map([['', dense(id, step, 0, 1)]]) })),
        )
        const version = target.writer.control.get('operationNumber')
        for (const id of ids) versions.set(id, version)
      }
      if (random() < 0.1) await target.writer.freeze()
      // Lets the optimizer go on.
      for (let turns = random() * 20; turns > 0; turns--) await new Promise((resume) => setImmediate(resume))
      const { view } = target
      const refs = await view.scroll(undefined, undefined, 1e6, new Task(10_000))
      expect(new Map(refs.map((ref) => [view.idOf(ref), view.versionOf(ref)])), `seed ${seed}`).toEqual(
        new Map([...versions].sort(([a], [b]) => a - b)),
      )
      expect(refs.length).toBe(versions.size)
      expect(target.reader.info(config).pointsCount).toBe(versions.size)
    }
    expect(jobs).toBeGreaterThan(5)
  }, 30_000)

  test('stops in the middle of a job and leaves nothing behind', async () => {
    shard = await TestShard.create(config)
    await write(shard, 0, 100)
    const disk = createDisk()
    const before = disk.list(shard.path)
    const stopped = new Promise<void>((resolve) => {
      start(shard as TestShard, {
        ...disk,
        makeFolder(path) {
          disk.makeFolder(path)
          resolve(optimizer?.stop())
        },
      })
    })
    await stopped
    expect(disk.list(shard.path).filter((name) => name.startsWith('building-'))).toEqual([])
    expect(before.length).toBeGreaterThan(0)
  })
})
