import type { CollectionConfig, DenseVectorConfig, SparseVectorConfig } from './collection.ts'
import { checkVectorName } from './collection-names.ts'
import { wrongInput } from './errors.ts'
import type { VectorNameOperation } from './write.ts'

/**
 * The configuration after a vector name was added or removed; the same object when there is nothing to
 * change. A name that is made again gets a new key, so what was stored under the old one stays gone. Throws
 * RequestError when the name is taken by something else, or may not be used.
 */
export function changeVectorNames(config: CollectionConfig, change: VectorNameOperation): CollectionConfig {
  switch (change.kind) {
    case 'create_dense':
      return createDense(config, change)
    case 'create_sparse':
      return createSparse(config, change)
    case 'delete':
      return remove(config, change.name)
  }
}

type CreateDense = Extract<VectorNameOperation, { kind: 'create_dense' }>
type CreateSparse = Extract<VectorNameOperation, { kind: 'create_sparse' }>

function createDense(config: CollectionConfig, change: CreateDense): CollectionConfig {
  const { name, size, distance, datatype } = change
  checkVectorName(name, 'vector')
  if (config.sparseVectors.has(name)) {
    throw wrongInput(`Vector \`${name}\` already exists as a sparse vector`)
  }
  const present = config.vectors.get(name)
  if (present) {
    if (isSameDense(present, change)) return config
    throw wrongInput(`Vector \`${name}\` already exists with a different configuration`)
  }
  const vector: DenseVectorConfig = {
    size,
    distance,
    datatype,
    multivector: change.multivector ? { comparator: 'max_sim' } : undefined,
  }
  return withKey(
    { ...config, singleVector: false, vectors: new Map([...config.vectors, [name, vector]]) },
    name,
  )
}

function createSparse(config: CollectionConfig, change: CreateSparse): CollectionConfig {
  const { name, modifier, datatype } = change
  checkVectorName(name, 'vector')
  if (config.vectors.has(name)) throw wrongInput(`Vector \`${name}\` already exists as a dense vector`)
  const present = config.sparseVectors.get(name)
  if (present) {
    if (isSameSparse(present, change)) return config
    throw wrongInput(`Sparse vector \`${name}\` already exists with a different configuration`)
  }
  const vector: SparseVectorConfig = { modifier, index: datatype === undefined ? undefined : { datatype } }
  return withKey({ ...config, sparseVectors: new Map([...config.sparseVectors, [name, vector]]) }, name)
}

function remove(config: CollectionConfig, name: string): CollectionConfig {
  if (!config.vectorKeys.has(name)) return config
  return {
    ...config,
    singleVector: config.singleVector && name !== '',
    vectors: without(config.vectors, name),
    sparseVectors: without(config.sparseVectors, name),
    vectorKeys: without(config.vectorKeys, name),
  }
}

function isSameDense(present: DenseVectorConfig, change: CreateDense): boolean {
  return (
    present.size === change.size &&
    present.distance === change.distance &&
    (present.datatype ?? 'float32') === (change.datatype ?? 'float32') &&
    (present.multivector !== undefined) === change.multivector
  )
}

function isSameSparse(present: SparseVectorConfig, change: CreateSparse): boolean {
  return (
    (present.modifier ?? 'none') === (change.modifier ?? 'none') &&
    (present.index?.datatype ?? 'float32') === (change.datatype ?? 'float32')
  )
}

function withKey(config: CollectionConfig, name: string): CollectionConfig {
  const key = config.nextVectorKey
  return { ...config, vectorKeys: new Map([...config.vectorKeys, [name, key]]), nextVectorKey: key + 1 }
}

function without<T>(map: ReadonlyMap<string, T>, name: string): ReadonlyMap<string, T> {
  return new Map([...map].filter(([key]) => key !== name))
}
