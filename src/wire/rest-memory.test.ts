import { expect, test } from 'bun:test'
import type { CollectionMemory, MemoryUsage } from '#model/memory-usage.ts'
import { memoryJson } from './rest-memory.ts'

/** What Qdrant 1.19 tells of a collection with a quantized vector, a sparse vector and a payload index. */
const keysOfUsage = ['disk_bytes', 'ram_bytes', 'cached_bytes', 'expected_cache_bytes']
const keysOfQdrant = {
  total: keysOfUsage,
  vectors: [{ name: 'a', storage: keysOfUsage, index: keysOfUsage, quantized: keysOfUsage }],
  sparse_vectors: [{ name: 's', storage: keysOfUsage, index: keysOfUsage }],
  payload: keysOfUsage,
  payload_index: [{ name: 'k', usage: keysOfUsage }],
  other: { id_tracker: keysOfUsage },
}

let next = 1
/** Its four numbers are bits that no other one has. */
function usage(): MemoryUsage {
  const bytes = next
  next *= 2
  return { diskBytes: bytes, ramBytes: bytes * 3, cachedBytes: bytes * 5, expectedCacheBytes: bytes * 7 }
}
const memory: CollectionMemory = {
  vectors: new Map([['a', { storage: usage(), index: usage(), quantized: usage() }]]),
  sparseVectors: new Map([['s', { storage: usage(), index: usage(), quantized: undefined }]]),
  payload: usage(),
  payloadIndexes: new Map([['k', usage()]]),
  ids: usage(),
  database: usage(),
  filters: usage(),
  unused: usage(),
}

/** Numbers by name as the list of these names, all else as it is. */
function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keysOf)
  if (typeof value !== 'object' || value === null) return value
  const values: readonly unknown[] = Object.values(value)
  if (values.every((field) => typeof field === 'number')) return Object.keys(value)
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, keysOf(field)]))
}

test('the answer has the keys of the API, and more in `other`', () => {
  expect(keysOf(memoryJson(memory))).toEqual({
    ...keysOfQdrant,
    other: { ...keysOfQdrant.other, database: keysOfUsage, filters: keysOfUsage, unused: keysOfUsage },
  })
})

test('the total has everything once', () => {
  const all = next - 1
  expect(memoryJson(memory)).toMatchObject({
    total: {
      disk_bytes: all,
      ram_bytes: all * 3,
      cached_bytes: all * 5,
      expected_cache_bytes: all * 7,
    },
  })
})

test('a vector without codes has none to tell of', () => {
  const plain = { storage: usage(), index: usage(), quantized: undefined }
  expect(memoryJson({ ...memory, vectors: new Map([['a', plain]]) })).toMatchObject({
    vectors: [expect.not.objectContaining({ quantized: expect.anything() as unknown })],
  })
})
