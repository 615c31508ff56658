import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { qdrant } from './generated/qdrant.js'
import { type Int64, Reader, Writer } from './int64.ts'

const unsigned = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.nat({ max: 300 }).map(BigInt),
  fc.integer({ min: 0, max: 63 }).map((bit) => 1n << BigInt(bit)),
  fc.integer({ min: -3, max: 3 }).map((step) => 2n ** 53n + BigInt(step)),
)
const signed = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer({ min: -3, max: 3 }).map((step) => BigInt(step)),
  fc.integer({ min: -3, max: 3 }).map((step) => 2n ** 53n + BigInt(step)),
  fc.integer({ min: -3, max: 3 }).map((step) => -(2n ** 53n) + BigInt(step)),
)

/** The canonical form: a number where it is safe. */
function canonical(value: bigint): Int64 {
  const safe = BigInt(Number.MAX_SAFE_INTEGER)
  return value <= safe && value >= -safe ? Number(value) : value
}

/** A varint of the 64 bits of `value`, written plainly. */
function plainVarint(value: bigint): number[] {
  const bytes = []
  let rest = BigInt.asUintN(64, value)
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest)]
}

test('unsigned and signed integers are written as varints and read back exactly', () => {
  fc.assert(
    fc.property(unsigned, signed, (big, negative) => {
      for (const form of [big, canonical(big)]) {
        expect([...Writer.create().uint64(form).finish()]).toEqual(plainVarint(big))
      }
      for (const form of [negative, canonical(negative)]) {
        expect([...Writer.create().int64(form).finish()]).toEqual(plainVarint(negative))
      }
      expect(Reader.create(new Uint8Array(plainVarint(big))).uint64()).toBe(canonical(big))
      expect(Reader.create(new Uint8Array(plainVarint(negative))).int64()).toBe(canonical(negative))
    }),
  )
})

test('packed lists are exact', () => {
  fc.assert(
    fc.property(fc.array(unsigned), fc.array(signed), (offsets, integers) => {
      const row = offsets.map(canonical)
      const bytes = qdrant.SearchMatrixOffsets.encode({ offsetsRow: row, scores: [1.5] }).finish()
      expect(qdrant.SearchMatrixOffsets.decode(bytes).offsetsRow ?? []).toEqual(row)
      const message = { integers: integers.map(canonical) }
      const decoded = qdrant.RepeatedIntegers.decode(qdrant.RepeatedIntegers.encode(message).finish())
      expect(decoded.integers ?? []).toEqual(message.integers)
    }),
  )
})

test('broken varints are refused', () => {
  expect(() => Reader.create(new Uint8Array([0x80, 0x80])).uint64()).toThrow(RangeError)
  expect(() => Reader.create(new Uint8Array(11).fill(0x80)).int64()).toThrow('invalid varint encoding')
  const cut = qdrant.RepeatedIntegers.encode({ integers: [300] })
    .finish()
    .subarray(0, 3)
  expect(() => qdrant.RepeatedIntegers.decode(cut)).toThrow(RangeError)
})

test('an absent integer reads as zero and unknown fields are dropped', () => {
  expect(qdrant.CollectionInfo.decode(new Uint8Array(0)).segmentsCount).toBe(0)
  const writer = Writer.create()
  writer.uint32(99 << 3)
  writer.uint64(7)
  writer.uint32(4 << 3)
  const withUnknown = writer.uint64(2n ** 63n).finish()
  const info = qdrant.CollectionInfo.decode(withUnknown)
  expect(info.segmentsCount).toBe(2n ** 63n)
  expect(qdrant.CollectionInfo.encode(info).finish()).toEqual(
    qdrant.CollectionInfo.encode({ segmentsCount: 2n ** 63n }).finish(),
  )
})

test('nesting is bounded', () => {
  let filter: qdrant.Filter.$Properties = {}
  for (let depth = 0; depth < 60; depth++) filter = { must: [{ filter }] }
  expect(() => qdrant.Filter.decode(qdrant.Filter.encode(filter).finish())).toThrow('max depth exceeded')
})
