import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { must } from '#base/assert.ts'
import { createDisk } from '#base/disk.ts'
import { dense, testSchema } from '#query/memory-view.fixture.ts'
import { TestShard } from './shard.fixture.ts'
import { ShardWatch } from './shard-watch.ts'
import { ShardWriter } from './writer.ts'

test('a shard that nobody has opened is looked for again when the writer tells of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quiver-watch-'))
  const path = join(folder, 'shard-0')
  const disk = createDisk()
  const schema = testSchema({ dense: { '': { size: 4, distance: 'Dot' } }, points: [] })
  const config = { ...schema.config, optimizers: { indexingThreshold: 1 } }
  const watch = new ShardWatch(
    {
      id: 'one',
      path,
      config,
      publisher: { freeze: async () => {}, publish: async () => false, reopen: async () => {} },
    },
    { boot: 1, disk, threads: 1, idleMs: 0 },
  )
  expect(watch.findJob(Date.now())).toBeUndefined()
  const matcher = { selectPoints: async () => [], matching: async () => new Set<never>() }
  const writer = await ShardWriter.open(path, {
    disk,
    boot: 1,
    config,
    matcher,
    pause: async () => {},
    database: { synced: false },
  })
  try {
    const points = Array.from({ length: 100 }, (_, id) => ({
      id,
      payload: null,
      vectors: new Map([['', dense(1, 2, 3, id)]]),
    }))
    const operation = { kind: 'upsert', mode: 'upsert', points, updateFilter: undefined } as const
    await writer.apply([{ operation, wait: true, request: {} }])
    expect(watch.findJob(Date.now())).toBeUndefined()
    watch.noteOpened()
    expect(watch.findJob(Date.now())).toMatchObject({ kind: 'merge' })
  } finally {
    await writer.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('with one thread for optimizations a shard has one job at a time', async () => {
  const schema = testSchema({ dense: { '': { size: 4, distance: 'Dot' } }, points: [] })
  const config = { ...schema.config, optimizers: { indexingThreshold: 1, deletedThreshold: 0.1 } }
  const shard = await TestShard.create(config)
  try {
    const write = (from: number): Promise<void> =>
      shard.upsert(
        Array.from({ length: 100 }, (_, id) => ({
          id: from + id,
          payload: null,
          vectors: new Map([['', dense(1, 2, 3, id)]]),
        })),
      )
    await write(0)
    const publish = Promise.withResolvers<boolean>()
    const asked = Promise.withResolvers<void>()
    const publisher = {
      ...shard.publisher,
      publish: () => {
        asked.resolve()
        return publish.promise
      },
    }
    const shardOf = (maxOptimizationThreads: number | undefined) => ({
      id: 'one',
      path: shard.path,
      config: { ...config, optimizers: { ...config.optimizers, maxOptimizationThreads } },
      publisher,
    })
    const watch = new ShardWatch(shardOf(1), { boot: shard.boot, disk: createDisk(), threads: 1, idleMs: 0 })
    const job = must(watch.findJob(Date.now()), 'there is something to do')
    const done = watch.run(job)
    await asked.promise
    await write(100)
    expect(watch.findJob(Date.now())).toBeUndefined()
    watch.update(shardOf(2))
    expect(watch.findJob(Date.now())).toMatchObject({ kind: 'merge' })
    expect(watch.optimizations()).toMatchObject({
      running: [{ status: { kind: 'optimizing' }, segments: [{ pointsCount: 100 }] }],
      queued: [{ segments: [{ pointsCount: 100 }] }],
      completed: [],
      idle: [],
    })
    publish.resolve(false)
    expect(await done).toBe(false)
    expect(watch.optimizations().completed).toMatchObject([{ status: { kind: 'cancelled' } }])
  } finally {
    await shard.close()
  }
})
