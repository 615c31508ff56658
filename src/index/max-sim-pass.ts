import type { MultiVector } from '#model/vector.ts'
import type { Scan } from './exact-scan.ts'
import { type Kernels, type PackedRows, stableI8 } from './kernel.ts'
import type { MultiVectorIndex } from './multi-vector.ts'
import { createQuantizedQuery, type QuantizedVectors, quantizeQuery } from './quantization.ts'
import { SlotCursor, type SlotSelection } from './slot-cursor.ts'
import type { TopHits } from './top-hits.ts'

/** Multivectors whose rows are in bytes. */
export interface ByteMultiVectorIndex extends MultiVectorIndex {
  readonly rows: QuantizedVectors
}

/** Products of one block: their matrix fits the second-level cache. */
const blockProducts = 16_384
const sliceSlots = 256

/**
 * Approximate MaxSim of every selected slot by quantized rows. Rows of neighbouring slots stand together, so
 * one native call multiplies many rows with all rows of the query.
 */
export class MaxSimPass implements Scan {
  readonly #kernels: Kernels
  readonly #index: ByteMultiVectorIndex
  readonly #out: TopHits
  readonly #cursor: SlotCursor
  readonly #slots = new Uint32Array(sliceSlots)
  readonly #query: PackedRows<Int8Array>
  /** What a product is multiplied with, and what is added to the sum of the largest ones. */
  readonly #scales: Float64Array
  #bias = 0
  readonly #products: Int32Array

  constructor(
    kernels: Kernels,
    index: ByteMultiVectorIndex,
    query: MultiVector,
    selection: SlotSelection,
    out: TopHits,
  ) {
    const { dimension } = query
    const rowCount = query.values.length / dimension
    this.#kernels = kernels
    this.#index = index
    this.#out = out
    this.#cursor = new SlotCursor(selection)
    this.#scales = new Float64Array(rowCount)
    const codes = stableI8(query.values.length)
    const row = createQuantizedQuery(dimension, kernels)
    for (let at = 0; at < rowCount; at++) {
      quantizeQuery(index.rows, query.values.subarray(at * dimension, (at + 1) * dimension), row)
      codes.set(row.codes.values, at * dimension)
      this.#scales[at] = row.scale
      this.#bias += row.bias
    }
    this.#query = kernels.packI8(kernels.rows(codes, dimension), rowCount)
    const blockRows = Math.max(1, Math.floor(blockProducts / rowCount))
    this.#products = new Int32Array(new ArrayBuffer(blockRows * rowCount * 4))
  }

  advance(): boolean {
    const count = this.#cursor.next(this.#slots)
    let at = 0
    while (at < count) at += this.#scoreNext(at, count)
    return count < this.#slots.length
  }

  /** Scores the slots from `at` on whose rows stand together and fit one block; returns how many these are. */
  #scoreNext(at: number, count: number): number {
    const { starts, rows } = this.#index
    const slot = this.#slots[at] as number
    const from = starts[slot] as number
    const blockRows = this.#products.length / this.#query.rowCount
    let last = slot
    for (let next = at + 1; next < count && this.#slots[next] === last + 1; next++) {
      if ((starts[last + 2] as number) - from > blockRows) break
      last++
    }
    const end = starts[last + 1] as number
    if (end - from > blockRows) this.#scoreLong(slot)
    else {
      this.#kernels.dotMatrixI8(rows.codes, from, end - from, this.#query, this.#products)
      for (let each = slot; each <= last; each++) this.#scoreInBlock(each, from)
    }
    return last - slot + 1
  }

  /** Scores a slot whose products are all there; the matrix begins at row `origin`. */
  #scoreInBlock(slot: number, origin: number): void {
    const from = this.#index.starts[slot] as number
    const end = this.#index.starts[slot + 1] as number
    if (end === from) return
    const { norms } = this.#index.rows
    const sum =
      norms.length > 0
        ? sumOfNearest(this.#products, this.#scales, norms, from, end, origin)
        : sumOfLargest(this.#products, this.#scales, from - origin, end - origin)
    this.#out.push(sum + this.#bias, slot)
  }

  /** Scores a slot that has more rows than a block. */
  #scoreLong(slot: number): void {
    const { starts, rows } = this.#index
    const width = this.#query.rowCount
    const blockRows = this.#products.length / width
    const end = starts[slot + 1] as number
    const best = new Float64Array(width).fill(Number.NEGATIVE_INFINITY)
    for (let from = starts[slot] as number; from < end; from += blockRows) {
      const count = Math.min(blockRows, end - from)
      this.#kernels.dotMatrixI8(rows.codes, from, count, this.#query, this.#products)
      for (let index = 0; index < count * width; index++) {
        const query = index % width
        const norm = rows.norms[from + Math.floor(index / width)] ?? 0
        const similarity = (this.#products[index] as number) * (this.#scales[query] as number) - norm
        if (similarity > (best[query] as number)) best[query] = similarity
      }
    }
    let sum = this.#bias
    for (const each of best) sum += each
    this.#out.push(sum, slot)
  }
}

/** For each row of the query its largest product in rows `from` to `to` of the matrix, scaled; their sum. */
function sumOfLargest(products: Int32Array, scales: Float64Array, from: number, to: number): number {
  const width = scales.length
  let sum = 0
  for (let query = 0; query < width; query++) {
    let best = -0x80000000
    for (let at = from * width + query; at < to * width; at += width) {
      const product = products[at] as number
      if (product > best) best = product
    }
    sum += best * (scales[query] as number)
  }
  return sum
}

/** The same for Euclid, where the norm of a row counts too. */
function sumOfNearest(
  products: Int32Array,
  scales: Float64Array,
  norms: Float32Array,
  from: number,
  to: number,
  origin: number,
): number {
  const width = scales.length
  let sum = 0
  for (let query = 0; query < width; query++) {
    const scale = scales[query] as number
    let best = Number.NEGATIVE_INFINITY
    for (let row = from; row < to; row++) {
      const similarity = (products[(row - origin) * width + query] as number) * scale - (norms[row] as number)
      if (similarity > best) best = similarity
    }
    sum += best
  }
  return sum
}
