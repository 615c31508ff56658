import type { Payload } from './payload.ts'

export type Distance = 'Cosine' | 'Euclid' | 'Dot' | 'Manhattan'
export type Datatype = 'float32' | 'float16' | 'uint8' | 'turbo4'
export type MemoryPlacement = 'cold' | 'cached' | 'pinned'

/** Unset fields inherit: from the collection, else from the defaults. */
export interface HnswConfig {
  readonly m?: number | undefined
  readonly efConstruct?: number | undefined
  /** Kilobytes of vectors. */
  readonly fullScanThreshold?: number | undefined
  readonly maxIndexingThreads?: number | undefined
  readonly onDisk?: boolean | undefined
  readonly payloadM?: number | undefined
  readonly inlineStorage?: boolean | undefined
  readonly memory?: MemoryPlacement | undefined
}

export type QuantizationConfig =
  | {
      readonly kind: 'scalar'
      readonly quantile?: number | undefined
      readonly alwaysRam?: boolean | undefined
      readonly memory?: MemoryPlacement | undefined
    }
  | {
      readonly kind: 'product'
      readonly compression: 'x4' | 'x8' | 'x16' | 'x32' | 'x64'
      readonly alwaysRam?: boolean | undefined
      readonly memory?: MemoryPlacement | undefined
    }
  | {
      readonly kind: 'binary'
      readonly encoding?: 'one_bit' | 'two_bits' | 'one_and_half_bits' | undefined
      readonly queryEncoding?: 'default' | 'binary' | 'scalar4bits' | 'scalar8bits' | undefined
      readonly alwaysRam?: boolean | undefined
      readonly memory?: MemoryPlacement | undefined
    }
  | {
      readonly kind: 'turbo'
      readonly bits?: 'bits1' | 'bits1_5' | 'bits2' | 'bits4' | undefined
      readonly alwaysRam?: boolean | undefined
      readonly memory?: MemoryPlacement | undefined
    }

/** A named dense vector or multivector. */
export interface DenseVectorConfig {
  /** Numbers in one row, 1..65536. */
  readonly size: number
  readonly distance: Distance
  readonly hnsw?: HnswConfig | undefined
  readonly quantization?: QuantizationConfig | undefined
  readonly onDisk?: boolean | undefined
  readonly datatype?: Datatype | undefined
  readonly multivector?: { readonly comparator: 'max_sim' } | undefined
  readonly memory?: MemoryPlacement | undefined
}

export interface SparseVectorConfig {
  readonly index?:
    | {
        readonly fullScanThreshold?: number | undefined
        readonly onDisk?: boolean | undefined
        readonly datatype?: Datatype | undefined
        readonly memory?: MemoryPlacement | undefined
      }
    | undefined
  readonly modifier?: 'none' | 'idf' | undefined
}

export interface OptimizersConfig {
  readonly deletedThreshold?: number | undefined
  readonly vacuumMinVectorNumber?: number | undefined
  readonly defaultSegmentNumber?: number | undefined
  /** Kilobytes. */
  readonly maxSegmentSize?: number | undefined
  readonly memmapThreshold?: number | undefined
  /** Kilobytes of vectors in a segment from which it gets a graph; 0 switches indexing off. */
  readonly indexingThreshold?: number | undefined
  readonly flushIntervalSec?: number | undefined
  readonly maxOptimizationThreads?: number | 'auto' | undefined
  readonly preventUnoptimized?: boolean | undefined
}
export interface WalConfig {
  readonly capacityMb?: number | undefined
  readonly segmentsAhead?: number | undefined
  readonly retainClosed?: number | undefined
}
/** Strict mode of a collection; field names as in the REST API, unset = no limit. */
export interface StrictModeConfig {
  readonly enabled?: boolean | undefined
  readonly maxQueryLimit?: number | undefined
  readonly maxTimeout?: number | undefined
  readonly unindexedFilteringRetrieve?: boolean | undefined
  readonly unindexedFilteringUpdate?: boolean | undefined
  readonly searchMaxHnswEf?: number | undefined
  readonly searchAllowExact?: boolean | undefined
  readonly searchMaxOversampling?: number | undefined
  readonly upsertMaxBatchsize?: number | undefined
  readonly searchMaxBatchsize?: number | undefined
  readonly maxCollectionVectorSizeBytes?: number | undefined
  readonly readRateLimit?: number | undefined
  readonly writeRateLimit?: number | undefined
  readonly maxCollectionPayloadSizeBytes?: number | undefined
  readonly filterMaxConditions?: number | undefined
  readonly conditionMaxSize?: number | undefined
  readonly multivector?: ReadonlyMap<string, { readonly maxVectors?: number | undefined }> | undefined
  readonly sparse?: ReadonlyMap<string, { readonly maxLength?: number | undefined }> | undefined
  readonly maxPointsCount?: number | undefined
  readonly maxPayloadIndexCount?: number | undefined
  readonly maxResidentMemoryPercent?: number | undefined
}

/**
 * What a collection is, as the catalog stores it and as clients see it: exactly the fields that were set,
 * and the defaults where the API shows defaults.
 */
export interface CollectionConfig {
  /** Dense vectors and multivectors by name; `''` is the unnamed one. */
  readonly vectors: ReadonlyMap<string, DenseVectorConfig>
  /** True when the client configured the one unnamed vector rather than a map. */
  readonly singleVector: boolean
  readonly sparseVectors: ReadonlyMap<string, SparseVectorConfig>
  /**
   * A number for each vector name, dense and sparse, never reused in the life of the collection: what is
   * stored of a vector is found by it, so that a name that was deleted and made again starts empty.
   */
  readonly vectorKeys: ReadonlyMap<string, number>
  readonly nextVectorKey: number
  readonly shardNumber: number
  readonly shardingMethod?: 'auto' | 'custom' | undefined
  readonly replicationFactor: number
  readonly writeConsistencyFactor: number
  readonly readFanOutFactor?: number | undefined
  readonly readFanOutDelayMs?: number | undefined
  readonly onDiskPayload: boolean
  readonly payloadMemory?: MemoryPlacement | undefined
  readonly hnsw: HnswConfig
  readonly optimizers: OptimizersConfig
  readonly wal: WalConfig
  readonly quantization?: QuantizationConfig | undefined
  readonly strictMode?: StrictModeConfig | undefined
  readonly metadata?: Payload | undefined
}

/** In the order in which both enums of the API number them. */
export const payloadIndexTypeNames = [
  'keyword',
  'integer',
  'float',
  'geo',
  'text',
  'bool',
  'datetime',
  'uuid',
] as const
export type PayloadIndexType = (typeof payloadIndexTypeNames)[number]

export type Tokenizer = 'word' | 'whitespace' | 'prefix' | 'multilingual'

/** The options of a text index; also those of the built-in BM25 model. */
export interface TextOptions {
  readonly tokenizer?: Tokenizer | undefined
  readonly lowercase?: boolean | undefined
  readonly asciiFolding?: boolean | undefined
  readonly phraseMatching?: boolean | undefined
  readonly minTokenLen?: number | undefined
  readonly maxTokenLen?: number | undefined
  /** Full language names and own words. */
  readonly stopwords?:
    | { readonly languages: readonly string[]; readonly custom: readonly string[] }
    | undefined
  /** Full language name of a Snowball stemmer. */
  readonly stemmer?: { readonly language: string } | 'disabled' | undefined
}

/** A payload index as the client asked for it: unset options stay unset, because the API echoes them. */
export interface PayloadIndexSchema extends TextOptions {
  readonly type: PayloadIndexType
  /** False when only the type was named: then the API shows no params. */
  readonly explicitParams: boolean
  readonly lookup?: boolean | undefined
  readonly range?: boolean | undefined
  readonly isTenant?: boolean | undefined
  readonly isPrincipal?: boolean | undefined
  readonly prefix?: boolean | undefined
  readonly onDisk?: boolean | undefined
  readonly enableHnsw?: boolean | undefined
  readonly memory?: MemoryPlacement | undefined
}

/** Payload indexes by the canonical text of their path. */
export type PayloadIndexes = ReadonlyMap<string, PayloadIndexSchema>

/** What the engine must know of a collection to read it. */
export interface CollectionSchema {
  readonly config: CollectionConfig
  readonly payloadIndexes: PayloadIndexes
}

export type CollectionStatus = 'green' | 'yellow' | 'grey' | 'red'

export interface CollectionInfo {
  readonly status: CollectionStatus
  /** Why the collection is red. */
  readonly optimizerError: string | undefined
  readonly segmentsCount: number
  readonly pointsCount: number
  readonly indexedVectorsCount: number
  readonly config: CollectionConfig
  readonly payloadSchema: ReadonlyMap<
    string,
    { readonly schema: PayloadIndexSchema; readonly points: number }
  >
  readonly warnings: readonly string[]
  readonly updateQueueLength: number
  readonly deferredPoints: number | undefined
}

/** Defaults that the API shows for a fresh collection. */
export const defaultHnsw = {
  m: 16,
  efConstruct: 100,
  fullScanThreshold: 10_000,
  maxIndexingThreads: 0,
  onDisk: false,
} as const satisfies HnswConfig
export const defaultOptimizers = {
  deletedThreshold: 0.2,
  vacuumMinVectorNumber: 1000,
  defaultSegmentNumber: 0,
  indexingThreshold: 10_000,
  flushIntervalSec: 5,
  maxOptimizationThreads: 'auto',
} as const satisfies OptimizersConfig
export const defaultWal = { capacityMb: 32, segmentsAhead: 0, retainClosed: 1 } as const satisfies WalConfig
