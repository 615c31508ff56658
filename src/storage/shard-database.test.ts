import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { createBitSet, setBit } from '#base/bit-set.ts'
import { ShardDatabase } from './shard-database.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quiver-database-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (): ShardDatabase => new ShardDatabase(folder, { synced: false })

test('tombstones come back as they were added, step by step', () => {
  const database = open()
  const slotCount = 10_007
  const steps = fc.array(fc.uniqueArray(fc.nat(slotCount - 1), { maxLength: 300 }), { maxLength: 4 })
  let partId = 0
  fc.assert(
    fc.property(steps, (lists) => {
      partId++
      const dead = createBitSet(slotCount)
      for (const slots of lists) {
        database.addTombstones(partId, dead, slots)
        for (const slot of slots) setBit(dead, slot)
      }
      expect(database.readTombstones(partId, slotCount)).toEqual(dead)
      expect(database.readTombstones(partId + 1_000_000, slotCount)).toEqual(createBitSet(slotCount))
    }),
    { numRuns: 50 },
  )
  database.deleteTombstones(partId)
  expect(database.readTombstones(partId, slotCount)).toEqual(createBitSet(slotCount))
  database.close()
})

test('dying rows are deleted chunk by chunk, whatever order they were noted in', () => {
  const database = open()
  const empty = new Uint8Array(0)
  database.begin()
  for (let row = 0; row < 3000; row++) {
    database.insertPoint({ row, id: row, version: 1, payload: null, vectors: empty })
  }
  database.insertDying(Array.from({ length: 2500 }, (_, index) => 2999 - index))
  database.commit()
  let chunks = 0
  while (database.deleteDying()) chunks++
  expect(chunks).toBe(3)
  expect(database.readRows({ first: 0, last: 5000 }, 5000)).toEqual(
    Array.from({ length: 500 }, (_, row) => row),
  )
  database.close()
})

test('a database of the first format is taken over', () => {
  open().close()
  const old = new Database(join(folder, 'shard.sqlite'))
  old.run('DROP TABLE dying')
  old.run('DROP TABLE tombstones')
  old.run(
    'CREATE TABLE tombstones (part_id INTEGER, slot INTEGER, PRIMARY KEY (part_id, slot)) WITHOUT ROWID',
  )
  old.run('PRAGMA user_version = 1')
  old.close()
  const database = open()
  database.addTombstones(1, createBitSet(10), [3])
  expect(database.deleteDying()).toBe(false)
  expect(database.readTombstones(1, 10)).toEqual(Uint32Array.of(8))
  database.close()
})

test('free pages are given back to the disk, also those of a database that could not', () => {
  const file = join(folder, 'shard.sqlite')
  const pointOf = (row: number) => ({
    row,
    id: row,
    version: 1,
    payload: null,
    vectors: new Uint8Array(3000) as never,
  })
  open().close()
  const old = new Database(file)
  old.run('PRAGMA journal_mode = DELETE')
  old.run('PRAGMA auto_vacuum = NONE')
  old.run('VACUUM')
  expect(old.query('PRAGMA auto_vacuum').values()).toEqual([[0]])
  old.close()
  const database = open()
  database.begin()
  for (let row = 0; row < 1000; row++) database.insertPoint(pointOf(row))
  database.commit()
  database.begin()
  for (let row = 0; row < 900; row++) database.deletePoint(row, row)
  database.commit()
  const pages = database.pages
  expect(database.givablePages).toBeGreaterThan(800)
  database.begin()
  expect(database.giveBack(300)).toBe(300)
  database.commit()
  expect(database.pages).toBeLessThanOrEqual(pages - 300)
  expect(database.giveBack(10_000)).toBeGreaterThan(500)
  expect(database.givablePages).toBe(0)
  expect(database.countPoints()).toBe(100)
  expect(database.findDamage()).toBeUndefined()
  database.close()
})
