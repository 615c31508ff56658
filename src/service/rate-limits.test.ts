import { expect, test } from 'bun:test'
import { RequestError } from '#model/errors.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { Filter } from '#model/filter.ts'
import type { Query, QueryNode, VectorInput } from '#model/query.ts'
import type { WriteOperation } from '#model/write.ts'
import type { ReadView } from '#query/read-view.ts'
import type { CallContext, CollectionHandle } from './ports.ts'
import {
  chargeRead,
  chargeWrite,
  examplesCost,
  filterCost,
  matrixCost,
  queryCost,
  searchCost,
} from './rate-limits.ts'

const isNull = { kind: 'is_null' as const, path: parsePayloadPath('a') }
const filterOf = (conditions: number): Filter => ({
  must: Array.from({ length: conditions }, () => isNull),
  should: [],
  mustNot: [],
  minShould: undefined,
})
const vector: VectorInput = { kind: 'dense', values: new Float32Array(2) }
const point: VectorInput = { kind: 'id', id: 1 }
const pair = { positive: point, negative: vector }
const node = (query: Query | undefined, more: Partial<QueryNode> = {}): QueryNode => ({
  prefetch: [],
  query,
  using: '',
  params: {},
  limit: 10,
  ...more,
})
const nearest = (input: VectorInput): Query => ({ kind: 'nearest', vector: input })

test('a query costs its vectors, its conditions and the points that it names', () => {
  const recommend = { kind: 'recommend' as const, positives: [point, vector], negatives: [point] }
  const costs: readonly (readonly [number, QueryNode])[] = [
    [1, node(undefined)],
    [1, node(nearest(vector))],
    [3, node(nearest(vector), { filter: filterOf(2) })],
    [3, node(nearest(point))],
    [1, node(nearest(point), { lookupFrom: { collection: 'other' } })],
    [3, node({ ...recommend, strategy: 'average_vector' })],
    [5, node({ ...recommend, strategy: 'best_score' })],
    [5, node({ kind: 'discover', target: vector, pairs: [pair] })],
    [4, node({ kind: 'context', pairs: [pair] })],
    [1, node({ kind: 'sample' })],
  ]
  for (const [cost, query] of costs) expect([query, queryCost([query])]).toEqual([query, cost])
  const prefetch = [node(nearest(vector), { filter: filterOf(1) }), node(nearest(vector))]
  const nested = node({ kind: 'dbsf' }, { prefetch: [node(undefined, { prefetch }), ...prefetch] })
  expect(queryCost([nested])).toBe(6)
  // Conditions go down to every search below, and so does the one that leaves out the points that are named.
  expect(queryCost([{ ...nested, filter: filterOf(2) }])).toBe(14)
  expect(queryCost([node(nearest(point), { prefetch })])).toBe(6)
  expect(
    queryCost([node({ kind: 'dbsf' }, { prefetch: [node(nearest(point)), node(nearest(vector))] })]),
  ).toBe(5)
  // Points that are named twice are read once.
  const twice = { kind: 'discover' as const, target: point, pairs: [{ positive: point, negative: point }] }
  expect([queryCost([node(twice)]), queryCost([node(nearest(point)), node(nearest(point))])]).toEqual([5, 5])
  expect([examplesCost([node(twice)]), searchCost(node(twice), 1)]).toEqual([1, 5])
})

test('other reads cost their conditions', () => {
  expect([filterCost(undefined), filterCost(filterOf(3))]).toEqual([1, 4])
  expect(matrixCost({ filter: filterOf(1), sample: 10, limit: 3, using: '' })).toBe(23)
})

/** A collection that has so many tokens, and what has been taken of them. */
function limited(available: number | undefined, enabled = true) {
  const taken: [string, number, number][] = []
  const collection = {
    takeTokens: async (kind: string, tokens: number, perMinute: number) => {
      taken.push([kind, tokens, perMinute])
      return available
    },
  } as unknown as CollectionHandle
  const strictMode = { enabled, readRateLimit: 60, writeRateLimit: 120 }
  const view = { schema: { config: { strictMode } } } as unknown as ReadView
  return { collection, view, taken }
}
const call = {} as CallContext
const refusalOf = async (charging: Promise<void>): Promise<unknown> => {
  try {
    await charging
    return undefined
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    return [error.kind, error.message, error.retryAfterSec]
  }
}

test('a read takes its cost, and is refused with when to come again', async () => {
  const enough = limited(undefined)
  expect(await refusalOf(chargeRead(call, enough, () => 5))).toBeUndefined()
  expect(enough.taken).toEqual([['read', 5, 60]])
  expect(await refusalOf(chargeRead(call, limited(2.54), () => 5))).toEqual([
    'resource-exhausted',
    'Rate limiting exceeded: Read rate limit exceeded: Operation requires 5 tokens but only 2.5 were available. Retry after 3s',
    expect.closeTo(2.46, 5),
  ])
  expect(await refusalOf(chargeRead(call, limited(60), () => 61))).toEqual([
    'resource-exhausted',
    'Rate limiting exceeded: Read rate limit exceeded, request larger than rate limiter capacity, please try to split your request',
    undefined,
  ])
})

test('nothing is charged where strict mode is off, nor twice', async () => {
  for (const [context, collection] of [
    [call, limited(0, false)],
    [{ unmetered: true } as CallContext, limited(0)],
  ] as const) {
    await chargeRead(context, collection, () => 5)
    expect(collection.taken).toEqual([])
  }
})

test('a write costs the points that it names, at least one', async () => {
  const costOf = async (write: WriteOperation): Promise<unknown> => {
    const { collection, view, taken } = limited(undefined)
    await chargeWrite(call, collection, view, write)
    return taken[0]
  }
  const ids = { kind: 'ids' as const, ids: [1, 2, 3] }
  expect(await costOf({ kind: 'upsert', points: [], mode: 'upsert' })).toEqual(['write', 1, 120])
  expect(await costOf({ kind: 'clear_payload', selector: ids })).toEqual(['write', 3, 120])
  expect(await costOf({ kind: 'delete_field_index', path: parsePayloadPath('a') })).toEqual(['write', 1, 120])
})
