import { type Random, randomNormal } from '#base/random.fixture.ts'

/** Vectors around `clusters` centres, row after row, as embeddings are; `noise` is their spread. */
export function clusteredVectors(
  random: Random,
  shape: { count: number; dimension: number; clusters: number; noise: number },
): Float32Array {
  const { count, dimension, clusters, noise } = shape
  const centres = new Float32Array(clusters * dimension)
  for (let index = 0; index < centres.length; index++) centres[index] = randomNormal(random)
  const values = new Float32Array(new ArrayBuffer(count * dimension * 4))
  for (let row = 0; row < count; row++) {
    const centre = Math.floor(random() * clusters) * dimension
    for (let at = 0; at < dimension; at++) {
      values[row * dimension + at] = (centres[centre + at] as number) + noise * randomNormal(random)
    }
  }
  return values
}

/** Scales every row to length 1. */
export function normaliseRows(values: Float32Array, dimension: number): void {
  for (let from = 0; from < values.length; from += dimension) {
    let sum = 0
    for (let at = from; at < from + dimension; at++) sum += (values[at] as number) ** 2
    const length = Math.sqrt(sum)
    for (let at = from; at < from + dimension; at++) values[at] = (values[at] as number) / length
  }
}
