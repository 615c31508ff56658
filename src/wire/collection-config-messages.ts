import { valueCodec } from './points-value.ts'
import {
  bool,
  count,
  type Decoded,
  double,
  enumeration,
  float,
  map,
  oneof,
  optional,
  plain,
  record,
  string,
  uint32,
} from './proto-message.ts'

/** The messages of which the configuration of a collection is made, as they stand on the wire. */
const emptyCodec = record('Disabled', {})

const hnswCodec = record('HnswConfigDiff', {
  m: optional(1, count),
  efConstruct: optional(2, count),
  fullScanThreshold: optional(3, count),
  maxIndexingThreads: optional(4, count),
  onDisk: optional(5, bool),
  payloadM: optional(6, count),
  inlineStorage: optional(7, bool),
  memory: optional(8, enumeration),
})
export type RawHnsw = Decoded<typeof hnswCodec>

const walCodec = record('WalConfigDiff', {
  capacityMb: optional(1, count),
  segmentsAhead: optional(2, count),
  retainClosed: optional(3, count),
})
export type RawWal = Decoded<typeof walCodec>

const optimizationThreadsCodec = record('MaxOptimizationThreads', {
  variant: oneof({ value: [1, count], setting: [2, enumeration] }),
})
const optimizersCodec = record('OptimizersConfigDiff', {
  deletedThreshold: optional(1, double),
  vacuumMinVectorNumber: optional(2, count),
  defaultSegmentNumber: optional(3, count),
  maxSegmentSize: optional(4, count),
  memmapThreshold: optional(5, count),
  indexingThreshold: optional(6, count),
  flushIntervalSec: optional(7, count),
  deprecatedMaxOptimizationThreads: optional(8, count),
  maxOptimizationThreads: optional(9, optimizationThreadsCodec),
  preventUnoptimized: optional(10, bool),
})
export type RawOptimizers = Decoded<typeof optimizersCodec>

const scalarCodec = record('ScalarQuantization', {
  type: plain(1, enumeration),
  quantile: optional(2, float),
  alwaysRam: optional(3, bool),
  memory: optional(4, enumeration),
})
const productCodec = record('ProductQuantization', {
  compression: plain(1, enumeration),
  alwaysRam: optional(2, bool),
  memory: optional(3, enumeration),
})
const queryEncodingCodec = record('BinaryQuantizationQueryEncoding', {
  variant: oneof({ setting: [4, enumeration] }),
})
const binaryCodec = record('BinaryQuantization', {
  alwaysRam: optional(1, bool),
  encoding: optional(2, enumeration),
  queryEncoding: optional(3, queryEncodingCodec),
  memory: optional(4, enumeration),
})
const turboCodec = record('TurboQuantization', {
  alwaysRam: optional(1, bool),
  bits: optional(2, enumeration),
  memory: optional(3, enumeration),
})
export type RawScalar = Decoded<typeof scalarCodec>
export type RawProduct = Decoded<typeof productCodec>
export type RawBinary = Decoded<typeof binaryCodec>
export type RawTurbo = Decoded<typeof turboCodec>

const quantizationCodec = record('QuantizationConfig', {
  quantization: oneof({
    scalar: [1, scalarCodec],
    product: [2, productCodec],
    binary: [3, binaryCodec],
    turboquant: [4, turboCodec],
  }),
})
export type RawQuantization = Decoded<typeof quantizationCodec>
const quantizationDiffCodec = record('QuantizationConfigDiff', {
  quantization: oneof({
    scalar: [1, scalarCodec],
    product: [2, productCodec],
    disabled: [3, emptyCodec],
    binary: [4, binaryCodec],
    turboquant: [5, turboCodec],
  }),
})
export type RawQuantizationDiff = Decoded<typeof quantizationDiffCodec>

const multivectorCodec = record('MultiVectorConfig', { comparator: plain(1, enumeration) })
const vectorParamsCodec = record('VectorParams', {
  size: plain(1, count),
  distance: plain(2, enumeration),
  hnsw: optional(3, hnswCodec),
  quantization: optional(4, quantizationCodec),
  onDisk: optional(5, bool),
  datatype: optional(6, enumeration),
  multivector: optional(7, multivectorCodec),
  memory: optional(8, enumeration),
})
export type RawVectorParams = Decoded<typeof vectorParamsCodec>
const vectorsConfigCodec = record('VectorsConfig', {
  config: oneof({
    params: [1, vectorParamsCodec],
    paramsMap: [2, record('VectorParamsMap', { map: map(1, vectorParamsCodec) })],
  }),
})
export type RawVectorsConfig = Decoded<typeof vectorsConfigCodec>

const vectorParamsDiffCodec = record('VectorParamsDiff', {
  hnsw: optional(1, hnswCodec),
  quantization: optional(2, quantizationDiffCodec),
  onDisk: optional(3, bool),
  memory: optional(4, enumeration),
})
export type RawVectorParamsDiff = Decoded<typeof vectorParamsDiffCodec>
const vectorsDiffCodec = record('VectorsConfigDiff', {
  config: oneof({
    params: [1, vectorParamsDiffCodec],
    paramsMap: [2, record('VectorParamsDiffMap', { map: map(1, vectorParamsDiffCodec) })],
  }),
})
export type RawVectorsDiff = Decoded<typeof vectorsDiffCodec>

const sparseIndexCodec = record('SparseIndexConfig', {
  fullScanThreshold: optional(1, count),
  onDisk: optional(2, bool),
  datatype: optional(3, enumeration),
  memory: optional(4, enumeration),
})
const sparseParamsCodec = record('SparseVectorParams', {
  index: optional(1, sparseIndexCodec),
  modifier: optional(2, enumeration),
})
export type RawSparseParams = Decoded<typeof sparseParamsCodec>
const sparseConfigCodec = record('SparseVectorConfig', { map: map(1, sparseParamsCodec) })
export type RawSparseConfig = Decoded<typeof sparseConfigCodec>

const strictMultivectorsCodec = record('StrictModeMultivectorConfig', {
  config: map(1, record('StrictModeMultivector', { maxVectors: optional(1, count) })),
})
const strictSparseCodec = record('StrictModeSparseConfig', {
  config: map(1, record('StrictModeSparse', { maxLength: optional(10, count) })),
})
const strictModeCodec = record('StrictModeConfig', {
  enabled: optional(1, bool),
  maxQueryLimit: optional(2, uint32),
  maxTimeout: optional(3, uint32),
  unindexedFilteringRetrieve: optional(4, bool),
  unindexedFilteringUpdate: optional(5, bool),
  searchMaxHnswEf: optional(6, uint32),
  searchAllowExact: optional(7, bool),
  searchMaxOversampling: optional(8, float),
  upsertMaxBatchsize: optional(9, count),
  maxCollectionVectorSizeBytes: optional(10, count),
  readRateLimit: optional(11, uint32),
  writeRateLimit: optional(12, uint32),
  maxCollectionPayloadSizeBytes: optional(13, count),
  filterMaxConditions: optional(14, count),
  conditionMaxSize: optional(15, count),
  multivectorConfig: optional(16, strictMultivectorsCodec),
  sparseConfig: optional(17, strictSparseCodec),
  maxPointsCount: optional(18, count),
  maxPayloadIndexCount: optional(19, count),
  searchMaxBatchsize: optional(20, count),
  maxResidentMemoryPercent: optional(21, uint32),
})
export type RawStrictMode = Decoded<typeof strictModeCodec>

const payloadStorageCodec = record('PayloadStorageParams', { memory: optional(1, enumeration) })
const paramsDiffCodec = record('CollectionParamsDiff', {
  replicationFactor: optional(1, uint32),
  writeConsistencyFactor: optional(2, uint32),
  onDiskPayload: optional(3, bool),
  readFanOutFactor: optional(4, uint32),
  readFanOutDelayMs: optional(5, count),
  payload: optional(6, payloadStorageCodec),
})
export type RawParamsDiff = Decoded<typeof paramsDiffCodec>

export const createCollectionCodec = record('CreateCollection', {
  collectionName: plain(1, string),
  hnswConfig: optional(4, hnswCodec),
  walConfig: optional(5, walCodec),
  optimizersConfig: optional(6, optimizersCodec),
  shardNumber: optional(7, uint32),
  onDiskPayload: optional(8, bool),
  timeout: optional(9, count),
  vectorsConfig: optional(10, vectorsConfigCodec),
  replicationFactor: optional(11, uint32),
  writeConsistencyFactor: optional(12, uint32),
  quantizationConfig: optional(14, quantizationCodec),
  shardingMethod: optional(15, enumeration),
  sparseVectorsConfig: optional(16, sparseConfigCodec),
  strictModeConfig: optional(17, strictModeCodec),
  metadata: map(18, valueCodec),
  payload: optional(19, payloadStorageCodec),
})
export type RawCreateCollection = Decoded<typeof createCollectionCodec>

export const updateCollectionCodec = record('UpdateCollection', {
  collectionName: plain(1, string),
  optimizersConfig: optional(2, optimizersCodec),
  timeout: optional(3, count),
  params: optional(4, paramsDiffCodec),
  hnswConfig: optional(5, hnswCodec),
  vectorsConfig: optional(6, vectorsDiffCodec),
  quantizationConfig: optional(7, quantizationDiffCodec),
  sparseVectorsConfig: optional(8, sparseConfigCodec),
  strictModeConfig: optional(9, strictModeCodec),
  metadata: map(10, valueCodec),
})
export type RawUpdateCollection = Decoded<typeof updateCollectionCodec>
