import { expect, test } from 'bun:test'
import type { CollectionConfig, PayloadIndexSchema } from '#model/collection.ts'
import { createFilePlacements } from './file-placement.ts'
import { columnFile } from './index-files.ts'

type Changes = Partial<CollectionConfig>

function configOf(changes: Changes = {}): CollectionConfig {
  return {
    vectors: new Map([['a', { size: 4, distance: 'Dot' }]]),
    sparseVectors: new Map([['s', {}]]),
    vectorKeys: new Map([
      ['a', 0],
      ['s', 1],
    ]),
    nextVectorKey: 2,
    hnsw: {},
    optimizers: {},
    wal: {},
    onDiskPayload: true,
    ...changes,
  } as unknown as CollectionConfig
}

const placementOf = (name: string, changes?: Changes): string =>
  createFilePlacements(configOf(changes), new Map())(name).placement

test('what nobody places is placed as Qdrant does', () => {
  expect(placementOf('dense-0')).toBe('cached')
  expect(placementOf('quantized-0')).toBe('cached')
  expect(placementOf('graph-0-16-100')).toBe('cached')
  expect(placementOf('links-0-16-100-0123')).toBe('cached')
  expect(placementOf('sparse-1')).toBe('pinned')
  expect(placementOf('payloads')).toBe('cold')
  expect(placementOf('ids')).toBe('pinned')
})

test('vectors that stay on disk take their codes with them, not their graph', () => {
  const vectors = new Map([['a', { size: 4, distance: 'Dot', onDisk: true } as const]])
  expect(placementOf('dense-0', { vectors })).toBe('cold')
  expect(placementOf('quantized-0', { vectors })).toBe('cold')
  expect(placementOf('graph-0-16-100', { vectors })).toBe('cached')
  const quantization = { kind: 'scalar', alwaysRam: true } as const
  expect(placementOf('quantized-0', { vectors, quantization })).toBe('pinned')
  expect(placementOf('quantized-0', { vectors, quantization: { ...quantization, memory: 'cold' } })).toBe(
    'cold',
  )
})

test('`memory` stands over the older flag, the setting of a vector over that of the collection', () => {
  const vectors = new Map([
    ['a', { size: 4, distance: 'Dot', onDisk: true, memory: 'cached', hnsw: { memory: 'pinned' } } as const],
  ])
  expect(placementOf('dense-0', { vectors })).toBe('cached')
  expect(placementOf('graph-0-16-100', { vectors, hnsw: { memory: 'cold' } })).toBe('pinned')
  expect(placementOf('graph-0-16-100', { hnsw: { onDisk: true } })).toBe('cold')
  expect(placementOf('sparse-1', { sparseVectors: new Map([['s', { index: { onDisk: true } }]]) })).toBe(
    'cold',
  )
  expect(placementOf('payloads', { onDiskPayload: false })).toBe('cached')
  expect(placementOf('payloads', { payloadMemory: 'cached' })).toBe('cached')
})

test('columns are placed by their payload index', () => {
  const schema: PayloadIndexSchema = { type: 'keyword', explicitParams: true, onDisk: true }
  const placements = createFilePlacements(configOf(), new Map([['city', schema]]))
  expect(placements(columnFile('city', schema))).toEqual({ kind: 'column', placement: 'cold', of: 'city' })
  expect(placements('column-unknown').placement).toBe('pinned')
})
