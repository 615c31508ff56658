import { type ByteRows, type Kernels, touchBytes } from '#index/kernel.ts'
import {
  asF32,
  createIndexFile,
  type IndexFile,
  IndexFileError,
  type IndexFileKind,
  openIndexFile,
} from '#index/section-file.ts'
import type { Distance } from '#model/collection.ts'
import { centroidCount, type Codebook, nearestCentroid, trainCodebook } from './codebook.ts'
import {
  type CandidateCounts,
  type CodesQuery,
  distances,
  type RowSource,
  sampleRows,
  type VectorCodes,
} from './vector-codes.ts'

export const productFileKind: IndexFileKind = { magic: 'QVPQ', version: 1 }
/** Rows that codebooks are trained on, evenly spread. */
const trainingRowsMax = 4096
/** Rows that are encoded between two pauses. */
const rowsAtOnce = 64
/** Long pieces tell little of each number, so more candidates are needed than of short ones. */
function candidatesFor(pieceLength: number): CandidateCounts {
  return pieceLength < 8
    ? { perHit: 5, min: 128, efMin: 128 }
    : { perHit: 10, min: 256, efMin: pieceLength < 16 ? 128 : 256 }
}

/**
 * Vectors in one byte for each piece of `pieceLength` numbers: the nearest of 256 centroids that were found for
 * the piece (product quantization, Jégou et al. 2011). A query has a table of its similarity to all centroids,
 * so a row is a sum of as many numbers as it has pieces.
 */
class ProductCodes implements VectorCodes {
  readonly dimension: number
  readonly count: number
  readonly distance: Distance
  readonly hasCodes = true
  /** Pieces. */
  readonly rowBytes: number
  readonly rowCost: number
  readonly candidates: CandidateCounts
  readonly pieceLength: number
  /** Centroid `c` of piece `p` at `(p * 256 + c) * pieceLength`; zeros behind the end of the vector. */
  readonly centroids: Float32Array
  readonly rows: ByteRows

  constructor(file: IndexFile, kernels: Kernels) {
    const [dimension, count, distanceIndex, pieceLength] = file.numbers as [number, number, number, number]
    const distance = distances[distanceIndex]
    const [centroids, codes] = file.sections as [Uint8Array, Uint8Array]
    this.rowBytes = Math.ceil(dimension / pieceLength)
    // 0.8 ns a byte, which is looked up, where a row of 384 bytes takes 36 ns.
    this.rowCost = Math.max(0.5, 9 / pieceLength)
    if (
      distance === undefined ||
      centroids.byteLength !== this.rowBytes * centroidCount * pieceLength * 4 ||
      codes.byteLength !== count * this.rowBytes
    ) {
      throw new IndexFileError('the sections of product codes do not fit their dimension and count')
    }
    this.dimension = dimension
    this.count = count
    this.distance = distance
    this.pieceLength = pieceLength
    this.candidates = candidatesFor(pieceLength)
    this.centroids = asF32(centroids)
    this.rows = kernels.byteRows(codes, this.rowBytes)
  }

  createQuery(): CodesQuery {
    return new ProductQuery(this)
  }
}

/** Opens the file without a copy. Throws `IndexFileError`. */
export function openProductCodes(bytes: Uint8Array, kernels: Kernels): ProductCodes {
  return new ProductCodes(openIndexFile(productFileKind, bytes, 4, 2), kernels)
}

class ProductQuery implements CodesQuery {
  readonly score: CodesQuery['score']
  readonly #vectors: ProductCodes
  readonly #table: Float32Array
  readonly #query: Float32Array

  constructor(vectors: ProductCodes) {
    const { rows, rowBytes, pieceLength } = vectors
    this.#vectors = vectors
    this.#table = new Float32Array(rowBytes * centroidCount)
    this.#query = new Float32Array(rowBytes * pieceLength)
    const table = this.#table
    this.score = (slots, count, out) => {
      out[0] = touchBytes(rows, slots, count)
      for (let index = 0; index < count; index++) {
        out[index] = sumOfTable(table, rows.values, (slots[index] as number) * rowBytes, rowBytes)
      }
    }
  }

  set(query: Float32Array): void {
    const { distance, centroids, pieceLength } = this.#vectors
    this.#query.set(query)
    if (distance === 'Euclid') fillWithSquares(this.#table, this.#query, centroids, pieceLength)
    else if (distance === 'Manhattan') fillWithDifferences(this.#table, this.#query, centroids, pieceLength)
    else fillWithProducts(this.#table, this.#query, centroids, pieceLength)
  }
}

/** The sum of one number of the table for each byte; four sums do not wait for each other. */
function sumOfTable(table: Float32Array, codes: Uint8Array, from: number, length: number): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let at = 0
  for (; at + 4 <= length; at += 4) {
    const base = at * centroidCount
    a += table[base + (codes[from + at] as number)] as number
    b += table[base + centroidCount + (codes[from + at + 1] as number)] as number
    c += table[base + 2 * centroidCount + (codes[from + at + 2] as number)] as number
    d += table[base + 3 * centroidCount + (codes[from + at + 3] as number)] as number
  }
  for (; at < length; at++) a += table[at * centroidCount + (codes[from + at] as number)] as number
  return a + b + (c + d)
}

function fillWithProducts(table: Float32Array, query: Float32Array, centroids: Float32Array, length: number) {
  for (let entry = 0; entry < table.length; entry++) {
    const from = (entry >>> 8) * length
    const centroid = entry * length
    let sum = 0
    for (let at = 0; at < length; at++) {
      sum += (query[from + at] as number) * (centroids[centroid + at] as number)
    }
    table[entry] = sum
  }
}

function fillWithSquares(table: Float32Array, query: Float32Array, centroids: Float32Array, length: number) {
  for (let entry = 0; entry < table.length; entry++) {
    const from = (entry >>> 8) * length
    const centroid = entry * length
    let sum = 0
    for (let at = 0; at < length; at++) {
      const difference = (query[from + at] as number) - (centroids[centroid + at] as number)
      sum -= difference * difference
    }
    table[entry] = sum
  }
}

function fillWithDifferences(
  table: Float32Array,
  query: Float32Array,
  centroids: Float32Array,
  length: number,
) {
  for (let entry = 0; entry < table.length; entry++) {
    const from = (entry >>> 8) * length
    const centroid = entry * length
    let sum = 0
    for (let at = 0; at < length; at++) {
      sum -= Math.abs((query[from + at] as number) - (centroids[centroid + at] as number))
    }
    table[entry] = sum
  }
}

/** Makes a file of product codes, with pauses: training and encoding take seconds for many vectors. */
export function* buildProductCodes(source: RowSource, pieceLength: number): Generator<void, Uint8Array> {
  const { count, dimension, distance } = source
  const pieces = Math.ceil(dimension / pieceLength)
  const file = createIndexFile(
    productFileKind,
    [dimension, count, distances.indexOf(distance), pieceLength],
    [pieces * centroidCount * pieceLength * 4, count * pieces],
  )
  const [centroidBytes, codes] = file.sections as [Uint8Array, Uint8Array]
  const sample = readSample(source, pieces * pieceLength)
  const codebooks: Codebook[] = []
  const all = asF32(centroidBytes)
  for (let piece = 0; piece < pieces; piece++) {
    const length = centroidCount * pieceLength
    const centroids = all.subarray(piece * length, (piece + 1) * length)
    codebooks.push(
      trainCodebook(pieceOf(sample, pieces * pieceLength, piece, pieceLength), centroids, pieceLength),
    )
    yield
  }
  const row = new Float32Array(pieces * pieceLength)
  const vector = row.subarray(0, dimension)
  for (let at = 0; at < count; at++) {
    if (at % rowsAtOnce === rowsAtOnce - 1) yield
    if (!source.read(at, vector)) continue
    for (const [piece, codebook] of codebooks.entries()) {
      codes[at * pieces + piece] = nearestCentroid(codebook, row, piece * pieceLength)
    }
  }
  return file.bytes
}

/** A sample of rows, one after the other, each filled up with zeros to `rowLength` numbers. */
function readSample(source: RowSource, rowLength: number): Float32Array {
  const sample = new Float32Array(Math.min(source.count, trainingRowsMax + 1) * rowLength)
  let at = 0
  for (const row of sampleRows(source.count, trainingRowsMax)) {
    if (source.read(row, sample.subarray(at, at + source.dimension))) at += rowLength
  }
  return sample.subarray(0, at)
}

/** The numbers of one piece of all rows, together. */
function pieceOf(sample: Float32Array, rowLength: number, piece: number, pieceLength: number): Float32Array {
  const rows = sample.length / rowLength
  const values = new Float32Array(rows * pieceLength)
  for (let row = 0; row < rows; row++) {
    const from = row * rowLength + piece * pieceLength
    values.set(sample.subarray(from, from + pieceLength), row * pieceLength)
  }
  return values
}
