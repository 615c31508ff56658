import { expect, test } from 'bun:test'
import { encodePayload } from '#model/payload-codec.ts'
import type { PointId } from '#model/point-id.ts'
import { createRandom, pick } from '#base/random.fixture.ts'
import { randomPayload } from '#model/random-payloads.fixture.ts'
import type { FacetHit, PointGroup, RetrievedPoint, ScoredPoint, SearchMatrix } from '#model/result.ts'
import type { NamedVectors, VectorData } from '#model/vector.ts'
import { qdrant } from './generated/qdrant.js'
import { Reader } from './int64.ts'
import * as responses from './points-responses.ts'

const seed = 1 + (Date.now() % 1_000_000)
const random = createRandom(seed)
const runs = Array.from({ length: 40 }, (_, run) => run)

const integers = [0, 1, 127, 128, 300, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 40 + 5, 2 ** 53 - 1]

function randomId(): PointId {
  const kind = Math.floor(random() * 3)
  if (kind === 0) return pick(random, integers)
  return kind === 1
    ? 2n ** 64n - BigInt(Math.floor(random() * 100) + 1)
    : '550e8400-e29b-41d4-a716-446655440000'
}

function randomFloats(count: number): Float32Array {
  return Float32Array.from({ length: count }, () => (random() - 0.5) * 100)
}

function randomVector(): VectorData {
  const count = Math.floor(random() * 5)
  const kind = Math.floor(random() * 3)
  if (kind === 0) return { kind: 'dense', values: randomFloats(count) }
  if (kind === 1) {
    const indices = Uint32Array.from({ length: count }, (_, index) => 2 ** (index * 7) + index)
    return { kind: 'sparse', indices, values: randomFloats(count) }
  }
  return { kind: 'multi', dimension: 2, values: randomFloats(2 * count) }
}

function randomVectors(): NamedVectors | null {
  const count = Math.floor(random() * 4) - 1
  if (count < 0) return null
  const names = ['', 'a', 'имя', 'x'.repeat(90)]
  return new Map(Array.from({ length: count }, (_, index) => [names[index] as string, randomVector()]))
}

interface Sample<T> {
  readonly point: T
  /** What the generated code reads of it. */
  readonly form: unknown
}

function samplePoint(): Sample<RetrievedPoint> {
  const payload = random() < 0.3 ? null : randomPayload(random)
  const shardKey = pick(random, [undefined, undefined, 'ключ', 2n ** 64n - 1n, 5n])
  const orderValue = pick(random, [undefined, undefined, -5n, 2n ** 62n, 0.5, -0.25])
  const id = randomId()
  const vectors = randomVectors()
  const point = { id, payload: payload && encodePayload(payload), vectors, shardKey, orderValue }
  const form = {
    id: idForm(id),
    payload: payload ?? new Map(),
    vectors: vectors && vectorsForm(vectors),
    shardKey,
    orderValue,
  }
  return { point, form }
}

function sampleScored(): Sample<ScoredPoint> {
  const { point, form } = samplePoint()
  const score = pick(random, [0, Math.fround(0.1), -1.5, Number.POSITIVE_INFINITY])
  const version = pick(random, integers)
  return { point: { ...point, score, version }, form: { ...(form as object), score, version } }
}

function samples<T>(sample: () => Sample<T>): { points: T[]; forms: unknown[] } {
  const list = Array.from({ length: Math.floor(random() * 5) }, sample)
  return { points: list.map(({ point }) => point), forms: list.map(({ form }) => form) }
}

function idForm(id: PointId): unknown {
  return typeof id === 'string' ? { uuid: id } : { num: id }
}

function vectorsForm(vectors: NamedVectors): unknown {
  const single = vectors.size === 1 ? vectors.get('') : undefined
  if (single !== undefined) return { vector: vectorForm(single) }
  return { vectors: new Map([...vectors].map(([name, vector]) => [name, vectorForm(vector)])) }
}

function vectorForm(vector: VectorData): unknown {
  const values = [...vector.values]
  if (vector.kind === 'dense') return { dense: values }
  if (vector.kind === 'sparse') return { sparse: { indices: [...vector.indices], values } }
  const rows = Array.from({ length: values.length / 2 }, (_, row) => values.slice(2 * row, 2 * row + 2))
  return { multi: rows }
}

type Read = Readonly<Record<string, unknown>>

function child(message: Read | undefined, field: string): Read | undefined {
  return (message?.[field] ?? undefined) as Read | undefined
}

function list(message: Read | undefined, field: string): readonly Read[] {
  return (message?.[field] ?? []) as Read[]
}

function read(name: string, bytes: Uint8Array): Read {
  const type = (qdrant as unknown as Record<string, { decode(reader: Reader): Read }>)[name]
  return type?.decode(Reader.create(bytes)) as Read
}

/** A point read by the generated code, in the same form. */
function pointForm(point: Read): unknown {
  const { id, payload, vectors, shardKey, orderValue } = point as Readonly<Record<string, Read | undefined>>
  return {
    id: idFormOf(id),
    payload: new Map(Object.entries(payload ?? {}).map(([key, value]) => [key, valueForm(value as Read)])),
    vectors: vectors ? vectorsFormOf(vectors) : null,
    shardKey: keyForm(shardKey),
    orderValue: orderForm(orderValue),
  }
}

function scoredForm(point: Read): unknown {
  return { ...(pointForm(point) as object), score: point['score'], version: point['version'] }
}

function idFormOf(id: Read | undefined): unknown {
  return id?.['uuid'] === undefined || id['uuid'] === null ? { num: id?.['num'] } : { uuid: id['uuid'] }
}

function keyForm(key: Read | undefined): unknown {
  if (!key) return undefined
  return key['keyword'] ?? BigInt(key['number'] as number)
}

function orderForm(value: Read | undefined): unknown {
  if (!value) return undefined
  return value['float'] ?? BigInt(value['int'] as number)
}

function vectorsFormOf(vectors: Read): unknown {
  const vector = child(vectors, 'vector')
  if (vector !== undefined) return { vector: vectorFormOf(vector) }
  const named = Object.entries(child(child(vectors, 'vectors'), 'vectors') ?? {})
  return { vectors: new Map(named.map(([name, entry]) => [name, vectorFormOf(entry as Read)])) }
}

function vectorFormOf(vector: Read): unknown {
  const dense = child(vector, 'dense')
  if (dense !== undefined) return { dense: dense['data'] }
  const sparse = child(vector, 'sparse')
  if (sparse !== undefined) return { sparse: { indices: sparse['indices'], values: sparse['values'] } }
  return { multi: list(child(vector, 'multiDense'), 'vectors').map((row) => row['data']) }
}

function valueForm(value: Read): unknown {
  const integer = value['integerValue'] ?? undefined
  if (integer !== undefined) return BigInt(integer as number)
  const struct = child(value, 'structValue')
  if (struct !== undefined) {
    const members = Object.entries(child(struct, 'fields') ?? {})
    return new Map(members.map(([key, member]) => [key, valueForm(member as Read)]))
  }
  const array = child(value, 'listValue')
  if (array !== undefined) return list(array, 'values').map(valueForm)
  return value['stringValue'] ?? value['boolValue'] ?? value['doubleValue'] ?? null
}

/** Integers beyond i64 reach gRPC clients as doubles, and maps in any order. */
function comparable(value: unknown): unknown {
  if (typeof value === 'bigint') return value >= 2n ** 63n ? Number(value) : value
  if (Array.isArray(value)) return value.map(comparable)
  if (value instanceof Map)
    return new Map(Array.from(value, ([key, inner]) => [key, comparable(inner)] as const))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, comparable(inner)]))
}

function check(name: string, bytes: Uint8Array, form: (message: Read) => unknown, expected: unknown): void {
  const message = read(name, bytes)
  expect({ seed, got: comparable(form(message)) }).toEqual({ seed, got: comparable(expected) })
}

const meta = { time: 0.25 }

test.each(runs)('points with scores (%#)', () => {
  const { points, forms } = samples(sampleScored)
  const form = (message: Read) => [list(message, 'result').map(scoredForm), message['time']]
  for (const name of ['SearchResponse', 'QueryResponse', 'RecommendResponse', 'DiscoverResponse']) {
    check(name, responses.encodeScoredPoints(points, meta), form, [forms, 0.25])
  }
})

test.each(runs)('batches of points (%#)', () => {
  const batch = Array.from({ length: Math.floor(random() * 4) }, () => samples(sampleScored))
  const lists = batch.map(({ points }) => points)
  const form = (message: Read) =>
    list(message, 'result').map((inner) => list(inner, 'result').map(scoredForm))
  for (const name of [
    'SearchBatchResponse',
    'QueryBatchResponse',
    'RecommendBatchResponse',
    'DiscoverBatchResponse',
  ]) {
    check(
      name,
      responses.encodeScoredPointBatch(lists, meta),
      form,
      batch.map(({ forms }) => forms),
    )
  }
})

test.each(runs)('groups (%#)', () => {
  const groups: PointGroup[] = []
  const expected: unknown[] = []
  for (let count = Math.floor(random() * 4); count > 0; count--) {
    const id = pick(random, ['группа', 'a', 0n, 2n ** 63n - 1n, -1n, -(2n ** 63n)])
    const { points, forms } = samples(sampleScored)
    const lookup = random() < 0.5 ? samplePoint() : undefined
    groups.push({ id, hits: points, lookup: lookup?.point })
    const field = typeof id === 'string' ? 'stringValue' : id < 0n ? 'integerValue' : 'unsignedValue'
    expected.push({ id: { [field]: id }, hits: forms, lookup: lookup?.form })
  }
  const form = (message: Read) =>
    list(child(message, 'result'), 'groups').map((group) => ({
      id: groupIdForm(child(group, 'id')),
      hits: list(group, 'hits').map(scoredForm),
      lookup: child(group, 'lookup') && pointForm(child(group, 'lookup') ?? {}),
    }))
  for (const name of ['SearchGroupsResponse', 'QueryGroupsResponse', 'RecommendGroupsResponse']) {
    check(name, responses.encodeGroups(groups, meta), form, expected)
  }
})

function groupIdForm(id: Read | undefined): unknown {
  const entries = Object.entries(id ?? {}).filter(
    ([key, value]) => key.endsWith('Value') && value !== null && value !== undefined,
  )
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === 'string' ? value : BigInt(value as number)]),
  )
}

test.each(runs)('retrieved points and pages (%#)', () => {
  const { points, forms } = samples(samplePoint)
  const form = (message: Read) => list(message, 'result').map(pointForm)
  check('GetResponse', responses.encodeRetrievedPoints(points, meta), form, forms)
  const nextOffset = random() < 0.5 ? undefined : randomId()
  const page = responses.encodeScrollPage({ points, nextOffset }, meta)
  const pageForm = (message: Read) => ({
    points: form(message),
    next: child(message, 'nextPageOffset') && idFormOf(child(message, 'nextPageOffset')),
    time: message['time'],
  })
  const next = nextOffset === undefined ? undefined : idForm(nextOffset)
  check('ScrollResponse', page, pageForm, { points: forms, next, time: 0.25 })
})

test.each(integers)('a count of %p', (count) => {
  const bytes = responses.encodeCount(count, { time: 0 })
  check('CountResponse', bytes, (message) => child(message, 'result')?.['count'], count)
})

test('facet hits', () => {
  const hits: FacetHit[] = [
    { value: 'красный', count: 3 },
    { value: -(2n ** 63n), count: 2 ** 40 },
    { value: 7n, count: 0 },
    { value: true, count: 1 },
    { value: false, count: 2 },
  ]
  const { hits: read } = qdrant.FacetResponse.decode(
    Reader.create(responses.encodeFacetHits(hits, meta)) as never,
  )
  const values = read.map(({ value }) => value?.stringValue ?? value?.integerValue ?? value?.boolValue)
  expect(values).toEqual(['красный', -(2n ** 63n), 7, true, false])
  expect(read.map(({ count }) => Number(count))).toEqual([3, 2 ** 40, 0, 1, 2])
})

test('a matrix in pairs and in offsets', () => {
  const matrix: SearchMatrix = {
    ids: [1, 2n ** 63n, '550e8400-e29b-41d4-a716-446655440000'],
    rows: [0, 0, 1, 2],
    columns: [1, 2, 0, 1],
    scores: [0.5, 0, -2, 1],
  }
  const pairs = qdrant.SearchMatrixPairsResponse.decode(
    Reader.create(responses.encodeMatrixPairs(matrix, meta)) as never,
  )
  expect(
    pairs.result?.pairs.map(({ a, b, score }) => [idFormOf(a as never), idFormOf(b as never), score]),
  ).toEqual([
    [{ num: 1 }, { num: 2n ** 63n }, 0.5],
    [{ num: 1 }, { uuid: matrix.ids[2] }, 0],
    [{ num: 2n ** 63n }, { num: 1 }, -2],
    [{ uuid: matrix.ids[2] }, { num: 2n ** 63n }, 1],
  ])
  const offsets = qdrant.SearchMatrixOffsetsResponse.decode(
    Reader.create(responses.encodeMatrixOffsets(matrix, meta)) as never,
  )
  expect(offsets.result?.offsetsRow).toEqual([0, 0, 1, 2])
  expect(offsets.result?.offsetsCol).toEqual([1, 2, 0, 1])
  expect(offsets.result?.scores).toEqual([0.5, 0, -2, 1])
  expect(offsets.result?.ids.map((id) => idFormOf(id as never))).toEqual(matrix.ids.map(idForm))
  const empty: SearchMatrix = { ids: [], rows: [], columns: [], scores: [] }
  const none = qdrant.SearchMatrixOffsetsResponse.decode(
    Reader.create(responses.encodeMatrixOffsets(empty, meta)) as never,
  )
  expect(none.result).not.toBeNull()
})

test('an update always has a usage, the updates of a batch have none', () => {
  const done = { operationId: 2 ** 40, status: 'completed' } as const
  const one = read('PointsOperationResponse', responses.encodeUpdateResult(done, meta))
  expect(child(one, 'result')?.['operationId']).toBe(2 ** 40)
  expect(child(one, 'result')?.['status']).toBe(2)
  expect(one['usage']).not.toBeNull()
  const late = { operationId: undefined, status: 'acknowledged' } as const
  const waited = { operationId: 0, status: 'wait_timeout' } as const
  const batch = read('UpdateBatchResponse', responses.encodeUpdateResults([late, waited], meta))
  const results = list(batch, 'result')
  expect(results.map((result) => [result['operationId'] ?? null, result['status']])).toEqual([
    [null, 1],
    [0, 4],
  ])
  expect(batch['usage'] ?? null).toBeNull()
})

test('usage is told where it was counted', () => {
  const hardware = {
    cpu: 1,
    payloadIoRead: 0,
    payloadIoWrite: 300,
    payloadIndexIoRead: 4,
    payloadIndexIoWrite: 2 ** 40,
    vectorIoRead: 6,
    vectorIoWrite: 7,
  }
  const inference = new Map([['модель', 12]])
  const bytes = responses.encodeCount(1, { time: 1.5, usage: { hardware, inference } })
  const { usage } = qdrant.CountResponse.decode(Reader.create(bytes) as never)
  const { payloadIoRead: _, ...counted } = hardware
  expect(usage?.hardware).toMatchObject(counted)
  expect(usage?.inference?.models['модель']?.tokens).toBe(12)
})
