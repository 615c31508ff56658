import type {
  CollectionConfig,
  CollectionInfo,
  DenseVectorConfig,
  PayloadIndexSchema,
  QuantizationConfig,
  SparseVectorConfig,
} from '#model/collection.ts'
import type { PayloadValue } from '#model/payload.ts'
import { float32Text } from './json-floats.ts'
import { snakeCase } from './proto-message.ts'

/** What `JSON.stringify` prints exactly; big integers and whole floats are raw pieces of text. */
export type Json = null | boolean | number | string | object | undefined

/** A payload value as exact JSON: `1n` prints as `1`, the float 1 as `1.0`. */
export function payloadValueJson(value: PayloadValue): Json {
  if (typeof value === 'bigint') return raw(String(value))
  if (typeof value === 'number') return Number.isInteger(value) ? raw(floatText(value)) : value
  if (Array.isArray(value)) return value.map(payloadValueJson)
  if (value instanceof Map) return mapJson(value, payloadValueJson)
  return value
}

/** The result of `GET /collections/{name}`. */
export function collectionInfoJson(info: CollectionInfo): Json {
  return {
    status: info.status,
    optimizer_status: info.optimizerError === undefined ? 'ok' : { error: info.optimizerError },
    indexed_vectors_count: info.indexedVectorsCount,
    points_count: info.pointsCount,
    segments_count: info.segmentsCount,
    config: configJson(info.config),
    payload_schema: mapJson(info.payloadSchema, ({ schema, points }) => ({
      data_type: schema.type,
      params: schema.explicitParams ? indexParamsJson(schema) : undefined,
      points,
    })),
    warnings: info.warnings.length === 0 ? undefined : info.warnings.map((message) => ({ message })),
    update_queue: { length: info.updateQueueLength, deferred_points: info.deferredPoints },
  }
}

/** The `config` of a collection. */
export function configJson(config: CollectionConfig): Json {
  const { optimizers } = config
  const threads = optimizers.maxOptimizationThreads
  return {
    params: paramsJson(config),
    hnsw_config: withSnakeCase(config.hnsw),
    optimizer_config: {
      deleted_threshold: optimizers.deletedThreshold ?? null,
      vacuum_min_vector_number: optimizers.vacuumMinVectorNumber ?? null,
      default_segment_number: optimizers.defaultSegmentNumber ?? null,
      max_segment_size: optimizers.maxSegmentSize ?? null,
      memmap_threshold: optimizers.memmapThreshold ?? null,
      indexing_threshold: optimizers.indexingThreshold ?? null,
      flush_interval_sec: optimizers.flushIntervalSec ?? null,
      max_optimization_threads: threads === 'auto' ? null : (threads ?? null),
      prevent_unoptimized: optimizers.preventUnoptimized ?? null,
    },
    wal_config: {
      wal_capacity_mb: config.wal.capacityMb,
      wal_segments_ahead: config.wal.segmentsAhead,
      wal_retain_closed: config.wal.retainClosed,
    },
    quantization_config: config.quantization ? quantizationJson(config.quantization) : null,
    strict_mode_config: config.strictMode ? strictModeJson(config.strictMode) : undefined,
    metadata: config.metadata ? payloadValueJson(config.metadata) : undefined,
  }
}

/** The `params` in the `config` of a collection. */
export function paramsJson(config: CollectionConfig): Json {
  const single = config.singleVector ? config.vectors.get('') : undefined
  return {
    vectors: single ? denseVectorJson(single) : sortedJson(config.vectors, denseVectorJson),
    shard_number: config.shardNumber,
    sharding_method: config.shardingMethod,
    replication_factor: config.replicationFactor,
    write_consistency_factor: config.writeConsistencyFactor,
    read_fan_out_factor: config.readFanOutFactor,
    read_fan_out_delay_ms: config.readFanOutDelayMs,
    on_disk_payload: config.onDiskPayload,
    payload: config.payloadMemory === undefined ? undefined : { memory: config.payloadMemory },
    sparse_vectors:
      config.sparseVectors.size === 0 ? undefined : sortedJson(config.sparseVectors, sparseVectorJson),
  }
}

function denseVectorJson(vector: DenseVectorConfig): Json {
  return {
    size: vector.size,
    distance: vector.distance,
    hnsw_config: hasFields(vector.hnsw) ? withSnakeCase(vector.hnsw) : undefined,
    quantization_config: vector.quantization ? quantizationJson(vector.quantization) : undefined,
    on_disk: vector.onDisk,
    datatype: vector.datatype,
    multivector_config: vector.multivector,
    memory: vector.memory,
  }
}

function sparseVectorJson(vector: SparseVectorConfig): Json {
  return { index: vector.index ? withSnakeCase(vector.index) : undefined, modifier: vector.modifier }
}

function quantizationJson(quantization: QuantizationConfig): Json {
  const { kind, ...fields } = quantization
  if (quantization.kind !== 'scalar') return { [kind]: withSnakeCase(fields) }
  const { quantile } = quantization
  const quantileText = quantile === undefined ? undefined : raw(float32Text(quantile))
  return { [kind]: { type: 'int8', ...withSnakeCase(fields), quantile: quantileText } }
}

function strictModeJson(strictMode: NonNullable<CollectionConfig['strictMode']>): Json {
  const { multivector, sparse, ...fields } = strictMode
  return {
    ...withSnakeCase(fields),
    multivector_config: multivector ? mapJson(multivector, withSnakeCase) : undefined,
    sparse_config: sparse ? mapJson(sparse, withSnakeCase) : undefined,
  }
}

/** Options that are shown even when they are not set. */
const shownOptions: Partial<Record<PayloadIndexSchema['type'], Record<string, null>>> = {
  integer: { lookup: null, range: null, is_principal: null },
  float: { is_principal: null },
  datetime: { is_principal: null },
}

function indexParamsJson(schema: PayloadIndexSchema): Json {
  const { type, explicitParams: _, phraseMatching, stemmer, ...fields } = schema
  const set = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  return {
    type,
    ...shownOptions[type],
    ...withSnakeCase(set),
    phrase_matching: phraseMatching,
    stemmer: stemmer && stemmerJson(stemmer),
  }
}

function stemmerJson(stemmer: NonNullable<PayloadIndexSchema['stemmer']>): Json {
  return stemmer === 'disabled' ? { type: 'none' } : { type: 'snowball', ...stemmer }
}

/** A record of which nothing is set is not printed. */
function hasFields<T extends object>(record: T | undefined): record is T {
  return record !== undefined && Object.values(record).some((value) => value !== undefined)
}

/** The fields of a flat record under the names of the REST API. */
function withSnakeCase(record: object): Record<string, Json> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [snakeCase(name), value as Json]))
}

function mapJson<T>(map: ReadonlyMap<string, T>, valueOf: (value: T) => Json): Json {
  return Object.fromEntries([...map].map(([key, value]) => [key, valueOf(value)]))
}

/** In order of names. */
function sortedJson<T>(map: ReadonlyMap<string, T>, valueOf: (value: T) => Json): Json {
  return mapJson(new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1))), valueOf)
}

function floatText(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}

/** Text that `JSON.stringify` copies as it is. */
function raw(text: string): object {
  return (JSON as unknown as { rawJSON(text: string): object }).rawJSON(text)
}
