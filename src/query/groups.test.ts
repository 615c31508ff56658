import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { PayloadValue } from '#model/payload.ts'
import { decodePayload } from '#model/payload-codec.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { GroupsRequest } from '#model/query.ts'
import type { GroupId, PointGroup } from '#model/result.ts'
import { executeGroups } from './engine.ts'
import type { ReadView } from './read-view.ts'
import {
  createTestView,
  dense,
  id,
  matches,
  node,
  payload,
  queryRequest,
  refusal,
  testDeps,
  testTask,
  vectors,
  where,
} from './memory-view.fixture.ts'

const viewOf = (keys: readonly (PayloadValue | undefined)[]): ReadView =>
  createTestView({
    dense: { '': { size: 1, distance: 'Dot' }, e: { size: 1, distance: 'Euclid' } },
    indexes: { rank: 'integer' },
    points: keys.map((key, at) => ({
      id: at + 1,
      payload: payload({ rank: BigInt(at), ...(key === undefined ? {} : { key }) }),
      vectors: vectors({ '': dense(at + 1), e: dense(at + 1) }),
    })),
  })

const groups = (
  view: ReadView,
  fields: Partial<GroupsRequest> = {},
  deps = testDeps(),
): Promise<PointGroup[]> =>
  executeGroups(
    view,
    {
      ...queryRequest({ query: { kind: 'nearest', vector: dense(1) } }),
      groupBy: parsePayloadPath('key'),
      groupSize: 3,
      ...fields,
    },
    deps,
    testTask(),
  )
const shown = (found: readonly PointGroup[]): [GroupId, unknown[]][] =>
  found.map((group) => [group.id, group.hits.map((hit) => hit.id)])

/** The groups of points that come in this order. */
function plainGroups(
  order: readonly number[],
  keys: readonly (PayloadValue | undefined)[],
  limit: number,
  size: number,
): [GroupId, number[]][] {
  const found = new Map<GroupId, number[]>()
  for (const at of order) {
    const key = keys[at]
    const values = Array.isArray(key) ? key : key === undefined ? [] : [key]
    if (values.some((value) => typeof value !== 'string' && typeof value !== 'bigint')) continue
    for (const value of new Set(values as GroupId[])) {
      const members = found.get(value) ?? []
      if (!found.has(value)) found.set(value, members)
      if (members.length < size) members.push(at + 1)
    }
  }
  return [...found].slice(0, limit)
}

const scalar = fc.oneof(
  fc.constantFrom<PayloadValue>('a', 'b', 'c', 'd', 1n, 2n, -3n),
  fc.constantFrom<PayloadValue>('a', 'a', 'a'),
)
const key = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) as fc.Arbitrary<PayloadValue> },
  fc.constantFrom<PayloadValue | undefined>(undefined, null, 1.5, true, ['a', 2.5]),
)

describe('complete groups, whatever the rounds', () => {
  const sizes = [fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 })] as const

  test('by similarity, by distance and by field', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(key, { maxLength: 60 }), ...sizes, async (keys, limit, groupSize) => {
        const view = viewOf(keys)
        const ascending = keys.map((_, at) => at)
        const descending = ascending.toReversed()
        const expected = (order: readonly number[]) => plainGroups(order, keys, limit, groupSize)
        expect(shown(await groups(view, { limit, groupSize }))).toEqual(expected(descending))
        const query = { kind: 'nearest', vector: dense(0) } as const
        expect(shown(await groups(view, { limit, groupSize, using: 'e', query }))).toEqual(
          expected(ascending),
        )
        const orderBy = { path: parsePayloadPath('rank'), direction: 'desc' } as const
        const ordered = await groups(view, { limit, groupSize, query: { kind: 'order_by', orderBy } })
        expect(shown(ordered)).toEqual(expected(descending))
        expect(shown(await groups(view, { limit, groupSize, query: undefined }))).toEqual(expected(ascending))
      }),
      { numRuns: 60 },
    )
  })

  test('over a prefetch that holds everything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(key, { maxLength: 40 }), ...sizes, async (keys, limit, groupSize) => {
        const prefetch = [node({ query: { kind: 'nearest', vector: dense(1) }, limit: 40 })]
        const query = { kind: 'rrf', k: 2, weights: undefined } as const
        const descending = keys.map((_, at) => at).toReversed()
        const found = await groups(viewOf(keys), { limit, groupSize, prefetch, query })
        expect(shown(found)).toEqual(plainGroups(descending, keys, limit, groupSize))
      }),
      { numRuns: 60 },
    )
  })
})

describe('keys', () => {
  test('a value that is no key keeps the point out of all its groups', async () => {
    expect(
      shown(await groups(viewOf(['a', ['a', 1.5], [true, 'b'], ['c', null], [['d']], payload({})]))),
    ).toEqual([['a', [1]]])
  })

  test('an array joins each of its groups once', async () => {
    expect(shown(await groups(viewOf([['a', 'b', 'a'], 'b'])))).toEqual([
      ['b', [2, 1]],
      ['a', [1]],
    ])
  })

  test('a path of elements reads arrays only', async () => {
    const groupBy = parsePayloadPath('key[]')
    expect(shown(await groups(viewOf(['a', ['a', 'b']]), { groupBy }))).toEqual([
      ['a', [2]],
      ['b', [2]],
    ])
  })
})

test('a growing search finds the groups behind one that is very large', async () => {
  const keys = [
    ...Array.from({ length: 20 }, (_, at) => `rare-${at}`),
    ...Array.from({ length: 2000 }, () => 'common'),
  ]
  const found = shown(await groups(viewOf(keys), { limit: 4, groupSize: 2 }))
  expect(found).toEqual([
    ['common', [2020, 2019]],
    ['rare-19', [20]],
    ['rare-18', [19]],
    ['rare-17', [18]],
  ])
})

test('prefetch limits grow with the groups that are asked for', async () => {
  const prefetch = [node({ query: { kind: 'nearest', vector: dense(1) }, limit: 2 })]
  const keys = ['a', 'b', 'c', 'd', 'd', 'd', 'd', 'd', 'd']
  const query = { kind: 'dbsf' } as const
  expect(shown(await groups(viewOf(keys), { prefetch, query, limit: 2, groupSize: 2 }))).toEqual([
    ['d', [9, 8]],
    ['c', [3]],
  ])
})

test('mmr and sample come in no order but in groups', async () => {
  const keys = ['a', 'b', 'a', 'b', 'c']
  const mmr = { kind: 'mmr', vector: dense(1) } as const
  const found = shown(await groups(viewOf(keys), { query: mmr, limit: 2, groupSize: 2 }))
  expect(found).toHaveLength(2)
  expect(found.every(([, hits]) => hits.length <= 2)).toBe(true)
  const sampled = await groups(viewOf(keys), { query: { kind: 'sample' }, limit: 3, groupSize: 1 })
  expect(new Set(sampled.map((group) => group.id))).toEqual(new Set(['a', 'b', 'c']))
})

test('examples, filter, threshold and selectors are those of the query', async () => {
  const view = viewOf(['a', 'b', 'a', 'b', 'a'])
  const query = { kind: 'nearest', vector: id(5) } as const
  expect(shown(await groups(view, { query }))).toEqual([
    ['b', [4, 2]],
    ['a', [3, 1]],
  ])
  const filter = where({ must: [matches('key', 'a')] })
  const found = await groups(view, { filter, scoreThreshold: 1, withPayload: { kind: 'all' } })
  expect(shown(found)).toEqual([['a', [5, 3]]])
  expect(decodePayload(found[0]?.hits[0]?.payload ?? new Uint8Array())).toEqual(
    payload({ rank: 4n, key: 'a' }),
  )
})

test('errors are those of groups', async () => {
  const view = viewOf(['a'])
  expect(await refusal(groups(view, { using: 'zz' }))).toContain(
    'Wrong input: Vector with name `zz` is not configured in this collection, available names: , e',
  )
  const scored = { kind: 'context', pairs: [{ positive: dense(1), negative: dense(2) }] } as const
  for (const query of [scored, { kind: 'nearest', vector: id(1) } as const]) {
    expect(await refusal(groups(view, { query, using: 'zz' }))).toContain(
      'Wrong input: Not existing vector name error: zz',
    )
  }
  const missing = { kind: 'nearest', vector: id(99) } as const
  expect(await refusal(groups(view, { query: missing }))).toContain(
    'Not found: Vector with name "" for point not found',
  )
  expect(await refusal(groups(view, { withLookup: { collection: 'zzz', ...queryRequest() } }))).toContain(
    'Not found: Collection zzz not found',
  )
})

test('the older recommend leaves out examples without the vector', async () => {
  const view = createTestView({
    dense: { '': { size: 1, distance: 'Dot' } },
    points: [
      { id: 1, payload: payload({ key: 'a' }), vectors: vectors({ '': dense(1) }) },
      { id: 2, payload: payload({ key: 'a' }) },
    ],
  })
  const recommend = (positives: readonly ReturnType<typeof id>[]) =>
    executeGroups(
      view,
      {
        ...queryRequest({ query: { kind: 'recommend', positives, negatives: [], strategy: 'sum_scores' } }),
        groupBy: parsePayloadPath('key'),
        groupSize: 1,
      },
      testDeps(),
      testTask(),
      'lenient',
    )
  expect(shown(await recommend([id(2)]))).toEqual([['a', [1]]])
  expect(await refusal(recommend([id(99)]))).toContain('Not found: No point with id 99 found')
})

test('a group is looked up by its name', async () => {
  const uuid = '550e8400-e29b-41d4-a716-446655440000'
  const view = viewOf([7n, -7n, uuid.toUpperCase(), 'text', 8n])
  const other = createTestView({
    points: [
      { id: 7, payload: payload({ title: 'seven' }) },
      { id: uuid, payload: payload({ title: 'uuid' }) },
    ],
  })
  const withLookup = {
    collection: 'other',
    withPayload: { kind: 'all' },
    withVectors: { kind: 'none' },
  } as const
  const found = await groups(view, { withLookup }, testDeps({ lookup: async () => other }))
  expect(found.map((group) => [group.id, group.lookup?.id])).toEqual([
    [8n, undefined],
    ['text', undefined],
    [uuid.toUpperCase(), uuid],
    [-7n, undefined],
    [7n, 7],
  ])
})

test('every round is told before it runs, and what Qdrant would ask for in vain', async () => {
  const view = viewOf(['a', 'a', 'b', 'b', 'c', undefined])
  const told = async (fields: Partial<GroupsRequest>): Promise<[number, boolean][]> => {
    const rounds: [number, boolean][] = []
    await groups(view, fields, {
      ...testDeps(),
      onGroupRound: async ({ filter }, later) => {
        rounds.push([(filter?.must.length ?? 0) + (filter?.mustNot.length ?? 0), later])
      },
    })
    return rounds
  }
  // Two groups of two: the best four points are of them.
  expect(await told({ limit: 1, groupSize: 1 })).toEqual([[1, false]])
  // All points are seen at once, one group is not full: outside of the full ones, then inside the other.
  expect(await told({ limit: 3, groupSize: 2 })).toEqual([
    [1, false],
    [2, true],
    [2, true],
  ])
  // No group at all: only the second of these.
  const nothing = { limit: 3, groupSize: 2, groupBy: parsePayloadPath('none') }
  expect(await told(nothing)).toHaveLength(2)
  const refused = groups(
    view,
    {},
    { ...testDeps(), onGroupRound: () => Promise.reject(new Error('too much')) },
  )
  expect(await refused.catch((error: Error) => error.message)).toBe('too much')
})
