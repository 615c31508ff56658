import fc from 'fast-check'
import { numericId, type PointId } from '#model/point-id.ts'
import type { VectorData } from '#model/vector.ts'
import type { KeyedVector } from './vector-record.ts'

/** Keys of the vectors of test points: a dense one of 3 numbers, one of 5, a sparse and a multi one. */
export const testKeys = { short: 1, long: 2, sparse: 3, multi: 7 } as const
export const testColumns = [
  { vectorKey: testKeys.short, dimension: 3 },
  { vectorKey: testKeys.long, dimension: 5 },
] as const

const float = fc.float({ noNaN: true, noDefaultInfinity: true })
const dense = (size: number): fc.Arbitrary<VectorData> =>
  fc
    .array(float, { minLength: size, maxLength: size })
    .map((values) => ({ kind: 'dense', values: Float32Array.from(values) }))
const sparse: fc.Arbitrary<VectorData> = fc
  .uniqueArray(fc.nat(0xffffffff), { maxLength: 4 })
  .chain((indices) =>
    fc.array(float, { minLength: indices.length, maxLength: indices.length }).map((values) => ({
      kind: 'sparse' as const,
      indices: Uint32Array.from(indices).sort(),
      values: Float32Array.from(values),
    })),
  )
const multi: fc.Arbitrary<VectorData> = fc
  .array(fc.array(float, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 3 })
  .map((rows) => ({ kind: 'multi', dimension: 2, values: Float32Array.from(rows.flat()) }))

/** Few distinct ids, so that they meet, of every kind and at the edges. */
export const testId: fc.Arbitrary<PointId> = fc.oneof(
  fc.nat(20),
  fc.constantFrom<PointId>(
    2 ** 32,
    2 ** 32 - 1,
    Number.MAX_SAFE_INTEGER,
    numericId(1n << 53n),
    numericId((1n << 63n) + 1n),
    numericId((1n << 64n) - 1n),
    '00000000-0000-0000-0000-000000000000',
    '00000000-0000-0000-0000-000000000007',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '550e8400-e29b-41d4-a716-446655440000',
    '67e55044-10b1-426f-9247-bb680e5fe0c8',
  ),
)

const maybe = (key: number, value: fc.Arbitrary<VectorData>): fc.Arbitrary<KeyedVector[]> =>
  fc.option(value, { nil: undefined }).map((vector) => (vector ? [{ key, vector }] : []))

export const testVectors: fc.Arbitrary<KeyedVector[]> = fc
  .tuple(
    maybe(testKeys.short, dense(3)),
    maybe(testKeys.long, dense(5)),
    maybe(testKeys.sparse, sparse),
    maybe(testKeys.multi, multi),
  )
  .map((parts) => parts.flat())

const testPayload: fc.Arbitrary<Uint8Array | null> = fc.option(fc.uint8Array({ maxLength: 40 }), {
  nil: null,
})

export interface TestPoint {
  readonly id: PointId
  readonly version: number
  readonly payload: Uint8Array | null
  readonly vectors: KeyedVector[]
}

export const testPoint: fc.Arbitrary<TestPoint> = fc.record({
  id: testId,
  version: fc.nat(1_000_000),
  payload: testPayload,
  vectors: testVectors,
})
