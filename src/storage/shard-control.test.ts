import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDisk } from '#base/disk.ts'
import { ShardControl } from './shard-control.ts'

const path = mkdtempSync(join(tmpdir(), 'shard-control-'))
afterAll(() => rmSync(path, { recursive: true }))

test('a glance tells the points and whether the shard is open, also of a process before', () => {
  expect(ShardControl.glance(path, 1)).toBeUndefined()
  const control = ShardControl.create(createDisk(), path)
  expect(ShardControl.glance(path, 1)).toBeUndefined()
  control.publish(() => control.announce(1))
  control.set('livePoints', 5)
  control.set('lastReadMs', 70)
  expect(ShardControl.glance(path, 1)).toEqual({ isOpen: true, livePoints: 5, lastReadMs: 70 })
  expect(ShardControl.glance(path, 2)).toEqual({ isOpen: false, livePoints: 5, lastReadMs: 0 })
  control.noteClosed()
  expect(ShardControl.glance(path, 1)).toEqual({ isOpen: false, livePoints: 5, lastReadMs: 70 })
  expect(ShardControl.open(path, 1)).toBeDefined()
  control.publish(() => control.announce(1))
  expect(ShardControl.glance(path, 1)?.isOpen).toBe(true)
  truncateSync(join(path, 'control'), 100)
  expect(ShardControl.glance(path, 1)).toBeUndefined()
})
