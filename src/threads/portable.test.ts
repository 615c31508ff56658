import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { ownBytes, portable } from './portable.ts'

test('bytes get a buffer of their own unless they have one', () => {
  const whole = Uint8Array.of(1, 2, 3)
  expect(ownBytes(whole)).toBe(whole)
  const piece = ownBytes(whole.subarray(1, 2))
  expect(piece).toEqual(Uint8Array.of(2))
  expect(piece.buffer.byteLength).toBe(1)
})

// Without NaN: to the matcher it differs from itself in typed arrays.
const array = fc.oneof(
  fc.uint8Array(),
  fc.float32Array({ noNaN: true }),
  fc.uint32Array(),
  fc.float64Array({ noNaN: true }),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
)
const leaf = fc.oneof(fc.constantFrom(null, undefined, true, 7, 3n, 'x', new Set([1, 'a'])), array)
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'values'), tie('tree')),
    fc.array(fc.tuple(fc.string(), tie('tree')), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
}))

test('a value arrives as it was, its typed arrays in the one buffer that moves', () => {
  fc.assert(
    fc.property(tree, (value) => {
      // A clone of the original: node buffers arrive as plain bytes either way.
      const expected: unknown = structuredClone(value)
      const { value: copy, buffer } = portable(value)
      const arrived: unknown = structuredClone(copy, { transfer: [buffer] })
      expect(arrived).toEqual(expected)
      expect(buffer.byteLength).toBe(0)
    }),
  )
})

test('what surrounds a piece stays behind', () => {
  const large = new Float32Array(100_000)
  const { value, buffer } = portable({
    values: large.subarray(3, 5),
    bytes: new Uint8Array(large.buffer, 1, 3),
  })
  expect(buffer.byteLength).toBe(16)
  expect(value.values).toEqual(new Float32Array(2))
  expect(value.bytes.buffer).toBe(buffer)
})
