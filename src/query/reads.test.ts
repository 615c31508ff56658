import { describe, expect, test } from 'bun:test'
import type { Payload } from '#model/payload.ts'
import { decodePayload } from '#model/payload-codec.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { MatrixRequest, ScrollRequest, Selectors } from '#model/query.ts'
import { executeCount, executeFacet, executeGet, executeMatrix, executeScroll } from './engine.ts'
import {
  createTestView,
  dense,
  matches,
  payload,
  refusal,
  sparse,
  testTask,
  vectors,
  where,
} from './memory-view.fixture.ts'

const uuid = '550e8400-e29b-41d4-a716-446655440000'
const view = createTestView({
  dense: { '': { size: 1, distance: 'Euclid' }, d: { size: 1, distance: 'Dot' } },
  sparse: { s: {} },
  indexes: { n: 'integer' },
  points: [
    { id: uuid, payload: payload({ n: 4n }), vectors: vectors({ '': dense(9), s: sparse({ 7: 1 }) }) },
    {
      id: 3,
      payload: payload({ n: [3n, 5n], t: 'x' }),
      vectors: vectors({ '': dense(3), s: sparse({ 1: 2 }) }),
    },
    { id: 2n ** 60n, payload: null },
    {
      id: 1,
      payload: payload({ n: 1n }),
      vectors: vectors({ '': dense(1), d: dense(1), s: sparse({ 1: 1 }) }),
    },
  ],
})
const nothing: Selectors = { withPayload: { kind: 'none' }, withVectors: { kind: 'none' } }
const everything: Selectors = { withPayload: { kind: 'all' }, withVectors: { kind: 'all' } }
const decoded = (bytes: Uint8Array | null | undefined): Payload | null =>
  bytes ? decodePayload(bytes) : null

describe('scroll', () => {
  const scroll = (fields: Partial<ScrollRequest> = {}) =>
    executeScroll(view, { ...nothing, limit: 10, ...fields }, testTask())

  test('goes by id, numbers first, and names the next point', async () => {
    const first = await scroll({ limit: 2 })
    expect(first.points.map((point) => point.id)).toEqual([1, 3])
    expect(first.nextOffset).toBe(2n ** 60n)
    const second = await scroll({ limit: 2, offset: 2n ** 60n })
    expect(second.points.map((point) => point.id)).toEqual([2n ** 60n, uuid])
    expect(second.nextOffset).toBeUndefined()
    expect((await scroll({ offset: 2 })).points.map((point) => point.id)).toEqual([3, 2n ** 60n, uuid])
  })

  test('orders by a field, once for each value, and has no next page', async () => {
    const orderBy = { path: parsePayloadPath('n'), direction: 'desc' } as const
    const page = await scroll({ orderBy, limit: 3 })
    expect(page.points.map((point) => [point.id, point.orderValue])).toEqual([
      [3, 5n],
      [uuid, 4n],
      [3, 3n],
    ])
    expect(page.nextOffset).toBeUndefined()
    expect(await refusal(scroll({ orderBy, offset: 1 }))).toContain(
      'Cannot use an `offset` when using `order_by`.',
    )
  })

  test('reads what is asked for', async () => {
    const [first] = (await scroll({ ...everything, filter: where({ must: [matches('n', 1n)] }) })).points
    expect(decoded(first?.payload)).toEqual(payload({ n: 1n }))
    expect([...(first?.vectors?.keys() ?? [])]).toEqual(['', 'd', 's'])
    expect((await scroll({ ...everything, offset: 2n ** 60n, limit: 1 })).points[0]).toEqual({
      id: 2n ** 60n,
      payload: null,
      vectors: new Map(),
      orderValue: undefined,
    })
    const withVectors = { kind: 'names', names: [] } as const
    expect((await scroll({ withVectors, limit: 1 })).points[0]?.vectors).toEqual(new Map())
    expect(await refusal(scroll({ withVectors: { kind: 'names', names: ['zz'] } }))).toContain(
      'Wrong input: Not existing vector name error: zz',
    )
  })

  test('selects nothing from no shard', async () => {
    expect((await scroll({ shardKeys: { keys: [] } })).points).toEqual([])
  })
})

test('get keeps the order of the request, each point once, unknown ones left out', async () => {
  const points = await executeGet(view, { ...everything, ids: [uuid, 77, 1, uuid] }, testTask())
  expect(points.map((point) => point.id)).toEqual([uuid, 1])
  expect(decoded(points[0]?.payload)).toEqual(payload({ n: 4n }))
  expect(await executeGet(view, { ...nothing, ids: [] }, testTask())).toEqual([])
})

test('count and facet are those of the view; no shard has nothing', async () => {
  const filter = where({ must: [matches('t', 'x')] })
  expect(await executeCount(view, { filter, exact: true }, testTask())).toBe(1)
  expect(await executeCount(view, { exact: true, shardKeys: { keys: [] } }, testTask())).toBe(0)
  const facet = { path: parsePayloadPath('n'), limit: 3, exact: true, shardKeys: { keys: [] } }
  expect(await executeFacet(view, facet, testTask())).toEqual([])
})

describe('matrix', () => {
  const matrix = (fields: Partial<MatrixRequest> = {}) =>
    executeMatrix(view, { using: '', sample: 10, limit: 3, ...fields }, testTask())

  test('pairs of a sample by id, each with its nearest, itself left out', async () => {
    expect(await matrix()).toEqual({
      ids: [1, 3, uuid],
      rows: [0, 0, 1, 1, 2, 2],
      columns: [1, 2, 0, 2, 1, 0],
      scores: [2, 8, 2, 6, 6, 8],
    })
    expect(await matrix({ limit: 1 })).toEqual({
      ids: [1, 3, uuid],
      rows: [0, 1, 2],
      columns: [1, 0, 1],
      scores: [2, 2, 6],
    })
  })

  test('sparse pairs without a common index are missing', async () => {
    const found = await matrix({ using: 's' })
    expect(found).toEqual({ ids: [1, 3, uuid], rows: [0, 1], columns: [1, 0], scores: [2, 2] })
  })

  test('fewer than two points give nothing', async () => {
    const empty = { ids: [], rows: [], columns: [], scores: [] }
    expect(await matrix({ using: 'd' })).toEqual(empty)
    expect(await matrix({ shardKeys: { keys: [] } })).toEqual(empty)
  })

  test('an unknown name is answered with those there are', async () => {
    expect(await refusal(matrix({ using: 'zz' }))).toContain(
      'Wrong input: Vector with name `zz` is not configured in this collection, available names: , d, s',
    )
    const named = createTestView({
      dense: { b: { size: 1, distance: 'Dot' }, a: { size: 1, distance: 'Dot' } },
      points: [],
    })
    const none = createTestView({ points: [] })
    const single = createTestView({ dense: { '': { size: 1, distance: 'Dot' } }, points: [] })
    const request: MatrixRequest = { using: '', sample: 2, limit: 1 }
    expect(await refusal(executeMatrix(named, request, testTask()))).toContain(
      'Wrong input: Collection requires specified vector name in the request, available names: a, b',
    )
    expect(await refusal(executeMatrix(none, request, testTask()))).toContain(
      'Wrong input: Vectors are not configured in this collection',
    )
    expect(await refusal(executeMatrix(single, { ...request, using: 'zz' }, testTask()))).toMatch(
      /^Wrong input: Vector with name zz is not configured in this collection$/,
    )
  })
})
