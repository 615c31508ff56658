import { expect, test } from 'bun:test'
import fc from 'fast-check'
import type { CollectionConfig, DenseVectorConfig } from './collection.ts'
import { defaultHnsw, defaultOptimizers, defaultWal } from './collection.ts'
import { multiVectorValuesMax } from './limits.ts'
import {
  checkUpsertVectors,
  preparePointVectors,
  prepareSparseVector,
  prepareVector,
} from './prepare-vector.ts'
import type { DenseVector, MultiVector, SparseVector, VectorData } from './vector.ts'

const dense = (...values: number[]): DenseVector => ({ kind: 'dense', values: new Float32Array(values) })
const multi = (dimension: number, ...values: number[]): MultiVector => ({
  kind: 'multi',
  dimension,
  values: new Float32Array(values),
})
const sparse = (indices: number[], values: number[]): SparseVector => ({
  kind: 'sparse',
  indices: new Uint32Array(indices),
  values: new Float32Array(values),
})
const cosine: DenseVectorConfig = { size: 2, distance: 'Cosine' }
const dot: DenseVectorConfig = { size: 2, distance: 'Dot' }
const rows: DenseVectorConfig = { size: 2, distance: 'Cosine', multivector: { comparator: 'max_sim' } }

const prepared = (config: DenseVectorConfig, vector: VectorData): number[] => [
  ...prepareVector(config, vector).values,
]

function configOf(
  vectors: Record<string, DenseVectorConfig>,
  sparseNames: readonly string[] = [],
): CollectionConfig {
  return {
    vectors: new Map(Object.entries(vectors)),
    singleVector: '' in vectors,
    sparseVectors: new Map(sparseNames.map((name) => [name, {}])),
    vectorKeys: new Map(),
    nextVectorKey: 0,
    shardNumber: 1,
    replicationFactor: 1,
    writeConsistencyFactor: 1,
    onDiskPayload: false,
    hnsw: defaultHnsw,
    optimizers: defaultOptimizers,
    wal: defaultWal,
  }
}

test('Cosine normalises in single precision', () => {
  expect(prepared(cosine, dense(3, 4))).toEqual([Math.fround(0.6), Math.fround(0.8)])
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 2 }),
      (values) => {
        const length = Math.hypot(...values)
        if (length < 0.001) return
        const result = prepared(cosine, dense(...values))
        for (const [index, value] of values.entries()) expect(result[index]).toBeCloseTo(value / length, 5)
      },
    ),
  )
})

test('Cosine leaves vectors near zero and near unit length untouched', () => {
  const untouched = [dense(0, 0), dense(1e-4, 2e-4), dense(1e-5, 0), dense(0.6, 0.8000003), dense(1, 0)]
  for (const vector of untouched) expect(prepareVector(cosine, vector)).toBe(vector)
  expect(prepared(cosine, dense(4e-4, 0))).toEqual([1, 0])
})

test('vectors of other distances are passed on uncopied', () => {
  const vector = dense(3, 4)
  expect(prepareVector(dot, vector)).toBe(vector)
  const given = dense(3, 4)
  prepareVector(cosine, given)
  expect([...given.values]).toEqual([3, 4])
})

test('each row of a multivector is normalised by itself', () => {
  expect(prepared(rows, multi(2, 3, 4, 0, 0, 1, 0))).toEqual([Math.fround(0.6), Math.fround(0.8), 0, 0, 1, 0])
})

test('a dense vector becomes the one row of a multivector, but no multivector is dense', () => {
  expect(prepareVector(rows, dense(3, 4))).toEqual(multi(2, 0.6, 0.8))
  expect(() => prepareVector(dot, multi(2, 3, 4))).toThrow(
    'Wrong input: Conversion between multi and regular vectors failed',
  )
})

test('dimensions and kinds are checked', () => {
  expect(() => prepareVector(dot, dense(1, 2, 3))).toThrow(
    'Wrong input: Vector dimension error: expected dim: 2, got 3',
  )
  expect(() => prepareVector(dot, dense())).toThrow('expected dim: 2, got 0')
  expect(() => prepareVector(rows, multi(3, 1, 2, 3), 'm')).toThrow("got 3 for vector 'm'")
  expect(() => prepareVector(dot, sparse([1], [1]))).toThrow(
    'Wrong input: Conversion between sparse and regular vectors failed',
  )
  expect(() => prepareSparseVector(dense(1))).toThrow(
    'Wrong input: Conversion between sparse and regular vectors failed',
  )
  expect(() => prepareSparseVector(multi(1, 1))).toThrow(
    'Wrong input: Conversion between multi and regular vectors failed',
  )
})

test('uint8 truncates toward zero and saturates, unnormalised under Cosine', () => {
  const bytes: DenseVectorConfig = { size: 6, distance: 'Cosine', datatype: 'uint8' }
  expect(prepared(bytes, dense(1.9, 300, -5, 0.5, 255.9, Number.NaN))).toEqual([1, 255, 0, 0, 255, 0])
})

test('float16 normalises first and rounds then', () => {
  const half: DenseVectorConfig = { size: 2, distance: 'Cosine', datatype: 'float16' }
  expect(prepared(half, dense(3, 4))).toEqual([Math.f16round(0.6), Math.f16round(0.8)])
  expect(prepared({ ...half, distance: 'Dot' }, dense(2049, 1e6))).toEqual([2048, Number.POSITIVE_INFINITY])
})

test('turbo4 keeps exact values', () => {
  const vector = dense(3, 4)
  expect(prepareVector({ ...dot, datatype: 'turbo4' }, vector)).toBe(vector)
})

test('sparse vectors are sorted by index', () => {
  const vector = sparse([1, 5], [2, 3])
  expect(prepareSparseVector(vector)).toBe(vector)
  expect(prepareSparseVector(sparse([5, 1, 4_000_000_000], [3, 2, 9]))).toEqual(
    sparse([1, 5, 4_000_000_000], [2, 3, 9]),
  )
})

test('vectors of a point are prepared where they fit and passed on where they do not', () => {
  const config = configOf({ '': cosine, m: rows }, ['s'])
  const unknown = dense(9)
  const wrong = dense(1, 2, 3)
  const result = preparePointVectors(
    config,
    new Map<string, VectorData>([
      ['', dense(3, 4)],
      ['m', wrong],
      ['s', sparse([2, 1], [1, 2])],
      ['x', unknown],
    ]),
  )
  expect(result.get('')).toEqual(dense(0.6, 0.8))
  expect(result.get('m')).toBe(wrong)
  expect(result.get('s')).toEqual(sparse([1, 2], [2, 1]))
  expect(result.get('x')).toBe(unknown)
  const ready = new Map<string, VectorData>([['', dense(1, 0)]])
  expect(preparePointVectors(config, ready)).toBe(ready)
})

test('an upsert is refused before it is accepted', () => {
  const config = configOf({ '': dot, m: rows }, ['s'])
  const check =
    (vectors: Record<string, VectorData>): (() => void) =>
    () =>
      checkUpsertVectors(config, 3, new Map(Object.entries(vectors)))
  expect(check({ '': dense() })).toThrow(
    'Wrong input: points[3].vector.vector: dense vector must not be empty',
  )
  expect(check({ d: dense() })).toThrow(
    'Wrong input: points[3].vector.?.vector: dense vector must not be empty',
  )
  expect(check({ s: sparse([1, 1], [1, 2]) })).toThrow(
    'Wrong input: points[3].vector.?.indices: Validation error: must be unique [{}]',
  )
  expect(check({ s: sparse([2, 1, 2], [1, 2, 3]) })).toThrow('indices: Validation error: must be unique [{}]')
  expect(check({ s: sparse([1], [1, 2]) })).toThrow(
    'points[3].vector.?.values: Validation error: must be the same length as indices [{}]',
  )
  expect(check({ '': multi(2) })).toThrow('points[3].vector.data: multi vector must not be empty')
  expect(check({ m: multi(2) })).toThrow('points[3].vector.?.data: multi vector must not be empty')
  const huge: MultiVector = { kind: 'multi', dimension: 2, values: new Float32Array(multiVectorValuesMax) }
  expect(check({ m: huge })).toThrow('Total size of all vectors (1048576) must be less than 1048576')
  expect(check({ '': dense(1) })).toThrow(/^Wrong input: Vector dimension error: expected dim: 2, got 1$/)
  expect(check({ m: dense(1) })).toThrow("Vector dimension error: expected dim: 2, got 1 for vector 'm'")
  expect(check({ unknown: dense(1), s: sparse([2, 1], [1, 2]), m: multi(2, 1, 2) })).not.toThrow()
})
