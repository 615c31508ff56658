import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDisk, isDiskFull } from './disk.ts'
import { createFaultyDisk, DiskCrash } from './faulty-disk.fixture.ts'
import { mapFile } from './map-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'quiver-disk-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const disk = createDisk()

test('what is written shows in a mapping, and what is stored there shows in another one', () => {
  const path = join(folder, 'mapped')
  const file = disk.create(path)
  disk.truncate(file, 10_000)
  const one = mapFile(path, 'shared')
  disk.write(file, Uint8Array.of(1, 2, 3), 5000)
  expect([...one.subarray(4999, 5004)]).toEqual([0, 1, 2, 3, 0])
  const other = mapFile(path, 'shared')
  other[0] = 9
  expect(one[0]).toBe(9)
  disk.close(file)
  disk.remove(path)
  expect(one[5000]).toBe(1)
})

test('missing files and folders are no errors where they need not be', () => {
  expect(disk.list(join(folder, 'none'))).toEqual([])
  expect(disk.sizeOf(join(folder, 'none'))).toBeUndefined()
  disk.remove(join(folder, 'none'))
})

test('a second name outlives the first', () => {
  const file = disk.create(join(folder, 'first'))
  disk.write(file, Uint8Array.of(7), 0)
  disk.close(file)
  disk.link(join(folder, 'first'), join(folder, 'second'))
  disk.remove(join(folder, 'first'))
  expect([...disk.read(join(folder, 'second'))]).toEqual([7])
})

test('a faulty disk fails from the given change on, with half of a write done', () => {
  const faulty = createFaultyDisk(disk)
  const path = join(folder, 'torn')
  const file = faulty.create(path)
  faulty.arm({ kind: 'full', at: 2 })
  faulty.write(file, Uint8Array.of(1, 1), 0)
  faulty.truncate(file, 2)
  let failure: unknown
  try {
    faulty.write(file, Uint8Array.of(2, 2), 2)
  } catch (error) {
    failure = error
  }
  expect(isDiskFull(failure)).toBe(true)
  expect([...faulty.read(path)]).toEqual([1, 1, 2])
  faulty.arm({ kind: 'crash', at: 1 })
  expect(() => faulty.sync(file)).toThrow(DiskCrash)
  expect(() => faulty.rename(path, `${path}2`)).toThrow(DiskCrash)
  faulty.arm(undefined)
  faulty.close(file)
})
