import { createHash } from 'node:crypto'
import { codesName } from '#index/codes/build-codes.ts'
import { canBuildGraphs } from '#index/native-graph.ts'
import { deservesCodes } from '#index/quantization.ts'
import {
  type CollectionConfig,
  defaultHnsw,
  type HnswConfig,
  type PayloadIndexSchema,
  type QuantizationConfig,
} from '#model/collection.ts'
import { codesOf, quantizationOf } from './codes-choice.ts'
import type { DenseSpace, VectorSpace } from './vector-space.ts'

/**
 * The names of the index files of a segment. What a file was built by is in its name: a file that is there is
 * up to date, and one whose name nobody asks for is left behind by the next rewrite.
 */
export interface GraphSettings {
  readonly m: number
  readonly efConstruct: number
}

/** How the graph of a vector name is to be built: the settings of the name over those of the collection. */
export function graphSettings(config: CollectionConfig, space: DenseSpace): GraphSettings {
  const pick = (field: 'm' | 'efConstruct'): number =>
    hnswField(config, space.config.hnsw, field) ?? defaultHnsw[field]
  return { m: pick('m'), efConstruct: pick('efConstruct') }
}

function hnswField(
  config: CollectionConfig,
  own: HnswConfig | undefined,
  field: 'm' | 'efConstruct' | 'payloadM',
): number | undefined {
  return own?.[field] ?? config.hnsw[field]
}

/**
 * How the links of payload values of a vector name are to be built. `m` 0: none are. What is not set is as for the
 * graph.
 */
export function linksSettings(config: CollectionConfig, space: DenseSpace): GraphSettings {
  const { m, efConstruct } = graphSettings(config, space)
  return { m: hnswField(config, space.config.hnsw, 'payloadM') ?? m, efConstruct }
}

/** True when the values of a payload index may have links. */
export function mayHaveLinks({ type, enableHnsw }: PayloadIndexSchema): boolean {
  return type !== 'geo' && type !== 'text' && enableHnsw !== false
}

export function graphFile(key: number, { m, efConstruct }: GraphSettings): string {
  return `graph-${key}-${m}-${efConstruct}`
}
/** Codes of one byte a dimension of a vector name. */
export function byteCodesFile(key: number): string {
  return `quantized-${key}`
}

/** The codes of a vector name, beside its graph. */
export function quantizedFile(config: CollectionConfig, space: DenseSpace): string {
  return codesFile(byteCodesFile(space.key), codesOf(config, space), space)
}

/** Codes of some kind; undefined: bytes, as those of a scalar quantization of the whole range are. */
function codesFile(plainName: string, codes: QuantizationConfig | undefined, space: DenseSpace): string {
  if (codes === undefined) return plainName
  const isPlain =
    codes.kind === 'scalar' && (codes.quantile ?? 1) >= 1 && deservesCodes(space.distance, space.config.size)
  return isPlain ? plainName : `${plainName}-${codesName(codes)}`
}

/** The file of codes that a segment has of a vector name: as asked for, else any. */
export function findQuantizedFile(
  files: Readonly<Record<string, unknown>>,
  config: CollectionConfig,
  space: DenseSpace,
): string | undefined {
  return findCodesFile(files, quantizedFile(config, space), byteCodesFile(space.key))
}

/** The same of a multivector name. */
export function findMultiFile(
  files: Readonly<Record<string, unknown>>,
  config: CollectionConfig,
  space: DenseSpace,
): string | undefined {
  return findCodesFile(files, multiFile(config, space), byteRowsFile(space.key))
}

function findCodesFile(
  files: Readonly<Record<string, unknown>>,
  wanted: string,
  plainName: string,
): string | undefined {
  if (files[wanted]) return wanted
  return Object.keys(files).find((name) => name === plainName || name.startsWith(`${plainName}-`))
}

export function sparseFile(key: number): string {
  return `sparse-${key}`
}
/** The rows of a multivector name without quantization. */
export function byteRowsFile(key: number): string {
  return `multi-${key}`
}
/** The rows of a multivector name in codes. */
export function multiFile(config: CollectionConfig, space: DenseSpace): string {
  return codesFile(byteRowsFile(space.key), quantizationOf(config, space), space)
}

/**
 * The links of a payload path under a vector name, with tiles of its codes. What its column was built by is in the
 * name too.
 */
export function linksFile(
  config: CollectionConfig,
  space: DenseSpace,
  path: string,
  schema: PayloadIndexSchema,
): string {
  const { m, efConstruct } = linksSettings(config, space)
  const codes = quantizedFile(config, space).slice(byteCodesFile(space.key).length)
  return `${linksPrefix(space.key)}${m}-${efConstruct}-tiles${codes}-${columnHash(path, schema)}`
}
export function linksPrefix(key: number): string {
  return `links-${key}-`
}

/** True for the links of a path under a vector name, however they were built. */
export function isLinksFile(name: string, key: number, path: string, schema: PayloadIndexSchema): boolean {
  return name.startsWith(linksPrefix(key)) && name.endsWith(`-${columnHash(path, schema)}`)
}

/** The column of a payload path, by everything of the schema that its content depends on. */
export function columnFile(path: string, schema: PayloadIndexSchema): string {
  return `column-${columnHash(path, schema)}`
}

function columnHash(path: string, schema: PayloadIndexSchema): string {
  const options = [
    schema.type,
    schema.lookup,
    schema.range,
    schema.prefix,
    schema.tokenizer,
    schema.lowercase,
    schema.asciiFolding,
    schema.phraseMatching,
    schema.minTokenLen,
    schema.maxTokenLen,
    schema.stopwords,
    schema.stemmer,
  ]
  const hash = createHash('sha256').update(JSON.stringify([path, ...options.map((option) => option ?? null)]))
  return hash.digest('hex').slice(0, 32)
}

/**
 * True when a dense vector name may have a graph, or (where `m` is 0) links of payload values beside a graph file
 * without links. Vectors of bytes under Cosine have none: their dot product
 * is no similarity before it is divided by norms.
 */
export function mayHaveGraph(config: CollectionConfig, space: VectorSpace): space is DenseSpace {
  if (space.kind !== 'dense' || space.dividesByNorms || !canBuildGraphs()) return false
  return graphSettings(config, space).m > 0 || linksSettings(config, space).m > 0
}

/** True when a multivector name may have quantized rows. */
export function mayHaveQuantizedRows(space: VectorSpace): space is DenseSpace {
  return space.kind === 'multi' && !space.dividesByNorms && space.distance !== 'Manhattan'
}

/** True when a vector name may have an index of any kind. */
export function mayBeIndexed(config: CollectionConfig, space: VectorSpace): boolean {
  return space.kind === 'sparse' || mayHaveGraph(config, space) || mayHaveQuantizedRows(space)
}

const indexFileName = /^(?:graph|links|quantized|sparse|multi|column)-/

/** True for the name of a file that is made from the points of a segment. */
export function isIndexFile(name: string): boolean {
  return indexFileName.test(name)
}
