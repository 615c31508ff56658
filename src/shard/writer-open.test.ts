import { afterEach, beforeEach, expect, test } from 'bun:test'
import { must } from '#base/assert.ts'
import type { WriteOperation } from '#model/write.ts'
import { ShardHarness } from './writer-harness.fixture.ts'

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

test('the folders of a shard are synced until something was committed', async () => {
  let synced = 0
  Object.assign(harness.disk, { syncFolder: () => void synced++ })
  harness.disk.makeFolder(harness.path)
  await harness.open()
  expect(synced).toBeGreaterThanOrEqual(4)
  await harness.close()
  synced = 0
  await harness.open()
  expect(synced).toBe(0)
  expect(await must(harness.writer, 'open').verify()).toEqual([])
})
