import { createIndexFile } from '#index/section-file.ts'
import { type BitSections, bitFileKind, bitSectionLengths, bitSections } from './bit-codes.ts'
import { type BitEncoding, bitCount, bitEncodings, encodeBits, secondBit, signOf } from './bit-encoding.ts'
import { type CoordinateStatistics, Coordinates, eachSampled, measureCoordinates } from './coordinates.ts'
import { distances, type RowSource } from './vector-codes.ts'

export interface BitCodesOptions {
  readonly encoding: BitEncoding
  /** Coordinates: the dimension or more. */
  readonly size: number
  readonly isRotated: boolean
  /**
   * Rows have a factor of their own, which 4 bytes are for. It is needed where they differ in length; without
   * it all have the same.
   */
  readonly hasFactors: boolean
}

/** Rows that are encoded between two pauses. */
const rowsAtOnce = 1024

/** Makes a file of bit codes, with a pause now and then. */
export function* buildBitCodes(source: RowSource, options: BitCodesOptions): Generator<void, Uint8Array> {
  const { count, dimension, distance } = source
  const { encoding, size, isRotated, hasFactors } = options
  const coordinates = new Coordinates(size, isRotated)
  const statistics = yield* measureCoordinates(source, coordinates)
  const builder = new BitCodesBuilder(encoding, statistics, hasFactors)
  yield* eachSampled(source, coordinates, (values) => builder.fit(values))
  builder.settle()
  yield* eachSampled(source, coordinates, (values) => builder.measureFactor(values))
  const file = createIndexFile(
    bitFileKind,
    [
      dimension,
      count,
      distances.indexOf(distance),
      bitEncodings.indexOf(encoding),
      size,
      isRotated ? 1 : 0,
      // Under Manhattan bits are compared as they are.
      distance === 'Manhattan' ? 1 : hasFactors ? 0 : builder.meanFactor,
    ],
    bitSectionLengths({
      size,
      count,
      encoding,
      distance,
      hasFactors: hasFactors && distance !== 'Manhattan',
    }),
  )
  const sections = bitSections(file)
  builder.describe(sections)
  const row = new Float32Array(dimension)
  const values = new Float64Array(size)
  for (let at = 0; at < count; at++) {
    if (at % rowsAtOnce === rowsAtOnce - 1) yield
    if (!source.read(at, row)) continue
    coordinates.map(row, values)
    builder.encode(values, sections, at)
  }
  return file.bytes
}

class BitCodesBuilder {
  readonly #encoding: BitEncoding
  readonly #statistics: CoordinateStatistics
  readonly #evensLengths: boolean
  readonly #regressions: readonly Regression[]
  readonly #ones: Float64Array
  readonly #centred: Float64Array
  readonly #scaled: Float64Array
  readonly #bits: Uint8Array
  #rows = 0
  #factorSum = 0
  #factorRows = 0

  constructor(encoding: BitEncoding, statistics: CoordinateStatistics, evensLengths: boolean) {
    const size = statistics.mean.length
    const bits = bitCount(encoding, size)
    this.#encoding = encoding
    this.#statistics = statistics
    this.#evensLengths = evensLengths
    this.#regressions = Array.from({ length: size }, () => new Regression())
    this.#ones = new Float64Array(bits)
    this.#centred = new Float64Array(size)
    this.#scaled = new Float64Array(size)
    this.#bits = new Uint8Array(Math.ceil(bits / 8))
  }

  get meanFactor(): number {
    return this.#factorRows === 0 ? 1 : this.#factorSum / this.#factorRows
  }

  /** Takes a row into the regression of coordinates on their bits. */
  fit(values: Float64Array): void {
    this.#setBits(values, this.#bits.fill(0), 0)
    const size = values.length
    this.#rows++
    for (let at = 0; at < size; at++) {
      const second = this.#encoding === 'one' ? 0 : this.#sign(secondBit(this.#encoding, size, at))
      ;(this.#regressions[at] as Regression).add(this.#centred[at] as number, this.#sign(at), second)
    }
    for (let bit = 0; bit < this.#ones.length; bit++) {
      if (this.#sign(bit) > 0) this.#ones[bit] = (this.#ones[bit] as number) + 1
    }
  }

  settle(): void {
    for (const regression of this.#regressions) regression.settle()
  }

  measureFactor(values: Float64Array): void {
    this.#setBits(values, this.#bits.fill(0), 0)
    const { factor } = this.#compare(this.#bits, 0)
    if (factor === 0) return
    this.#factorSum += factor
    this.#factorRows++
  }

  /** Writes what all rows have in common. */
  describe(sections: BitSections): void {
    const { mean, spread } = this.#statistics
    for (const [at, { shift, first, second }] of this.#regressions.entries()) {
      sections.centre[at] = (mean[at] as number) + shift
      sections.spread[at] = spread[at] as number
      sections.first[at] = first
      if (sections.second.length > 0) sections.second[at] = second
    }
    const rows = Math.max(1, this.#rows)
    for (const [bit, ones] of this.#ones.entries()) sections.ones[bit] = ones / rows
  }

  encode(values: Float64Array, { codes, factors, norms }: BitSections, row: number): void {
    const from = row * this.#bits.length
    this.#setBits(values, codes, from)
    if (factors.length === 0 && norms.length === 0) return
    const { factor, norm } = this.#compare(codes, from)
    if (factors.length > 0) factors[row] = factor
    if (norms.length > 0) norms[row] = norm
  }

  #setBits(values: Float64Array, bytes: Uint8Array, from: number): void {
    const { mean, spread } = this.#statistics
    const centred = this.#centred
    const scaled = this.#scaled
    let squares = 0
    for (let at = 0; at < values.length; at++) {
      const deviation = spread[at] as number
      centred[at] = (values[at] as number) - (mean[at] as number)
      scaled[at] = deviation > 0 ? (centred[at] as number) / deviation : 0
      squares += (scaled[at] as number) ** 2
    }
    if (this.#evensLengths && squares > 0) {
      const inverse = Math.sqrt(values.length / squares)
      for (let at = 0; at < values.length; at++) scaled[at] = (scaled[at] as number) * inverse
    }
    encodeBits(this.#encoding, scaled, bytes, from)
  }

  /**
   * By how much the bits of the last row are to be multiplied, so that its product with itself is right (as in
   * RaBitQ, Gao and Long 2024), and its squared distance from the centre.
   */
  #compare(bytes: Uint8Array, from: number): { factor: number; norm: number } {
    const size = this.#centred.length
    let norm = 0
    let product = 0
    for (let at = 0; at < size; at++) {
      const { shift, first, second } = this.#regressions[at] as Regression
      const value = (this.#centred[at] as number) - shift
      let level = first * signOf(bytes, from, at)
      if (second !== 0) level += second * signOf(bytes, from, secondBit(this.#encoding, size, at))
      norm += value * value
      product += value * level
    }
    return { factor: product > 0 ? norm / product : 0, norm }
  }

  #sign(bit: number): number {
    return signOf(this.#bits, 0, bit)
  }
}

/** Least squares of a number on two signs: it is about `shift + first * a + second * b`. */
class Regression {
  shift = 0
  first = 0
  second = 0
  #rows = 0
  #value = 0
  #a = 0
  #b = 0
  #ab = 0
  #valueA = 0
  #valueB = 0

  /** `b` is 0 for a number that has one sign only. */
  add(value: number, a: number, b: number): void {
    this.#rows++
    this.#value += value
    this.#a += a
    this.#b += b
    this.#ab += a * b
    this.#valueA += value * a
    this.#valueB += value * b
  }

  settle(): void {
    const rows = this.#rows
    if (rows === 0) return
    const value = this.#value / rows
    const a = this.#a / rows
    const b = this.#b / rows
    const varianceA = 1 - a * a
    const varianceB = b === 0 && this.#valueB === 0 ? 0 : 1 - b * b
    const covariance = this.#ab / rows - a * b
    const withA = this.#valueA / rows - value * a
    const withB = this.#valueB / rows - value * b
    const determinant = varianceA * varianceB - covariance * covariance
    if (determinant > 1e-6) {
      this.first = (withA * varianceB - withB * covariance) / determinant
      this.second = (withB * varianceA - withA * covariance) / determinant
    } else if (varianceA > 1e-6) this.first = withA / varianceA
    this.shift = value - this.first * a - this.second * b
  }
}
