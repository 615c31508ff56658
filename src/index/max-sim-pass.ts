import type { MultiVector } from '#model/vector.ts'
import type { Scan } from './exact-scan.ts'
import { type Kernels, type PackedRows, stableI8 } from './kernel.ts'
import type { MultiVectorIndex } from './multi-vector.ts'
import { createQuantizedQuery, quantizeQuery } from './quantization.ts'
import { SlotCursor, type SlotSelection } from './slot-cursor.ts'
import type { TopHits } from './top-hits.ts'

/** Products of one block: their matrix fits the second-level cache. */
const blockProducts = 32_768
const sliceSlots = 256

/**
 * Approximate MaxSim of every selected slot by quantized rows. Rows of neighbouring slots stand together, so
 * one native call multiplies many rows with all rows of the query.
 */
export class MaxSimPass implements Scan {
  readonly #kernels: Kernels
  readonly #index: MultiVectorIndex
  readonly #out: TopHits
  readonly #cursor: SlotCursor
  readonly #slots = new Uint32Array(sliceSlots)
  readonly #query: PackedRows<Int8Array>
  /** What a product is multiplied with, and what is added to the sum of the largest ones. */
  readonly #scales: Float64Array
  #bias = 0
  readonly #products: Int32Array
  readonly #best: Float64Array

  constructor(
    kernels: Kernels,
    index: MultiVectorIndex,
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
    this.#best = new Float64Array(rowCount)
  }

  advance(): boolean {
    const count = this.#cursor.next(this.#slots)
    let first = 0
    while (first < count) {
      let last = first
      while (last + 1 < count && this.#slots[last + 1] === (this.#slots[last] as number) + 1) last++
      this.#scoreRun(this.#slots[first] as number, this.#slots[last] as number)
      first = last + 1
    }
    return count < this.#slots.length
  }

  /** Scores slots `firstSlot` to `lastSlot`, whose rows stand together. */
  #scoreRun(firstSlot: number, lastSlot: number): void {
    const { starts } = this.#index
    const width = this.#query.rowCount
    const blockRows = this.#products.length / width
    const end = starts[lastSlot + 1] as number
    let slot = firstSlot
    this.#best.fill(Number.NEGATIVE_INFINITY)
    for (let from = starts[firstSlot] as number; from < end; from += blockRows) {
      const count = Math.min(blockRows, end - from)
      this.#kernels.dotMatrixI8(this.#index.rows.codes, from, count, this.#query, this.#products)
      for (let row = from; row < from + count; ) {
        while ((starts[slot + 1] as number) <= row) slot++
        const stop = Math.min(starts[slot + 1] as number, from + count)
        this.#keepLargest(row, stop, from)
        row = stop
        if (stop === starts[slot + 1]) this.#finish(slot)
      }
    }
  }

  /** Takes the products of rows `row` to `stop` into the largest so far; the matrix begins at row `origin`. */
  #keepLargest(row: number, stop: number, origin: number): void {
    const { norms } = this.#index.rows
    if (norms.length > 0)
      keepLargestByNorm(this.#best, this.#products, this.#scales, norms, row, stop, origin)
    else keepLargest(this.#best, this.#products, row - origin, stop - origin)
  }

  #finish(slot: number): void {
    const isScaled = this.#index.rows.norms.length > 0
    let sum = this.#bias
    for (let at = 0; at < this.#best.length; at++) {
      sum += (this.#best[at] as number) * (isScaled ? 1 : (this.#scales[at] as number))
    }
    this.#out.push(sum, slot)
    this.#best.fill(Number.NEGATIVE_INFINITY)
  }
}

function keepLargest(best: Float64Array, products: Int32Array, from: number, to: number): void {
  const width = best.length
  for (let row = from; row < to; row++) {
    const at = row * width
    for (let query = 0; query < width; query++) {
      const product = products[at + query] as number
      if (product > (best[query] as number)) best[query] = product
    }
  }
}

/** The same for Euclid, where the norm of a row counts too. */
function keepLargestByNorm(
  best: Float64Array,
  products: Int32Array,
  scales: Float64Array,
  norms: Float32Array,
  from: number,
  to: number,
  origin: number,
): void {
  const width = best.length
  for (let row = from; row < to; row++) {
    const at = (row - origin) * width
    const norm = norms[row] as number
    for (let query = 0; query < width; query++) {
      const similarity = (products[at + query] as number) * (scales[query] as number) - norm
      if (similarity > (best[query] as number)) best[query] = similarity
    }
  }
}
