import type { SparseVector } from '#model/vector.ts'

/**
 * The similarity of two sparse vectors, both sorted by index: the sum of products over the indices that they
 * share, ascending, summed in f64 and rounded to f32. The inverted index scores the same way.
 */
export function sparseDot(a: SparseVector, b: SparseVector): number {
  const sum = sparseDotShared(a, b)
  return sum === undefined ? 0 : sum
}

/** The same, or undefined when the vectors share no index. */
export function sparseDotShared(a: SparseVector, b: SparseVector): number | undefined {
  const { indices: indicesA, values: valuesA } = a
  const { indices: indicesB, values: valuesB } = b
  let atA = 0
  let atB = 0
  let sum = 0
  let shared = false
  while (atA < indicesA.length && atB < indicesB.length) {
    const indexA = indicesA[atA] as number
    const indexB = indicesB[atB] as number
    if (indexA === indexB) {
      shared = true
      sum += (valuesA[atA++] as number) * (valuesB[atB++] as number)
    } else if (indexA < indexB) atA++
    else atB++
  }
  return shared ? Math.fround(sum) : undefined
}
