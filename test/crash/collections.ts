import type { CollectionsApi, PlainVector } from '../support/messages.ts'

/** A collection that the clients write to, and how its points look. */
export interface TestedCollection {
  readonly name: string
  readonly config: Parameters<CollectionsApi['create']>[0]
  /** `''` is the unnamed vector. Whole quarters, so that no conversion rounds them. */
  randomVectors(random: () => number): Record<string, PlainVector>
  /** The vector that searches of the test use: every point has it. */
  readonly searched: string
  readonly dimension: number
  readonly distance: 'Dot' | 'Euclid' | 'Manhattan'
}

const distances = { Euclid: 2, Dot: 3, Manhattan: 4 } as const
/** So low that the optimizer seals and builds graphs whenever writes pause. */
const eagerOptimizers = { indexingThreshold: 1n, vacuumMinVectorNumber: 100n }

export const testedCollections: readonly TestedCollection[] = [
  {
    name: 'head',
    config: {
      collectionName: 'head',
      vectorsConfig: { config: { case: 'params', value: { size: 4n, distance: distances.Dot } } },
    },
    randomVectors: (random) => ({ '': quarters(random, 4) }),
    searched: '',
    dimension: 4,
    distance: 'Dot',
  },
  {
    name: 'graph',
    config: {
      collectionName: 'graph',
      vectorsConfig: { config: { case: 'params', value: { size: 8n, distance: distances.Euclid } } },
      optimizersConfig: eagerOptimizers,
    },
    randomVectors: (random) => ({ '': quarters(random, 8) }),
    searched: '',
    dimension: 8,
    distance: 'Euclid',
  },
  {
    name: 'named',
    config: {
      collectionName: 'named',
      vectorsConfig: {
        config: {
          case: 'paramsMap',
          value: {
            map: {
              dense: { size: 8n, distance: distances.Manhattan },
              rows: { size: 3n, distance: distances.Dot, multivectorConfig: { comparator: 0 } },
            },
          },
        },
      },
      sparseVectorsConfig: { map: { sparse: {} } },
      quantizationConfig: { quantization: { case: 'scalar', value: { type: 1 } } },
      optimizersConfig: eagerOptimizers,
    },
    randomVectors(random) {
      const vectors: Record<string, PlainVector> = { dense: quarters(random, 8) }
      if (random() < 0.5) {
        vectors['rows'] = Array.from({ length: 1 + Math.floor(random() * 3) }, () => quarters(random, 3))
      }
      if (random() < 0.5) {
        const indices = [1, 2, 3, 4, 5, 6].filter(() => random() < 0.5)
        vectors['sparse'] = { indices, values: quarters(random, indices.length) }
      }
      return vectors
    },
    searched: 'dense',
    dimension: 8,
    distance: 'Manhattan',
  },
]

export function quarters(random: () => number, count: number): number[] {
  return Array.from({ length: count }, () => Math.round(random() * 80 - 40) / 4)
}

/** As the API shows it. */
export function score(
  distance: TestedCollection['distance'],
  a: readonly number[],
  b: readonly number[],
): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [a[at] as number, b[at] as number]
    sum += distance === 'Dot' ? x * y : distance === 'Euclid' ? (x - y) ** 2 : Math.abs(x - y)
  }
  return distance === 'Euclid' ? Math.sqrt(sum) : sum
}
