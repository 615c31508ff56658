import { collectionNameProblems } from '#model/collection-names.ts'
import { vectorSizeMax } from '#model/limits.ts'
import type {
  RawCreateCollection,
  RawHnsw,
  RawOptimizers,
  RawParamsDiff,
  RawQuantization,
  RawQuantizationDiff,
  RawStrictMode,
  RawUpdateCollection,
  RawVectorParams,
  RawVectorParamsDiff,
  RawVectorsConfig,
  RawVectorsDiff,
  RawWal,
} from './collection-config-messages.ts'
import { atLeast, collectionName, inRange, join, nested, type Problems, within } from './points-validation.ts'

/** The rules that are checked on the message as it came, before anything of it is read. */
export function checkCreateCollection(raw: RawCreateCollection): Problems {
  return join(
    newCollectionName(raw.collectionName),
    nested('hnsw_config', raw.hnswConfig, checkHnsw),
    nested('wal_config', raw.walConfig, checkWal),
    nested('optimizers_config', raw.optimizersConfig, checkOptimizers),
    nested('vectors_config', raw.vectorsConfig, checkVectors),
    nested('quantization_config', raw.quantizationConfig, checkQuantization),
    atLeast('shard_number', raw.shardNumber, 1),
    atLeast('replication_factor', raw.replicationFactor, 1),
    atLeast('write_consistency_factor', raw.writeConsistencyFactor, 1),
    nested('strict_mode_config', raw.strictModeConfig, checkStrictMode),
  )
}

export function checkUpdateCollection(raw: RawUpdateCollection): Problems {
  return join(
    collectionName(raw.collectionName),
    nested('optimizers_config', raw.optimizersConfig, checkOptimizers),
    nested('params', raw.params, checkParams),
    atLeast('timeout', raw.timeout, 1),
    nested('hnsw_config', raw.hnswConfig, checkHnsw),
    nested('vectors_config', raw.vectorsConfig, checkVectorsDiff),
    nested('quantization_config', raw.quantizationConfig, checkQuantization),
    nested('strict_mode_config', raw.strictModeConfig, checkStrictMode),
  )
}

function newCollectionName(name: string): Problems {
  const problems = collectionNameProblems(name, 'new').map((text) => ({ path: 'collection_name', text }))
  return problems.length === 0 ? undefined : problems
}

function checkHnsw({ efConstruct }: RawHnsw): Problems {
  return atLeast('ef_construct', efConstruct, 4)
}

function checkWal({ capacityMb, retainClosed }: RawWal): Problems {
  return join(atLeast('wal_capacity_mb', capacityMb, 1), atLeast('wal_retain_closed', retainClosed, 1))
}

function checkOptimizers(raw: RawOptimizers): Problems {
  // Not a number passes, as it does wherever it is compared.
  const threshold = Number.isNaN(raw.deletedThreshold) ? undefined : raw.deletedThreshold
  return join(
    inRange('deleted_threshold', threshold, 0, 1, '0.0', '1.0'),
    atLeast('vacuum_min_vector_number', raw.vacuumMinVectorNumber, 100),
    atLeast('max_segment_size', raw.maxSegmentSize, 1),
  )
}

function checkVectors({ config }: RawVectorsConfig): Problems {
  if (config === undefined) return undefined
  if (config.kind === 'params') return within('config', checkVector(config.value))
  return within('config', firstOfMap(config.value.map, checkVector))
}

function checkVector(raw: RawVectorParams): Problems {
  return join(
    inRange('size', raw.size, 1, vectorSizeMax),
    nested('hnsw_config', raw.hnsw, checkHnsw),
    nested('quantization_config', raw.quantization, checkQuantization),
  )
}

function checkVectorsDiff({ config }: RawVectorsDiff): Problems {
  if (config === undefined) return undefined
  if (config.kind === 'params') return within('config', checkVectorDiff(config.value))
  return within('config', firstOfMap(config.value.map, checkVectorDiff))
}

function checkVectorDiff(raw: RawVectorParamsDiff): Problems {
  return join(
    nested('hnsw_config', raw.hnsw, checkHnsw),
    nested('quantization_config', raw.quantization, checkQuantization),
  )
}

function checkQuantization({ quantization }: RawQuantization | RawQuantizationDiff): Problems {
  if (quantization?.kind !== 'scalar') return undefined
  return within('quantization', inRange('quantile', quantization.value.quantile, 0.5, 1, '0.5', '1.0'))
}

function checkParams(raw: RawParamsDiff): Problems {
  return join(
    atLeast('replication_factor', raw.replicationFactor, 1),
    atLeast('write_consistency_factor', raw.writeConsistencyFactor, 1),
  )
}

function checkStrictMode(raw: RawStrictMode): Problems {
  return join(
    atLeast('max_query_limit', raw.maxQueryLimit, 1),
    atLeast('max_timeout', raw.maxTimeout, 1),
    atLeast('max_points_count', raw.maxPointsCount, 1),
    atLeast('read_rate_limit', raw.readRateLimit, 1),
    atLeast('write_rate_limit', raw.writeRateLimit, 1),
    inRange('max_resident_memory_percent', raw.maxResidentMemoryPercent, 1, 100),
    nested('multivector_config', raw.multivectorConfig, ({ config }) =>
      firstOfMap(config, ({ maxVectors }) => atLeast('max_vectors', maxVectors, 1), 'multivector_config'),
    ),
    nested('sparse_config', raw.sparseConfig, ({ config }) =>
      firstOfMap(config, ({ maxLength }) => atLeast('max_length', maxLength, 1), 'sparse_config'),
    ),
  )
}

/** The problems of the first bad value of a map field; keys are not shown. */
function firstOfMap<T>(
  entries: ReadonlyMap<string, T>,
  check: (value: T) => Problems,
  field = 'map',
): Problems {
  for (const value of entries.values()) {
    const found = check(value)
    if (found !== undefined) return within(`${field}.[]`, found)
  }
  return undefined
}
