import type { CollectionConfig, DenseVectorConfig } from './collection.ts'
import { type RequestError, wrongDimension, wrongInput } from './errors.ts'
import { multiVectorValuesMax } from './limits.ts'
import type { DenseVector, MultiVector, NamedVectors, SparseVector, VectorData } from './vector.ts'

/** Squared lengths below it are taken for zero (single-precision epsilon). */
const zeroLengthSquaredMax = 1.1920929e-7
/** Vectors whose squared length is so near to 1 count as normalised. */
const unitLengthToleranceMax = 1e-6

const sparseMismatch = (): RequestError => wrongInput('Conversion between sparse and regular vectors failed')
const multiMismatch = (): RequestError => wrongInput('Conversion between multi and regular vectors failed')

/**
 * What is stored and searched for a vector of this configuration: checked for kind and dimension, normalised
 * under Cosine, rounded to the datatype. A dense vector for a multivector becomes its one row. The given
 * vector is never changed and is returned itself where nothing is to do.
 *
 * A `uint8` vector under Cosine keeps its length, as its bytes are what clients get back: its similarity is
 * the dot product divided by both norms, 0 if either is 0. `turbo4` is kept as it is: exact values are a
 * permitted outcome of a lossy type.
 *
 * @param vectorName for the text of a wrong dimension, where the request named the vector
 */
export function prepareVector(
  config: DenseVectorConfig,
  vector: VectorData,
  vectorName?: string,
): DenseVector | MultiVector {
  if (vector.kind === 'sparse') throw sparseMismatch()
  const rowSize = vector.kind === 'dense' ? vector.values.length : vector.dimension
  if (vector.kind === 'multi' && config.multivector === undefined) throw multiMismatch()
  if (rowSize !== config.size) throw wrongDimension(config.size, rowSize, vectorName)
  const values = prepareRows(config, vector.values)
  if (config.multivector !== undefined) {
    if (vector.kind === 'multi' && values === vector.values) return vector
    return { kind: 'multi', dimension: config.size, values }
  }
  return values === vector.values && vector.kind === 'dense' ? vector : { kind: 'dense', values }
}

function prepareRows(config: DenseVectorConfig, values: Float32Array): Float32Array {
  const datatype = config.datatype ?? 'float32'
  let ready = values
  if (config.distance === 'Cosine' && datatype !== 'uint8') {
    for (let start = 0; start < values.length; start += config.size) {
      const length = cosineLength(values, start, start + config.size)
      if (length === 1) continue
      if (ready === values) ready = values.slice()
      for (let index = start; index < start + config.size; index++) {
        ready[index] = (ready[index] as number) / length
      }
    }
  }
  if (datatype === 'float16') return roundToHalf(ready)
  if (datatype === 'uint8') return roundToByte(ready)
  return ready
}

/** By what Cosine divides the numbers from `start` to `end`: their length, or 1 where they stay as they are. */
function cosineLength(values: Float32Array, start: number, end: number): number {
  let sum = 0
  for (let index = start; index < end; index++) sum += (values[index] as number) * (values[index] as number)
  const squared = Math.fround(sum)
  if (squared < zeroLengthSquaredMax || Math.abs(squared - 1) <= unitLengthToleranceMax) return 1
  return Math.fround(Math.sqrt(squared))
}

function roundToHalf(values: Float32Array): Float32Array {
  return new Float32Array(new Float16Array(values))
}

function roundToByte(values: Float32Array): Float32Array {
  const rounded = new Float32Array(values.length)
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    rounded[index] = value > 0 ? Math.min(Math.trunc(value), 255) : 0
  }
  return rounded
}

/** The sparse vector sorted by index; the given one itself when it already is. */
export function prepareSparseVector(vector: VectorData): SparseVector {
  if (vector.kind === 'dense') throw sparseMismatch()
  if (vector.kind === 'multi') throw multiMismatch()
  const { indices, values } = vector
  if (isAscending(indices)) return vector
  const order = Array.from(indices, (_, position) => position)
  order.sort((a, b) => (indices[a] as number) - (indices[b] as number))
  return {
    kind: 'sparse',
    indices: Uint32Array.from(order, (position) => indices[position] as number),
    values: Float32Array.from(order, (position) => values[position] as number),
  }
}

function isAscending(indices: Uint32Array): boolean {
  for (let index = 1; index < indices.length; index++) {
    if ((indices[index - 1] as number) > (indices[index] as number)) return false
  }
  return true
}

/**
 * The vectors of a point as they are stored. What the collection cannot take (an unknown name, a wrong kind or
 * dimension) is passed on unchanged: it is refused when the write is applied.
 */
export function preparePointVectors(config: CollectionConfig, vectors: NamedVectors): NamedVectors {
  let prepared: Map<string, VectorData> | undefined
  for (const [name, vector] of vectors) {
    const ready = prepareIfFitting(config, name, vector)
    if (ready === vector) continue
    prepared ??= new Map(vectors)
    prepared.set(name, ready)
  }
  return prepared ?? vectors
}

function prepareIfFitting(config: CollectionConfig, name: string, vector: VectorData): VectorData {
  if (vector.kind === 'sparse') return config.sparseVectors.has(name) ? prepareSparseVector(vector) : vector
  const dense = config.vectors.get(name)
  if (dense === undefined || (vector.kind === 'multi' && dense.multivector === undefined)) return vector
  const rowSize = vector.kind === 'dense' ? vector.values.length : vector.dimension
  return rowSize === dense.size ? prepareVector(dense, vector, name) : vector
}

/**
 * The checks of an upsert that come before it is accepted, so that they are reported even to a client that
 * does not wait: the shape of each vector, and the dimension of those with a known name.
 *
 * @param pointIndex position of the point in the request, for the texts
 */
export function checkUpsertVectors(
  config: CollectionConfig,
  pointIndex: number,
  vectors: NamedVectors,
): void {
  for (const [name, vector] of vectors) {
    const at = `points[${pointIndex}].vector${name === '' ? '' : '.?'}`
    if (vector.kind === 'sparse') checkSparseShape(vector, at)
    else if (vector.kind === 'multi') checkMultiShape(vector, at)
    else if (vector.values.length === 0) throw wrongInput(`${at}.vector: dense vector must not be empty`)
  }
  for (const [name, vector] of vectors) {
    const dense = config.vectors.get(name)
    if (dense === undefined || vector.kind === 'sparse') continue
    const rowSize = vector.kind === 'dense' ? vector.values.length : vector.dimension
    if (rowSize !== dense.size) throw wrongDimension(dense.size, rowSize, name === '' ? undefined : name)
  }
}

function checkSparseShape(vector: SparseVector, at: string): void {
  if (vector.values.length !== vector.indices.length) {
    throw wrongInput(`${at}.values: Validation error: must be the same length as indices [{}]`)
  }
  const sorted = isAscending(vector.indices) ? vector.indices : vector.indices.toSorted()
  for (let index = 1; index < sorted.length; index++) {
    if (sorted[index - 1] === sorted[index]) {
      throw wrongInput(`${at}.indices: Validation error: must be unique [{}]`)
    }
  }
}

function checkMultiShape(vector: MultiVector, at: string): void {
  if (vector.values.length === 0) throw wrongInput(`${at}.data: multi vector must not be empty`)
  if (vector.values.length >= multiVectorValuesMax) {
    throw wrongInput(
      `${at}.data: Total size of all vectors (${vector.values.length}) must be less than ${multiVectorValuesMax}`,
    )
  }
}
