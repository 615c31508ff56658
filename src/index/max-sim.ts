import type { Distance } from '#model/collection.ts'
import type { MultiVector, VectorData } from '#model/vector.ts'
import type { SlotScorer } from './graph-walk.ts'
import { type F32Rows, type Kernels, type PackedRows, type RowScorer, scorerOf, stableF32 } from './kernel.ts'

/**
 * The MaxSim similarity of stored multivectors to one query: for each row of the query the largest raw
 * similarity of a stored row, summed over the rows of the query.
 */
export class MaxSimScorer {
  readonly #kernels: Kernels
  readonly #dimension: number
  readonly #queryRows: readonly F32Rows[]
  readonly #packed: PackedRows<Float32Array>
  readonly #scoreRows: RowScorer<Float32Array>
  readonly #isDot: boolean
  /** The stored rows, copied to where they do not move. */
  #rows: F32Rows
  #positions = new Uint32Array(0)
  #scores = new Float64Array(0)

  constructor(kernels: Kernels, distance: Distance, query: MultiVector) {
    const { dimension } = query
    const values = stableF32(query.values.length)
    values.set(query.values)
    this.#kernels = kernels
    this.#dimension = dimension
    this.#isDot = distance === 'Cosine' || distance === 'Dot'
    const rowCount = values.length / dimension
    this.#queryRows = Array.from({ length: rowCount }, (_, row) =>
      kernels.rows(values.subarray(row * dimension, (row + 1) * dimension), dimension),
    )
    this.#packed = kernels.packF32(kernels.rows(values, dimension), rowCount)
    this.#scoreRows = scorerOf(kernels, distance)
    this.#rows = kernels.rows(stableF32(0), dimension)
  }

  /** The similarity of a stored multivector, by its rows one after the other; at least one row. */
  score(stored: Float32Array): number {
    const rowCount = stored.length / this.#dimension
    this.#reserve(rowCount)
    this.#rows.values.set(stored)
    return Math.fround(this.#isDot ? this.#sumByMatrix(rowCount) : this.#sumByRows(rowCount))
  }

  #sumByMatrix(rowCount: number): number {
    const scores = this.#scores
    this.#kernels.dotMatrixF32(this.#rows, 0, rowCount, this.#packed, scores)
    const width = this.#packed.rowCount
    let sum = 0
    for (let query = 0; query < width; query++) {
      let best = Number.NEGATIVE_INFINITY
      for (let at = query; at < rowCount * width; at += width) {
        if ((scores[at] as number) > best) best = scores[at] as number
      }
      sum += Math.fround(best)
    }
    return sum
  }

  #sumByRows(rowCount: number): number {
    const scores = this.#scores
    let sum = 0
    for (const query of this.#queryRows) {
      this.#scoreRows(this.#rows, query, this.#positions, rowCount, scores)
      let best = Number.NEGATIVE_INFINITY
      for (let row = 0; row < rowCount; row++) {
        if ((scores[row] as number) > best) best = scores[row] as number
      }
      sum += best
    }
    return sum
  }

  #reserve(rowCount: number): void {
    if (this.#rows.values.length >= rowCount * this.#dimension) return
    const capacity = rowCount * 2
    this.#rows = this.#kernels.rows(stableF32(capacity * this.#dimension), this.#dimension)
    this.#positions = Uint32Array.from({ length: capacity }, (_, row) => row)
    this.#scores = new Float64Array(new ArrayBuffer(capacity * this.#packed.rowCount * 8))
  }
}

/** Scores slots by the multivectors that `vectorAt` gives; a slot without one gets -Infinity. */
export function createMaxSimSlotScorer(
  scorer: MaxSimScorer,
  vectorAt: (slot: number) => VectorData | undefined,
): SlotScorer {
  return (slots, count, out) => {
    for (let index = 0; index < count; index++) {
      const vector = vectorAt(slots[index] as number)
      out[index] = vector?.kind === 'multi' ? scorer.score(vector.values) : Number.NEGATIVE_INFINITY
    }
  }
}
