import { expect, test } from 'bun:test'
import fc from 'fast-check'
import type { VectorData } from '#model/vector.ts'
import type { PointWrite, WriteOperation } from '#model/write.ts'
import { packedBytes, packOperations, unpackOperations } from './packed-writes.ts'

const floats = fc
  .array(fc.float({ noNaN: true }), { maxLength: 5 })
  .map((values) => Float32Array.from(values))
const vector: fc.Arbitrary<VectorData> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(2, 3)
      .map((n): VectorData => ({ kind: 'dense', values: new Float32Array(n).fill(n) })),
  },
  floats.map((values): VectorData => ({ kind: 'multi', dimension: 1, values })),
  floats.map((values): VectorData => ({ kind: 'sparse', indices: new Uint32Array(values.length), values })),
)
const point: fc.Arbitrary<PointWrite> = fc.record({
  id: fc.oneof(fc.nat(), fc.bigInt({ min: 2n ** 60n, max: 2n ** 61n }), fc.uuid()),
  vectors: fc
    .array(fc.tuple(fc.constantFrom('', 'a'), vector), { maxLength: 2 })
    .map((entries) => new Map(entries)),
  payload: fc.option(fc.uint8Array({ maxLength: 6 })),
})
const alike: fc.Arbitrary<PointWrite> = fc
  .record({ id: fc.nat(), payload: fc.option(fc.uint8Array({ maxLength: 6 })), x: fc.float({ noNaN: true }) })
  .map(({ id, payload, x }) => ({
    id,
    payload,
    vectors: new Map([
      ['', { kind: 'dense' as const, values: Float32Array.of(x, 1) }],
      ['b', { kind: 'dense' as const, values: Float32Array.of(x, 2, 3) }],
    ]),
  }))

test('what is packed, moved and unpacked is what it was, and the original stays', () => {
  const points = fc.oneof(fc.array(point, { maxLength: 8 }), fc.array(alike, { minLength: 4, maxLength: 8 }))
  fc.assert(
    fc.property(points, (written) => {
      const operations: WriteOperation[] = [
        { kind: 'upsert', points: written, mode: 'insert_only', updateFilter: undefined },
        { kind: 'delete', selector: { kind: 'ids', ids: [1] } },
      ]
      const before = structuredClone(operations)
      const { operations: packed, transfer } = packOperations(operations)
      const moved = structuredClone(packed, { transfer: [...transfer] })
      expect(unpackOperations(moved)).toEqual(before)
      expect(operations).toEqual(before)
    }),
  )
})

test('points that are alike are packed', () => {
  const written = Array.from({ length: 4 }, (_, id) => ({
    id,
    payload: null,
    vectors: new Map([['', { kind: 'dense' as const, values: Float32Array.of(id) }]]),
  }))
  const { operations, transfer } = packOperations([{ kind: 'upsert', points: written, mode: 'upsert' }])
  expect(operations[0]?.kind).toBe('packed_upsert')
  expect(transfer).toHaveLength(3)
})

test('what is packed is measured', () => {
  const write = (id: number): PointWrite => ({
    id,
    payload: Uint8Array.of(1, 2),
    vectors: new Map([['', { kind: 'dense', values: new Float32Array(3) }]]),
  })
  const upsert = (count: number): WriteOperation => ({
    kind: 'upsert',
    points: Array.from({ length: count }, (_, id) => write(id)),
    mode: 'upsert',
  })
  expect(packedBytes(packOperations([upsert(4), upsert(5)]).operations)).toBe(9 * 14)
  expect(packedBytes(packOperations([upsert(1)]).operations)).toBe(0)
})
