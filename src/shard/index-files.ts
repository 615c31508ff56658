import { createHash } from 'node:crypto'
import { canBuildGraphs } from '#index/graph-build.ts'
import {
  type CollectionConfig,
  defaultHnsw,
  type HnswConfig,
  type PayloadIndexSchema,
} from '#model/collection.ts'
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
  field: 'm' | 'efConstruct',
): number | undefined {
  return own?.[field] ?? config.hnsw[field]
}

export function graphFile(key: number, { m, efConstruct }: GraphSettings): string {
  return `graph-${key}-${m}-${efConstruct}`
}
export function quantizedFile(key: number): string {
  return `quantized-${key}`
}
export function sparseFile(key: number): string {
  return `sparse-${key}`
}
export function multiFile(key: number): string {
  return `multi-${key}`
}

/** The column of a payload path, by everything of the schema that its content depends on. */
export function columnFile(path: string, schema: PayloadIndexSchema): string {
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
  return `column-${hash.digest('hex').slice(0, 32)}`
}

/**
 * True when a dense vector name may have a graph. Vectors of bytes under Cosine have none: their dot product
 * is no similarity before it is divided by norms.
 */
export function mayHaveGraph(config: CollectionConfig, space: VectorSpace): space is DenseSpace {
  return (
    space.kind === 'dense' && !space.dividesByNorms && graphSettings(config, space).m > 0 && canBuildGraphs()
  )
}

/** True when a multivector name may have quantized rows. */
export function mayHaveQuantizedRows(space: VectorSpace): space is DenseSpace {
  return space.kind === 'multi' && !space.dividesByNorms && space.distance !== 'Manhattan'
}

/** True when a vector name may have an index of any kind. */
export function mayBeIndexed(config: CollectionConfig, space: VectorSpace): boolean {
  return space.kind === 'sparse' || mayHaveGraph(config, space) || mayHaveQuantizedRows(space)
}

const indexFileName = /^(?:graph|quantized|sparse|multi|column)-/

/** True for the name of a file that is made from the points of a segment. */
export function isIndexFile(name: string): boolean {
  return indexFileName.test(name)
}
