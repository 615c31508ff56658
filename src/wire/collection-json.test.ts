import { expect, test } from 'bun:test'
import type { CollectionInfo } from '#model/collection.ts'
import { builtInDefaults, createCollectionConfig } from '#model/collection-config.ts'
import { collectionInfoJson, payloadValueJson } from './collection-json.ts'

test('payload values print exactly', () => {
  const value = new Map<string, bigint | number | null>([
    ['whole', 2n ** 63n],
    ['float', 1],
    ['half', 0.5],
    ['big', 1e300],
    ['minus', -0],
    ['nothing', null],
  ])
  expect(JSON.stringify(payloadValueJson(value))).toBe(
    '{"whole":9223372036854775808,"float":1.0,"half":0.5,"big":1e+300,"minus":-0.0,"nothing":null}',
  )
})

test('a fresh collection looks as clients expect it', () => {
  const config = createCollectionConfig(
    {
      // Settings of which none is set are not printed.
      vectors: new Map([['', { size: 4, distance: 'Dot', hnsw: {} }]]),
      singleVector: true,
      sparseVectors: new Map([['s', { modifier: 'idf' }]]),
      quantization: { kind: 'scalar', quantile: Math.fround(0.9) },
    },
    builtInDefaults,
  )
  const info: CollectionInfo = {
    status: 'green',
    optimizerError: undefined,
    segmentsCount: 2,
    pointsCount: 3,
    indexedVectorsCount: 0,
    config,
    payloadSchema: new Map([
      ['a.b', { schema: { type: 'text', explicitParams: true, lowercase: true }, points: 1 }],
      ['c', { schema: { type: 'keyword', explicitParams: false }, points: 2 }],
    ]),
    warnings: [],
    updateQueueLength: 0,
    deferredPoints: undefined,
  }
  expect(JSON.parse(JSON.stringify(collectionInfoJson(info)))).toEqual({
    status: 'green',
    optimizer_status: 'ok',
    indexed_vectors_count: 0,
    points_count: 3,
    segments_count: 2,
    config: {
      params: {
        vectors: { size: 4, distance: 'Dot' },
        shard_number: 1,
        replication_factor: 1,
        write_consistency_factor: 1,
        on_disk_payload: true,
        sparse_vectors: { s: { modifier: 'idf' } },
      },
      hnsw_config: {
        m: 16,
        ef_construct: 100,
        full_scan_threshold: 10000,
        max_indexing_threads: 0,
        on_disk: false,
      },
      optimizer_config: {
        deleted_threshold: 0.2,
        vacuum_min_vector_number: 1000,
        default_segment_number: 0,
        max_segment_size: null,
        memmap_threshold: null,
        indexing_threshold: 10000,
        flush_interval_sec: 5,
        max_optimization_threads: null,
        prevent_unoptimized: null,
      },
      wal_config: { wal_capacity_mb: 32, wal_segments_ahead: 0, wal_retain_closed: 1 },
      quantization_config: { scalar: { type: 'int8', quantile: 0.9 } },
    },
    payload_schema: {
      'a.b': { data_type: 'text', params: { type: 'text', lowercase: true }, points: 1 },
      c: { data_type: 'keyword', points: 2 },
    },
    update_queue: { length: 0 },
  })
})
