import { type ByteRows, type Kernels, stableBytes, touchBytes } from '#index/kernel.ts'
import {
  asF32,
  createIndexFile,
  type IndexFile,
  IndexFileError,
  type IndexFileKind,
  openIndexFile,
} from '#index/section-file.ts'
import type { Distance } from '#model/collection.ts'
import { type CoordinateStatistics, Coordinates, measureCoordinates } from './coordinates.ts'
import {
  type CandidateCounts,
  type CodesQuery,
  distances,
  type RowSource,
  type TileQuery,
  type TileSource,
  type VectorCodes,
} from './vector-codes.ts'

interface Int4Sections {
  /** The mean of each coordinate, and the distance of its levels. */
  readonly centre: Float32Array
  readonly step: Float32Array
  /** What the levels of a row are to be multiplied by. */
  readonly scales: Float32Array
  /** Squared distances of the rows from the centre; empty unless the distance is Euclid. */
  readonly norms: Float32Array
  /** Two coordinates in a byte, the first in the lower half. */
  readonly codes: Uint8Array
}

export const int4FileKind: IndexFileKind = { magic: 'QVI4', version: 1 }
/** The best distance of 16 even levels for normally distributed numbers, in standard deviations (Max 1960). */
const levelDistance = 0.3352
const candidates: CandidateCounts = { perHit: 2, min: 64, efMin: 0 }
/** Rows that are encoded between two pauses. */
const rowsAtOnce = 1024

const sectionLengths = (size: number, count: number, distance: Distance): number[] => [
  size * 4,
  size * 4,
  count * 4,
  distance === 'Euclid' ? count * 4 : 0,
  count * Math.ceil(size / 2),
]

function sectionsOf({ sections }: IndexFile): Int4Sections {
  const [centre, step, scales, norms, codes] = sections as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ]
  return { centre: asF32(centre), step: asF32(step), scales: asF32(scales), norms: asF32(norms), codes }
}

/**
 * Vectors in four bits a coordinate: coordinate `d` is about `centre[d] + scale * step[d] * (code + 1/2)`,
 * with a scale for each row. Coordinates are rotated, but under Manhattan, which no rotation keeps.
 */
class Int4Codes implements VectorCodes {
  readonly dimension: number
  readonly count: number
  readonly distance: Distance
  readonly hasCodes = true
  readonly rowBytes: number
  readonly rowCost: number
  readonly candidates = candidates
  readonly sections: Int4Sections
  readonly coordinates: Coordinates
  readonly rows: ByteRows
  readonly tileSource: TileSource | undefined
  readonly #kernels: Kernels

  readonly #queryBits: 4 | 8

  constructor(file: IndexFile, kernels: Kernels, queryBits: 4 | 8) {
    const [dimension, count, distanceIndex] = file.numbers as [number, number, number]
    const distance = distances[distanceIndex]
    if (distance === undefined) throw new IndexFileError(`unknown distance ${distanceIndex}`)
    const lengths = sectionLengths(dimension, count, distance)
    if (file.sections.some((section, index) => section.byteLength !== lengths[index])) {
      throw new IndexFileError('the sections of 4-bit codes do not fit their dimension and count')
    }
    this.dimension = dimension
    this.count = count
    this.distance = distance
    this.rowBytes = Math.ceil(dimension / 2)
    // Sums of absolute differences have no kernel.
    this.rowCost = distance === 'Manhattan' ? 10 : queryBits === 4 ? 0.6 : 1
    this.sections = sectionsOf(file)
    this.coordinates = new Coordinates(dimension, distance !== 'Manhattan')
    this.rows = kernels.byteRows(this.sections.codes, this.rowBytes)
    this.#kernels = kernels
    this.#queryBits = queryBits
    this.tileSource = distance === 'Manhattan' ? undefined : this.#tileSource()
  }

  #tileSource(): TileSource {
    const { rowBytes } = this
    const { codes, scales, norms } = this.sections
    return { kind: 'i4', dimension: rowBytes * 2, rowBytes, codes, scales, norms }
  }

  createQuery(): CodesQuery {
    if (this.distance === 'Manhattan') return new AbsoluteQuery(this)
    return new ProductQuery(this, this.#kernels, this.#queryBits)
  }
}

/**
 * Opens the file without a copy. A query of 4 bits costs half as much a row as one of 8, and adds as much error to
 * an estimate as the codes do. Throws `IndexFileError`.
 */
export function openInt4Codes(bytes: Uint8Array, kernels: Kernels, queryBits: 4 | 8): Int4Codes {
  return new Int4Codes(openIndexFile(int4FileKind, bytes, 3, 5), kernels, queryBits)
}

/** The largest weight of a query, by its bits: each half of 8 bits is a 4-bit integer too. */
const weightMax = { 4: 7, 8: 119 } as const
/** The largest weight of a query of 4 bits, in standard deviations of its weights; larger ones are cut off. */
const deviationsMax = 2.6

/** The query in one or two rows of 4 bits: dot products and Euclidean distances. */
class ProductQuery implements CodesQuery {
  readonly score: CodesQuery['score']
  readonly #vectors: Int4Codes
  readonly #halves: ByteRows
  readonly #values: Float64Array
  #bias = 0
  #scale = 0
  /** Half of all weights, because levels lie in the middle between two integers. */
  #shift = 0
  readonly #bits: 4 | 8

  constructor(vectors: Int4Codes, kernels: Kernels, bits: 4 | 8) {
    const { rows, rowBytes, coordinates } = vectors
    this.#vectors = vectors
    this.#bits = bits
    this.#halves = kernels.byteRows(stableBytes((rowBytes * bits) / 4), rowBytes)
    this.#values = new Float64Array(coordinates.size)
    const halves = this.#halves
    this.score = (slots, count, out) => {
      kernels.dotI4(rows, halves, slots, count, out)
      this.#finish(slots, count, out)
    }
  }

  get tileQuery(): TileQuery {
    const rowCount = this.#bits === 4 ? 1 : 2
    const { address } = this.#halves
    return { address, rowCount, scale: this.#scale, bias: this.#bias, shift: this.#shift }
  }

  set(query: Float32Array): void {
    const { coordinates, distance, sections } = this.#vectors
    const { centre, step } = sections
    const values = this.#values
    coordinates.map(query, values)
    const isEuclid = distance === 'Euclid'
    let bias = 0
    let largest = 0
    let squares = 0
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number
      const middle = centre[at] as number
      const centred = isEuclid ? value - middle : value
      bias += isEuclid ? -centred * centred : value * middle
      const weight = centred * (step[at] as number)
      values[at] = weight
      squares += weight * weight
      largest = Math.max(largest, Math.abs(weight))
    }
    if (this.#bits === 4) largest = Math.min(largest, deviationsMax * Math.sqrt(squares / values.length))
    const weightOfLargest = weightMax[this.#bits]
    this.#shift = this.#encode(largest > 0 ? weightOfLargest / largest : 0, weightOfLargest) / 2
    this.#bias = bias
    this.#scale = (isEuclid ? 2 : 1) * (largest / weightOfLargest)
  }

  /** Writes the weights, `inverse` times as large and no larger than `limit`, as integers; gives their sum. */
  #encode(inverse: number, limit: number): number {
    const values = this.#values
    const { rowBytes } = this.#vectors
    const bytes = this.#halves.values
    const isWide = this.#bits === 8
    let sum = 0
    for (let index = 0; index < rowBytes; index++) {
      const first = roundWithin((values[2 * index] as number) * inverse, limit)
      // Of an odd number of coordinates the last byte has one.
      const second = roundWithin((values[2 * index + 1] ?? 0) * inverse, limit)
      sum = (sum + first + second) | 0
      if (!isWide) {
        bytes[index] = nibbles(first, second)
        continue
      }
      const firstHigh = (first + 8) >> 4
      const secondHigh = (second + 8) >> 4
      bytes[index] = nibbles(firstHigh, secondHigh)
      bytes[rowBytes + index] = nibbles(first - 16 * firstHigh, second - 16 * secondHigh)
    }
    return sum
  }

  #finish(slots: Uint32Array, count: number, out: Float64Array): void {
    const bias = this.#bias
    const scale = this.#scale
    const shift = this.#shift
    const { scales, norms } = this.#vectors.sections
    for (let index = 0; index < count; index++) {
      const own = scale * (scales[slots[index] as number] as number)
      out[index] = bias + own * ((out[index] as number) + shift)
    }
    if (norms.length === 0) return
    for (let index = 0; index < count; index++) {
      out[index] = (out[index] as number) - (norms[slots[index] as number] as number)
    }
  }
}

/** Sums of absolute differences, which no kernel adds up. */
class AbsoluteQuery implements CodesQuery {
  readonly score: CodesQuery['score']
  readonly #vectors: Int4Codes
  readonly #values: Float64Array

  constructor(vectors: Int4Codes) {
    this.#vectors = vectors
    this.#values = new Float64Array(vectors.coordinates.size)
    const { rows, sections } = vectors
    const { scales, step, codes } = sections
    const values = this.#values
    this.score = (slots, count, out) => {
      out[0] = touchBytes(rows, slots, count)
      for (let index = 0; index < count; index++) {
        const slot = slots[index] as number
        out[index] = -nibbleDifference(values, step, codes, slot * rows.rowBytes, scales[slot] as number)
      }
    }
  }

  set(query: Float32Array): void {
    const { coordinates, sections } = this.#vectors
    const values = this.#values
    coordinates.map(query, values)
    for (let at = 0; at < values.length; at++) {
      values[at] = (values[at] as number) - (sections.centre[at] as number)
    }
  }
}

function nibbleDifference(
  values: Float64Array,
  step: Float32Array,
  codes: Uint8Array,
  from: number,
  scale: number,
): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) {
    const byte = codes[from + (at >>> 1)] as number
    const code = (byte << (28 - 4 * (at & 1))) >> 28
    sum += Math.abs((values[at] as number) - scale * (step[at] as number) * (code + 0.5))
  }
  return sum
}

function setNibble(bytes: Uint8Array, from: number, at: number, value: number): void {
  const index = from + (at >>> 1)
  bytes[index] = (bytes[index] as number) | ((value & 15) << (4 * (at & 1)))
}

/** More than any weight: a query has its largest one at the limit, or cut off at some deviations of all. */
const roundingOffset = 4096

/**
 * Rounds to an integer, which it stays for the engine. The sign of a weight is a toss of a coin, which a branch would
 * guess wrong half of the time: what is rounded is made positive first.
 */
function roundWithin(value: number, limit: number): number {
  const rounded = ((value + (roundingOffset + 0.5)) | 0) - roundingOffset
  return rounded > limit ? limit : rounded < -limit ? -limit : rounded
}

/** Two integers of four bits in a byte. */
function nibbles(low: number, high: number): number {
  return (low & 15) | ((high & 15) << 4)
}

/** Makes a file of 4-bit codes, with a pause now and then. */
export function* buildInt4Codes(source: RowSource): Generator<void, Uint8Array> {
  const { count, dimension, distance } = source
  const coordinates = new Coordinates(dimension, distance !== 'Manhattan')
  const statistics = yield* measureCoordinates(source, coordinates)
  const file = createIndexFile(
    int4FileKind,
    [dimension, count, distances.indexOf(distance)],
    sectionLengths(dimension, count, distance),
  )
  const sections = sectionsOf(file)
  sections.centre.set(statistics.mean)
  sections.step.set(statistics.spread.map((spread) => spread * levelDistance))
  const row = new Float32Array(dimension)
  const values = new Float64Array(dimension)
  for (let at = 0; at < count; at++) {
    if (at % rowsAtOnce === rowsAtOnce - 1) yield
    if (!source.read(at, row)) continue
    coordinates.map(row, values)
    encodeRow(values, statistics, sections, at, distance)
  }
  return file.bytes
}

/** The centre is taken from `values`. */
function encodeRow(
  values: Float64Array,
  { mean, spread }: CoordinateStatistics,
  { scales, norms, codes }: Int4Sections,
  row: number,
  distance: Distance,
): void {
  const size = values.length
  let squares = 0
  let norm = 0
  for (let at = 0; at < size; at++) {
    const value = (values[at] as number) - (mean[at] as number)
    const deviation = spread[at] as number
    values[at] = value
    norm += value * value
    if (deviation > 0) squares += (value / deviation) ** 2
  }
  const scale = Math.sqrt(squares / size)
  const from = row * Math.ceil(size / 2)
  let product = 0
  for (let at = 0; at < size; at++) {
    const step = scale * (spread[at] as number) * levelDistance
    const code = step > 0 ? Math.max(-8, Math.min(7, Math.floor((values[at] as number) / step))) : 0
    product += (values[at] as number) * step * (code + 0.5)
    setNibble(codes, from, at, code)
  }
  // Products with a row are to be right for the row itself.
  scales[row] = distance === 'Manhattan' ? scale : product > 0 ? (scale * norm) / product : 0
  if (norms.length > 0) norms[row] = norm
}
