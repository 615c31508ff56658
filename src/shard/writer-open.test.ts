import { afterEach, beforeEach, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { must } from '#base/assert.ts'
import type { WriteOperation } from '#model/write.ts'
import { ShardHarness } from './writer-harness.fixture.ts'
import { Oracle } from './writer-oracle.fixture.ts'

let harness: ShardHarness
beforeEach(() => {
  harness = new ShardHarness()
})
afterEach(() => harness.remove())

function upsert(count: number): WriteOperation {
  const points = Array.from({ length: count }, (_, id) => ({ id, vectors: new Map(), payload: null }))
  return { kind: 'upsert', points, mode: 'upsert' }
}
const derived = (): string[] =>
  harness.disk.list(harness.path).filter((name) => /^(head|building)-/.test(name))

test('what another process has left gives its space back before new heads take it', async () => {
  await harness.open()
  await harness.applyBoth([upsert(200)])
  await harness.close()
  harness.disk.makeFolder(`${harness.path}/building-1`)
  expect(derived().length).toBeGreaterThan(4)
  const found: string[][] = []
  const { makeFolder } = harness.disk
  Object.assign(harness.disk, {
    makeFolder(path: string) {
      if (path.includes('head-')) found.push(derived())
      makeFolder(path)
    },
  })
  await harness.open()
  expect(found.length).toBeGreaterThan(3)
  expect(found[0]).toEqual([])
  harness.expectSame()
})

test('what readers and the optimizer of this process use stays until the shard is open', async () => {
  await harness.open()
  await harness.applyBoth([upsert(200)])
  const before = derived()
  harness.disk.makeFolder(`${harness.path}/building-1`)
  await harness.close()
  const { makeFolder } = harness.disk
  Object.assign(harness.disk, {
    makeFolder(path: string) {
      expect(derived()).toEqual(expect.arrayContaining([...before, 'building-1']))
      makeFolder(path)
    },
  })
  await harness.open(false)
  for (const head of before) expect(derived()).not.toContain(head)
  expect(derived()).toContain('building-1')
  harness.expectSame()
})

test('the folders of a shard are synced before its first commit, which is when it is made', async () => {
  const synced: string[] = []
  Object.assign(harness.disk, { syncFolder: (path: string) => void synced.push(path) })
  await harness.open()
  expect(synced).toEqual([harness.path, dirname(harness.path), dirname(dirname(harness.path))])
  await harness.applyBoth([upsert(1)])
  await harness.close()
  await harness.open()
  await harness.applyBoth([upsert(2)])
  expect(synced).toHaveLength(3)
  expect(await must(harness.writer, 'open').verify()).toEqual([])
})

test('a shard whose folders cannot be synced is not opened', async () => {
  let syncs = 0
  const { syncFolder } = harness.disk
  Object.assign(harness.disk, {
    syncFolder() {
      if (syncs++ === 1) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
    },
  })
  const refused = await harness.open().then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(String(refused)).toContain('EIO')
  Object.assign(harness.disk, { syncFolder })
  await harness.open()
  harness.expectSame()
  await harness.applyBoth([upsert(1)])
  harness.expectSame()
})

test('a shard is whole or new, whatever change of the disk was the last one when it was made', async () => {
  let isMade = false
  let stops = 0
  for (let at = 1; !isMade; at++, stops++) {
    const fresh = new ShardHarness()
    fresh.disk.arm({ at, kind: 'crash' })
    isMade = await fresh.open().then(
      () => true,
      () => false,
    )
    fresh.disk.arm(undefined)
    await fresh.close()
    await fresh.open()
    fresh.expectSame()
    await fresh.applyBoth([upsert(2)])
    await fresh.close()
    await fresh.open()
    fresh.expectSame()
    expect(await must(fresh.writer, 'open').verify()).toEqual([])
    await fresh.remove()
  }
  expect(stops).toBeGreaterThan(10)
})

test('a log that lies about without its database is not taken for that of the new one', async () => {
  await harness.open()
  await harness.applyBoth([upsert(10)])
  const log = harness.disk.read(`${harness.path}/shard.sqlite-wal`)
  expect(log.length).toBeGreaterThan(0)
  await harness.close()
  harness.disk.remove(harness.path)
  harness.disk.makeFolder(harness.path)
  writeFileSync(`${harness.path}/shard.sqlite-wal`, log)
  harness.oracle = new Oracle()
  await harness.open()
  harness.expectSame()
  expect(await must(harness.writer, 'open').verify()).toEqual([])
})

test('heads of a process have numbers of their own, also when nothing was committed between openings', async () => {
  await harness.open()
  const before = derived()
  const reader = harness.snapshot()
  expect(reader.livePoints).toBe(0)
  for (let times = 0; times < 3; times++) {
    await harness.close()
    await harness.open(false)
    for (const head of before) expect(derived()).not.toContain(head)
    before.push(...derived())
    await harness.applyBoth(times === 1 ? [upsert(5)] : [])
    harness.expectSame()
  }
})
