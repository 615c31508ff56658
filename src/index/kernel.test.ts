import { describe, expect, test } from 'bun:test'
import { must } from '#base/assert.ts'
import { type Kernels, openNativeKernels, stableBytes, stableF32, stableI8 } from './kernel.ts'
import { plainKernels } from './plain-kernel.ts'
import { createRandom } from '#base/random.fixture.ts'

const native = must(openNativeKernels(), 'the native library of the test machine')
const dimensions = [1, 2, 3, 7, 16, 63, 64, 65, 127, 128, 300, 1536]

function f32Fixture(dimension: number, rows: number, seed: number): Float32Array {
  const random = createRandom(seed)
  const values = stableF32(dimension * rows)
  for (let index = 0; index < values.length; index++) values[index] = (random() - 0.5) * 4
  return values
}

const scoreWith = (kernels: Kernels, name: 'dotF32' | 'euclidF32' | 'manhattanF32', dimension: number) => {
  const rowCount = 9
  const rows = kernels.rows(f32Fixture(dimension, rowCount, dimension), dimension)
  const query = kernels.rows(f32Fixture(dimension, 1, dimension + 1), dimension)
  const out = new Float64Array(4)
  kernels[name](rows, query, Uint32Array.of(8, 0, 3, 3), 4, out)
  return out
}

describe.each(['dotF32', 'euclidF32', 'manhattanF32'] as const)('%s', (name) => {
  test.each(dimensions)('native and plain agree at %d dimensions', (dimension) => {
    const fast = scoreWith(native, name, dimension)
    const plain = scoreWith(plainKernels, name, dimension)
    for (let index = 0; index < 4; index++) {
      expect(fast[index]).toBe(Math.fround(fast[index] as number))
      expect(fast[index]).toBeCloseTo(plain[index] as number, 3)
    }
  })
})

test.each(dimensions)('integer dot products are exact at %d dimensions', (dimension) => {
  const random = createRandom(dimension)
  const values = stableI8(dimension * 5)
  const query = stableI8(dimension)
  for (let index = 0; index < values.length; index++) values[index] = Math.floor(random() * 255) - 127
  for (let index = 0; index < query.length; index++) query[index] = Math.floor(random() * 255) - 127
  const slots = Uint32Array.of(4, 1, 0)
  const results = [native, plainKernels].map((kernels) => {
    const out = new Float64Array(3)
    kernels.dotI8(kernels.rows(values, dimension), kernels.rows(query, dimension), slots, 3, out)
    return [...out]
  })
  expect(results[0]).toEqual(must(results[1], 'the plain result'))
})

/** What both kernels give for the same random bytes. */
function scoreBytes(name: 'hamming' | 'dotI4' | 'planes', rowBytes: number): number[][] {
  const random = createRandom(rowBytes)
  const bytes = stableBytes(rowBytes * 5)
  const query = stableBytes(rowBytes * 4)
  for (const values of [bytes, query]) {
    for (let index = 0; index < values.length; index++) values[index] = Math.floor(random() * 256)
  }
  const slots = Uint32Array.of(4, 1, 0)
  return [native, plainKernels].map((kernels) => {
    const out = new Float64Array(3)
    const rows = kernels.byteRows(bytes, rowBytes)
    const queries = kernels.byteRows(query, rowBytes)
    if (name === 'planes') kernels.hammingPlanes(rows, queries, 4, slots, 3, out)
    else kernels[name](rows, queries, slots, 3, out)
    return [...out]
  })
}

describe.each(['hamming', 'dotI4', 'planes'] as const)('%s over packed rows', (name) => {
  test.each([1, 2, 3, 15, 16, 31, 48, 63, 64, 65, 96, 192, 300])('agree at %d bytes', (rowBytes) => {
    const [fast, plain] = scoreBytes(name, rowBytes)
    expect(fast).toEqual(must(plain, 'the plain result'))
  })
})

test('packed rows of known bits and 4-bit integers', () => {
  for (const kernels of [native, plainKernels]) {
    const out = new Float64Array(1)
    const rows = (...bytes: number[]) => {
      const values = stableBytes(bytes.length)
      values.set(bytes)
      return kernels.byteRows(values, 2)
    }
    kernels.hamming(rows(0b1011, 0xff), rows(0b1000, 0), Uint32Array.of(0), 1, out)
    expect(out[0]).toBe(10)
    // 3, -1, 7, -8 with (16 * 1 + 2), (16 * 0 - 3), (16 * -2 + 0), (16 * 1 + 1).
    kernels.dotI4(rows(0xf3, 0x87), rows(0x01, 0x1e, 0xd2, 0x10), Uint32Array.of(0), 1, out)
    expect(out[0]).toBe(3 * 18 + -1 * -3 + 7 * -32 + -8 * 17)
    kernels.dotI4(rows(0xf3, 0x87), rows(0x01, 0x1e), Uint32Array.of(0), 1, out)
    expect(out[0]).toBe(3 * 1 + -1 * 0 + 7 * -2 + -8 * 1)
  }
})

test('distances of known vectors', () => {
  for (const kernels of [native, plainKernels]) {
    const values = stableF32(6)
    values.set([1, 2, 3, -1, 0, 4])
    const queryValues = stableF32(3)
    queryValues.set([2, 0, 1])
    const rows = kernels.rows(values, 3)
    const query = kernels.rows(queryValues, 3)
    const out = new Float64Array(2)
    const slots = Uint32Array.of(0, 1)
    kernels.dotF32(rows, query, slots, 2, out)
    expect([...out]).toEqual([5, 2])
    kernels.euclidF32(rows, query, slots, 2, out)
    expect([...out]).toEqual([-9, -18])
    kernels.manhattanF32(rows, query, slots, 2, out)
    expect([...out]).toEqual([-5, -6])
  }
})

test('rows over a part of a shared buffer are found where they are', () => {
  const shared = new Float32Array(new SharedArrayBuffer(4 * 64), 64, 8)
  shared.set([0, 0, 0, 0, 1, 2, 3, 4])
  const query = stableF32(4)
  query.fill(1)
  const out = new Float64Array(1)
  native.dotF32(native.rows(shared, 4), native.rows(query, 4), Uint32Array.of(1), 1, out)
  expect(out[0]).toBe(10)
})

test('no rows are no error', () => {
  for (const kernels of [native, plainKernels]) {
    const none = kernels.rows(stableF32(0), 4)
    kernels.dotF32(none, kernels.rows(stableF32(4), 4), new Uint32Array(0), 0, new Float64Array(0))
    expect(none.values.length).toBe(0)
  }
})
