import { wrongInput } from '#model/errors.ts'
import type { DenseVector, MultiVector, SparseVector, VectorData } from '#model/vector.ts'

/**
 * The query of the `average_vector` strategy: the mean of the positives p, or p + p - n with the mean n of the
 * negatives. Multivectors are not averaged: their rows are put together, those of negatives with turned signs.
 */
export function averageVector(
  positives: readonly VectorData[],
  negatives: readonly VectorData[],
): VectorData {
  checkPositives(positives)
  const positive = meanOf(positives)
  if (negatives.length === 0) return positive
  const negative = meanOf(negatives)
  if (positive.kind === 'dense' && negative.kind === 'dense') return reflectDense(positive, negative)
  if (positive.kind === 'sparse' && negative.kind === 'sparse') {
    return combineSparse(positive, negative, (p, n) => Math.fround(Math.fround(p + p) - n))
  }
  if (positive.kind === 'multi' && negative.kind === 'multi') {
    const turned = { ...negative, values: negative.values.map((value) => -value) }
    return joinRows([positive, turned])
  }
  throw wrongInput(
    'Positive and negative vectors should be of the same type, either all dense or all sparse or all multi',
  )
}

/** Throws unless there are examples whose mean can be searched. */
export function checkPositives(positives: readonly unknown[]): void {
  if (positives.length === 0) {
    throw wrongInput('Positive vectors should not be empty with `average` strategy')
  }
}

/** Of at least one vector. */
function meanOf(vectors: readonly VectorData[]): VectorData {
  if (vectors.every((vector) => vector.kind === 'dense')) return meanDense(vectors)
  if (vectors.every((vector) => vector.kind === 'sparse')) return meanSparse(vectors)
  if (vectors.every((vector) => vector.kind === 'multi')) return joinRows(vectors)
  throw wrongInput("Can't average vectors with different types")
}

/** Shorter vectors count as zero beyond their end; a wrong dimension is found when the mean is searched. */
function meanDense(vectors: readonly DenseVector[]): DenseVector {
  const values = new Float32Array(Math.max(...vectors.map((vector) => vector.values.length)))
  for (const vector of vectors) {
    for (let index = 0; index < vector.values.length; index++) {
      values[index] = (values[index] as number) + (vector.values[index] as number)
    }
  }
  for (let index = 0; index < values.length; index++)
    values[index] = (values[index] as number) / vectors.length
  return { kind: 'dense', values }
}

function reflectDense(positive: DenseVector, negative: DenseVector): DenseVector {
  const values = new Float32Array(Math.min(positive.values.length, negative.values.length))
  for (let index = 0; index < values.length; index++) {
    const p = positive.values[index] as number
    values[index] = Math.fround(p + p) - (negative.values[index] as number)
  }
  return { kind: 'dense', values }
}

/** Over the union of the indices; zeros stay. */
function meanSparse(vectors: readonly SparseVector[]): SparseVector {
  const sums = new Map<number, number>()
  for (const vector of vectors) {
    for (let at = 0; at < vector.indices.length; at++) {
      const index = vector.indices[at] as number
      sums.set(index, Math.fround((sums.get(index) ?? 0) + (vector.values[at] as number)))
    }
  }
  const indices = Uint32Array.from(sums.keys()).sort()
  const values = Float32Array.from(indices, (index) => (sums.get(index) ?? 0) / vectors.length)
  return { kind: 'sparse', indices, values }
}

function combineSparse(
  a: SparseVector,
  b: SparseVector,
  combine: (a: number, b: number) => number,
): SparseVector {
  const valuesOfA = sparseEntries(a)
  const valuesOfB = sparseEntries(b)
  const indices = Uint32Array.from(new Set([...valuesOfA.keys(), ...valuesOfB.keys()])).sort()
  const values = Float32Array.from(indices, (index) =>
    combine(valuesOfA.get(index) ?? 0, valuesOfB.get(index) ?? 0),
  )
  return { kind: 'sparse', indices, values }
}

const sparseEntries = (vector: SparseVector): Map<number, number> =>
  new Map(Array.from(vector.indices, (index, at) => [index, vector.values[at] as number]))

function joinRows(vectors: readonly MultiVector[]): MultiVector {
  const values = new Float32Array(vectors.reduce((sum, vector) => sum + vector.values.length, 0))
  let at = 0
  for (const vector of vectors) {
    values.set(vector.values, at)
    at += vector.values.length
  }
  return { kind: 'multi', dimension: vectors[0]?.dimension ?? 0, values }
}

/**
 * The `best_score` strategy over similarities to the positives, then to the negatives: the best similarity P to
 * a positive decides, s(P), unless a negative is at least as near, N: then -s(N). Without either, NaN.
 */
export function bestScore(positiveCount: number): (similarities: Float64Array) => number {
  return (similarities) => {
    const positive = largest(similarities, 0, positiveCount)
    const negative = largest(similarities, positiveCount, similarities.length)
    return positive > negative ? halfSigmoid(positive) : -halfSigmoid(negative)
  }
}

/** The `sum_scores` strategy: the sum of similarities to the positives minus that to the negatives. */
export function sumScores(positiveCount: number): (similarities: Float64Array) => number {
  return (similarities) =>
    Math.fround(
      sumOf(similarities, 0, positiveCount) - sumOf(similarities, positiveCount, similarities.length),
    )
}

/** x/(1+|x|), in single precision. */
export function fastSigmoid(x: number): number {
  return Math.fround(x / Math.fround(1 + Math.abs(x)))
}

/** `fastSigmoid` moved to 0..1. */
export function halfSigmoid(x: number): number {
  return Math.fround(0.5 * Math.fround(fastSigmoid(x) + 1))
}

/** NaN counts as larger than everything. */
function largest(similarities: Float64Array, from: number, to: number): number {
  let best = Number.NEGATIVE_INFINITY
  for (let index = from; index < to; index++) {
    const similarity = Math.fround(similarities[index] as number)
    if (similarity > best || Number.isNaN(similarity)) best = similarity
  }
  return best
}

function sumOf(similarities: Float64Array, from: number, to: number): number {
  let sum = 0
  for (let index = from; index < to; index++)
    sum = Math.fround(sum + Math.fround(similarities[index] as number))
  return sum
}
