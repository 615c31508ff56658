import type { BitSet } from '#base/bit-set.ts'
import { hasBit } from '#base/bit-set.ts'
import type { Distance } from '#model/collection.ts'
import { type I8Rows, type Kernels, stableI8 } from './kernel.ts'
import {
  asF32,
  asI8,
  createIndexFile,
  type IndexFile,
  IndexFileError,
  type IndexFileKind,
  openIndexFile,
} from './section-file.ts'

/**
 * Vectors in one byte a dimension. Dimension `d` of a vector is about `offset[d] + step[d] * code`: the
 * offset is the mean of the dimension and 127 steps are four standard deviations (or the largest deviation,
 * if that is less). One step for all dimensions would lose recall on embeddings, whose dimensions differ in
 * spread.
 */
export interface QuantizedVectors {
  readonly dimension: number
  readonly count: number
  readonly distance: Distance
  readonly offset: Float32Array
  readonly step: Float32Array
  /** Squared length of each decoded vector less the offset; empty unless the distance is Euclid. */
  readonly norms: Float32Array
  readonly codes: I8Rows
}

const fileKind: IndexFileKind = { magic: 'QVI8', version: 1 }
const distances: readonly Distance[] = ['Cosine', 'Dot', 'Euclid', 'Manhattan']
/** Rows that the statistics of the dimensions are taken from, evenly spread. */
const sampleRowsMax = 65_536

export interface QuantizeInput {
  /** Row `slot` at `slot * dimension`. */
  readonly values: Float32Array
  readonly dimension: number
  readonly count: number
  /** Slots that have a vector; null: all. The codes of the others are zero. */
  readonly present: BitSet | null
  readonly distance: Distance
}

/** The vectors quantized, as a file. Manhattan has no codes: nothing faster than f32 is known for it. */
export function quantize(input: QuantizeInput): Uint8Array {
  const { dimension, count, distance } = input
  const hasCodes = distance !== 'Manhattan'
  const file = createIndexFile(
    fileKind,
    [dimension, count, distances.indexOf(distance)],
    [dimension * 4, dimension * 4, distance === 'Euclid' ? count * 4 : 0, hasCodes ? count * dimension : 0],
  )
  if (!hasCodes) return file.bytes
  const { offset, step, norms, codes } = sectionsOf(file)
  measureDimensions(input, offset, step)
  encodeRows(input, offset, step, codes)
  if (distance === 'Euclid') measureNorms(codes, step, norms)
  return file.bytes
}

function sectionsOf(file: IndexFile): {
  offset: Float32Array
  step: Float32Array
  norms: Float32Array
  codes: Int8Array
} {
  const [offset, step, norms, codes] = file.sections as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  return { offset: asF32(offset), step: asF32(step), norms: asF32(norms), codes: asI8(codes) }
}

/** Opens the file without a copy. Throws `IndexFileError`. */
export function openQuantized(bytes: Uint8Array, kernels: Kernels): QuantizedVectors {
  const file = openIndexFile(fileKind, bytes, 3, 4)
  const [dimension, count, distanceIndex] = file.numbers as [number, number, number]
  const distance = distances[distanceIndex]
  if (distance === undefined) throw new IndexFileError(`unknown distance ${distanceIndex}`)
  const { offset, step, norms, codes } = sectionsOf(file)
  if (
    offset.length !== dimension ||
    step.length !== dimension ||
    codes.length !== (distance === 'Manhattan' ? 0 : count * dimension) ||
    norms.length !== (distance === 'Euclid' ? count : 0)
  ) {
    throw new IndexFileError('the sections of quantized vectors do not fit their dimension and count')
  }
  return { dimension, count, distance, offset, step, norms, codes: kernels.rows(codes, dimension) }
}

/** A query in codes of the same scheme; reused for query after query of one dimension. */
export interface QuantizedQuery {
  readonly codes: I8Rows
  /** The similarity is `scale * (integer dot product) + bias`, less the norm of the row for Euclid. */
  scale: number
  bias: number
}

export function createQuantizedQuery(dimension: number, kernels: Kernels): QuantizedQuery {
  return { codes: kernels.rows(stableI8(dimension), dimension), scale: 0, bias: 0 }
}

/**
 * Brings a query into `target`. With `v = offset + step * code` the dot product is
 * `q . offset + (q * step) . code`; the distance is `|x|^2 - 2 (x * step) . code + |step * code|^2` for
 * `x = q - offset`. The steps go into the query, so a row costs one integer dot product.
 */
export function quantizeQuery(vectors: QuantizedVectors, query: Float32Array, target: QuantizedQuery): void {
  const { dimension, offset, step } = vectors
  const isEuclid = vectors.distance === 'Euclid'
  let largest = 0
  let bias = 0
  for (let at = 0; at < dimension; at++) {
    const value = query[at] as number
    const shift = offset[at] as number
    const centred = isEuclid ? value - shift : value
    bias += isEuclid ? -centred * centred : value * shift
    const weight = Math.abs(centred * (step[at] as number))
    if (weight > largest) largest = weight
  }
  const inverse = largest > 0 ? 127 / largest : 0
  const codes = target.codes.values
  for (let at = 0; at < dimension; at++) {
    const value = query[at] as number
    const centred = isEuclid ? value - (offset[at] as number) : value
    codes[at] = Math.round(centred * (step[at] as number) * inverse)
  }
  target.scale = (isEuclid ? 2 : 1) * (largest / 127)
  target.bias = bias
}

/** Approximate similarities of `count` slots into `out`; larger is closer. */
export function scoreQuantized(
  kernels: Kernels,
  vectors: QuantizedVectors,
  query: QuantizedQuery,
  slots: Uint32Array,
  count: number,
  out: Float64Array,
): void {
  kernels.dotI8(vectors.codes, query.codes, slots, count, out)
  const { scale, bias } = query
  if (vectors.distance === 'Euclid') {
    const norms = vectors.norms
    for (let index = 0; index < count; index++) {
      out[index] = (out[index] as number) * scale + bias - (norms[slots[index] as number] as number)
    }
    return
  }
  for (let index = 0; index < count; index++) out[index] = (out[index] as number) * scale + bias
}

function measureDimensions(input: QuantizeInput, offset: Float32Array, step: Float32Array): void {
  const { values, dimension, count, present } = input
  const stride = Math.max(1, Math.floor(count / sampleRowsMax))
  const sums = new Float64Array(dimension)
  const squares = new Float64Array(dimension)
  const lows = new Float64Array(dimension).fill(Number.POSITIVE_INFINITY)
  const highs = new Float64Array(dimension).fill(Number.NEGATIVE_INFINITY)
  let rows = 0
  for (let slot = 0; slot < count; slot += stride) {
    if (present !== null && !hasBit(present, slot)) continue
    rows++
    const from = slot * dimension
    for (let at = 0; at < dimension; at++) {
      const value = values[from + at] as number
      sums[at] = (sums[at] as number) + value
      squares[at] = (squares[at] as number) + value * value
      if (value < (lows[at] as number)) lows[at] = value
      if (value > (highs[at] as number)) highs[at] = value
    }
  }
  for (let at = 0; at < dimension; at++) {
    const mean = rows === 0 ? 0 : (sums[at] as number) / rows
    const variance = rows === 0 ? 0 : Math.max(0, (squares[at] as number) / rows - mean * mean)
    const deviation = Math.max((highs[at] as number) - mean, mean - (lows[at] as number))
    const range = Math.min(4 * Math.sqrt(variance), deviation)
    offset[at] = Number.isFinite(mean) ? mean : 0
    step[at] = Number.isFinite(range) && range > 0 ? range / 127 : 0
  }
}

function encodeRows(input: QuantizeInput, offset: Float32Array, step: Float32Array, codes: Int8Array): void {
  const { values, dimension, count, present } = input
  const inverse = new Float64Array(dimension)
  for (let at = 0; at < dimension; at++) inverse[at] = step[at] === 0 ? 0 : 1 / (step[at] as number)
  for (let slot = 0; slot < count; slot++) {
    if (present !== null && !hasBit(present, slot)) continue
    const from = slot * dimension
    for (let at = 0; at < dimension; at++) {
      const code = ((values[from + at] as number) - (offset[at] as number)) * (inverse[at] as number)
      codes[from + at] = code > 127 ? 127 : code < -127 ? -127 : Math.round(code)
    }
  }
}

function measureNorms(codes: Int8Array, step: Float32Array, norms: Float32Array): void {
  const dimension = step.length
  for (let slot = 0; slot < norms.length; slot++) {
    let sum = 0
    const from = slot * dimension
    for (let at = 0; at < dimension; at++) {
      const value = (step[at] as number) * (codes[from + at] as number)
      sum += value * value
    }
    norms[slot] = sum
  }
}
