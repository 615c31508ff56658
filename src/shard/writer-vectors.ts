import { must } from '#base/assert.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { vectorNameMissing, wrongDimension, wrongInput } from '#model/errors.ts'
import type { NamedVectors, VectorData } from '#model/vector.ts'
import type { KeyedVector } from '#storage/vector-record.ts'

/**
 * The vectors of a point as they are stored, by key. Throws where a name is not known, a vector is not of the
 * kind of its name, or a row has another dimension.
 */
export function keyVectors(vectors: NamedVectors, config: CollectionConfig): KeyedVector[] {
  const keyed: KeyedVector[] = []
  for (const [name, vector] of vectors) {
    keyed.push({ key: vectorKeyOf(name, config), vector: checkVector(name, vector, config) })
  }
  return keyed
}

/** The key by which the vectors of a name are stored. Throws `vectorNameMissing`. */
export function vectorKeyOf(name: string, config: CollectionConfig): number {
  if (!config.vectors.has(name) && !config.sparseVectors.has(name)) throw vectorNameMissing(name)
  return must(config.vectorKeys.get(name), 'every vector name has a key')
}

function checkVector(name: string, vector: VectorData, config: CollectionConfig): VectorData {
  const dense = config.vectors.get(name)
  if (!dense) {
    if (vector.kind !== 'sparse') throw conversionFailed(vector.kind === 'multi' ? 'multi' : 'sparse')
    return vector
  }
  if (vector.kind === 'sparse') throw conversionFailed('sparse')
  if (!dense.multivector) {
    if (vector.kind === 'multi') throw conversionFailed('multi')
    if (vector.values.length !== dense.size) throw wrongDimension(dense.size, vector.values.length)
    return vector
  }
  // One row alone is a multivector too.
  const dimension = vector.kind === 'multi' ? vector.dimension : vector.values.length
  if (dimension !== dense.size) throw wrongDimension(dense.size, dimension)
  return { kind: 'multi', dimension, values: vector.values }
}

function conversionFailed(kind: 'sparse' | 'multi'): Error {
  return wrongInput(`Conversion between ${kind} and regular vectors failed`)
}
