import { assert } from '#base/assert.ts'
import type { HardwareUsage } from '#base/hardware-usage.ts'
import type { BitSet } from '#base/bit-set.ts'
import type { SlotScorer } from '#index/graph-walk.ts'
import type { F32Rows, Kernels, RowScorer } from '#index/kernel.ts'
import { scorerOf, stableF32 } from '#index/kernel.ts'
import { MaxSimScorer } from '#index/max-sim.ts'
import { sparseDot } from '#index/sparse-dot.ts'
import { isOnDisk } from '#model/on-disk.ts'
import {
  type DenseVector,
  type MultiVector,
  type SparseVector,
  type VectorData,
  vectorBytes,
} from '#model/vector.ts'
import type { Scorer } from '#query/read-view.ts'
import type { Part } from '#storage/part.ts'
import { combineScores } from './combined-scores.ts'
import type { DenseSpace, VectorSpace } from './vector-space.ts'

/** Scores slots of one part. */
export interface PartScorer {
  /** So many slots are scored well within a slice of a task. */
  readonly slotsAtOnce: number
  /**
   * Scores the slots that are candidates, those without the vector never being one: moves them to the front
   * of `slots`, in the same order, with their scores in `out`. Returns how many they are.
   */
  score(slots: Uint32Array, count: number, out: Float64Array): number
}

/** A scorer whose vectors are ready for the kernels: made once a search, bound to each part in turn. */
export interface PreparedScorer {
  readonly space: VectorSpace
  /** Undefined when no point of the part has the vector. */
  bind(part: Part, rowsOf: (values: Float32Array, dimension: number) => F32Rows): PartScorer | undefined
}

/**
 * Gets `scorer` ready for a vector name. Its vectors are of the kind of the name. Under `nearest` a sparse
 * point whose score is exactly 0 is no candidate. What is compared is counted in `usage`.
 */
export function prepareScorer(
  kernels: Kernels,
  space: VectorSpace,
  scorer: Scorer,
  usage: HardwareUsage,
): PreparedScorer {
  const vectors = scorer.kind === 'nearest' ? [scorer.vector] : scorer.vectors
  const combine = scorer.kind === 'nearest' ? undefined : scorer.combine
  if (space.kind === 'dense') return prepareDense(kernels, space, vectors, combine, usage)
  const comparisons = vectors.map((vector) => prepareComparison(kernels, space, vector))
  const dropsZeros = space.kind === 'sparse' && scorer.kind === 'nearest'
  return {
    space,
    bind: (part) => blobScorer(part, space, comparisons, combine, dropsZeros, usage),
  }
}

/** The raw similarity of a stored vector with one that was prepared. */
export type Comparison = (stored: VectorData) => number

/** Gets one vector ready to be compared with stored ones of its name. */
export function prepareComparison(kernels: Kernels, space: VectorSpace, vector: VectorData): Comparison {
  if (space.kind === 'sparse') {
    assert(vector.kind === 'sparse', 'a sparse name is compared with a sparse vector')
    return (stored) => sparseDot(vector, stored as SparseVector)
  }
  assert(vector.kind !== 'sparse', 'a dense name is compared with a dense vector')
  if (vector.kind === 'multi' && !space.dividesByNorms) {
    const scorer = new MaxSimScorer(kernels, space.distance, vector)
    return (stored) => scorer.score((stored as MultiVector).values)
  }
  return maxSimilarity(kernels, space, vector)
}

type Combine = ((similarities: Float64Array) => number) | undefined

function prepareDense(
  kernels: Kernels,
  space: DenseSpace,
  vectors: readonly VectorData[],
  combine: Combine,
  usage: HardwareUsage,
): PreparedScorer {
  const similarity = rowSimilarity(kernels, space)
  const queries = vectors.map((vector) =>
    stableRows(kernels, (vector as DenseVector).values, space.config.size),
  )
  const rowBytes = space.config.size * Float32Array.BYTES_PER_ELEMENT
  const cost: SlotCost = {
    usage,
    comparedBytes: rowBytes * queries.length,
    readBytes: isOnDisk(space.config) ? rowBytes : 0,
  }
  return {
    space,
    bind(part, rowsOf) {
      const column = part.dense(space.key)
      if (!column) return undefined
      const rows = rowsOf(column.values, column.dimension)
      const scorers = queries.map<SlotScorer>((query) => (slots, count, out) => {
        similarity(rows, query, slots, count, out)
      })
      const score = combine === undefined ? (scorers[0] as SlotScorer) : combineScores(scorers, combine)
      return presentScorer(column.present, score, cost)
    },
  }
}

/** What scoring a slot costs, and where it is counted. */
export interface SlotCost {
  readonly usage: HardwareUsage
  readonly comparedBytes: number
  readonly readBytes: number
}

/** A scorer of the slots that have the vector; null: all of them. */
export function presentScorer(present: BitSet | null, score: SlotScorer, cost: SlotCost): PartScorer {
  const { usage, comparedBytes, readBytes } = cost
  return {
    slotsAtOnce: 256,
    score(slots, count, out) {
      const kept = present === null ? count : keepPresent(present, slots, count)
      score(slots, kept, out)
      usage.cpu += kept * comparedBytes
      usage.vectorIoRead += kept * readBytes
      return kept
    },
  }
}

/** Moves the slots whose bit is set to the front. */
function keepPresent(present: BitSet, slots: Uint32Array, count: number): number {
  let kept = 0
  for (let index = 0; index < count; index++) {
    const slot = slots[index] as number
    if ((((present[slot >>> 5] as number) >>> (slot & 31)) & 1) === 1) slots[kept++] = slot
  }
  return kept
}

function blobScorer(
  part: Part,
  { key, config }: VectorSpace,
  comparisons: readonly Comparison[],
  combine: Combine,
  dropsZeros: boolean,
  usage: HardwareUsage,
): PartScorer {
  const readShare = isOnDisk(config) ? 1 : 0
  const similarities = new Float64Array(comparisons.length)
  return {
    slotsAtOnce: 16,
    score(slots, count, out) {
      let kept = 0
      let bytes = 0
      for (let index = 0; index < count; index++) {
        const slot = slots[index] as number
        const stored = part.blobVectorAt(key, slot)
        if (!stored) continue
        bytes += vectorBytes(stored)
        for (let query = 0; query < comparisons.length; query++) {
          similarities[query] = (comparisons[query] as Comparison)(stored)
        }
        const score = combine === undefined ? (similarities[0] as number) : combine(similarities)
        if (dropsZeros && score === 0) continue
        slots[kept] = slot
        out[kept++] = score
      }
      usage.cpu += bytes * comparisons.length
      usage.vectorIoRead += bytes * readShare
      return kept
    },
  }
}

/** The raw similarity of rows under a space. */
function rowSimilarity(kernels: Kernels, space: DenseSpace): RowScorer<Float32Array> {
  const scoreRows = scorerOf(kernels, space.distance)
  return space.dividesByNorms ? divideByNorms(scoreRows) : scoreRows
}

/** Cosine of vectors that are not normalised; 0 where one of them is zero. */
function divideByNorms(dot: RowScorer<Float32Array>): RowScorer<Float32Array> {
  return (rows, query, slots, count, out) => {
    dot(rows, query, slots, count, out)
    const { dimension } = rows
    const queryNorm = squaredNorm(query.values, 0, dimension)
    for (let index = 0; index < count; index++) {
      const start = (slots[index] as number) * dimension
      const norms = queryNorm * squaredNorm(rows.values, start, start + dimension)
      out[index] = norms === 0 ? 0 : Math.fround((out[index] as number) / Math.sqrt(norms))
    }
  }
}

function squaredNorm(values: Float32Array, start: number, end: number): number {
  let sum = 0
  for (let index = start; index < end; index++) sum += (values[index] as number) * (values[index] as number)
  return sum
}

/**
 * MaxSim: the sum over the rows of `vector` of the best similarity with a stored row, in f32. For single rows
 * it is their similarity.
 */
function maxSimilarity(kernels: Kernels, space: DenseSpace, vector: DenseVector | MultiVector): Comparison {
  const { size } = space.config
  const similarity = rowSimilarity(kernels, space)
  const queries: F32Rows[] = []
  for (let start = 0; start < vector.values.length; start += size) {
    queries.push(stableRows(kernels, vector.values.subarray(start, start + size), size))
  }
  let slots = new Uint32Array(0)
  let scores = new Float64Array(0)
  let rows = kernels.rows(stableF32(size), size)
  return (stored) => {
    assert(stored.kind !== 'sparse', 'a dense name holds dense vectors')
    const count = stored.values.length / size
    if (slots.length < count) {
      slots = Uint32Array.from({ length: count * 2 }, (_, index) => index)
      scores = new Float64Array(slots.length)
      rows = kernels.rows(stableF32(slots.length * size), size)
    }
    // A copy is little work beside the comparison, and does not move, wherever the vector came from.
    rows.values.set(stored.values)
    let sum = 0
    for (const query of queries) {
      similarity(rows, query, slots, count, scores)
      let best = Number.NEGATIVE_INFINITY
      for (let index = 0; index < count; index++) {
        if ((scores[index] as number) > best) best = scores[index] as number
      }
      sum = Math.fround(sum + best)
    }
    return sum
  }
}

/** Rows over a copy that does not move. */
function stableRows(kernels: Kernels, values: Float32Array, dimension: number): F32Rows {
  const copy = stableF32(values.length)
  copy.set(values)
  return kernels.rows(copy, dimension)
}
