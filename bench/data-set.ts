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
  /** JSON text of the payload of each point. */
  readonly payloads: readonly string[]
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
    payloads: lines.slice(0, count),
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
  const random = gaussian(seed)
  const centreCount = Math.max(16, Math.round(Math.sqrt(count)))
  const centres = Float32Array.from({ length: centreCount * dimension }, random.next)
  const queryCount = 500
  const draw = (rows: number): Float32Array => {
    const values = new Float32Array(rows * dimension)
    for (let row = 0; row < rows; row++) {
      const centre = random.below(centreCount) * dimension
      for (let at = 0; at < dimension; at++) {
        values[row * dimension + at] = (centres[centre + at] as number) + 0.7 * random.next()
      }
    }
    return values
  }
  return {
    name: `generated (seed ${seed})`,
    dimension,
    count,
    distance: 'Cosine',
    vectors: draw(count),
    payloads: Array.from({ length: count }, (_, row) =>
      JSON.stringify({ group: `g${random.below(5)}`, number: random.below(1000), row }),
    ),
    queries: draw(queryCount),
    queryCount,
    filters: [
      { name: 'none', conditions: [] },
      { name: 'group (20 %)', conditions: [{ key: 'group', keyword: 'g1' }] },
      { name: 'number (10 %)', conditions: [{ key: 'number', gte: 100, lt: 200 }] },
      { name: 'number (1 %)', conditions: [{ key: 'number', gte: 500, lt: 510 }] },
    ],
    indexes: [
      { key: 'group', type: 'keyword' },
      { key: 'number', type: 'integer' },
    ],
  }
}

/** Seeded randomness (mulberry32): uniform integers and normal deviates (Box-Muller). */
function gaussian(seed: number): { next: () => number; below: (limit: number) => number } {
  let state = seed >>> 0
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return {
    next: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    below: (limit) => Math.floor(uniform() * limit),
  }
}

/**
 * The `limit` nearest rows of each query among those that pass, by a plain scan in 64-bit arithmetic:
 * `answers[query]` lists row numbers, best first.
 */
export function exactAnswers(data: DataSet, filter: BenchFilter, limit: number, queries: number): number[][] {
  const { dimension, vectors } = data
  const rows: number[] = []
  for (let row = 0; row < data.count; row++) {
    if (
      filter.conditions.length === 0 ||
      passes(filter, JSON.parse(data.payloads[row] as string) as Record<string, unknown>)
    ) {
      rows.push(row)
    }
  }
  const norms = new Float64Array(data.count)
  for (const row of rows) {
    let sum = 0
    for (let at = row * dimension; at < (row + 1) * dimension; at++) sum += (vectors[at] as number) ** 2
    norms[row] = Math.sqrt(sum) || 1
  }
  const answers: number[][] = []
  for (let query = 0; query < queries; query++) {
    const best: { row: number; score: number }[] = []
    for (const row of rows) {
      let score = dot(data.queries, query * dimension, vectors, row * dimension, dimension)
      if (data.distance === 'Cosine') score /= norms[row] as number
      if (best.length === limit && score <= (best[limit - 1]?.score ?? -Infinity)) continue
      let at = best.length
      while (at > 0 && (best[at - 1]?.score ?? Infinity) < score) at--
      best.splice(at, 0, { row, score })
      if (best.length > limit) best.pop()
    }
    answers.push(best.map(({ row }) => row))
  }
  return answers
}

function dot(a: Float32Array, aStart: number, b: Float32Array, bStart: number, length: number): number {
  let sum = 0
  for (let at = 0; at < length; at++) sum += (a[aStart + at] as number) * (b[bStart + at] as number)
  return sum
}
