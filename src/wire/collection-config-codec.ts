import type {
  Datatype,
  DenseVectorConfig,
  HnswConfig,
  MemoryPlacement,
  OptimizersConfig,
  QuantizationConfig,
  SparseVectorConfig,
  StrictModeConfig,
} from '#model/collection.ts'
import type { CollectionPatch, DenseVectorPatch, NewCollection } from '#model/collection-config.ts'
import { malformed } from '#model/errors.ts'
import type { Payload } from '#model/payload.ts'
import {
  binaryEncodings,
  compressions,
  datatypes,
  distances,
  memoryPlacements,
  modifiers,
  queryEncodings,
  shardingMethods,
  turboBits,
} from './collection-enums.ts'
import type {
  RawBinary,
  RawCreateCollection,
  RawHnsw,
  RawOptimizers,
  RawProduct,
  RawQuantization,
  RawQuantizationDiff,
  RawScalar,
  RawSparseConfig,
  RawSparseParams,
  RawStrictMode,
  RawTurbo,
  RawUpdateCollection,
  RawVectorParams,
  RawVectorParamsDiff,
  RawVectorsDiff,
} from './collection-config-messages.ts'
import { requireFinite } from './points-value.ts'

/** Messages of the configuration as model values. All functions throw RequestError on values that nothing has. */

export function newCollectionOf(raw: RawCreateCollection): NewCollection {
  const config = raw.vectorsConfig?.config
  return {
    ...vectorsOf(config),
    sparseVectors: sparseVectorsOf(raw.sparseVectorsConfig) ?? new Map(),
    shardNumber: raw.shardNumber,
    shardingMethod: shardingMethodOf(raw.shardingMethod),
    replicationFactor: raw.replicationFactor,
    writeConsistencyFactor: raw.writeConsistencyFactor,
    onDiskPayload: raw.onDiskPayload,
    payloadMemory: memoryOf(raw.payload?.memory),
    hnsw: hnswOf(raw.hnswConfig),
    optimizers: optimizersOf(raw.optimizersConfig),
    wal: raw.walConfig,
    quantization: collectionQuantizationOf(raw.quantizationConfig),
    strictMode: strictModeOf(raw.strictModeConfig),
    metadata: metadataOf(raw.metadata),
  }
}

export function collectionPatchOf(raw: RawUpdateCollection): CollectionPatch {
  const { params } = raw
  return {
    optimizers: optimizersOf(raw.optimizersConfig),
    params: params && {
      replicationFactor: params.replicationFactor,
      writeConsistencyFactor: params.writeConsistencyFactor,
      readFanOutFactor: params.readFanOutFactor,
      readFanOutDelayMs: params.readFanOutDelayMs,
      onDiskPayload: params.onDiskPayload,
      payloadMemory: memoryOf(params.payload?.memory),
    },
    hnsw: hnswOf(raw.hnswConfig),
    vectors: vectorPatchesOf(raw.vectorsConfig),
    quantization: quantizationPatchOf(raw.quantizationConfig),
    sparseVectors: sparseVectorsOf(raw.sparseVectorsConfig),
    strictMode: strictModeOf(raw.strictModeConfig),
    metadata: metadataOf(raw.metadata),
  }
}

type RawVectors = Extract<RawCreateCollection['vectorsConfig'], object>['config']

function vectorsOf(config: RawVectors): Pick<NewCollection, 'vectors' | 'singleVector'> {
  if (config === undefined) return { vectors: new Map(), singleVector: false }
  if (config.kind === 'params') {
    return { vectors: new Map([['', vectorOf(config.value)]]), singleVector: true }
  }
  return { vectors: mapSorted(config.value.map, vectorOf), singleVector: false }
}

function vectorOf(raw: RawVectorParams): DenseVectorConfig {
  return {
    size: raw.size,
    distance: distanceOf(raw.distance),
    hnsw: hnswOf(raw.hnsw),
    quantization: vectorQuantizationOf(raw.quantization),
    onDisk: raw.onDisk,
    datatype: datatypeOf(raw.datatype),
    multivector: multivectorOf(raw.multivector),
    memory: memoryOf(raw.memory),
  }
}

/** Metric of a vector; it must be named. */
export function distanceOf(number: number): DenseVectorConfig['distance'] {
  const distance = distances.of(number)
  if (distance !== undefined) return distance
  if (number === 0) throw malformed('Malformed distance parameter: UnknownDistance')
  throw malformed(`Malformed distance parameter, unexpected value: ${number}`)
}

/** 0 is the same as unset. */
export function datatypeOf(number: number | undefined): Datatype | undefined {
  if (number === undefined || number === 0) return undefined
  const datatype = datatypes.of(number)
  if (datatype === undefined) throw malformed(`Cannot convert datatype: ${number}`)
  return datatype
}

function multivectorOf(raw: { readonly comparator: number } | undefined): DenseVectorConfig['multivector'] {
  if (raw === undefined) return undefined
  if (raw.comparator !== 0) throw malformed('Unknown multi vector comparator')
  return { comparator: 'max_sim' }
}

/** 0 is the same as unset. */
function memoryOf(number: number | undefined): MemoryPlacement | undefined {
  if (number === undefined || number === 0) return undefined
  const placement = memoryPlacements.of(number)
  if (placement === undefined) throw malformed(`Cannot convert memory placement: ${number}`)
  return placement
}

function hnswOf(raw: RawHnsw | undefined): HnswConfig | undefined {
  if (raw === undefined) return undefined
  // An unknown placement of the graph is let pass, unlike the others.
  return { ...raw, memory: raw.memory === undefined ? undefined : memoryPlacements.of(raw.memory) }
}

function optimizersOf(raw: RawOptimizers | undefined): OptimizersConfig | undefined {
  if (raw === undefined) return undefined
  const { deprecatedMaxOptimizationThreads, maxOptimizationThreads, ...rest } = raw
  return {
    ...rest,
    maxOptimizationThreads: deprecatedMaxOptimizationThreads ?? threadsOf(maxOptimizationThreads),
  }
}

function threadsOf(raw: RawOptimizers['maxOptimizationThreads']): number | 'auto' | undefined {
  if (raw === undefined) return undefined
  if (raw.variant === undefined) throw malformed('Malformed MaxOptimizationThreads')
  if (raw.variant.kind === 'value') return raw.variant.value
  if (raw.variant.value === 0) return 'auto'
  const text = `unknown enumeration value ${raw.variant.value}`
  throw malformed(`Invalid MaxOptimizationThreads setting: ${text}`)
}

function collectionQuantizationOf(raw: RawQuantization | undefined): QuantizationConfig | undefined {
  return raw && quantizationOf(raw, 'Unable to convert quantization config')
}

function vectorQuantizationOf(raw: RawQuantization | undefined): QuantizationConfig | undefined {
  return raw && quantizationOf(raw, 'QuantizationConfig must contain quantization')
}

function quantizationOf({ quantization }: RawQuantization, missing: string): QuantizationConfig {
  switch (quantization?.kind) {
    case 'scalar':
      return scalarOf(quantization.value)
    case 'product':
      return productOf(quantization.value)
    case 'binary':
      return binaryOf(quantization.value)
    case 'turboquant':
      return turboOf(quantization.value)
    case undefined:
      throw malformed(missing)
  }
}

function quantizationPatchOf(
  raw: RawQuantizationDiff | undefined,
): QuantizationConfig | 'disabled' | undefined {
  if (raw === undefined) return undefined
  const { quantization } = raw
  if (quantization?.kind === 'disabled') return 'disabled'
  return quantizationOf({ quantization }, 'Quantization type is not specified')
}

function scalarOf({ type, quantile, alwaysRam, memory }: RawScalar): QuantizationConfig {
  if (type !== 1) throw malformed('Unknown quantization type')
  return { kind: 'scalar', quantile, alwaysRam, memory: memoryOf(memory) }
}

function productOf({ compression, alwaysRam, memory }: RawProduct): QuantizationConfig {
  const ratio = compressions.of(compression)
  if (ratio === undefined) throw malformed('Unknown compression ratio')
  return { kind: 'product', compression: ratio, alwaysRam, memory: memoryOf(memory) }
}

function binaryOf({ encoding, queryEncoding, alwaysRam, memory }: RawBinary): QuantizationConfig {
  const stored = encoding === undefined ? undefined : binaryEncodings.of(encoding)
  if (encoding !== undefined && stored === undefined) throw malformed('Unknown binary quantization encoding')
  const setting = queryEncoding?.variant?.value
  const asked = setting === undefined ? undefined : queryEncodings.of(setting)
  if (queryEncoding !== undefined && asked === undefined) {
    throw malformed('Unknown binary quantization query encoding')
  }
  return { kind: 'binary', encoding: stored, queryEncoding: asked, alwaysRam, memory: memoryOf(memory) }
}

function turboOf({ bits, alwaysRam, memory }: RawTurbo): QuantizationConfig {
  const size = bits === undefined ? undefined : turboBits.of(bits)
  if (bits !== undefined && size === undefined) throw malformed('Unknown turbo quantization bit size')
  return { kind: 'turbo', bits: size, alwaysRam, memory: memoryOf(memory) }
}

function vectorPatchesOf(raw: RawVectorsDiff | undefined): ReadonlyMap<string, DenseVectorPatch> | undefined {
  const config = raw?.config
  if (config === undefined) return undefined
  if (config.kind === 'params') return new Map([['', vectorPatchOf(config.value)]])
  return mapSorted(config.value.map, vectorPatchOf)
}

function vectorPatchOf(raw: RawVectorParamsDiff): DenseVectorPatch {
  return {
    hnsw: hnswOf(raw.hnsw),
    quantization: quantizationPatchOf(raw.quantization),
    onDisk: raw.onDisk,
    memory: memoryOf(raw.memory),
  }
}

function sparseVectorsOf(
  raw: RawSparseConfig | undefined,
): ReadonlyMap<string, SparseVectorConfig> | undefined {
  return raw && mapSorted(raw.map, sparseVectorOf)
}

function sparseVectorOf({ index, modifier }: RawSparseParams): SparseVectorConfig {
  return {
    index: index && {
      fullScanThreshold: index.fullScanThreshold,
      onDisk: index.onDisk,
      datatype: datatypeOf(index.datatype),
      memory: memoryOf(index.memory),
    },
    // An unknown modifier is let pass as none given.
    modifier: modifier === undefined ? undefined : modifiers.of(modifier),
  }
}

function shardingMethodOf(number: number | undefined): 'auto' | 'custom' | undefined {
  if (number === undefined) return undefined
  const method = shardingMethods.of(number)
  if (method !== undefined) return method
  throw malformed(`Cannot convert ShardingMethod: ${number}, error: unknown enumeration value ${number}`)
}

function strictModeOf(raw: RawStrictMode | undefined): StrictModeConfig | undefined {
  if (raw === undefined) return undefined
  const { multivectorConfig, sparseConfig, ...rest } = raw
  return { ...rest, multivector: multivectorConfig?.config, sparse: sparseConfig?.config }
}

/** An empty map is the same as none. */
function metadataOf(entries: Payload | ReadonlyMap<string, unknown>): Payload | undefined {
  if (entries.size === 0) return undefined
  const metadata = new Map(entries) as Payload
  requireFinite(metadata)
  return metadata
}

/** Values of a map by name in order of names: the order in which they are stored and told apart. */
function mapSorted<T, U>(entries: ReadonlyMap<string, T>, convert: (value: T) => U): Map<string, U> {
  const names = [...entries.keys()].toSorted()
  const sorted = new Map<string, U>()
  for (const name of names) {
    const value = entries.get(name)
    if (value !== undefined) sorted.set(name, convert(value))
  }
  return sorted
}
