import { expect, test } from 'bun:test'
import type {
  CollectionConfig,
  CollectionSchema,
  PayloadIndexSchema,
  PayloadIndexType,
} from '#model/collection.ts'
import { type Condition, emptyFilter, type FieldTest, type Filter } from '#model/filter.ts'
import type { Payload, PayloadValue } from '#model/payload.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { PointId } from '#model/point-id.ts'
import { randomFilter, randomIds } from '#model/random-filters.fixture.ts'
import { createRandom, pick } from '#base/random.fixture.ts'
import { randomPayload } from '#model/random-payloads.fixture.ts'
import { compileFilter } from './compile-filter.fixture.ts'
import { filterConditionsMax, filterDepthMax } from './filter-matcher.ts'
import { passesPlainly } from './plain-matcher.fixture.ts'

type Indexes = Record<string, PayloadIndexType | Partial<PayloadIndexSchema>>

function schemaOf(indexes: Indexes = {}): CollectionSchema {
  const entries = Object.entries(indexes).map(([path, index]): [string, PayloadIndexSchema] => [
    path,
    typeof index === 'string'
      ? { type: index, explicitParams: false }
      : { type: 'text', explicitParams: true, ...index },
  ])
  return { config: {} as CollectionConfig, payloadIndexes: new Map(entries) }
}

const types: PayloadIndexType[] = ['keyword', 'integer', 'float', 'bool', 'geo', 'datetime', 'uuid', 'text']
const indexablePaths = ['a', 'b', 'c', 'a.b', 'a[]', 'a[].b', 'a[][]', 'b.c', '"odd key"']

test('random filters mean what the plain evaluation says', () => {
  for (let seed = 1; seed <= 250; seed++) {
    const random = createRandom(seed)
    const indexes: Indexes = {}
    for (const path of indexablePaths) {
      if (random() < 0.5) continue
      const type = pick(random, types)
      indexes[path] = {
        type,
        ...(random() < 0.5 ? { phraseMatching: true } : {}),
        ...(random() < 0.2 ? { lookup: false } : {}),
        ...(random() < 0.2 ? { range: false } : {}),
      }
    }
    const schema = schemaOf(indexes)
    const points = Array.from({ length: 30 }, () => ({
      id: pick(random, randomIds),
      payload: random() < 0.1 ? null : randomPayload(random),
      vectors: random() < 0.5 ? ['v'] : [''],
    }))
    for (let round = 0; round < 15; round++) {
      const filter = randomFilter(random)
      const matches = compileFilter(filter, schema)
      const found = points.map(({ id, payload, vectors }) =>
        matches({ id, payload: () => payload, hasVector: (name) => vectors.includes(name) }),
      )
      const expected = points.map((point) => passesPlainly(filter, point, schema.payloadIndexes))
      expect(found, `seed ${seed}, round ${round}`).toEqual(expected)
    }
  }
})

const field = (path: string, ...tests: FieldTest[]): Condition => ({
  kind: 'field',
  path: parsePayloadPath(path),
  tests,
})
const must = (...conditions: Condition[]): Filter => ({ ...emptyFilter, must: conditions })
const object = (entries: Record<string, PayloadValue>): Payload => new Map(Object.entries(entries))

function passes(
  filter: Filter | undefined,
  payload: Payload | null,
  indexes: Indexes = {},
  id: PointId = 1,
): boolean {
  return compileFilter(
    filter,
    schemaOf(indexes),
  )({ id, payload: () => payload, hasVector: (name) => name === 'v' })
}
/** A test of the path `k` on the payload `{k: value}`. */
const k = (
  fieldTest: FieldTest,
  value: PayloadValue | undefined,
  index?: PayloadIndexType | Partial<PayloadIndexSchema>,
): boolean =>
  passes(
    must(field('k', fieldTest)),
    value === undefined ? object({}) : object({ k: value }),
    index ? { k: index } : {},
  )

test('no filter and the empty filter pass everything, its negation nothing', () => {
  expect(passes(undefined, null)).toBe(true)
  expect(passes(emptyFilter, null)).toBe(true)
  expect(passes({ ...emptyFilter, mustNot: [{ kind: 'filter', filter: emptyFilter }] }, null)).toBe(false)
})

test('at least so many: duplicates count, more than there are never pass', () => {
  const yes = field('k', { kind: 'match', value: 'x' })
  const filter = (minCount: number, ...conditions: Condition[]): Filter => ({
    ...emptyFilter,
    minShould: { conditions, minCount },
  })
  const payload = object({ k: 'x' })
  expect(passes(filter(2, yes, yes), payload)).toBe(true)
  expect(passes(filter(3, yes, yes), payload)).toBe(false)
  expect(passes(filter(0), payload)).toBe(true)
  expect(passes(filter(1), payload)).toBe(false)
})

test('integral floats equal integers only under an integer index', () => {
  const one: FieldTest = { kind: 'match', value: 1n }
  expect(k(one, 1n)).toBe(true)
  expect(k(one, 1)).toBe(false)
  expect(k(one, 1, 'integer')).toBe(true)
  expect(k(one, 1, { type: 'integer', lookup: false })).toBe(false)
  expect(k(one, 1.5, 'integer')).toBe(false)
  expect(k(one, '1')).toBe(false)
  expect(k({ kind: 'match', value: 2n ** 53n + 1n }, 2n ** 53n)).toBe(false)
  expect(k({ kind: 'any', values: new Set([1n]) }, 1, 'integer')).toBe(true)
})

test('except looks at other types only without an index of its own', () => {
  const notRed: FieldTest = { kind: 'except', values: new Set(['red']) }
  for (const value of [5n, true, ['red', 'blue'], [['red']], object({}), 'blue'])
    expect(k(notRed, value)).toBe(true)
  for (const value of [undefined, null, [], [null], 'red', ['red']]) expect(k(notRed, value)).toBe(false)
  expect(k(notRed, 5n, 'keyword')).toBe(false)
  expect(k(notRed, 5n, 'integer')).toBe(true)
  expect(k(notRed, ['red', 'blue'], 'keyword')).toBe(true)
  expect(k({ kind: 'except', values: new Set<string>() }, 5n)).toBe(true)
  expect(k({ kind: 'except', values: new Set([1n]) }, 1)).toBe(true)
  expect(k({ kind: 'except', values: new Set([1n]) }, 1, 'integer')).toBe(false)
})

test('except leaves out points without the key, a negated match does not', () => {
  const negated: Filter = { ...emptyFilter, mustNot: [field('k', { kind: 'match', value: 'red' })] }
  expect(passes(negated, object({}))).toBe(true)
  expect(passes(must(field('k', { kind: 'except', values: new Set(['red']) })), object({}))).toBe(false)
})

test('text is a substring without an index and tokens with one', () => {
  const text = (query: string): FieldTest => ({ kind: 'text', text: query })
  expect(k(text('ick Br'), 'quick Brown')).toBe(true)
  expect(k(text('ick br'), 'quick Brown')).toBe(false)
  expect(k(text(''), 'anything')).toBe(true)
  expect(k(text(''), 'anything', 'text')).toBe(false)
  expect(k(text('BROWN quick'), 'quick Brown', 'text')).toBe(true)
  expect(k(text('quick unknown'), 'quick', 'text')).toBe(false)
  expect(k(text('quick brown'), ['quick red', 'lazy brown'], 'text')).toBe(true)
  expect(k({ kind: 'text_any', text: 'unknown lazy' }, 'lazy dog', 'text')).toBe(true)
  expect(k({ kind: 'text_any', text: 'unknown laz' }, 'lazy dog')).toBe(true)
  expect(k({ kind: 'text_any', text: ' ' }, 'lazy dog')).toBe(false)
})

test('a phrase stays within one element, and needs positions in the index', () => {
  const phrase: FieldTest = { kind: 'phrase', text: 'cat hat' }
  const index = { phraseMatching: true, stopwords: { languages: ['english'], custom: [] } }
  expect(k(phrase, 'a cat in the hat', index)).toBe(true)
  expect(k(phrase, ['a cat', 'hat'], index)).toBe(false)
  expect(k(phrase, 'hat cat', index)).toBe(false)
  expect(k(phrase, 'cat hat', 'text')).toBe(false)
  expect(k(phrase, 'my cat hat')).toBe(true)
})

test('a UUID index compares UUIDs in any spelling', () => {
  const wanted: FieldTest = { kind: 'match', value: '0B8D3C4E1F2A4B5C8D6E7F8091A2B3C4' }
  const stored = '0b8d3c4e-1f2a-4b5c-8d6e-7f8091a2b3c4'
  expect(k(wanted, stored)).toBe(false)
  expect(k(wanted, stored, 'keyword')).toBe(false)
  expect(k(wanted, stored, 'uuid')).toBe(true)
  expect(k({ kind: 'match', value: 'no uuid' }, 'no uuid', 'uuid')).toBe(true)
})

test('ranges see doubles, or exact integers under an integer index', () => {
  const range = (bounds: object): FieldTest => ({ kind: 'range', ...bounds })
  expect(k(range({ gte: 1, lte: 2 }), 1.5)).toBe(true)
  expect(k(range({ gte: 1, lte: 2 }), 1.5, 'integer')).toBe(false)
  expect(k(range({ gte: 1, lte: 2 }), 1.5, { type: 'integer', range: false })).toBe(true)
  expect(k(range({ gt: 0.5 }), 1n, 'integer')).toBe(true)
  expect(k(range({ gt: 2 ** 53 }), 2n ** 53n + 1n)).toBe(false)
  expect(k(range({ gt: 2 ** 53 }), 2n ** 53n + 1n, 'integer')).toBe(true)
  expect(k(range({}), 'x')).toBe(false)
  expect(k(range({}), 5n)).toBe(true)
  for (const index of [undefined, 'integer', 'float'] as const)
    expect(k(range({ gte: Number.NaN }), 1n, index)).toBe(false)
  expect(k(range({ gt: 2, lt: 1 }), 1n, 'integer')).toBe(false)
})

test('datetimes are exact to the nanosecond, to the microsecond under an index', () => {
  const after = { kind: 'datetime_range', gt: 500n } as const
  expect(k(after, '1970-01-01T00:00:00.000000900Z')).toBe(true)
  expect(k(after, '1970-01-01T00:00:00.000000900Z', 'datetime')).toBe(false)
  expect(k(after, 12n)).toBe(false)
  expect(k({ kind: 'range', gte: 1_000_000 }, '1970-01-01T00:00:01Z', 'datetime')).toBe(true)
})

test('counts of values: a missing key has none', () => {
  const few: FieldTest = { kind: 'values_count', lt: 1 }
  for (const value of [undefined, null, []]) expect(k(few, value)).toBe(true)
  for (const value of [[null], 5n, object({})]) expect(k(few, value)).toBe(false)
})

test('emptiness and nulls in every spelling', () => {
  const rows: [value: PayloadValue | undefined, isEmpty: boolean, isNull: boolean, isNullOfIndex: boolean][] =
    [
      [undefined, true, false, false],
      [null, true, true, true],
      [[], true, false, false],
      [[null], false, false, true],
      [['x', null], false, false, true],
      [object({}), false, false, false],
      ['', false, false, false],
      [0n, false, false, false],
      [false, false, false, false],
    ]
  const path = parsePayloadPath('k')
  for (const [value, isEmpty, isNull, isNullOfIndex] of rows) {
    const payload = value === undefined ? object({}) : object({ k: value })
    const where = Bun.inspect(value)
    expect(passes(must({ kind: 'is_empty', path }), payload), where).toBe(isEmpty)
    expect(passes(must({ kind: 'is_empty', path }), payload, { k: 'float' }), where).toBe(isEmpty)
    expect(passes(must({ kind: 'is_null', path }), payload), where).toBe(isNull)
    expect(passes(must({ kind: 'is_null', path }), payload, { k: 'float' }), where).toBe(isNullOfIndex)
    expect(k({ kind: 'is_null', expected: true }, value), where).toBe(isNullOfIndex)
    expect(k({ kind: 'is_null', expected: false }, value), where).toBe(!isNullOfIndex)
    expect(k({ kind: 'is_empty', expected: false }, value, 'text'), where).toBe(!isEmpty)
  }
})

test('over several values both states of emptiness hold without an index', () => {
  const payload = object({ e: [object({ x: null }), object({ x: 1n })] })
  const empty = (expected: boolean): Filter => must(field('e[].x', { kind: 'is_empty', expected }))
  expect([passes(empty(true), payload), passes(empty(false), payload)]).toEqual([true, true])
  const indexes: Indexes = { 'e[].x': 'integer' }
  expect([passes(empty(true), payload, indexes), passes(empty(false), payload, indexes)]).toEqual([
    false,
    true,
  ])
})

test('several tests in one condition are alternatives, or the one that an index serves', () => {
  const both = must(field('k', { kind: 'match', value: 'x' }, { kind: 'range', gte: 5 }))
  expect(passes(both, object({ k: 7n }))).toBe(true)
  expect(passes(both, object({ k: 'x' }))).toBe(true)
  expect(passes(both, object({ k: 7n }), { k: 'keyword' })).toBe(false)
  const counted = must(field('k', { kind: 'match', value: 'x' }, { kind: 'values_count', gt: 1 }))
  expect(passes(counted, object({ k: 'x' }))).toBe(false)
  expect(passes(must(field('k')), object({ k: 'x' }))).toBe(false)
})

test('an index serves exactly its own path', () => {
  const one = must(field('k[]', { kind: 'match', value: 1n }))
  expect(passes(one, object({ k: [1] }), { k: 'integer' })).toBe(false)
  expect(passes(one, object({ k: [1] }), { 'k[]': 'integer' })).toBe(true)
})

test('nested wants arrays of objects, and knows neither ids nor vectors', () => {
  const nested = (path: string, filter: Filter): Filter =>
    must({ kind: 'nested', path: parsePayloadPath(path), filter })
  const both = must(field('x', { kind: 'match', value: 1n }), field('y', { kind: 'match', value: 2n }))
  const together = object({ a: [object({ x: 1n, y: 2n }), 5n] })
  const apart = object({ a: [object({ x: 1n }), object({ y: 2n })] })
  expect(passes(nested('a', both), together)).toBe(true)
  expect(passes(nested('a[]', both), together)).toBe(true)
  expect(passes(nested('a', both), apart)).toBe(false)
  expect(passes(nested('a', both), object({ a: object({ x: 1n, y: 2n }) }))).toBe(false)
  expect(passes(nested('a', emptyFilter), together)).toBe(true)
  expect(passes(nested('a', emptyFilter), object({ a: [1n] }))).toBe(false)
  for (const condition of [
    { kind: 'has_id', ids: new Set([1]) },
    { kind: 'has_vector', name: 'v' },
    { kind: 'slice', total: 1, index: 0 },
  ] as const) {
    expect(passes(must(condition), together)).toBe(true)
    expect(passes(nested('a', must(condition)), together)).toBe(false)
    expect(passes(nested('a', { ...emptyFilter, mustNot: [condition] }), together)).toBe(true)
  }
})

test('text within nested sees its index, each value alone', () => {
  const inner = must(field('t', { kind: 'text', text: 'QUICK brown' }))
  const filter = must({ kind: 'nested', path: parsePayloadPath('a'), filter: inner })
  const indexes: Indexes = { 'a[].t': 'text' }
  expect(passes(filter, object({ a: [object({ t: 'brown quick' })] }), indexes)).toBe(true)
  expect(passes(filter, object({ a: [object({ t: ['quick', 'brown'] })] }), indexes)).toBe(false)
  expect(passes(filter, object({ a: [object({ t: 'brown quick' })] }))).toBe(false)
})

test('nested within nested: the index is found by the whole path', () => {
  const inner: Condition = {
    kind: 'nested',
    path: parsePayloadPath('b'),
    filter: must(field('t', { kind: 'text', text: 'FOX' })),
  }
  const filter = must({ kind: 'nested', path: parsePayloadPath('a'), filter: must(inner) })
  const payload = object({ a: [object({ b: [object({ t: 'a fox' })] })] })
  expect(passes(filter, payload, { 'a[].b[].t': 'text' })).toBe(true)
  expect(passes(filter, payload, { 'b[].t': 'text' })).toBe(false)
})

test('ids, in every form', () => {
  const ids = must({
    kind: 'has_id',
    ids: new Set<PointId>([7, 2n ** 60n, '0b8d3c4e-1f2a-4b5c-8d6e-7f8091a2b3c4']),
  })
  for (const id of [7, 2n ** 60n, '0b8d3c4e-1f2a-4b5c-8d6e-7f8091a2b3c4'])
    expect(passes(ids, null, {}, id)).toBe(true)
  expect(passes(ids, null, {}, 8)).toBe(false)
  expect(passes(must({ kind: 'has_id', ids: new Set() }), null)).toBe(false)
})

test('too deep and too large filters are refused', () => {
  let deep: Filter = emptyFilter
  for (let depth = 0; depth < filterDepthMax; depth++) deep = must({ kind: 'filter', filter: deep })
  expect(() => compileFilter(deep, schemaOf())).toThrow(
    `Bad request: filters may be nested at most ${filterDepthMax} levels deep`,
  )
  const one = field('k', { kind: 'match', value: 1n })
  const large = must(...Array.from({ length: filterConditionsMax + 1 }, () => one))
  expect(() => compileFilter(large, schemaOf())).toThrow(
    `Bad request: a filter may have at most ${filterConditionsMax} conditions`,
  )
})
