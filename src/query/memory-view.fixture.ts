import { must } from '#base/assert.ts'
import { Task } from '#base/task.ts'
import type { CollectionSchema, DenseVectorConfig, Distance, PayloadIndexSchema } from '#model/collection.ts'
import { defaultHnsw, defaultOptimizers, defaultWal } from '#model/collection.ts'
import { datetimeMicros, parseDatetime } from '#model/datetime.ts'
import { collectionMissing, wrongInput } from '#model/errors.ts'
import { type Condition, emptyFilter, type FieldTest, type Filter } from '#model/filter.ts'
import type { Payload, PayloadValue } from '#model/payload.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { parsePayloadPath, readPath } from '#model/payload-path.ts'
import { comparePointIds, type PointId } from '#model/point-id.ts'
import { preparePointVectors } from '#model/prepare-vector.ts'
import type { QueryNode, QueryRequest } from '#model/query.ts'
import type { FacetHit } from '#model/result.ts'
import type { SparseVector, VectorData } from '#model/vector.ts'
import type { EngineDeps } from './engine-deps.ts'
import type { Hit, OrderedRef, PointRef, ReadView, Scorer } from './read-view.ts'

/** A point of a test: plain values, prepared by the view as writes are. */
export interface TestPoint {
  readonly id: PointId
  readonly version?: number
  readonly payload?: Payload | null
  readonly vectors?: ReadonlyMap<string, VectorData>
}

/** What a test collection is made of; the unnamed dense vector has the name `''`. */
export interface TestCollection {
  readonly dense?: Readonly<Record<string, DenseVectorConfig>>
  readonly sparse?: Readonly<Record<string, { readonly modifier?: 'idf' }>>
  readonly indexes?: Readonly<Record<string, PayloadIndexSchema['type']>>
  readonly points: readonly TestPoint[]
}

export function testSchema({ dense = {}, sparse = {}, indexes = {} }: TestCollection): CollectionSchema {
  const names = [...Object.keys(dense), ...Object.keys(sparse)]
  return {
    config: {
      vectors: new Map(Object.entries(dense)),
      singleVector: dense[''] !== undefined,
      sparseVectors: new Map(Object.entries(sparse)),
      vectorKeys: new Map(names.map((name, key) => [name, key])),
      nextVectorKey: names.length,
      shardNumber: 1,
      replicationFactor: 1,
      writeConsistencyFactor: 1,
      onDiskPayload: false,
      hnsw: defaultHnsw,
      optimizers: defaultOptimizers,
      wal: defaultWal,
    },
    payloadIndexes: new Map(
      Object.entries(indexes).map(([path, type]) => [path, { type, explicitParams: false }]),
    ),
  }
}

/** An exact view over points in memory, written for clearness. A ref is the position of the point. */
export function createTestView(collection: TestCollection): ReadView {
  return new TestView(collection)
}

class TestView implements ReadView {
  readonly schema: CollectionSchema
  readonly #points: readonly TestPoint[]

  constructor(collection: TestCollection) {
    this.schema = testSchema(collection)
    this.#points = collection.points.map((point) => ({
      ...point,
      vectors: preparePointVectors(this.schema.config, point.vectors ?? new Map()),
    }))
  }

  find(id: PointId): PointRef | undefined {
    const ref = this.#points.findIndex((point) => point.id === id)
    return ref < 0 ? undefined : ref
  }
  #point(ref: PointRef): TestPoint {
    return must(this.#points[ref], `there is a point ${ref}`)
  }
  idOf(ref: PointRef): PointId {
    return this.#point(ref).id
  }
  versionOf(ref: PointRef): number {
    return this.#point(ref).version ?? 0
  }
  payloadOf(ref: PointRef): Payload | null {
    return this.#point(ref).payload ?? null
  }
  payloadBytesOf(ref: PointRef): Uint8Array | null {
    const payload = this.payloadOf(ref)
    return payload === null ? null : encodePayload(payload)
  }
  vectorOf(ref: PointRef, name: string): VectorData | undefined {
    return this.#point(ref).vectors?.get(name)
  }

  async search(search: Parameters<ReadView['search']>[0]): Promise<Hit[]> {
    const { using, scorer, filter, limit } = search
    const hits = this.#score(this.#passing(filter), using, scorer).filter(
      ({ ref, score }) => scorer.kind === 'combined' || this.#isMatch(ref, using, scorer.vector, score),
    )
    return hits.sort((a, b) => b.score - a.score || a.ref - b.ref).slice(0, limit)
  }
  #isMatch(ref: PointRef, using: string, query: VectorData, score: number): boolean {
    const vector = this.vectorOf(ref, using)
    if (query.kind !== 'sparse' || vector?.kind !== 'sparse') return true
    return score !== 0 && query.indices.some((index) => vector.indices.includes(index))
  }

  async score(refs: readonly PointRef[], using: string, scorer: Scorer): Promise<Hit[]> {
    return this.#score(refs, using, scorer)
  }
  #score(refs: readonly PointRef[], using: string, scorer: Scorer): Hit[] {
    const hits: Hit[] = []
    for (const ref of refs) {
      const vector = this.vectorOf(ref, using)
      if (vector === undefined) continue
      const compare = (query: VectorData): number => this.similarity(using, query, vector)
      const score =
        scorer.kind === 'nearest'
          ? compare(scorer.vector)
          : scorer.combine(Float64Array.from(scorer.vectors, compare))
      hits.push({ ref, score })
    }
    return hits
  }

  similarity(using: string, a: VectorData, b: VectorData): number {
    const distance = this.schema.config.vectors.get(using)?.distance ?? 'Dot'
    if (a.kind === 'sparse' && b.kind === 'sparse') return sparseDot(a, b)
    if (a.kind === 'sparse' || b.kind === 'sparse') throw new Error('kinds differ')
    let sum = 0
    for (const row of rowsOf(a)) {
      sum += Math.max(...rowsOf(b).map((other) => denseSimilarity(distance, row, other)))
    }
    return sum
  }

  async weighSparse(using: string, vector: SparseVector, corpus: Filter | undefined): Promise<SparseVector> {
    if (this.schema.config.sparseVectors.get(using)?.modifier !== 'idf') return vector
    const stored = this.#passing(corpus)
      .map((ref) => this.vectorOf(ref, using))
      .filter((other) => other?.kind === 'sparse')
      // An empty vector is no document, unless a corpus says which points are.
      .filter((other) => corpus !== undefined || other.indices.length > 0)
    const values = vector.values.map((value, at) => {
      const index = must(vector.indices[at], 'an index for each value')
      const frequency = stored.filter((other) => other.indices.includes(index)).length
      return value * Math.log((stored.length - frequency + 0.5) / (frequency + 0.5) + 1)
    })
    return { ...vector, values }
  }

  matcher(filter: Filter): (ref: PointRef) => boolean {
    return (ref) => passes(this.#point(ref), filter)
  }
  #passing(filter: Filter | undefined): PointRef[] {
    const refs = this.#points.map((_, ref) => ref)
    return filter === undefined ? refs : refs.filter(this.matcher(filter))
  }
  async scroll(filter: Filter | undefined, from: PointId | undefined, limit: number): Promise<PointRef[]> {
    return this.#passing(filter)
      .filter((ref) => from === undefined || comparePointIds(this.idOf(ref), from) >= 0)
      .sort((a, b) => comparePointIds(this.idOf(a), this.idOf(b)))
      .slice(0, limit)
  }
  async order(
    filter: Filter | undefined,
    orderBy: Parameters<ReadView['order']>[1],
    limit: number,
  ): Promise<OrderedRef[]> {
    const { path, direction, startFrom } = orderBy
    const type = this.schema.payloadIndexes.get(path.text)?.type
    if (type !== 'integer' && type !== 'float' && type !== 'datetime') {
      throw wrongInput(`No range index for \`order_by\` key: \`${path.text}\``)
    }
    const sign = direction === 'asc' ? 1 : -1
    const compare = (a: bigint | number, b: bigint | number): number => sign * (a < b ? -1 : a > b ? 1 : 0)
    return this.#passing(filter)
      .flatMap((ref) =>
        flatValues(this.payloadOf(ref), path).flatMap((value) => {
          const ordered = orderedValue(type, value)
          return ordered === undefined ? [] : [{ ref, value: ordered }]
        }),
      )
      .filter(({ value }) => startFrom === undefined || compare(value, startFrom) >= 0)
      .sort((a, b) => compare(a.value, b.value) || comparePointIds(this.idOf(a.ref), this.idOf(b.ref)))
      .slice(0, limit)
  }
  async sample(filter: Filter | undefined, limit: number): Promise<PointRef[]> {
    return this.#passing(filter).toReversed().slice(0, limit)
  }
  async count(filter: Filter | undefined): Promise<number> {
    return this.#passing(filter).length
  }
  async facet(): Promise<FacetHit[]> {
    return []
  }
  async sampleWithVector(using: string, filter: Filter | undefined, limit: number): Promise<PointRef[]> {
    return this.#passing(filter)
      .filter((ref) => this.vectorOf(ref, using) !== undefined)
      .toReversed()
      .slice(0, limit)
  }
}

export function denseSimilarity(distance: Distance, a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0
    if (distance === 'Euclid') sum -= (value - other) ** 2
    else if (distance === 'Manhattan') sum -= Math.abs(value - other)
    else sum += value * other
  }
  return Math.fround(sum)
}

function rowsOf(vector: Exclude<VectorData, SparseVector>): Float32Array[] {
  if (vector.kind === 'dense') return [vector.values]
  const rows: Float32Array[] = []
  for (let start = 0; start < vector.values.length; start += vector.dimension) {
    rows.push(vector.values.subarray(start, start + vector.dimension))
  }
  return rows
}

function sparseDot(a: SparseVector, b: SparseVector): number {
  let sum = 0
  for (const [at, index] of a.indices.entries()) {
    const found = b.indices.indexOf(index)
    if (found >= 0) sum += (a.values[at] ?? 0) * (b.values[found] ?? 0)
  }
  return Math.fround(sum)
}

function orderedValue(
  type: 'integer' | 'float' | 'datetime',
  value: PayloadValue,
): bigint | number | undefined {
  if (type === 'datetime') {
    const time = typeof value === 'string' ? parseDatetime(value) : undefined
    return time === undefined ? undefined : datetimeMicros(time)
  }
  if (type === 'integer') return typeof value === 'bigint' ? value : undefined
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : undefined
}

function flatValues(payload: Payload | null, path: Parameters<typeof readPath>[1]): PayloadValue[] {
  return payload === null ? [] : readPath(payload, path).flatMap((value) => value)
}

/** The conditions that tests of the engine use. */
function passes(point: TestPoint, filter: Filter): boolean {
  const holds = (condition: Condition): boolean => conditionHolds(point, condition)
  const { must: all, should, mustNot, minShould } = filter
  return (
    all.every(holds) &&
    !mustNot.some(holds) &&
    (should.length === 0 || should.some(holds)) &&
    (minShould === undefined || minShould.conditions.filter(holds).length >= minShould.minCount)
  )
}

function conditionHolds(point: TestPoint, condition: Condition): boolean {
  switch (condition.kind) {
    case 'has_id':
      return condition.ids.has(point.id)
    case 'filter':
      return passes(point, condition.filter)
    case 'has_vector':
      return point.vectors?.has(condition.name) === true
    case 'is_empty':
      return flatValues(point.payload ?? null, condition.path).every((value) => value === null)
    case 'field':
      return condition.tests.some((test) =>
        flatValues(point.payload ?? null, condition.path).some((value) => testHolds(test, value)),
      )
    case 'is_null':
    case 'slice':
    case 'nested':
      throw new Error(`the test view knows no ${condition.kind}`)
  }
}

function testHolds(test: FieldTest, value: PayloadValue): boolean {
  if (test.kind === 'match') return value === test.value
  if (test.kind === 'any') return (test.values as ReadonlySet<PayloadValue>).has(value)
  if (test.kind === 'except') {
    return value !== null && !(test.values as ReadonlySet<PayloadValue>).has(value)
  }
  throw new Error(`the test view knows no ${test.kind}`)
}

export const dense = (...values: number[]): VectorData => ({
  kind: 'dense',
  values: new Float32Array(values),
})
export const sparse = (entries: Readonly<Record<number, number>>): SparseVector => ({
  kind: 'sparse',
  indices: Uint32Array.from(Object.keys(entries), Number),
  values: Float32Array.from(Object.values(entries)),
})
export const multi = (dimension: number, ...values: number[]): VectorData => ({
  kind: 'multi',
  dimension,
  values: new Float32Array(values),
})
export const vectors = (named: Readonly<Record<string, VectorData>>): ReadonlyMap<string, VectorData> =>
  new Map(Object.entries(named))
export const payload = (fields: Readonly<Record<string, PayloadValue>>): Payload =>
  new Map(Object.entries(fields))
export const id = (point: PointId): { readonly kind: 'id'; readonly id: PointId } => ({
  kind: 'id',
  id: point,
})

export const where = (parts: Partial<Filter>): Filter => ({ ...emptyFilter, ...parts })
export const matches = (path: string, value: string | bigint | boolean): Condition => ({
  kind: 'field',
  path: parsePayloadPath(path),
  tests: [{ kind: 'match', value }],
})

/** A node with the defaults of the API. */
export const node = (fields: Partial<QueryNode> = {}): QueryNode => ({
  prefetch: [],
  using: '',
  params: {},
  limit: 10,
  ...fields,
})
export const queryRequest = (fields: Partial<QueryRequest> = {}): QueryRequest => ({
  ...node(fields),
  offset: 0,
  withPayload: { kind: 'none' },
  withVectors: { kind: 'none' },
  ...fields,
})

export function testDeps(fields: Partial<EngineDeps> = {}): EngineDeps {
  return {
    collection: 'main',
    lookup: (name) => Promise.reject(collectionMissing(name)),
    random: () => 0,
    ...fields,
  }
}

export const testTask = (): Task => new Task(60_000)

/** The message of the error that an answer ends with. */
export async function refusal(answer: Promise<unknown>): Promise<string> {
  try {
    await answer
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'no error'
}
