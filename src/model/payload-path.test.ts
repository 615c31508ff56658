import { expect, test } from 'bun:test'
import { elementsOf, joinPaths, parsePayloadPath, readPath } from './payload-path.ts'

test('accepted paths and their canonical text', () => {
  const same = [
    'a',
    'a.b',
    'a[]',
    'a[0]',
    'a[][]',
    'a[].b',
    '"a b".c',
    '"a.b"',
    '""',
    'ключ',
    '日本',
    '½',
    'a-b',
    'a_1',
  ]
  for (const text of same) expect(parsePayloadPath(text).text).toBe(text)
  expect(parsePayloadPath('a[01]').text).toBe('a[1]')
  expect(parsePayloadPath('"a"."b"').text).toBe('a.b')
  expect(parsePayloadPath('a[18446744073709551615]').steps.length).toBe(2)
})

test('rejected paths', () => {
  const bad = [
    '',
    'a b',
    'a.',
    '.a',
    'a..b',
    '[0]',
    'a[',
    'a[-1]',
    'a[ 0]',
    'a[18446744073709551616]',
    '$a',
    'a/b',
    'a:b',
    'a$',
    '"a"b',
    '"a\\"b"',
    ' a',
    'a ',
    '"',
    'a[]b',
    'a[٣]',
  ]
  for (const text of bad) expect(() => parsePayloadPath(text)).toThrow(`Invalid json path: '${text}'`)
})

test('a key never looks into an array', () => {
  const value = new Map([['a', [new Map([['b', 1n]]), 2n, [3n]]]])
  expect(readPath(value, parsePayloadPath('a.b'))).toEqual([])
  expect(readPath(value, parsePayloadPath('a[].b'))).toEqual([1n])
  expect(readPath(value, parsePayloadPath('a'))).toEqual([value.get('a') ?? null])
  expect(readPath(value, parsePayloadPath('a[][0]'))).toEqual([3n])
  expect(readPath(value, parsePayloadPath('a[7]'))).toEqual([])
})

test('joined paths are what their texts say', () => {
  const joined = joinPaths(elementsOf(parsePayloadPath('a')), parsePayloadPath('"x y"[1]'))
  expect(joined).toEqual(parsePayloadPath('a[]."x y"[1]'))
  expect(elementsOf(joined)).toEqual(parsePayloadPath('a[]."x y"[1][]'))
  expect(elementsOf(parsePayloadPath('a[]')).text).toBe('a[]')
})
