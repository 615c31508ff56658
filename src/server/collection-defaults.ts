import type { OptimizersConfig } from '#model/collection.ts'
import type { CollectionDefaults } from '#model/collection-config.ts'
import { optimizers, quantization, strictMode } from '#wire/rest-collection-parts.ts'
import type { ConfigValues } from './config-keys.ts'
import { decodeSection } from './config-sections.ts'

/** What the configuration gives to new collections. Throws `StartError`. */
export function collectionDefaultsOf(values: ConfigValues): CollectionDefaults {
  const perNode = values['storage.collection.shard_number_per_node']
  return {
    shardNumber: values['storage.collection.shard_number'] ?? perNode ?? 1,
    replicationFactor: values['storage.collection.replication_factor'],
    writeConsistencyFactor: values['storage.collection.write_consistency_factor'],
    onDiskPayload: values['storage.on_disk_payload'],
    payloadMemory: values['storage.payload.memory'] ?? undefined,
    vectorsOnDisk: values['storage.collection.vectors.on_disk'] ?? undefined,
    vectorsMemory: values['storage.collection.vectors.memory'] ?? undefined,
    hnsw: {
      m: values['storage.hnsw_index.m'],
      efConstruct: values['storage.hnsw_index.ef_construct'],
      fullScanThreshold: values['storage.hnsw_index.full_scan_threshold_kb'],
      maxIndexingThreads: values['storage.hnsw_index.max_indexing_threads'],
      onDisk: values['storage.hnsw_index.on_disk'] ?? undefined,
      memory: values['storage.hnsw_index.memory'] ?? undefined,
      payloadM: values['storage.hnsw_index.payload_m'] ?? undefined,
      inlineStorage: values['storage.hnsw_index.inline_storage'] ?? undefined,
    },
    optimizers: {
      deletedThreshold: values['storage.optimizers.deleted_threshold'],
      vacuumMinVectorNumber: values['storage.optimizers.vacuum_min_vector_number'],
      defaultSegmentNumber: values['storage.optimizers.default_segment_number'],
      maxSegmentSize: values['storage.optimizers.max_segment_size_kb'] ?? undefined,
      memmapThreshold: values['storage.optimizers.memmap_threshold_kb'] ?? undefined,
      indexingThreshold: values['storage.optimizers.indexing_threshold_kb'] ?? undefined,
      flushIntervalSec: values['storage.optimizers.flush_interval_sec'],
      maxOptimizationThreads: values['storage.optimizers.max_optimization_threads'] ?? 'auto',
      preventUnoptimized: values['storage.optimizers.prevent_unoptimized'] ?? undefined,
    },
    wal: {
      capacityMb: values['storage.wal.wal_capacity_mb'],
      segmentsAhead: values['storage.wal.wal_segments_ahead'],
      retainClosed: values['storage.wal.wal_retain_closed'],
    },
    quantization: decodeSection('storage.collection.quantization', values, quantization, kinds),
    strictMode: decodeSection('storage.collection.strict_mode', values, strictMode, limits),
  }
}

/** What the configuration prescribes to all collections. Throws `StartError`. */
export function optimizersOverwriteOf(values: ConfigValues): OptimizersConfig | undefined {
  return decodeSection('storage.optimizers_overwrite', values, optimizers, settings)
}

/** What may stand in the sections; the API takes no offence at other names. */
const kinds = ['scalar', 'product', 'binary', 'turbo']
const limits = [
  'enabled',
  'max_query_limit',
  'max_timeout',
  'unindexed_filtering_retrieve',
  'unindexed_filtering_update',
  'search_max_hnsw_ef',
  'search_allow_exact',
  'search_max_oversampling',
  'upsert_max_batchsize',
  'search_max_batchsize',
  'max_collection_vector_size_bytes',
  'read_rate_limit',
  'write_rate_limit',
  'max_collection_payload_size_bytes',
  'max_points_count',
  'filter_max_conditions',
  'condition_max_size',
  'multivector_config',
  'sparse_config',
  'max_payload_index_count',
  'max_resident_memory_percent',
]
const settings = [
  'deleted_threshold',
  'vacuum_min_vector_number',
  'default_segment_number',
  'max_segment_size',
  'max_segment_size_kb',
  'memmap_threshold',
  'memmap_threshold_kb',
  'indexing_threshold',
  'indexing_threshold_kb',
  'flush_interval_sec',
  'max_optimization_threads',
  'prevent_unoptimized',
]
