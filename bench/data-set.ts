import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a benchmark loads and asks: vectors row after row, payloads, queries and the filters to try. */
export interface DataSet {
  readonly name: string
  readonly dimension: number
  readonly count: number
  readonly distance: 'Cosine' | 'Euclid' | 'Dot' | 'Manhattan'
  /** `count * dimension` numbers; the row number is the point id. */
  readonly vectors: Float32Array
  /** The payload of a point; made when asked for, so that a million of them take no memory. */
  readonly payloadAt: (row: number) => Readonly<Record<string, unknown>>
  /** `queryCount * dimension` numbers. */
  readonly queries: Float32Array
  readonly queryCount: number
  readonly filters: readonly BenchFilter[]
  /** Payload keys to index, with their index type. */
  readonly indexes: readonly { readonly key: string; readonly type: 'keyword' | 'integer' }[]
}

/** A filter in the grammar of the REST API, reduced to what benchmarks use. */
export interface BenchFilter {
  readonly name: string
  readonly conditions: readonly BenchCondition[]
}
export type BenchCondition =
  | { readonly key: string; readonly keyword: string }
  | { readonly key: string; readonly gte: number; readonly lt: number }

/** True when a payload passes the filter: the plain rule that exact answers are computed with. */
export function passes(filter: BenchFilter, payload: Record<string, unknown>): boolean {
  return filter.conditions.every((condition) => {
    const value = payload[condition.key]
    if ('keyword' in condition) {
      return Array.isArray(value) ? value.includes(condition.keyword) : value === condition.keyword
    }
    return typeof value === 'number' && value >= condition.gte && value < condition.lt
  })
}

interface MetaFile {
  count: number
  dimensions: number
  queries: number
  distance: DataSet['distance']
  filters: Record<
    string,
    {
      filter: {
        must: { key: string; match?: { value: string }; range?: { gte: number; lt: number } }[]
      } | null
    }
  >
}

/**
 * Reads a data folder: `meta.json`, `vectors.f16`, `queries.f16` (little-endian float16, row-major) and
 * `payload.jsonl.gz`.
 */
export function readDataFolder(folder: string, countMax: number): DataSet {
  const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as MetaFile
  const count = Math.min(meta.count, countMax)
  const lines = new TextDecoder()
    .decode(Bun.gunzipSync(readFileSync(join(folder, 'payload.jsonl.gz'))))
    .split('\n')
  const filters = Object.entries(meta.filters).map(([name, { filter }]) => ({
    name,
    conditions: (filter?.must ?? []).map((condition): BenchCondition => {
      if (condition.match) return { key: condition.key, keyword: condition.match.value }
      return {
        key: condition.key,
        gte: condition.range?.gte ?? -Infinity,
        lt: condition.range?.lt ?? Infinity,
      }
    }),
  }))
  return {
    name: folder,
    dimension: meta.dimensions,
    count,
    distance: meta.distance,
    vectors: readFloat16(join(folder, 'vectors.f16')).subarray(0, count * meta.dimensions),
    payloadAt: (row) => JSON.parse(lines[row] as string) as Record<string, unknown>,
    queries: readFloat16(join(folder, 'queries.f16')),
    queryCount: meta.queries,
    filters,
    indexes: [
      { key: 'ext', type: 'keyword' },
      { key: 'repo', type: 'keyword' },
      { key: 'tags', type: 'keyword' },
      { key: 'length', type: 'integer' },
    ],
  }
}

function readFloat16(file: string): Float32Array {
  const bytes = readFileSync(file)
  return Float32Array.from(new Float16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2))
}

/**
 * Makes clustered data: each point is one of `sqrt(count)` random centres moved by noise, as embeddings of
 * real text are; queries are drawn the same way. The same seed gives the same data.
 */
export function generateDataSet(count: number, dimension: number, seed: number): DataSet {
  const random = createRandom(seed)
  const centreCount = Math.max(16, Math.round(Math.sqrt(count)))
  const centres = new Float32Array(centreCount * dimension)
  for (let at = 0; at < centres.length; at++) centres[at] = random.normal()
  const queryCount = 500
  const draw = (rows: number): Float32Array => {
    const values = new Float32Array(rows * dimension)
    for (let row = 0; row < rows; row++) {
      const centre = random.below(centreCount) * dimension
      for (let at = 0; at < dimension; at++) {
        values[row * dimension + at] = (centres[centre + at] as number) + 0.7 * random.normal()
      }
    }
    return values
  }
  const groups = Uint8Array.from({ length: count }, () => random.below(5))
  const numbers = Uint16Array.from({ length: count }, () => random.below(1000))
  return {
    name: `generated (seed ${seed})`,
    dimension,
    count,
    distance: 'Cosine',
    vectors: draw(count),
    payloadAt: (row) => ({ group: `g${groups[row]}`, number: numbers[row] as number, row }),
    queries: draw(queryCount),
    queryCount,
    filters: [
      { name: 'none', conditions: [] },
      { name: 'group (20 %)', conditions: [{ key: 'group', keyword: 'g1' }] },
      { name: 'number (10 %)', conditions: [{ key: 'number', gte: 100, lt: 200 }] },
      { name: 'number (1 %)', conditions: [{ key: 'number', gte: 500, lt: 510 }] },
      { name: 'number (0.1 %)', conditions: [{ key: 'number', gte: 777, lt: 778 }] },
    ],
    indexes: [
      { key: 'group', type: 'keyword' },
      { key: 'number', type: 'integer' },
    ],
  }
}

interface Random {
  /** A normal deviate, from a table of 65,536. */
  normal(): number
  /** A whole number from 0 to `limit` (exclusive). */
  below(limit: number): number
}

/** Seeded randomness (mulberry32). A table of deviates (Box-Muller) is ten times as fast as computing each. */
function createRandom(seed: number): Random {
  let state = seed >>> 0
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const uniform = (): number => word() / 4294967296
  const deviates = Float32Array.from(
    { length: 65_536 },
    () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  )
  return {
    normal: () => deviates[word() >>> 16] as number,
    below: (limit) => Math.floor(uniform() * limit),
  }
}

/**
 * The `limit` nearest rows of the first `queries` queries among those that pass, for each filter of the data
 * set, by a plain scan in 64-bit arithmetic: row numbers, best first.
 */
export function exactAnswers(data: DataSet, limit: number, queries: number): Map<BenchFilter, number[][]> {
  const { dimension, vectors, filters } = data
  const best = filters.map(() => Array.from({ length: queries }, () => new Nearest(limit)))
  const scores = new Float64Array(queries)
  for (let row = 0; row < data.count; row++) {
    const payload = data.payloadAt(row)
    const start = row * dimension
    const norm =
      data.distance === 'Cosine' ? Math.sqrt(dot(vectors, start, vectors, start, dimension)) || 1 : 1
    for (let query = 0; query < queries; query++) {
      scores[query] = dot(data.queries, query * dimension, vectors, start, dimension) / norm
    }
    for (const [index, filter] of filters.entries()) {
      if (!passes(filter, payload)) continue
      for (let query = 0; query < queries; query++) best[index]?.[query]?.offer(row, scores[query] as number)
    }
  }
  return new Map(
    filters.map((filter, index) => [filter, best[index]?.map((nearest) => nearest.rows()) ?? []]),
  )
}

/** The rows with the largest scores; of equal ones the first offered. */
class Nearest {
  readonly #limit: number
  readonly #best: { row: number; score: number }[] = []
  #worst = -Infinity

  constructor(limit: number) {
    this.#limit = limit
  }

  offer(row: number, score: number): void {
    if (score <= this.#worst) return
    const best = this.#best
    let at = best.length
    while (at > 0 && (best[at - 1]?.score ?? Infinity) < score) at--
    best.splice(at, 0, { row, score })
    if (best.length > this.#limit) best.pop()
    if (best.length === this.#limit) this.#worst = best.at(-1)?.score ?? -Infinity
  }

  rows(): number[] {
    return this.#best.map(({ row }) => row)
  }
}

/** Four sums side by side: the processor does not wait for one addition to end before the next. */
function dot(a: Float32Array, aStart: number, b: Float32Array, bStart: number, length: number): number {
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0]
  let at = 0
  for (; at + 3 < length; at += 4) {
    sum0 += (a[aStart + at] as number) * (b[bStart + at] as number)
    sum1 += (a[aStart + at + 1] as number) * (b[bStart + at + 1] as number)
    sum2 += (a[aStart + at + 2] as number) * (b[bStart + at + 2] as number)
    sum3 += (a[aStart + at + 3] as number) * (b[bStart + at + 3] as number)
  }
  for (; at < length; at++) sum0 += (a[aStart + at] as number) * (b[bStart + at] as number)
  return sum0 + sum1 + sum2 + sum3
}
