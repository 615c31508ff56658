import { checkVectorName } from './collection-names.ts'
import {
  type CollectionConfig,
  type DenseVectorConfig,
  defaultHnsw,
  defaultOptimizers,
  defaultWal,
  type HnswConfig,
  type MemoryPlacement,
  type OptimizersConfig,
  type QuantizationConfig,
  type SparseVectorConfig,
  type StrictModeConfig,
  type WalConfig,
} from './collection.ts'
import { type FieldProblem, vectorNameMissing, wrongInput } from './errors.ts'
import type { Payload } from './payload.ts'

/** A collection as a client asks for it: what is unset gets the defaults of the node. */
export interface NewCollection {
  readonly vectors: ReadonlyMap<string, DenseVectorConfig>
  /** True when the one unnamed vector was configured rather than a map. */
  readonly singleVector: boolean
  readonly sparseVectors: ReadonlyMap<string, SparseVectorConfig>
  readonly shardNumber?: number | undefined
  readonly shardingMethod?: 'auto' | 'custom' | undefined
  readonly replicationFactor?: number | undefined
  readonly writeConsistencyFactor?: number | undefined
  readonly onDiskPayload?: boolean | undefined
  readonly payloadMemory?: MemoryPlacement | undefined
  readonly hnsw?: HnswConfig | undefined
  readonly optimizers?: OptimizersConfig | undefined
  readonly wal?: WalConfig | undefined
  readonly quantization?: QuantizationConfig | undefined
  readonly strictMode?: StrictModeConfig | undefined
  readonly metadata?: Payload | undefined
}

/** What the configuration of the node gives to a new collection that does not say otherwise. */
export interface CollectionDefaults {
  readonly shardNumber: number
  readonly replicationFactor: number
  readonly writeConsistencyFactor: number
  readonly onDiskPayload: boolean
  readonly payloadMemory?: MemoryPlacement | undefined
  readonly vectorsOnDisk?: boolean | undefined
  readonly vectorsMemory?: MemoryPlacement | undefined
  readonly hnsw: HnswConfig
  readonly optimizers: OptimizersConfig
  readonly wal: WalConfig
  readonly quantization?: QuantizationConfig | undefined
  readonly strictMode?: StrictModeConfig | undefined
}

/** The defaults of a node whose configuration says nothing. */
export const builtInDefaults: CollectionDefaults = {
  shardNumber: 1,
  replicationFactor: 1,
  writeConsistencyFactor: 1,
  onDiskPayload: true,
  hnsw: defaultHnsw,
  optimizers: defaultOptimizers,
  wal: defaultWal,
}

/** A change of a collection: unset parts stay as they are. */
export interface CollectionPatch {
  readonly optimizers?: OptimizersConfig | undefined
  readonly params?: CollectionParamsPatch | undefined
  readonly hnsw?: HnswConfig | undefined
  readonly vectors?: ReadonlyMap<string, DenseVectorPatch> | undefined
  readonly quantization?: QuantizationConfig | 'disabled' | undefined
  readonly sparseVectors?: ReadonlyMap<string, SparseVectorConfig> | undefined
  readonly strictMode?: StrictModeConfig | undefined
  /** Merged by key at top level; null removes a key. */
  readonly metadata?: Payload | undefined
}

export interface CollectionParamsPatch {
  readonly replicationFactor?: number | undefined
  readonly writeConsistencyFactor?: number | undefined
  readonly readFanOutFactor?: number | undefined
  readonly readFanOutDelayMs?: number | undefined
  readonly onDiskPayload?: boolean | undefined
  readonly payloadMemory?: MemoryPlacement | undefined
}

export interface DenseVectorPatch {
  readonly hnsw?: HnswConfig | undefined
  readonly quantization?: QuantizationConfig | 'disabled' | undefined
  readonly onDisk?: boolean | undefined
  readonly memory?: MemoryPlacement | undefined
}

/** The whole configuration of a new collection. Throws RequestError when it breaks a rule. */
export function createCollectionConfig(asked: NewCollection, defaults: CollectionDefaults): CollectionConfig {
  refuseProblems([
    ...denseProblems('vectors', asked.vectors, asked.singleVector),
    ...sparseProblems('sparse_vectors', asked.sparseVectors),
    ...hnswProblems('hnsw_config', asked.hnsw),
    ...payloadMemoryProblems('payload', asked.payloadMemory),
  ])
  checkVectorNames(asked)
  const names = [...asked.vectors.keys(), ...asked.sparseVectors.keys()]
  const vectors = [...asked.vectors].map(([name, vector]) => [name, placeVector(vector, defaults)] as const)
  return {
    vectors: new Map(vectors),
    singleVector: asked.singleVector,
    sparseVectors: asked.sparseVectors,
    vectorKeys: new Map(names.map((name, key) => [name, key])),
    nextVectorKey: names.length,
    shardNumber: asked.shardNumber ?? defaults.shardNumber,
    shardingMethod: asked.shardingMethod,
    replicationFactor: asked.replicationFactor ?? defaults.replicationFactor,
    writeConsistencyFactor: asked.writeConsistencyFactor ?? defaults.writeConsistencyFactor,
    onDiskPayload: asked.onDiskPayload ?? defaults.onDiskPayload,
    payloadMemory:
      asked.payloadMemory ?? (asked.onDiskPayload === undefined ? defaults.payloadMemory : undefined),
    hnsw: overlay(defaults.hnsw, asked.hnsw),
    optimizers: overlay(defaults.optimizers, asked.optimizers),
    wal: overlay(defaults.wal, asked.wal),
    quantization: asked.quantization ?? defaults.quantization,
    strictMode: asked.strictMode ? overlay(defaults.strictMode ?? {}, asked.strictMode) : defaults.strictMode,
    metadata: asked.metadata?.size ? asked.metadata : undefined,
  }
}

/** The configuration after a change; all of the change or none. Throws RequestError when it breaks a rule. */
export function updateCollectionConfig(config: CollectionConfig, patch: CollectionPatch): CollectionConfig {
  refuseProblems([
    ...hnswProblems('hnsw_config', patch.hnsw),
    ...densePatchProblems('vectors', patch.vectors),
    ...sparsePatchProblems('sparse_vectors', patch.sparseVectors),
    ...payloadMemoryProblems('params.payload', patch.params?.payloadMemory),
  ])
  const { optimizers, hnsw, strictMode, quantization } = patch
  return {
    ...overlay(config, patch.params ?? {}),
    vectors: patch.vectors ? patchDense(config.vectors, patch.vectors) : config.vectors,
    sparseVectors: patch.sparseVectors
      ? patchSparse(config.sparseVectors, patch.sparseVectors)
      : config.sparseVectors,
    optimizers: overlay(config.optimizers, optimizers),
    hnsw: overlay(config.hnsw, hnsw),
    quantization: patchQuantization(config.quantization, quantization),
    strictMode: strictMode ? overlay(config.strictMode ?? {}, strictMode) : config.strictMode,
    metadata: patchMetadata(config.metadata, patch.metadata),
  }
}

/** What a configuration asks for but will not get, as texts for the client. */
export function configWarnings(config: CollectionConfig): string[] {
  return [...config.vectors].flatMap(([name, vector]) => {
    if (!(vector.hnsw?.inlineStorage ?? config.hnsw.inlineStorage)) return []
    const option = `The \`hnsw_config.inline_storage\` option for vector '${name}'`
    if (vector.multivector)
      return [`${option} is not compatible with multivectors. This option will be ignored.`]
    if (vector.quantization ?? config.quantization) return []
    return [`${option} requires quantization to be enabled. This option will be ignored.`]
  })
}

type Changes<T> = { readonly [K in keyof T]?: T[K] | undefined }

/** The fields of `base`, replaced by those that `change` sets. */
export function overlay<T extends object>(base: T, change: Changes<T> | undefined): T {
  if (!change) return base
  const set = Object.entries(change).filter(([, value]) => value !== undefined)
  return { ...base, ...(Object.fromEntries(set) as Partial<T>) }
}

function placeVector(vector: DenseVectorConfig, defaults: CollectionDefaults): DenseVectorConfig {
  if (vector.memory !== undefined || vector.onDisk !== undefined) return vector
  if (defaults.vectorsMemory !== undefined) return { ...vector, memory: defaults.vectorsMemory }
  if (defaults.vectorsOnDisk !== undefined) return { ...vector, onDisk: defaults.vectorsOnDisk }
  return vector
}

function patchDense(
  vectors: ReadonlyMap<string, DenseVectorConfig>,
  patches: ReadonlyMap<string, DenseVectorPatch>,
): ReadonlyMap<string, DenseVectorConfig> {
  const patched = new Map(vectors)
  for (const [name, { hnsw, quantization, onDisk, memory }] of patches) {
    const vector = patched.get(name)
    if (!vector) throw vectorNameMissing(name)
    patched.set(name, {
      ...overlay(vector, { onDisk, memory }),
      hnsw: hnsw ? overlay(vector.hnsw ?? {}, hnsw) : vector.hnsw,
      quantization: patchQuantization(vector.quantization, quantization),
    })
  }
  return patched
}

function patchSparse(
  vectors: ReadonlyMap<string, SparseVectorConfig>,
  patches: ReadonlyMap<string, SparseVectorConfig>,
): ReadonlyMap<string, SparseVectorConfig> {
  const patched = new Map(vectors)
  for (const [name, { index, modifier }] of patches) {
    const vector = patched.get(name)
    if (!vector) throw vectorNameMissing(name)
    patched.set(name, {
      modifier: modifier ?? vector.modifier,
      index: index ? overlay(vector.index ?? {}, index) : vector.index,
    })
  }
  return patched
}

function patchQuantization(
  current: QuantizationConfig | undefined,
  change: QuantizationConfig | 'disabled' | undefined,
): QuantizationConfig | undefined {
  if (change === 'disabled') return undefined
  return change ?? current
}

function patchMetadata(current: Payload | undefined, change: Payload | undefined): Payload | undefined {
  if (!change) return current
  // As Qdrant does: a first map is taken as it is, with its nulls.
  if (!current) return change.size > 0 ? change : undefined
  const merged = new Map(current)
  for (const [key, value] of change) {
    if (value === null) merged.delete(key)
    else merged.set(key, value)
  }
  return merged.size > 0 ? merged : undefined
}

function checkVectorNames({ vectors, singleVector, sparseVectors }: NewCollection): void {
  if (!singleVector) for (const name of vectors.keys()) checkVectorName(name, 'dense vector')
  for (const name of sparseVectors.keys()) checkVectorName(name, 'sparse vector')
  if (sparseVectors.has('')) throw wrongInput('Sparse vector name cannot be empty')
  for (const name of vectors.keys()) {
    if (sparseVectors.has(name)) {
      throw wrongInput(`Dense and sparse vector names must be unique - duplicate found with '${name}'`)
    }
  }
}

const fullScanThresholdMin = 10

function hnswProblems(path: string, hnsw: HnswConfig | undefined): FieldProblem[] {
  const threshold = hnsw?.fullScanThreshold
  if (threshold === undefined || threshold >= fullScanThresholdMin) return []
  const text = `value ${threshold} invalid, must be ${fullScanThresholdMin} or larger`
  return [{ path: `${path}.full_scan_threshold`, text }]
}

function denseProblems(
  path: string,
  vectors: ReadonlyMap<string, DenseVectorConfig>,
  single: boolean,
): FieldProblem[] {
  return mapProblems(path, [...vectors.values()], single, (at, vector) => [
    ...pinnedProblems(at, vector.memory, 'dense vector'),
    ...hnswProblems(`${at}.hnsw_config`, vector.hnsw),
  ])
}

function densePatchProblems(
  path: string,
  vectors: ReadonlyMap<string, DenseVectorPatch> | undefined,
): FieldProblem[] {
  return mapProblems(path, [...(vectors?.values() ?? [])], false, (at, vector) => [
    ...pinnedProblems(at, vector.memory, 'dense vector'),
    ...hnswProblems(`${at}.hnsw_config`, vector.hnsw),
  ])
}

/** A new collection tells its bad vectors by their position among all, a change by that among the bad ones. */
function sparseProblems(path: string, vectors: ReadonlyMap<string, SparseVectorConfig>): FieldProblem[] {
  return [...vectors.values()].flatMap((vector, index) => sparseVectorProblems(`${path}[${index}]`, vector))
}

function sparsePatchProblems(
  path: string,
  vectors: ReadonlyMap<string, SparseVectorConfig> | undefined,
): FieldProblem[] {
  return mapProblems(path, [...(vectors?.values() ?? [])], false, sparseVectorProblems)
}

function sparseVectorProblems(path: string, { index }: SparseVectorConfig): FieldProblem[] {
  if (index?.datatype !== 'turbo4') return []
  return [{ path: `${path}.index.datatype`, text: 'sparse vectors do not support the `turbo4` datatype' }]
}

function payloadMemoryProblems(path: string, memory: MemoryPlacement | undefined): FieldProblem[] {
  return pinnedProblems(path, memory, 'payload')
}

function pinnedProblems(path: string, memory: MemoryPlacement | undefined, what: string): FieldProblem[] {
  if (memory !== 'pinned') return []
  return [
    { path: `${path}.memory`, text: `\`pinned\` memory placement is not supported for ${what} storage` },
  ]
}

/** The problems of the entries of a map: its keys are not shown, several entries are told apart by position. */
function mapProblems<T>(
  path: string,
  entries: readonly T[],
  single: boolean,
  problemsOf: (path: string, entry: T) => FieldProblem[],
): FieldProblem[] {
  if (single) return entries.flatMap((entry) => problemsOf(path, entry))
  const bad = entries.filter((entry) => problemsOf('', entry).length > 0)
  return bad.flatMap((entry, index) =>
    problemsOf(bad.length === 1 ? `${path}.?` : `${path}.?[${index}]`, entry),
  )
}

function refuseProblems(problems: readonly FieldProblem[]): void {
  if (problems.length === 0) return
  const list = problems.map(({ path, text }) => `${path}: ${text}`).join('; ')
  throw wrongInput(`Validation error in body: [${list}]`)
}
