import { must } from '#base/assert.ts'
import type { CollectionConfig, DenseVectorConfig, Distance, SparseVectorConfig } from '#model/collection.ts'
import { vectorNameMissing } from '#model/errors.ts'

/** What a search must know of a vector name. */
export type VectorSpace =
  | {
      readonly kind: 'dense' | 'multi'
      readonly name: string
      readonly key: number
      readonly config: DenseVectorConfig
      readonly distance: Distance
      /**
       * The vectors are not normalised although the distance is Cosine, because bytes keep their values: the
       * dot product is to be divided by both norms.
       */
      readonly dividesByNorms: boolean
    }
  | {
      readonly kind: 'sparse'
      readonly name: string
      readonly key: number
      readonly config: SparseVectorConfig
    }

export type DenseSpace = Extract<VectorSpace, { kind: 'dense' | 'multi' }>

/** The space of a vector name. Throws the error of an unknown name. */
export function vectorSpace(config: CollectionConfig, name: string): VectorSpace {
  const dense = config.vectors.get(name)
  if (dense) return denseSpace(config, name, dense)
  const sparse = config.sparseVectors.get(name)
  if (!sparse) throw vectorNameMissing(name)
  return { kind: 'sparse', name, key: keyOf(config, name), config: sparse }
}

/** Every vector name of a collection. */
export function vectorSpaces(config: CollectionConfig): VectorSpace[] {
  return [...config.vectors.keys(), ...config.sparseVectors.keys()].map((name) => vectorSpace(config, name))
}

function denseSpace(config: CollectionConfig, name: string, dense: DenseVectorConfig): DenseSpace {
  return {
    kind: dense.multivector === undefined ? 'dense' : 'multi',
    name,
    key: keyOf(config, name),
    config: dense,
    distance: dense.distance,
    dividesByNorms: dense.distance === 'Cosine' && dense.datatype === 'uint8',
  }
}

function keyOf(config: CollectionConfig, name: string): number {
  return must(config.vectorKeys.get(name), `the vector name "${name}" has a key`)
}
