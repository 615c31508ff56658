import { expect, test } from 'bun:test'
import { createRandom } from '#base/random.fixture.ts'
import { emptyFilter, type FieldTest, type Filter } from './filter.ts'
import { countNamedValues, filterText } from './filter-text.ts'
import { parsePayloadPath } from './payload-path.ts'
import { randomFilter } from './random-filters.fixture.ts'

/** Everything that tells filters apart; absent bounds and parts are as those that are undefined. */
function plain(filter: Filter): string {
  return JSON.stringify(filter, (key, value: unknown) => {
    if (typeof value === 'bigint') return { n: String(value) }
    if (typeof value === 'number') return Number.isFinite(value) ? value : { f: String(value) }
    if (value instanceof Set) return [...(value as Set<unknown>)]
    if (key === 'steps') return undefined
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value
  })
}

test('filters have the same text exactly when they are the same', () => {
  const texts = new Map<string, string>()
  const filters = new Map<string, string>()
  for (let seed = 1; seed <= 4000; seed++) {
    const filter = randomFilter(createRandom(seed))
    const text = filterText(filter)
    const expected = plain(filter)
    expect(texts.get(text) ?? expected, `seed ${seed}`).toBe(expected)
    expect(filters.get(expected) ?? text, `seed ${seed}`).toBe(text)
    texts.set(text, expected)
    filters.set(expected, text)
  }
  expect(texts.size).toBeGreaterThan(2000)
})

const field = (...tests: FieldTest[]): Filter => ({
  ...emptyFilter,
  must: [{ kind: 'field', path: parsePayloadPath('a'), tests }],
})

test('values that print alike are told apart', () => {
  const filters = [
    field({ kind: 'match', value: '1' }),
    field({ kind: 'match', value: 1n }),
    field({ kind: 'match', value: 'T' }),
    field({ kind: 'match', value: true }),
    field({ kind: 'match', value: '' }, { kind: 'match', value: '' }),
    field({ kind: 'match', value: '"0:' }),
    field({ kind: 'any', values: new Set(['1', '2']) }),
    field({ kind: 'any', values: new Set(['12']) }),
    field({ kind: 'any', values: new Set(['1"1:2']) }),
    field({ kind: 'any', values: new Set([1n, 2n]) }),
    field({ kind: 'any', values: new Set([12n]) }),
    field({ kind: 'any', values: new Set<string>() }),
    field({ kind: 'except', values: new Set<string>() }),
    field({ kind: 'range', lt: 1 }),
    field({ kind: 'range', gt: 1 }),
    field({ kind: 'range', gte: 1 }),
    field({ kind: 'range', lte: 1 }),
    field({ kind: 'datetime_range', lte: 1n }),
    field({ kind: 'values_count', lte: 1 }),
    field({ kind: 'range', lte: Number.NaN }),
    field({ kind: 'range' }),
    { ...emptyFilter, must: [{ kind: 'has_id', ids: new Set([1, 2]) }] },
    { ...emptyFilter, must: [{ kind: 'has_id', ids: new Set([12]) }] },
    { ...emptyFilter, must: [{ kind: 'has_id', ids: new Set([2n ** 60n]) }] },
    { ...emptyFilter, should: [{ kind: 'has_id', ids: new Set([1, 2]) }] },
    { ...emptyFilter, minShould: { conditions: [], minCount: 0 } },
    { ...emptyFilter, must: [{ kind: 'filter', filter: emptyFilter }] },
    emptyFilter,
  ] satisfies Filter[]
  expect(new Set(filters.map(filterText)).size).toBe(filters.length)
})

test('values are counted wherever they are named', () => {
  const inner: Filter = { ...emptyFilter, mustNot: [{ kind: 'has_id', ids: new Set([1, 2, 3]) }] }
  const filter: Filter = {
    must: [{ kind: 'filter', filter: inner }],
    should: field({ kind: 'any', values: new Set(['a', 'b']) }, { kind: 'match', value: 'c' }).must,
    mustNot: [{ kind: 'nested', path: parsePayloadPath('a'), filter: inner }],
    minShould: { conditions: inner.mustNot, minCount: 1 },
  }
  expect(countNamedValues(filter)).toBe(11)
})
