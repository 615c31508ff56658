import { expect, test } from 'bun:test'
import fc from 'fast-check'
import type { CollectionConfig } from '#model/collection.ts'
import type { CollectionRecord } from './catalog-reader.ts'
import { type CollectionRow, NamedCollections } from './named-collections.ts'

const config = {} as CollectionConfig
const rowOf = (name: string, row: number): CollectionRow => ({
  row,
  record: { name, uuid: `${row}`, config, createdMs: row },
})
const byCodePoints = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

test('a map is what it was when it was made, whatever was added and in whatever order maps are read', () => {
  const unit = fc.constantFrom('a', 'b', '\ud7ff', '\ue000', '\u{10000}', '\u{1f600}')
  const names = fc.uniqueArray(fc.string({ unit, minLength: 1, maxLength: 3 }), { maxLength: 30 })
  const sizes = fc.array(fc.nat(4), { maxLength: 10 })
  fc.assert(
    fc.property(names, sizes, fc.array(fc.nat(20)), (all, steps, reads) => {
      const rows = all.map((name, index) => rowOf(name, index * 2 + 1))
      const first = rows.slice(0, 3).toSorted((a, b) => byCodePoints(a.record.name, b.record.name))
      const maps = [NamedCollections.of(first)]
      for (const size of steps) {
        const last = maps.at(-1) as NamedCollections
        // The database gives new ones by name.
        maps.push(last.with(rows.slice(last.size, last.size + size).toReversed()))
      }
      for (const read of [...reads, ...maps.keys()]) {
        const map = maps[read % maps.length] as NamedCollections
        const expected = rows.slice(0, map.size).map(({ record }) => record)
        const ordered = expected.toSorted((a, b) => byCodePoints(a.name, b.name))
        expect([...map.values()]).toEqual(ordered)
        expect([...map]).toEqual(ordered.map((record): [string, CollectionRecord] => [record.name, record]))
        expect(map.lastRow).toBe(map.size === 0 ? 0 : map.size * 2 - 1)
        for (const { record } of rows) {
          expect(map.get(record.name)).toBe(expected.includes(record) ? record : undefined)
        }
        for (const before of maps) {
          const added = map.addedSince(before)
          if (before.size > map.size) expect(added).toBeUndefined()
          else expect(added).toEqual(expected.slice(before.size))
        }
      }
    }),
    { numRuns: 200 },
  )
})

test('nothing is told of what was added to another history', () => {
  const one = NamedCollections.of([rowOf('a', 1)])
  expect(NamedCollections.of([rowOf('a', 1)]).addedSince(one)).toBeUndefined()
  expect(one.addedSince(undefined)).toBeUndefined()
  expect(one.addedSince(one)).toEqual([])
})
