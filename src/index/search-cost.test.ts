import { expect, test } from 'bun:test'
import { chooseSearchWay, preferExact, type SearchShape } from './search-cost.ts'

const shape = (passing: number, total: number, over: Partial<SearchShape> = {}): SearchShape => ({
  passing,
  total,
  ef: 100,
  dimension: 384,
  isQuantized: true,
  ...over,
})

test('walks a large part without a filter, and with one that most pass', () => {
  expect(chooseSearchWay(shape(100_000, 100_000))).toBe('walk')
  expect(chooseSearchWay(shape(60_000, 100_000))).toBe('walk')
})

test('goes past what fails when one in five of many passes', () => {
  expect(chooseSearchWay(shape(200_000, 1_000_000))).toBe('acorn')
})

test('scans what few pass, and small parts', () => {
  expect(chooseSearchWay(shape(0, 0))).toBe('scan')
  expect(chooseSearchWay(shape(0, 1000))).toBe('scan')
  expect(chooseSearchWay(shape(2000, 2000))).toBe('scan')
  expect(chooseSearchWay(shape(4200, 25_000))).toBe('scan')
  expect(preferExact(5000, 100_000, 100, 128)).toBe(true)
})

test('never trusts the walk past failing slots where too few pass', () => {
  for (const total of [1e5, 1e6, 1e7]) {
    expect(chooseSearchWay(shape(total * 0.05, total))).not.toBe('acorn')
  }
})

test('a larger ef makes a scan the better way', () => {
  expect(chooseSearchWay(shape(20_000, 20_000, { ef: 100 }))).toBe('walk')
  expect(chooseSearchWay(shape(20_000, 20_000, { ef: 2000 }))).toBe('scan')
})
