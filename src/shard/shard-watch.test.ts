import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDisk } from '#base/disk.ts'
import { dense, testSchema } from '#query/memory-view.fixture.ts'
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
