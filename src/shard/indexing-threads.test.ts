import { expect, test } from 'bun:test'
import type { DenseVectorConfig, HnswConfig } from '#model/collection.ts'
import { indexingThreads } from './indexing-threads.ts'

test('the vector name that may have most threads decides', () => {
  const threads = (collection: number | undefined, ...own: (number | undefined)[]): number => {
    const hnsw: HnswConfig = { maxIndexingThreads: collection }
    const vectors = own.map((limit, index): [string, DenseVectorConfig] => [
      `v${index}`,
      { size: 2, distance: 'Dot', ...(limit === undefined ? {} : { hnsw: { maxIndexingThreads: limit } }) },
    ])
    return indexingThreads({ hnsw, vectors: new Map(vectors) })
  }
  expect(threads(undefined, undefined)).toBe(0)
  expect(threads(3, undefined)).toBe(3)
  expect(threads(3, 1)).toBe(1)
  expect(threads(3, undefined, 1)).toBe(3)
  expect(threads(1, 2, 5)).toBe(5)
  expect(threads(1, undefined, 0)).toBe(0)
  expect(threads(4)).toBe(0)
})
