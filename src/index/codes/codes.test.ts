import { describe, expect, test } from 'bun:test'
import { createRandom, randomNormal } from '#base/random.fixture.ts'
import { openKernels, scorerOf, stableF32 } from '#index/kernel.ts'
import { plainKernels } from '#index/plain-kernel.ts'
import { IndexFileError } from '#index/section-file.ts'
import { TopHits } from '#index/top-hits.ts'
import { clusteredVectors, normaliseRows } from '#index/vectors.fixture.ts'
import type { Distance, QuantizationConfig } from '#model/collection.ts'
import { buildCodes } from './build-codes.ts'
import { openCodes } from './open-codes.ts'
import { distances, type RowSource } from './vector-codes.ts'

const kernels = openKernels()
const count = 1000
const dimension = 64
const queryCount = 20

interface Data {
  readonly distance: Distance
  readonly values: Float32Array
  readonly queries: Float32Array
}

/** Vectors as embeddings are: in clusters, off the origin, and of uneven spread. */
function makeData(distance: Distance): Data {
  const random = createRandom(distances.indexOf(distance) + 7)
  const all = clusteredVectors(random, { count: count + queryCount, dimension, clusters: 20, noise: 0.7 })
  const spread = Array.from({ length: dimension }, () => Math.exp(randomNormal(random) / 2))
  for (let index = 0; index < all.length; index++) {
    const width = spread[index % dimension] as number
    all[index] = ((all[index] as number) + 0.5) * width
  }
  if (distance === 'Cosine') normaliseRows(all, dimension)
  const values = stableF32(count * dimension)
  values.set(all.subarray(0, count * dimension))
  return { distance, values, queries: all.slice(count * dimension) }
}

const data = new Map(distances.map((distance) => [distance, makeData(distance)]))
const dataOf = (distance: Distance): Data => data.get(distance) as Data

function sourceOf({ values, distance }: Data): RowSource {
  return {
    count,
    dimension,
    distance,
    read(row, out) {
      out.set(values.subarray(row * dimension, (row + 1) * dimension))
      return true
    },
  }
}

function finish<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

const built = new Map<string, Uint8Array>()
function fileOf(config: QuantizationConfig, of: Data): Uint8Array {
  const key = `${of.distance} ${JSON.stringify({ ...config, queryEncoding: undefined })}`
  const file = built.get(key) ?? finish(buildCodes(sourceOf(of), config))
  built.set(key, file)
  return file
}

const allSlots = Uint32Array.from({ length: count }, (_, slot) => slot)

function exactScores({ values, distance, queries }: Data, query: number): Float64Array {
  const out = new Float64Array(count)
  const vector = stableF32(dimension)
  vector.set(queries.subarray(query * dimension, (query + 1) * dimension))
  const rows = kernels.rows(values, dimension)
  scorerOf(kernels, distance)(rows, kernels.rows(vector, dimension), allSlots, count, out)
  return out
}

function best(scores: Float64Array, limit: number): Uint32Array {
  const top = new TopHits(limit)
  top.pushAll(scores, allSlots, count)
  return top.sorted().slots
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const meanA = mean(a)
  const meanB = mean(b)
  let product = 0
  let squaresA = 0
  let squaresB = 0
  for (let at = 0; at < a.length; at++) {
    const deviationA = (a[at] as number) - meanA
    const deviationB = (b[at] as number) - meanB
    product += deviationA * deviationB
    squaresA += deviationA ** 2
    squaresB += deviationB ** 2
  }
  return product / Math.sqrt(squaresA * squaresB)
}

interface Quality {
  /** The share of the ten best that are among the ten best by codes, and among so many candidates as scans take. */
  readonly recall: number
  readonly recallOfCandidates: number
  readonly correlation: number
}

/** `asked` is what a client has asked for: without it codes serve only to choose what is scored again. */
function measure(config: QuantizationConfig, of: Data, asked: QuantizationConfig | undefined): Quality {
  const codes = openCodes(fileOf(config, of), kernels, asked)
  const query = codes.createQuery()
  const estimates = new Float64Array(count)
  let hits = 0
  let hitsOfCandidates = 0
  let correlations = 0
  for (let at = 0; at < queryCount; at++) {
    const exact = exactScores(of, at)
    query.set(of.queries.subarray(at * dimension, (at + 1) * dimension))
    query.score(allSlots, count, estimates)
    const ten = best(estimates, 10)
    const chosen = new Set(best(estimates, Math.max(codes.candidates.min, 10 * codes.candidates.perHit)))
    for (const slot of best(exact, 10)) {
      if (ten.includes(slot)) hits++
      if (chosen.has(slot)) hitsOfCandidates++
    }
    correlations += correlation(exact, estimates)
  }
  const wanted = queryCount * 10
  return {
    recall: hits / wanted,
    recallOfCandidates: hitsOfCandidates / wanted,
    correlation: correlations / queryCount,
  }
}

interface Kind {
  readonly config: QuantizationConfig
  /** Of a vector in the file, under Cosine, for each 64 dimensions. */
  readonly bytes: number
  readonly recallMin: number
  readonly correlationMin: number
}

const kinds: Kind[] = [
  { config: { kind: 'scalar' }, bytes: 64, recallMin: 0.95, correlationMin: 0.999 },
  { config: { kind: 'scalar', quantile: 0.99 }, bytes: 64, recallMin: 0.95, correlationMin: 0.999 },
  { config: { kind: 'binary' }, bytes: 8, recallMin: 0.3, correlationMin: 0.75 },
  {
    config: { kind: 'binary', queryEncoding: 'binary' },
    bytes: 8,
    recallMin: 0.25,
    correlationMin: 0.55,
  },
  {
    config: { kind: 'binary', queryEncoding: 'scalar8bits' },
    bytes: 8,
    recallMin: 0.35,
    correlationMin: 0.75,
  },
  {
    config: { kind: 'binary', encoding: 'one_and_half_bits' },
    bytes: 12,
    recallMin: 0.4,
    correlationMin: 0.8,
  },
  { config: { kind: 'binary', encoding: 'two_bits' }, bytes: 16, recallMin: 0.4, correlationMin: 0.8 },
  {
    config: { kind: 'binary', encoding: 'two_bits', queryEncoding: 'binary' },
    bytes: 16,
    recallMin: 0.3,
    correlationMin: 0.55,
  },
  { config: { kind: 'turbo', bits: 'bits1' }, bytes: 8 + 4, recallMin: 0.4, correlationMin: 0.8 },
  { config: { kind: 'turbo', bits: 'bits1_5' }, bytes: 12 + 4, recallMin: 0.5, correlationMin: 0.8 },
  { config: { kind: 'turbo', bits: 'bits2' }, bytes: 16 + 4, recallMin: 0.6, correlationMin: 0.9 },
  { config: { kind: 'turbo' }, bytes: 32 + 4, recallMin: 0.85, correlationMin: 0.98 },
  { config: { kind: 'product', compression: 'x4' }, bytes: 64, recallMin: 0.9, correlationMin: 0.99 },
  { config: { kind: 'product', compression: 'x8' }, bytes: 32, recallMin: 0.8, correlationMin: 0.98 },
  { config: { kind: 'product', compression: 'x16' }, bytes: 16, recallMin: 0.6, correlationMin: 0.9 },
  { config: { kind: 'product', compression: 'x32' }, bytes: 8, recallMin: 0.4, correlationMin: 0.8 },
  { config: { kind: 'product', compression: 'x64' }, bytes: 4, recallMin: 0.3, correlationMin: 0.7 },
]
const named = kinds.map((kind): [string, Kind] => [Object.values(kind.config).join(' '), kind])

describe.each(named)('codes: %s', (_, { config, bytes, recallMin, correlationMin }) => {
  test.each(distances)('estimate similarities under %s', (distance) => {
    const quality = measure(config, dataOf(distance), config)
    // No rotation helps sums of absolute differences.
    const slack = distance === 'Manhattan' ? 0.1 : 0
    expect(quality.correlation).toBeGreaterThan(correlationMin - slack)
    expect(quality.recall).toBeGreaterThanOrEqual(recallMin - slack)
    expect(quality.recallOfCandidates).toBeGreaterThanOrEqual(0.95)
  })

  test('take the room that is promised', () => {
    const file = fileOf(config, dataOf('Cosine'))
    const codebook = config.kind === 'product' ? 256 * dimension * 4 : 0
    const perCollection = 6 * dimension * 4 + 1024
    expect(file.byteLength - codebook).toBeLessThanOrEqual(count * bytes + perCollection)
  })

  test('are scored alike by native and plain kernels', () => {
    for (const distance of distances) {
      const of = dataOf(distance)
      const results = [kernels, plainKernels].map((each) => {
        const query = openCodes(fileOf(config, of), each, config).createQuery()
        const out = new Float64Array(50)
        query.set(of.queries.subarray(0, dimension))
        query.score(allSlots, 50, out)
        return [...out]
      })
      expect(results[0]).toEqual(results[1] as number[])
    }
  })

  test('are told from damaged ones', () => {
    const file = fileOf(config, dataOf('Euclid'))
    expect(() => openCodes(file.slice(0, file.length - 64), kernels, config)).toThrow(IndexFileError)
    expect(() => openCodes(file.slice(0, 3), kernels, config)).toThrow(IndexFileError)
    const other = file.slice()
    other[0] = 0
    expect(() => openCodes(other, kernels, config)).toThrow(IndexFileError)
  })

  test('of no, one, equal and missing vectors, and of few dimensions', () => {
    for (const rows of [0, 1, 5]) {
      for (const distance of distances) {
        for (const isMissing of [false, true]) {
          const read = (_: number, out: Float32Array): boolean => {
            out.set([3, 4, 0])
            return !isMissing
          }
          const file = finish(buildCodes({ count: rows, dimension: 3, distance, read }, config))
          const codes = openCodes(file, kernels, config)
          if (!codes.hasCodes) continue
          const query = codes.createQuery()
          query.set(Float32Array.of(3, 4, 0))
          const out = new Float64Array(rows)
          query.score(allSlots, rows, out)
          expect(out.every((score) => Number.isFinite(score))).toBe(true)
          const exact = distance === 'Cosine' || distance === 'Dot' ? 25 : 0
          if (rows > 0 && !isMissing) expect(out[0]).toBeCloseTo(exact, 3)
        }
      }
    }
  })
})

describe('4-bit codes that no client has asked for', () => {
  const config: QuantizationConfig = { kind: 'turbo' }

  test.each(['Cosine', 'Dot', 'Euclid'] as const)(
    'choose candidates by 4-bit queries under %s',
    (distance) => {
      const quality = measure(config, dataOf(distance), undefined)
      expect(quality.correlation).toBeGreaterThan(0.97)
      expect(quality.recall).toBeGreaterThanOrEqual(0.8)
      expect(quality.recallOfCandidates).toBeGreaterThanOrEqual(0.99)
    },
  )

  test('are scored alike by native and plain kernels', () => {
    const of = dataOf('Euclid')
    const [fast, plain] = [kernels, plainKernels].map((each) => {
      const query = openCodes(fileOf(config, of), each, undefined).createQuery()
      const out = new Float64Array(50)
      query.set(of.queries.subarray(0, dimension))
      query.score(allSlots, 50, out)
      return [...out]
    })
    expect(fast).toEqual(plain as number[])
  })
})

test('a quantile cuts off what is rare, not what is usual', () => {
  const random = createRandom(5)
  const values = stableF32(1000 * 32)
  for (let index = 0; index < values.length; index++) values[index] = randomNormal(random)
  values[17] = 100
  const read = (row: number, out: Float32Array): boolean => {
    out.set(values.subarray(row * 32, (row + 1) * 32))
    return true
  }
  const source: RowSource = { count: 1000, dimension: 32, distance: 'Dot', read }
  const errors = [undefined, 0.99].map((quantile) => {
    const file = finish(buildCodes(source, { kind: 'scalar', quantile }))
    const query = openCodes(file, kernels, undefined).createQuery()
    const unit = new Float32Array(32)
    unit[17] = 1
    query.set(unit)
    const out = new Float64Array(1000)
    query.score(allSlots, 1000, out)
    let error = 0
    for (let row = 1; row < 1000; row++)
      error += Math.abs((out[row] as number) - (values[row * 32 + 17] as number))
    return error / 999
  })
  expect(errors[1] as number).toBeLessThan(0.04)
  expect(errors[0] as number).toBeGreaterThan(0.08)
})
