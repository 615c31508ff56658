import { expect, test } from 'bun:test'
import { OpenReaders, openReadersMax } from './open-readers.ts'

test('the readers that were used least recently are closed', () => {
  const closed: number[] = []
  const read: number[] = []
  const readers = Array.from({ length: 6 }, (_, index) => ({
    closeReader: () => void closed.push(index),
    follow: () => index === 4,
    noteRead: () => void read.push(index),
  }))
  const open = new OpenReaders(3)
  const use = (...indexes: number[]): void => {
    for (const index of indexes) open.use(readers[index] as (typeof readers)[number])
  }
  use(0, 1, 2, 0, 0)
  expect(closed).toEqual([])
  use(3)
  expect(closed).toEqual([1])
  use(0, 1)
  expect(closed).toEqual([1, 2])
  open.forget(readers[0] as (typeof readers)[number])
  use(4)
  expect(closed).toEqual([1, 2])
  expect(open.follow()).toBe(true)
  expect(read).toEqual([3, 1, 4])
  open.forget(readers[4] as (typeof readers)[number])
  expect(open.follow()).toBe(false)
  expect(read).toHaveLength(3)
  use(5)
  expect(closed).toEqual([1, 2])
})

test('all threads together leave mappings to spare', () => {
  expect(openReadersMax(undefined, 4)).toBe(Number.POSITIVE_INFINITY)
  expect(openReadersMax(65_530, 4)).toBe(819)
  expect(openReadersMax(65_530, 64)).toBe(51)
  expect(openReadersMax(1000, 64)).toBe(16)
})
