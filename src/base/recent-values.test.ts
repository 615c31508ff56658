import { expect, test } from 'bun:test'
import { RecentValues } from './recent-values.ts'

test('what was asked for stays longer than what was not', () => {
  const values = new RecentValues<string, number>(30)
  values.set('a', 1, 10)
  values.set('b', 2, 10)
  values.set('c', 3, 10)
  expect(values.get('a')).toBe(1)
  values.set('d', 4, 10)
  expect(['a', 'b', 'c', 'd'].map((key) => values.get(key))).toEqual([1, undefined, 3, 4])
  expect(values.bytes).toBe(30)
})

test('what is kept in place of another counts once', () => {
  const values = new RecentValues<string, number>(30)
  values.set('a', 1, 10)
  values.set('a', 2, 20)
  expect([values.get('a'), values.bytes]).toEqual([2, 20])
  values.delete('a')
  values.delete('a')
  expect([values.get('a'), values.bytes]).toEqual([undefined, 0])
})

test('a value that is larger than everything is not kept', () => {
  const values = new RecentValues<string, number>(30)
  values.set('a', 1, 10)
  values.set('b', 2, 31)
  expect([values.get('b'), values.bytes <= 30]).toEqual([undefined, true])
})

test('bytes are those of the values, whatever happens', () => {
  const values = new RecentValues<number, number>(100)
  let seed = 1
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
    return (seed >>> 8) % below
  }
  for (let step = 0; step < 2000; step++) {
    const key = random(20)
    if (random(2) === 0) values.get(key)
    else values.set(key, step, random(40))
    expect(values.bytes).toBeLessThanOrEqual(100)
    expect(values.bytesOf(() => true)).toBe(values.bytes)
  }
  values.clear()
  expect(values.bytes).toBe(0)
})
