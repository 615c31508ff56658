import { type ByteRows, type Kernels, stableBytes } from '#index/kernel.ts'
import {
  asF32,
  type IndexFile,
  IndexFileError,
  type IndexFileKind,
  openIndexFile,
} from '#index/section-file.ts'
import type { Distance } from '#model/collection.ts'
import { type BitEncoding, bitCount, bitEncodings, encodeBits, secondBit, signOf } from './bit-encoding.ts'
import { Coordinates } from './coordinates.ts'
import { type CandidateCounts, type CodesQuery, distances, type VectorCodes } from './vector-codes.ts'

/** The content of a file of bit codes: see `BitCodes`. */
export interface BitSections {
  /** What each coordinate is but for its bits, and its standard deviation. */
  readonly centre: Float32Array
  readonly spread: Float32Array
  /** The weights of the first and the second bit of each coordinate. */
  readonly first: Float32Array
  readonly second: Float32Array
  /** The share of rows that have each bit. */
  readonly ones: Float32Array
  /** What the bits of a row are to be multiplied by; empty: the same for all. */
  readonly factors: Float32Array
  /** Squared distances of the rows from the centre; empty unless the distance is Euclid. */
  readonly norms: Float32Array
  readonly codes: Uint8Array
}

export const bitFileKind: IndexFileKind = { magic: 'QVB1', version: 1 }

/** Lengths of the sections in bytes, in their order. */
export function bitSectionLengths(shape: {
  readonly size: number
  readonly count: number
  readonly encoding: BitEncoding
  readonly distance: Distance
  readonly hasFactors: boolean
}): number[] {
  const { size, count, encoding, distance, hasFactors } = shape
  const bits = bitCount(encoding, size)
  return [
    size * 4,
    size * 4,
    size * 4,
    encoding === 'one' ? 0 : size * 4,
    bits * 4,
    hasFactors ? count * 4 : 0,
    distance === 'Euclid' ? count * 4 : 0,
    count * Math.ceil(bits / 8),
  ]
}

export function bitSections({ sections }: IndexFile): BitSections {
  const [centre, spread, first, second, ones, factors, norms, codes] = sections as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ]
  return {
    centre: asF32(centre),
    spread: asF32(spread),
    first: asF32(first),
    second: asF32(second),
    ones: asF32(ones),
    factors: asF32(factors),
    norms: asF32(norms),
    codes,
  }
}

/** Few bits tell little of a coordinate, so more candidates are needed than of finer codes. */
function candidatesFor(encoding: BitEncoding, isRotated: boolean): CandidateCounts {
  if (encoding === 'four') return { perHit: 5, min: 128, efMin: 0 }
  if (encoding === 'two') return { perHit: 5, min: 128, efMin: 128 }
  return { perHit: 10, min: 256, efMin: isRotated ? 128 : 192 }
}

/**
 * Vectors in one or two bits for each coordinate. A vector is about `centre + factor * sum of weight * bit`,
 * where a bit is +1 or -1. So whatever is a sum over coordinates of a function of query and vector, as all
 * similarities are, becomes a number and a weighted sum of bits.
 *
 * The query is either given in bits too, and one count of differing bits is all that a row costs; or the
 * weights are rounded to integers of some bits, and each plane of these is compared with the row.
 */
class BitCodes implements VectorCodes {
  readonly dimension: number
  readonly count: number
  readonly distance: Distance
  readonly hasCodes = true
  readonly rowBytes: number
  readonly rowCost = 1
  readonly candidates: CandidateCounts
  readonly encoding: BitEncoding
  readonly sections: BitSections
  readonly coordinates: Coordinates
  readonly rows: ByteRows
  /** The factor of every row when they have none of their own. */
  readonly factor: number
  readonly #kernels: Kernels
  readonly #queryBits: number

  constructor(file: IndexFile, kernels: Kernels, queryBits: number) {
    const [dimension, count, distance, encoding, size, isRotated, factor] = file.numbers as number[]
    const shape = {
      size: size as number,
      count: count as number,
      encoding: bitEncodings[encoding as number] as BitEncoding,
      distance: distances[distance as number] as Distance,
      hasFactors: factor === 0,
    }
    if (shape.encoding === undefined || shape.distance === undefined || shape.size < (dimension as number)) {
      throw new IndexFileError('bit codes of an unknown kind')
    }
    const lengths = bitSectionLengths(shape)
    if (file.sections.some((section, index) => section.byteLength !== lengths[index])) {
      throw new IndexFileError('the sections of bit codes do not fit their dimension and count')
    }
    this.dimension = dimension as number
    this.count = shape.count
    this.distance = shape.distance
    this.encoding = shape.encoding
    this.sections = bitSections(file)
    this.coordinates = new Coordinates(shape.size, isRotated === 1)
    this.factor = factor as number
    this.rowBytes = Math.ceil(bitCount(shape.encoding, shape.size) / 8)
    this.candidates = candidatesFor(shape.encoding, isRotated === 1)
    this.rows = kernels.byteRows(this.sections.codes, this.rowBytes)
    this.#kernels = kernels
    this.#queryBits = queryBits
  }

  createQuery(): CodesQuery {
    return new BitQuery(this, this.#kernels, this.#queryBits)
  }
}

/** Opens the file without a copy; `queryBits` a coordinate. Throws `IndexFileError`. */
export function openBitCodes(bytes: Uint8Array, kernels: Kernels, queryBits: number): BitCodes {
  return new BitCodes(openIndexFile(bitFileKind, bytes, 7, 8), kernels, queryBits)
}

class BitQuery implements CodesQuery {
  readonly score: CodesQuery['score']
  readonly #vectors: BitCodes
  readonly #planes: ByteRows
  readonly #planeCount: number
  /** The coordinates of the query, less the centre where distances are measured. */
  readonly #values: Float64Array
  /** The weight of each bit in the similarity. */
  readonly #weights: Float64Array
  /** The similarity is `bias + factor * (scale * (differing bits) + shift)`, less the norm under Euclid. */
  #bias = 0
  #scale = 0
  #shift = 0

  constructor(vectors: BitCodes, kernels: Kernels, planeCount: number) {
    const { rows, rowBytes, coordinates, encoding } = vectors
    this.#vectors = vectors
    this.#planeCount = planeCount
    this.#planes = kernels.byteRows(stableBytes(rowBytes * planeCount), rowBytes)
    this.#values = new Float64Array(coordinates.size)
    this.#weights = new Float64Array(bitCount(encoding, coordinates.size))
    const planes = this.#planes
    this.score = (slots, count, out) => {
      if (planeCount === 1) kernels.hamming(rows, planes, slots, count, out)
      else kernels.hammingPlanes(rows, planes, planeCount, slots, count, out)
      this.#finish(slots, count, out)
    }
  }

  set(query: Float32Array): void {
    const { coordinates, distance } = this.#vectors
    coordinates.map(query, this.#values)
    if (distance === 'Manhattan') this.#weighAbsolute()
    else this.#weighProducts(distance === 'Euclid')
    this.#planes.values.fill(0)
    if (this.#planeCount > 1) this.#roundWeights()
    else this.#compareBits()
  }

  /** Weights for which the sum of bits is a dot product; from the centre under Euclid. */
  #weighProducts(isEuclid: boolean): void {
    const values = this.#values
    const { centre, first, second } = this.#vectors.sections
    let bias = 0
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number
      const middle = centre[at] as number
      const centred = isEuclid ? value - middle : value
      bias += isEuclid ? -centred * centred : value * middle
      values[at] = centred
    }
    this.#bias = bias
    const factor = isEuclid ? 2 : 1
    this.#weigh(
      (at) => factor * (values[at] as number) * (first[at] as number),
      (at) => factor * (values[at] as number) * (second[at] as number),
    )
  }

  /**
   * Weights for which the sum of bits is minus a sum of absolute differences. Three levels, as `two` has them,
   * are met exactly; else these weights come nearest to the four cases of two bits.
   */
  #weighAbsolute(): void {
    const values = this.#values
    const { encoding, sections } = this.#vectors
    const { centre, first, second } = sections
    const firsts = new Float64Array(values.length)
    const seconds = new Float64Array(values.length)
    let bias = 0
    for (let at = 0; at < values.length; at++) {
      const value = (values[at] as number) - (centre[at] as number)
      const a = first[at] as number
      const b = second[at] ?? 0
      const high = Math.abs(value - a - b)
      const middle = Math.abs(value - a + b)
      const low = Math.abs(value + a + b)
      const never = encoding === 'two' ? high + low - middle : Math.abs(value + a - b)
      values[at] = value
      bias -= (high + middle + low + never) / 4
      firsts[at] = (never + low - high - middle) / 4
      seconds[at] = (middle + low - high - never) / 4
    }
    this.#bias = bias
    this.#weigh(
      (at) => firsts[at] as number,
      (at) => seconds[at] as number,
    )
  }

  #weigh(firstOf: (at: number) => number, secondOf: (at: number) => number): void {
    const weights = this.#weights.fill(0)
    const { encoding, coordinates } = this.#vectors
    for (let at = 0; at < coordinates.size; at++) {
      weights[at] = firstOf(at)
      if (encoding === 'one') continue
      const bit = secondBit(encoding, coordinates.size, at)
      weights[bit] = (weights[bit] as number) + secondOf(at)
    }
  }

  /**
   * The weights as odd integers `sum of 2^p * (+1 or -1)`, whose signs are the planes: then their product with
   * the bits of a row is `levels * bits - 2 * (differing bits)`, of the planes as `hammingPlanes` adds them.
   */
  #roundWeights(): void {
    const weights = this.#weights
    const { rowBytes } = this.#vectors
    const planes = this.#planes.values
    const levels = 2 ** this.#planeCount - 1
    const step = bestStep(weights, levels)
    for (let bit = 0; bit < weights.length; bit++) {
      const level = roundToLevel(weights[bit] as number, step, levels)
      for (let plane = 0; plane < this.#planeCount; plane++) {
        if (((level >>> plane) & 1) === 0) continue
        const at = plane * rowBytes + (bit >>> 3)
        planes[at] = (planes[at] as number) | (1 << (bit & 7))
      }
    }
    this.#scale = -2 * step
    this.#shift = step * levels * weights.length
  }

  /**
   * The query in bits of its own. As many bits as those of an unrelated row differ: then the sum is 0; no bit
   * differs: then it is the sum that these bits have with the weights.
   */
  #compareBits(): void {
    const values = this.#values
    const weights = this.#weights
    const { encoding, sections, distance } = this.#vectors
    const { spread } = sections
    const isCentred = distance === 'Euclid' || distance === 'Manhattan'
    const bits = this.#planes.values
    for (let at = 0; at < values.length; at++) {
      const deviation = spread[at] as number
      const middle = isCentred ? 0 : (sections.centre[at] as number)
      values[at] = deviation > 0 ? ((values[at] as number) - middle) / deviation : 0
    }
    encodeBits(encoding, values, bits, 0)
    let agreement = 0
    let magnitude = 0
    let unrelated = 0
    for (let bit = 0; bit < weights.length; bit++) {
      const sign = signOf(bits, 0, bit)
      const ones = sections.ones[bit] as number
      agreement += sign * (weights[bit] as number)
      magnitude += Math.abs(weights[bit] as number)
      unrelated += sign > 0 ? 1 - ones : ones
    }
    const full = agreement > 0 ? agreement : magnitude
    this.#scale = unrelated > 0 ? -full / unrelated : 0
    this.#shift = full
  }

  #finish(slots: Uint32Array, count: number, out: Float64Array): void {
    const bias = this.#bias
    const scale = this.#scale
    const shift = this.#shift
    const { factor, sections } = this.#vectors
    const { factors, norms } = sections
    if (factors.length === 0) {
      for (let index = 0; index < count; index++) {
        out[index] = bias + factor * ((out[index] as number) * scale + shift)
      }
    } else {
      for (let index = 0; index < count; index++) {
        const own = factors[slots[index] as number] as number
        out[index] = bias + own * ((out[index] as number) * scale + shift)
      }
    }
    if (norms.length === 0) return
    for (let index = 0; index < count; index++) {
      out[index] = (out[index] as number) - (norms[slots[index] as number] as number)
    }
  }
}

/** Parts of the largest weight that the largest level may stand for: a few large weights may be cut off. */
const reaches = [1, 0.75, 0.55, 0.4, 0.3, 0.2]

/** The step between levels by which weights are changed least. */
function bestStep(weights: Float64Array, levels: number): number {
  let largest = 0
  for (const weight of weights) largest = Math.max(largest, Math.abs(weight))
  let best = largest / levels
  let bestError = Number.POSITIVE_INFINITY
  for (const reach of reaches) {
    const step = (largest * reach) / levels
    let error = 0
    for (const weight of weights) {
      error += (weight - step * (2 * roundToLevel(weight, step, levels) - levels)) ** 2
    }
    if (error >= bestError) continue
    bestError = error
    best = step
  }
  return best
}

/** The level, 0..levels, whose `step * (2 * level - levels)` is nearest to the weight. */
function roundToLevel(weight: number, step: number, levels: number): number {
  if (!(step > 0)) return 0
  const level = Math.round((weight / step + levels) / 2)
  return level < 0 ? 0 : level > levels ? levels : level
}
