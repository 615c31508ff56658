import { expect, test } from 'bun:test'
import type { PayloadBytes, PayloadValue } from './payload.ts'
import { decodePayload, encodePayload } from './payload-codec.ts'
import { deletePayloadPaths, setPayload } from './payload-edit.ts'
import { parsePayloadPath } from './payload-path.ts'

/** Payload bytes of JSON. */
const bytes = (json: unknown): PayloadBytes => encodePayload(fromJson(json) as Map<string, PayloadValue>)
/** JSON text of payload bytes. */
const text = (stored: PayloadBytes | null): string =>
  stored === null ? 'none' : JSON.stringify(toJson(decodePayload(stored)))
const set = (stored: unknown, patch: unknown, path?: string): string =>
  text(
    setPayload(
      stored === undefined ? null : bytes(stored),
      bytes(patch),
      ...(path === undefined ? [] : [parsePayloadPath(path)]),
    ),
  )
const remove = (stored: unknown, ...paths: string[]): string =>
  text(deletePayloadPaths(bytes(stored), paths.map(parsePayloadPath)))

function fromJson(json: unknown): PayloadValue {
  if (Array.isArray(json)) return json.map(fromJson)
  if (typeof json === 'object' && json !== null) {
    return new Map(Object.entries(json).map(([key, value]) => [key, fromJson(value)]))
  }
  return json as PayloadValue
}
function toJson(value: PayloadValue): unknown {
  if (Array.isArray(value)) return value.map(toJson)
  return value instanceof Map ? Object.fromEntries([...value].map(([key, v]) => [key, toJson(v)])) : value
}

test('without a path keys are replaced, nested objects too, and nulls remove', () => {
  expect(set({ a: { x: 1, y: 2 }, b: 2 }, { a: { x: 3 }, c: 4 })).toBe('{"a":{"x":3},"b":2,"c":4}')
  expect(set({ a: 1, b: 2 }, { a: null })).toBe('{"b":2}')
  expect(set({ a: 1 }, {})).toBe('{"a":1}')
  expect(set({}, { a: null, b: [null] })).toBe('{"b":[null]}')
})

test('a removed key leaves its place to the last one', () => {
  expect(set({ a: 1, b: 2, c: 3, d: 4 }, { b: null })).toBe('{"a":1,"d":4,"c":3}')
  expect(remove({ a: 1, b: 2, c: 3, d: 4 }, 'a')).toBe('{"d":4,"b":2,"c":3}')
  expect(remove({ a: 1, b: 2 }, 'b')).toBe('{"a":1}')
})

test('a point without a payload takes the patch as it is, nulls included', () => {
  expect(set(undefined, { a: null, b: 1 })).toBe('{"a":null,"b":1}')
  expect(set(undefined, { a: null, b: 1 }, 'k')).toBe('{"k":{"b":1}}')
})

test('a path walks and makes what is missing', () => {
  expect(set({ l: [1, 2, 5] }, { y: 9 }, 'l[2]')).toBe('{"l":[1,2,{"y":9}]}')
  expect(set({ s: 'text' }, { y: 9 }, 's')).toBe('{"s":{"y":9}}')
  expect(set({ l: [1] }, { y: 9 }, 'l.z')).toBe('{"l":{"z":{"y":9}}}')
  expect(set({}, { y: 9 }, 'arr[0]')).toBe('{"arr":[]}')
  expect(set({ arr: 5 }, { y: 9 }, 'arr[]')).toBe('{"arr":[]}')
  expect(set({}, {}, 'emp.ty')).toBe('{"emp":{"ty":{}}}')
  expect(set({ a: { b: { x: 1, y: 2 } } }, { x: null, z: [null] }, 'a.b')).toBe(
    '{"a":{"b":{"y":2,"z":[null]}}}',
  )
  expect(set({ a: [1, { x: 1 }] }, { y: 2 }, 'a[]')).toBe('{"a":[{"y":2},{"x":1,"y":2}]}')
  expect(set({ a: [1] }, { y: 2 }, 'a[3]')).toBe('{"a":[1]}')
  expect(set({ a: [1, { k: 2 }] }, { y: 2 }, 'a[1].k')).toBe('{"a":[1,{"k":{"y":2}}]}')
})

test('deleting paths', () => {
  expect(remove({ a: [{ x: 1, y: 2 }, 3, { x: 4 }] }, 'a[].x')).toBe('{"a":[{"y":2},3,{}]}')
  expect(remove({ a: [1, 2] }, 'a[]')).toBe('{"a":[]}')
  expect(remove({ l: [[1], [2, 3], 4] }, 'l[][]')).toBe('{"l":[[],[],4]}')
  expect(remove({ a: [1, 2] }, 'a[0]')).toBe('{"a":[1,2]}')
  expect(remove({ a: [0, 0, { d: 1, e: 2 }] }, 'a[2].d')).toBe('{"a":[0,0,{"e":2}]}')
  expect(remove({ a: { b: 1 } }, 'a.b', 'nope', 'a.x.y', 'a[].z')).toBe('{"a":{}}')
  expect(deletePayloadPaths(null, [parsePayloadPath('a')])).toBeNull()
})

test('what changes nothing gives the same bytes', () => {
  const stored = bytes({ a: 1 })
  expect(deletePayloadPaths(stored, [parsePayloadPath('b')])).toBe(stored)
  expect(setPayload(stored, bytes({}))).toBe(stored)
})

test('a path that would nest too deep is refused', () => {
  const path = parsePayloadPath(Array.from({ length: 100_000 }, () => 'a').join('.'))
  expect(() => setPayload(null, bytes({ x: 1 }), path)).toThrow('a payload may have at most 128 levels')
  const stored = bytes({ a: { a: 1 } })
  expect(deletePayloadPaths(stored, [path])).toBe(stored)
})
