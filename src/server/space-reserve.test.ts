import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDisk } from '#base/disk.ts'
import { createFaultyDisk } from '#base/faulty-disk.fixture.ts'
import { SpaceReserve } from './space-reserve.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quiver-reserve-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const full = (): Error => Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })

test('a change gets the space of the reserve only when there is no other', () => {
  const disk = createDisk()
  const path = join(folder, '.reserve')
  const reserve = new SpaceReserve(disk, path)
  reserve.keep()
  expect(disk.sizeOf(path)).toBe(1 << 20)
  expect(reserve.use(() => 'done')).toBe('done')
  expect(() =>
    reserve.use(() => {
      throw new Error('another')
    }),
  ).toThrow('another')
  expect(disk.sizeOf(path)).toBe(1 << 20)
  const needsSpace = (): string => {
    if (disk.sizeOf(path) !== undefined) throw full()
    return 'done'
  }
  expect(reserve.use(needsSpace)).toBe('done')
  expect(() =>
    reserve.use(() => {
      throw full()
    }),
  ).toThrow('full')
  reserve.keep()
  expect(disk.sizeOf(path)).toBe(1 << 20)
})

test('a disk that is full already stops nobody, and the reserve is completed later', () => {
  const disk = createFaultyDisk(createDisk())
  const path = join(folder, '.reserve')
  const reserve = new SpaceReserve(disk, path)
  disk.arm({ kind: 'full', at: 1 })
  reserve.keep()
  expect(disk.sizeOf(path)).toBeLessThan(1 << 20)
  disk.arm(undefined)
  reserve.keep()
  expect(disk.sizeOf(path)).toBe(1 << 20)
})
