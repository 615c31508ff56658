import type { CollectionConfig, DenseVectorConfig, SparseVectorConfig } from './collection.ts'
import { checkVectorName } from './collection-names.ts'
import { wrongInput } from './errors.ts'
import type { VectorNameOperation } from './write.ts'

type Create<K> = Extract<VectorNameOperation, { kind: K }>

/**
 * The configuration after a vector was added or removed; the same object when nothing changes (the vector is
 * there with the same settings, or it was not there to be removed). Throws RequestError on a conflict.
 */
export function changeVectorNames(config: CollectionConfig, change: VectorNameOperation): CollectionConfig {
  switch (change.kind) {
    case 'create_dense':
      return addDense(config, change)
    case 'create_sparse':
      return addSparse(config, change)
    case 'delete':
      return remove(config, change.name)
  }
}

function addDense(config: CollectionConfig, change: Create<'create_dense'>): CollectionConfig {
  const { name, size, distance, datatype } = change
  checkVectorName(name, 'vector')
  const existing = config.vectors.get(name)
  if (existing) {
    if (sameDense(existing, change)) return config
    throw wrongInput(`Vector \`${name}\` already exists with a different configuration`)
  }
  if (config.sparseVectors.has(name)) {
    throw wrongInput(`Vector \`${name}\` already exists as a sparse vector`)
  }
  const multivector = change.multivector ? ({ comparator: 'max_sim' } as const) : undefined
  const vectors = new Map(config.vectors).set(name, { size, distance, datatype, multivector })
  return { ...withKey(config, name), vectors, singleVector: false }
}

function addSparse(config: CollectionConfig, change: Create<'create_sparse'>): CollectionConfig {
  const { name, modifier, datatype } = change
  checkVectorName(name, 'vector')
  const existing = config.sparseVectors.get(name)
  if (existing) {
    if (sameSparse(existing, change)) return config
    throw wrongInput(`Sparse vector \`${name}\` already exists with a different configuration`)
  }
  if (config.vectors.has(name)) throw wrongInput(`Vector \`${name}\` already exists as a dense vector`)
  const index = datatype === undefined ? undefined : { datatype }
  return {
    ...withKey(config, name),
    sparseVectors: new Map(config.sparseVectors).set(name, { modifier, index }),
  }
}

function remove(config: CollectionConfig, name: string): CollectionConfig {
  if (!config.vectors.has(name) && !config.sparseVectors.has(name)) return config
  const without = <T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map([...map].filter(([key]) => key !== name))
  return {
    ...config,
    vectors: without(config.vectors),
    singleVector: config.singleVector && name !== '',
    sparseVectors: without(config.sparseVectors),
    vectorKeys: without(config.vectorKeys),
  }
}

function withKey(config: CollectionConfig, name: string): CollectionConfig {
  return {
    ...config,
    vectorKeys: new Map(config.vectorKeys).set(name, config.nextVectorKey),
    nextVectorKey: config.nextVectorKey + 1,
  }
}

/** Compares what decides how vectors are stored; the rest may have been tuned since. */
function sameDense(existing: DenseVectorConfig, change: Create<'create_dense'>): boolean {
  return (
    existing.size === change.size &&
    existing.distance === change.distance &&
    existing.datatype === change.datatype &&
    (existing.multivector !== undefined) === change.multivector
  )
}

function sameSparse(existing: SparseVectorConfig, change: Create<'create_sparse'>): boolean {
  return existing.modifier === change.modifier && existing.index?.datatype === change.datatype
}
