import type {
  Datatype,
  DenseVectorConfig,
  Distance,
  HnswConfig,
  MemoryPlacement,
  OptimizersConfig,
  QuantizationConfig,
  SparseVectorConfig,
  StrictModeConfig,
  WalConfig,
} from '#model/collection.ts'
import type { DenseVectorPatch } from '#model/collection-config.ts'
import { vectorSizeMax } from '#model/limits.ts'
import {
  bool,
  type Decode,
  Fields,
  f32,
  f64,
  firstOf,
  noVariant,
  oneOf,
  type Place,
  sortedMap,
  u64,
  usize,
} from './json-decode.ts'
import { invalidValue } from './json-error.ts'
import { floatText, reportBelow, reportOutside } from './rest-options.ts'

/** The parts of the configuration of a collection, with the rules of their fields. */

const distance = oneOf<Distance>('Distance', ['Cosine', 'Euclid', 'Dot', 'Manhattan'])
export const datatype = oneOf<Datatype>('Datatype', ['float32', 'uint8', 'float16', 'turbo4'])
export const memoryPlacement = oneOf<MemoryPlacement>('Memory', ['cold', 'cached', 'pinned'])
const modifier = oneOf<'none' | 'idf'>('Modifier', ['none', 'idf'])

/** Notes a number that is not at least `min`. */
function checkedIn(fields: Fields, name: string, min: number, alias?: string): number | undefined {
  const value = fields.optional(name, usize, alias)
  reportBelow(fields.at, name, value, min)
  return value
}

export const hnsw: Decode<HnswConfig> = (node, at) => {
  const fields = new Fields(node, at, 'HnswConfigDiff')
  return {
    m: fields.optional('m', usize),
    efConstruct: checkedIn(fields, 'ef_construct', 4),
    fullScanThreshold: checkedIn(fields, 'full_scan_threshold', 10, 'full_scan_threshold_kb'),
    maxIndexingThreads: fields.optional('max_indexing_threads', usize),
    onDisk: fields.optional('on_disk', bool),
    payloadM: fields.optional('payload_m', usize),
    inlineStorage: fields.optional('inline_storage', bool),
    memory: fields.optional('memory', memoryPlacement),
  }
}

export const wal: Decode<WalConfig> = (node, at) => {
  const fields = new Fields(node, at, 'WalConfigDiff')
  return {
    capacityMb: checkedIn(fields, 'wal_capacity_mb', 1),
    segmentsAhead: fields.optional('wal_segments_ahead', usize),
    retainClosed: fields.optional('wal_retain_closed', usize),
  }
}

const optimizationThreads: Decode<number | 'auto'> = firstOf<number | 'auto'>(
  noVariant('MaxOptimizationThreads'),
  [oneOf('MaxOptimizationThreadsSetting', ['auto'] as const), usize],
)

export const optimizers: Decode<OptimizersConfig> = (node, at) => {
  const fields = new Fields(node, at, 'OptimizersConfigDiff')
  const deletedThreshold = fields.optional('deleted_threshold', f64)
  reportOutside(at, 'deleted_threshold', deletedThreshold, 0, 1)
  return {
    deletedThreshold,
    vacuumMinVectorNumber: checkedIn(fields, 'vacuum_min_vector_number', 100),
    defaultSegmentNumber: fields.optional('default_segment_number', usize),
    maxSegmentSize: checkedIn(fields, 'max_segment_size', 1, 'max_segment_size_kb'),
    memmapThreshold: fields.optional('memmap_threshold', usize, 'memmap_threshold_kb'),
    indexingThreshold: fields.optional('indexing_threshold', usize, 'indexing_threshold_kb'),
    flushIntervalSec: fields.optional('flush_interval_sec', u64),
    maxOptimizationThreads: fields.optional('max_optimization_threads', optimizationThreads),
    preventUnoptimized: fields.optional('prevent_unoptimized', bool),
  }
}

function placementIn(fields: Fields) {
  return {
    alwaysRam: fields.optional('always_ram', bool),
    memory: fields.optional('memory', memoryPlacement),
  }
}

const quantizationForms: readonly Decode<QuantizationConfig>[] = [
  quantizationForm('scalar', (fields) => {
    fields.required('type', oneOf('ScalarType', ['int8']))
    const quantile = fields.optional('quantile', f32)
    if (quantile !== undefined && !(quantile >= 0.5 && quantile <= 1)) {
      fields.at.report('quantile', `value ${floatText(quantile)} invalid, must be from 0.5 to 1.0`)
    }
    return { kind: 'scalar', quantile, ...placementIn(fields) }
  }),
  quantizationForm('product', (fields) => ({
    kind: 'product',
    compression: fields.required(
      'compression',
      oneOf('CompressionRatio', ['x4', 'x8', 'x16', 'x32', 'x64'] as const),
    ),
    ...placementIn(fields),
  })),
  quantizationForm('binary', (fields) => ({
    kind: 'binary',
    encoding: fields.optional(
      'encoding',
      oneOf('BinaryQuantizationEncoding', ['one_bit', 'two_bits', 'one_and_half_bits'] as const),
    ),
    queryEncoding: fields.optional(
      'query_encoding',
      oneOf('BinaryQuantizationQueryEncoding', ['default', 'binary', 'scalar4bits', 'scalar8bits'] as const),
    ),
    ...placementIn(fields),
  })),
  quantizationForm('turbo', (fields) => ({
    kind: 'turbo',
    bits: fields.optional(
      'bits',
      oneOf('TurboQuantBitSize', ['bits1', 'bits1_5', 'bits2', 'bits4'] as const),
    ),
    ...placementIn(fields),
  })),
]

function quantizationForm(
  key: string,
  decode: (fields: Fields) => QuantizationConfig,
): Decode<QuantizationConfig> {
  return (node, at) =>
    new Fields(node, at, key).required(key, (inner, place) => decode(new Fields(inner, place, key)))
}

export const quantization = firstOf(noVariant('QuantizationConfig'), quantizationForms)

export const quantizationPatch: Decode<QuantizationConfig | 'disabled'> = firstOf<
  QuantizationConfig | 'disabled'
>(noVariant('QuantizationConfigDiff'), [
  ...quantizationForms,
  (node, at) => {
    oneOf('Disabled', ['Disabled'])(node, at)
    return 'disabled'
  },
])

const multivector: Decode<NonNullable<DenseVectorConfig['multivector']>> = (node, at) => ({
  comparator: new Fields(node, at, 'MultiVectorConfig').required(
    'comparator',
    oneOf('MultiVectorComparator', ['max_sim'] as const),
  ),
})

/** A size of 0 is nothing that can be read; one above the greatest breaks a rule. */
const vectorSize: Decode<number> = (node, at) => {
  const size = u64(node, at)
  if (size === 0) throw invalidValue('integer `0`', 'a nonzero u64', node.end)
  return size
}

function memoryIn(fields: Fields, what: string): MemoryPlacement | undefined {
  const memory = fields.optional('memory', memoryPlacement)
  if (memory === 'pinned') {
    fields.at.report('memory', `\`pinned\` memory placement is not supported for ${what} storage`)
  }
  return memory
}

/** Size, distance and what else is told when a vector name is added as well. */
export function denseIn(
  fields: Fields,
  decodeSize: Decode<number>,
): Pick<DenseVectorConfig, 'size' | 'distance' | 'multivector' | 'datatype'> {
  const size = fields.required('size', decodeSize)
  if (size < 1 || size > vectorSizeMax) {
    fields.at.report('size', `value ${size} invalid, must be from 1 to ${vectorSizeMax}`)
  }
  return {
    size,
    distance: fields.required('distance', distance),
    datatype: fields.optional('datatype', datatype),
    multivector: fields.optional('multivector_config', multivector),
  }
}

export const denseVector: Decode<DenseVectorConfig> = (node, at) => {
  const fields = new Fields(node, at, 'VectorParams')
  return {
    ...denseIn(fields, vectorSize),
    hnsw: fields.optional('hnsw_config', hnsw),
    quantization: fields.optional('quantization_config', quantization, 'quantization'),
    onDisk: fields.optional('on_disk', bool),
    memory: memoryIn(fields, 'dense vector'),
  }
}

export const denseVectorPatch: Decode<DenseVectorPatch> = (node, at) => {
  const fields = new Fields(node, at, 'VectorParamsDiff')
  return {
    hnsw: fields.optional('hnsw_config', hnsw),
    quantization: fields.optional('quantization_config', quantizationPatch, 'quantization'),
    onDisk: fields.optional('on_disk', bool),
    memory: memoryIn(fields, 'dense vector'),
  }
}

/** Values of a map by name; bad ones are told without their names, by position when there are several. */
export function namedValues<T>(decode: Decode<T>): Decode<Map<string, T>> {
  return (node, at) => {
    const bad: Place[] = []
    const values = sortedMap((value, place) => {
      const inner = place.detached()
      const decoded = decode(value, inner)
      if (inner.problems.length > 0) bad.push(inner)
      return decoded
    })(node, at)
    bad.forEach(({ problems }, index) => {
      const place = at.field(bad.length === 1 ? '?' : `?[${index}]`)
      for (const { path, text } of problems) place.report(path, text)
    })
    return values
  }
}

export const sparseVector: Decode<SparseVectorConfig> = (node, at) => {
  const fields = new Fields(node, at, 'SparseVectorParams')
  return { index: fields.optional('index', sparseIndex), modifier: fields.optional('modifier', modifier) }
}

const sparseIndex: Decode<NonNullable<SparseVectorConfig['index']>> = (node, at) => {
  const fields = new Fields(node, at, 'SparseIndexParams')
  return {
    fullScanThreshold: fields.optional('full_scan_threshold', usize),
    onDisk: fields.optional('on_disk', bool),
    memory: fields.optional('memory', memoryPlacement),
    datatype: sparseDatatypeIn(fields),
  }
}

export function sparseDatatypeIn(fields: Fields): Datatype | undefined {
  const type = fields.optional('datatype', datatype)
  if (type === 'turbo4') {
    fields.at.report('datatype', 'sparse vectors do not support the `turbo4` datatype')
  }
  return type
}

export function sparseModifierIn(fields: Fields): 'none' | 'idf' | undefined {
  return fields.optional('modifier', modifier)
}

export const payloadStorage: Decode<MemoryPlacement | undefined> = (node, at) =>
  memoryIn(new Fields(node, at, 'PayloadStorageParams'), 'payload')

/** The limits that are numbers, with their least value. */
const strictNumbers = {
  maxQueryLimit: ['max_query_limit', 1],
  maxTimeout: ['max_timeout', 1],
  searchMaxHnswEf: ['search_max_hnsw_ef', 0],
  upsertMaxBatchsize: ['upsert_max_batchsize', 0],
  searchMaxBatchsize: ['search_max_batchsize', 0],
  maxCollectionVectorSizeBytes: ['max_collection_vector_size_bytes', 0],
  readRateLimit: ['read_rate_limit', 1],
  writeRateLimit: ['write_rate_limit', 1],
  maxCollectionPayloadSizeBytes: ['max_collection_payload_size_bytes', 0],
  maxPointsCount: ['max_points_count', 1],
  filterMaxConditions: ['filter_max_conditions', 0],
  conditionMaxSize: ['condition_max_size', 0],
  maxPayloadIndexCount: ['max_payload_index_count', 0],
} as const satisfies Partial<Record<keyof StrictModeConfig, readonly [string, number]>>

export const strictMode: Decode<StrictModeConfig> = (node, at) => {
  const fields = new Fields(node, at, 'StrictModeConfig')
  const numbers: Record<string, number | undefined> = {}
  for (const [name, [field, min]] of Object.entries(strictNumbers)) {
    numbers[name] = checkedIn(fields, field, min)
  }
  const percent = fields.optional('max_resident_memory_percent', usize)
  if (percent !== undefined && !(percent >= 1 && percent <= 100)) {
    at.report('max_resident_memory_percent', `value ${percent} invalid, must be from 1 to 100`)
  }
  return {
    ...numbers,
    enabled: fields.optional('enabled', bool),
    unindexedFilteringRetrieve: fields.optional('unindexed_filtering_retrieve', bool),
    unindexedFilteringUpdate: fields.optional('unindexed_filtering_update', bool),
    searchAllowExact: fields.optional('search_allow_exact', bool),
    searchMaxOversampling: fields.optional('search_max_oversampling', f64),
    multivector: fields.optional(
      'multivector_config',
      vectorLimits('StrictModeMultivector', (limits) => ({
        maxVectors: checkedIn(limits, 'max_vectors', 1),
      })),
    ),
    sparse: fields.optional(
      'sparse_config',
      vectorLimits('StrictModeSparse', (limits) => ({ maxLength: checkedIn(limits, 'max_length', 1) })),
    ),
    maxResidentMemoryPercent: percent,
  }
}

/** Limits by name of the vector; bad ones are told by their position in the order of names. */
function vectorLimits<T>(typeName: string, decode: (fields: Fields) => T): Decode<Map<string, T>> {
  return (node, at) => {
    let index = 0
    const config = at.field('config')
    return sortedMap((value) => decode(new Fields(value, config.item(index++), typeName)))(node, at)
  }
}
