import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { must } from './assert.ts'
import { createMappingTable, type MappingKey, MappingTable } from './mapping-table.ts'

const keyOf = (number: number): MappingKey => ({
  device: BigInt(number % 3),
  inode: BigInt(number) << 33n,
  length: 100 + (number % 5),
  isWritable: number % 2 === 0,
})

test('it finds what was added and not removed, as a map does', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(40), fc.boolean()), { maxLength: 200 }), (steps) => {
      const table = new MappingTable(createMappingTable())
      const model = new Map<number, number>()
      for (const [number, adds] of steps) {
        const known = model.get(number)
        if (adds && known === undefined) {
          model.set(number, table.add(keyOf(number), number * 4096, `/folder/${number}`))
        } else if (!adds && known !== undefined) {
          table.remove(known)
          model.delete(number)
        }
      }
      expect(table.liveCount).toBe(model.size)
      expect(new Set(table.entries())).toEqual(new Set(model.values()))
      for (let number = 0; number <= 40; number++) {
        expect(table.find(keyOf(number))).toBe(model.get(number) ?? -1)
      }
      for (const [number, entry] of model) {
        const mapping = { key: keyOf(number), address: number * 4096, acquired: 0, path: `/folder/${number}` }
        expect(table.read(entry)).toEqual(mapping)
      }
    }),
    { numRuns: 50 },
  )
})

test('it is full at its bound, and has room again after a removal', () => {
  const table = new MappingTable(createMappingTable())
  let count = 0
  let last = -1
  for (let entry = 0; entry >= 0; count++) {
    last = entry
    entry = table.add(keyOf(count), count, 'x')
  }
  expect(count - 1).toBe(28_000)
  table.remove(last)
  expect(table.add(keyOf(1_000_000), 1, 'x')).toBe(last)
})

test('the end of a long path is kept', () => {
  const table = new MappingTable(createMappingTable())
  const path = `/${'long/'.repeat(100)}é/segment-1/dense-0`
  const entry = table.add(keyOf(1), 1, path)
  expect(path.endsWith(table.read(entry).path)).toBe(true)
  expect(table.read(entry).path).toEndWith('é/segment-1/dense-0')
})

test('nobody waits for ever for a thread that has ended in the middle', () => {
  const memory = createMappingTable()
  const table = new MappingTable(memory)
  expect(table.locked(() => 7)).toBe(7)
  expect(() =>
    table.locked(() => {
      throw new Error('inside')
    }),
  ).toThrow('inside')
  expect(must(table.locked(() => table.locked(() => 1)) ?? 'gave up', 'there is a result')).toBe('gave up')
})
