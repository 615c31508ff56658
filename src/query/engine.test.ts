import { describe, expect, test } from 'bun:test'
import { must } from '#base/assert.ts'
import type { DenseVectorConfig } from '#model/collection.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { PointId } from '#model/point-id.ts'
import type { Query, QueryNode, QueryRequest } from '#model/query.ts'
import type { ScoredPoint } from '#model/result.ts'
import type { VectorData } from '#model/vector.ts'
import {
  type EngineDeps,
  executeDiscover,
  executeQuery,
  executeQueryBatch,
  executeRecommend,
  executeRecommendBatch,
} from './engine.ts'
import type { ReadView } from './read-view.ts'
import {
  createTestView,
  dense,
  id,
  matches,
  multi,
  node,
  payload,
  queryRequest,
  refusal,
  sparse,
  testDeps,
  testTask,
  vectors,
  where,
} from './memory-view.fixture.ts'

const plane = (distance: DenseVectorConfig['distance']): DenseVectorConfig => ({ size: 2, distance })

/** Points 1..5 on a line, under three distances, a sparse and a multivector; point 6 has no vectors. */
const view = createTestView({
  dense: {
    d: plane('Dot'),
    c: plane('Cosine'),
    e: plane('Euclid'),
    l: plane('Manhattan'),
    m: { ...plane('Dot'), multivector: { comparator: 'max_sim' } },
  },
  sparse: { s: {}, idf: { modifier: 'idf' } },
  indexes: { n: 'integer' },
  points: [
    ...[1, 2, 3, 4, 5].map((x) => ({
      id: x,
      version: 10 + x,
      payload: payload({ n: BigInt(x), color: x % 2 === 0 ? 'even' : 'odd', big: x > 3 }),
      vectors: vectors({
        d: dense(x, 0),
        c: dense(x, 1),
        e: dense(x, 0),
        l: dense(x, 0),
        m: multi(2, x, 0, 0, x),
        s: sparse({ [x]: 1, 100: x - 3 }),
        idf: sparse({ 1: 1, [x]: 1 }),
      }),
    })),
    { id: 6, payload: payload({ n: [2n, 9n] }) },
  ],
})

const nearest = (vector: VectorData | ReturnType<typeof id>): Query => ({ kind: 'nearest', vector })

async function ask(
  fields: Partial<QueryRequest>,
  deps: EngineDeps = testDeps(),
  on: ReadView = view,
): Promise<ScoredPoint[]> {
  return await executeQuery(on, queryRequest(fields), deps, testTask())
}
const idsOf = (points: readonly ScoredPoint[]): PointId[] => points.map((point) => point.id)
const shown = (points: readonly ScoredPoint[]): [PointId, number][] =>
  points.map((point) => [point.id, point.score])

test('what is wrong with a query itself is told before its vector name or its sources', async () => {
  const lost = node({ using: 'nope', query: nearest(dense(1, 0)) })
  const weights = { kind: 'rrf', k: 2, weights: [1, 2] } as const
  expect(await refusal(ask({ query: weights, prefetch: [lost] }))).toContain('RRF weights length (2)')
  const recommend = { kind: 'recommend', positives: [], negatives: [], strategy: 'average_vector' } as const
  expect(await refusal(ask({ using: 'nope', query: recommend }))).toContain('Positive vectors')
  expect(await refusal(ask({ prefetch: [lost], query: { kind: 'dbsf' } }))).toContain(
    'Not existing vector name',
  )
})

describe('nearest', () => {
  test('shows distances for Euclid and Manhattan, best first', async () => {
    expect(shown(await ask({ using: 'e', query: nearest(dense(4, 0)), limit: 3 }))).toEqual([
      [4, 0],
      [3, 1],
      [5, 1],
    ])
    expect(shown(await ask({ using: 'l', query: nearest(dense(1, 1)), limit: 2 }))).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect(shown(await ask({ using: 'd', query: nearest(dense(2, 0)), limit: 2 }))).toEqual([
      [5, 10],
      [4, 8],
    ])
  })

  test('page, version, payload and vectors', async () => {
    const page = await ask({
      using: 'd',
      query: nearest(dense(1, 0)),
      offset: 1,
      limit: 2,
      withPayload: { kind: 'include', paths: [parsePayloadPath('n')] },
      withVectors: { kind: 'names', names: ['e'] },
    })
    expect(idsOf(page)).toEqual([4, 3])
    expect(page.map((point) => point.version)).toEqual([14, 13])
    expect(page[0]?.vectors).toEqual(new Map([['e', dense(4, 0)]]))
    expect(page[0]?.payload?.length).toBeGreaterThan(0)
    expect((await ask({ using: 'd', query: nearest(dense(1, 0)) }))[0]).toMatchObject({
      payload: null,
      vectors: null,
    })
  })

  test('the threshold is strict', async () => {
    const over = async (using: string, scoreThreshold: number, query: VectorData): Promise<PointId[]> =>
      idsOf(await ask({ using, query: nearest(query), scoreThreshold }))
    expect(await over('d', 3, dense(1, 0))).toEqual([5, 4])
    expect(await over('e', 1, dense(4, 0))).toEqual([4])
    expect(await over('e', 0, dense(4, 0))).toEqual([])
    expect(await over('c', 0, dense(0, 0))).toEqual([])
  })

  test('sparse totals of exactly 0 vanish, negative ones stay', async () => {
    const found = shown(await ask({ using: 's', query: nearest(sparse({ 100: 1 })) }))
    expect(found).toEqual([
      [5, 2],
      [4, 1],
      [2, -1],
      [1, -2],
    ])
    expect(await ask({ using: 's', query: nearest(sparse({})) })).toEqual([])
  })

  test('a point with no vectors is never a candidate', async () => {
    expect(idsOf(await ask({ using: 'd', query: nearest(dense(1, 0)) }))).not.toContain(6)
  })

  test('a dense query works on a multivector and not the other way', async () => {
    expect(shown(await ask({ using: 'm', query: nearest(dense(1, 2)), limit: 1 }))).toEqual([[5, 10]])
    expect(await refusal(ask({ using: 'd', query: nearest(multi(2, 1, 2)) }))).toBe(
      'Wrong input: Conversion between multi and regular vectors failed',
    )
  })

  test('names, kinds and dimensions are checked', async () => {
    expect(await refusal(ask({ query: nearest(dense(1, 2)) }))).toBe(
      'Wrong input: Not existing vector name error: ',
    )
    expect(await refusal(ask({ using: 'zz', query: nearest(dense(1, 2)) }))).toBe(
      'Wrong input: Not existing vector name error: zz',
    )
    expect(await refusal(ask({ using: 'd', query: nearest(dense(1, 2, 3)) }))).toBe(
      'Wrong input: Vector dimension error: expected dim: 2, got 3',
    )
    expect(await refusal(ask({ using: 's', query: nearest(dense(1)) }))).toBe(
      'Wrong input: Conversion between sparse and regular vectors failed',
    )
    const withVectors = { kind: 'names', names: ['zz'] } as const
    expect(await refusal(ask({ using: 'd', query: nearest(dense(1, 2)), withVectors }))).toBe(
      'Wrong input: Not existing vector name error: zz',
    )
  })

  test('NaN ranks above everything and is returned', async () => {
    const found = await ask({ using: 'd', query: nearest(dense(Number.NaN, 0)), limit: 2 })
    expect(found.map((point) => point.score)).toEqual([Number.NaN, Number.NaN])
  })

  test('idf weighs the query; its parameter needs the modifier', async () => {
    const [best] = await ask({ using: 'idf', query: nearest(sparse({ 3: 1 })) })
    expect(best?.score).toBeCloseTo(Math.log((5 - 1 + 0.5) / 1.5 + 1), 5)
    const corpus = where({ must: [matches('color', 'odd')] })
    const [narrow] = await ask({
      using: 'idf',
      query: nearest(sparse({ 3: 1 })),
      params: { idf: { corpus } },
    })
    expect(narrow?.score).toBeCloseTo(Math.log((3 - 1 + 0.5) / 1.5 + 1), 5)
    expect(await refusal(ask({ using: 'd', query: nearest(dense(1, 2)), params: { idf: {} } }))).toBe(
      'Wrong input: Validation failed: search param `idf` requires a sparse vector with the `idf` modifier, which vector "d" is not',
    )
  })
})

describe('examples by id', () => {
  test('are excluded from the whole tree', async () => {
    expect(idsOf(await ask({ using: 'd', query: nearest(id(5)) }))).toEqual([4, 3, 2, 1])
    const tree = {
      prefetch: [
        node({ using: 'd', query: nearest(id(5)), limit: 2 }),
        node({ using: 'd', query: nearest(dense(1, 0)), limit: 2 }),
      ],
      query: { kind: 'rrf', k: 2, weights: undefined },
    } as const
    expect(new Set(idsOf(await ask(tree)))).toEqual(new Set([3, 4]))
  })

  test('are looked up in another collection, by its vector or the used name', async () => {
    const other = createTestView({
      dense: { d: plane('Dot'), x: plane('Dot') },
      points: [{ id: 5, vectors: vectors({ d: dense(-1, 0), x: dense(1, 0) }) }, { id: 7 }],
    })
    const deps = testDeps({ lookup: async () => other })
    const query = nearest(id(5))
    expect(idsOf(await ask({ using: 'd', query, lookupFrom: { collection: 'other' } }, deps))).toEqual([
      1, 2, 3, 4, 5,
    ])
    const byName = { collection: 'other', vectorName: 'x' }
    expect(idsOf(await ask({ using: 'e', query, lookupFrom: byName }, deps))[0]).toBe(1)
    expect(await refusal(ask({ using: 'd', query, lookupFrom: { ...byName, vectorName: 'qq' } }, deps))).toBe(
      'Wrong input: Not existing vector name error: qq',
    )
    expect(await refusal(ask({ using: 'd', query: nearest(id(7)), lookupFrom: byName }, deps))).toBe(
      'Not found: Vector with name "x" for point not found',
    )
  })

  test('of this collection are not excluded when it is named by an alias', async () => {
    const deps = testDeps({ lookup: async () => view })
    const from = (collection: string): Promise<ScoredPoint[]> =>
      ask({ using: 'd', query: nearest(id(5)), lookupFrom: { collection } }, deps)
    expect(idsOf(await from('alias'))).toContain(5)
    expect(idsOf(await from('main'))).not.toContain(5)
  })

  test('must exist and have the vector', async () => {
    expect(await refusal(ask({ using: 'd', query: nearest(id(99)) }))).toBe(
      'Not found: No point with id 99 found',
    )
    expect(await refusal(ask({ using: 'd', query: nearest(id(6)) }))).toBe(
      'Not found: Vector with name "d" for point not found',
    )
    expect(await refusal(ask({ using: 'd', query: nearest(id(5)), lookupFrom: { collection: 'zzz' } }))).toBe(
      'Not found: Collection zzz not found',
    )
  })

  test('are fetched before the rules of the plan are checked', async () => {
    const prefetch = [node({ using: 'd', query: nearest(id(99)) })]
    expect(await refusal(ask({ prefetch }))).toBe('Not found: No point with id 99 found')
  })
})

describe('rules of a plan', () => {
  const leaf = node({ using: 'd', query: nearest(dense(1, 0)) })
  test.each<[string, Partial<QueryRequest>]>([
    [
      "Bad request: A query is needed to merge the prefetches. Can't have prefetches without defining a query.",
      { prefetch: [leaf] },
    ],
    [
      "Bad request: A query is needed to use the score_threshold. Can't have score_threshold without defining a query.",
      { scoreThreshold: 1 },
    ],
    [
      "Bad request: Can't use score_threshold with an order_by query.",
      {
        query: { kind: 'order_by', orderBy: { path: parsePayloadPath('n'), direction: 'asc' } },
        scoreThreshold: 1,
      },
    ],
    [
      "Bad request: Fusion queries cannot be combined with the 'using' field.",
      { prefetch: [leaf], query: { kind: 'dbsf' }, using: 'd' },
    ],
    ['Wrong input: Validation failed: cannot apply Fusion without prefetches', { query: { kind: 'dbsf' } }],
    [
      'Wrong input: Validation failed: cannot apply Formula without prefetches',
      { query: { kind: 'formula', expression: { kind: 'constant', value: 1 }, defaults: new Map() } },
    ],
    [
      'Wrong input: Validation failed: RRF weights length (1) does not match number of prefetches (2)',
      { prefetch: [leaf, leaf], query: { kind: 'rrf', k: 2, weights: [1] } },
    ],
    [
      "Bad request: A query is needed to merge the prefetches. Can't have prefetches without defining a query.",
      { prefetch: [node({ prefetch: [leaf] })], query: { kind: 'dbsf' } },
    ],
  ])('%s', async (message, request) => {
    expect(await refusal(ask(request))).toBe(message)
  })

  test('prefetches may be 64 levels deep', async () => {
    const nest = (depth: number): QueryNode => {
      let inner = leaf
      for (let level = 1; level < depth; level++) inner = { ...leaf, prefetch: [inner] }
      return inner
    }
    const ofDepth = (depth: number) =>
      ask({ prefetch: [nest(depth)], using: 'd', query: nearest(dense(1, 0)) })
    expect(idsOf(await ofDepth(64))).toHaveLength(5)
    expect(await refusal(ofDepth(65))).toBe(
      'Wrong input: Validation failed: prefetches depth 65 exceeds max depth 64',
    )
  })
})

describe('prefetches', () => {
  const all = node({ using: 'd', query: nearest(dense(1, 0)) })

  test('filters go to the leaves and are merged clause by clause', async () => {
    const should = (color: string) => where({ should: [matches('color', color)] })
    const either = await ask({
      prefetch: [{ ...all, filter: should('odd') }],
      using: 'd',
      query: nearest(dense(1, 0)),
      filter: should('even'),
    })
    expect(idsOf(either)).toEqual([5, 4, 3, 2, 1])
    const both = await ask({
      prefetch: [{ ...all, filter: where({ must: [matches('big', true)] }) }],
      using: 'd',
      query: nearest(dense(1, 0)),
      filter: should('even'),
    })
    expect(idsOf(both)).toEqual([4])
  })

  test('a stage ranks only the points of its sources, with its own limit, threshold and offset', async () => {
    const found = await ask({
      prefetch: [
        { ...all, limit: 2 },
        { ...all, query: nearest(dense(-1, 0)), limit: 1 },
      ],
      using: 'e',
      query: nearest(dense(0, 0)),
      scoreThreshold: 5,
      offset: 1,
    })
    expect(shown(found)).toEqual([[4, 4]])
    expect(found[0]?.version).toBe(14)
  })

  test('scores of prefetches reach a formula', async () => {
    const found = await ask({
      prefetch: [{ ...all, limit: 2 }, node({ using: 'e', query: nearest(dense(5, 0)), limit: 1 })],
      query: {
        kind: 'formula',
        expression: {
          kind: 'sum',
          terms: [
            { kind: 'variable', name: '$score' },
            {
              kind: 'mult',
              terms: [
                { kind: 'variable', name: '$score[1]' },
                { kind: 'constant', value: 100 },
              ],
            },
          ],
        },
        defaults: payload({ '$score[1]': 1n }),
      },
    })
    expect(shown(found)).toEqual([
      [4, 104],
      [5, 5],
    ])
  })

  test('dbsf prefers far points under Euclid', async () => {
    const prefetch = [node({ using: 'e', query: nearest(dense(1, 0)), limit: 3 })]
    expect(idsOf(await ask({ prefetch, query: { kind: 'dbsf' } }))).toEqual([3, 2, 1])
  })

  test('the threshold of fusion and formula keeps equal scores', async () => {
    const prefetch = [{ ...all, limit: 2 }]
    const rrf = { kind: 'rrf', k: 2, weights: undefined } as const
    expect(idsOf(await ask({ prefetch, query: rrf, scoreThreshold: 0.5 }))).toEqual([5])
    const formula = {
      kind: 'formula',
      expression: { kind: 'variable', name: 'n' },
      defaults: new Map(),
    } as const
    expect(idsOf(await ask({ prefetch, query: formula, scoreThreshold: 5 }))).toEqual([5])
  })

  test('sparse points without a match are dropped when ranked anew', async () => {
    expect(idsOf(await ask({ prefetch: [all], using: 's', query: nearest(sparse({ 100: 1 })) }))).toEqual([
      5, 4, 2, 1,
    ])
  })
})

describe('other scorings', () => {
  test('custom scores are descending, not distances, and their threshold follows the distance', async () => {
    const query: Query = {
      kind: 'recommend',
      positives: [dense(2, 0)],
      negatives: [],
      strategy: 'sum_scores',
    }
    expect(shown(await ask({ using: 'e', query, limit: 3 }))).toEqual([
      [2, 0],
      [3, -1],
      [1, -1],
    ])
    expect(await ask({ using: 'e', query, scoreThreshold: -0.5 })).toEqual([])
    expect(idsOf(await ask({ using: 'e', query, scoreThreshold: 5 }))).toHaveLength(5)
    expect(idsOf(await ask({ using: 'd', query, scoreThreshold: 6 }))).toEqual([5, 4])
  })

  test('custom scores keep sparse points without a common index', async () => {
    const query: Query = {
      kind: 'recommend',
      positives: [sparse({ 1: 1 })],
      negatives: [],
      strategy: 'sum_scores',
    }
    expect(shown(await ask({ using: 's', query }))).toEqual([
      [1, 1],
      [5, 0],
      [4, 0],
      [3, 0],
      [2, 0],
    ])
  })

  test('recommend without examples', async () => {
    const query = { kind: 'recommend', positives: [], negatives: [], strategy: 'best_score' } as const
    expect((await ask({ using: 'd', query }))[0]?.score).toBeNaN()
    expect((await ask({ using: 'd', query: { ...query, strategy: 'sum_scores' } }))[0]?.score).toBe(0)
    expect(await refusal(ask({ using: 'd', query: { ...query, strategy: 'average_vector' } }))).toBe(
      'Wrong input: Positive vectors should not be empty with `average` strategy',
    )
  })

  test('average is a plain nearest search; stored vectors are normalised, raw ones are not', async () => {
    const query: Query = {
      kind: 'recommend',
      positives: [id(1), dense(3, 0)],
      negatives: [],
      strategy: 'average_vector',
    }
    const [best] = await ask({ using: 'c', query, limit: 1 })
    const [x, y] = [Math.SQRT1_2 / 2 + 1.5, Math.SQRT1_2 / 2]
    expect(best?.id).toBe(5)
    expect(best?.score).toBeCloseTo((x * 5 + y) / (Math.hypot(x, y) * Math.hypot(5, 1)), 5)
  })

  test('discover, context and feedback', async () => {
    const pair = { positive: dense(5, 0), negative: dense(3, 0) }
    const discover = await ask({
      using: 'e',
      query: { kind: 'discover', target: dense(4, 0), pairs: [pair] },
    })
    expect(shown(discover)).toEqual([
      [5, Math.fround(1 + 0.25)],
      [4, 0.5],
      [3, Math.fround(-1 + 0.25)],
      [2, Math.fround(-1 + 0.1)],
      [1, Math.fround(-1 + 0.05)],
    ])
    const context = await ask({ using: 'e', query: { kind: 'context', pairs: [pair] }, limit: 2 })
    expect(idsOf(context)).toEqual([5, 4])
    expect(context[0]?.score).toBe(0)
    const feedback = await ask({
      using: 'd',
      query: {
        kind: 'feedback',
        target: dense(1, 0),
        items: [
          { example: dense(0, 0), score: 1 },
          { example: dense(1, 0), score: 0.5 },
        ],
        a: 1,
        b: 1,
        c: 4,
      },
    })
    expect(shown(feedback).slice(0, 2)).toEqual([
      [1, -1],
      [2, -2],
    ])
  })

  test('no query lists points by id with score 1 and version 0', async () => {
    const found = await ask({ limit: 2, offset: 1 })
    expect(found.map(({ id: point, score, version }) => [point, score, version])).toEqual([
      [2, 1, 0],
      [3, 1, 0],
    ])
  })

  test('order_by: neighbouring entries of a point join, start_from is inclusive', async () => {
    const orderBy = { path: parsePayloadPath('n'), direction: 'desc', startFrom: 9 } as const
    const found = await ask({ query: { kind: 'order_by', orderBy }, limit: 3 })
    expect(found.map((point) => [point.id, point.orderValue, point.score, point.version])).toEqual([
      [6, 9n, 1, 0],
      [5, 5n, 1, 0],
      [4, 4n, 1, 0],
    ])
    const one = createTestView({
      indexes: { n: 'integer' },
      points: [
        { id: 1, payload: payload({ n: [1n, 2n, 4n] }) },
        { id: 2, payload: payload({ n: 3n }) },
      ],
    })
    const asc = { kind: 'order_by', orderBy: { path: parsePayloadPath('n'), direction: 'asc' } } as const
    expect((await ask({ query: asc }, testDeps(), one)).map((point) => [point.id, point.orderValue])).toEqual(
      [
        [1, 1n],
        [2, 3n],
        [1, 4n],
      ],
    )
  })

  test('order_by over prefetches, and its value in a fusion', async () => {
    const orderBy = { kind: 'order_by', orderBy: { path: parsePayloadPath('n'), direction: 'asc' } } as const
    const prefetch = [node({ using: 'd', query: nearest(dense(1, 0)), limit: 3 })]
    expect((await ask({ prefetch, query: orderBy })).map((point) => point.orderValue)).toEqual([3n, 4n, 5n])
    const fused = await ask({
      prefetch: [
        node({ query: orderBy, limit: 1 }),
        node({ using: 'd', query: nearest(dense(-1, 0)), limit: 1 }),
      ],
      query: { kind: 'rrf', k: 2, weights: undefined },
    })
    expect(fused.map((point) => [point.id, point.orderValue, point.version])).toEqual([[1, 1n, 0]])
  })

  test('sample ignores the offset, except over prefetches', async () => {
    const sample = { kind: 'sample' } as const
    expect(idsOf(await ask({ query: sample, limit: 2, offset: 4 }))).toEqual([6, 5])
    const prefetch = [node({ using: 'd', query: nearest(dense(1, 0)), limit: 3 })]
    expect(idsOf(await ask({ prefetch, query: sample, limit: 2, offset: 2 }))).toHaveLength(1)
    expect(new Set(idsOf(await ask({ prefetch, query: sample, limit: 9 })))).toEqual(new Set([3, 4, 5]))
  })

  test('a model other than BM25 is refused', async () => {
    const document = { kind: 'document', model: 'x', value: 'text', options: new Map() } as const
    expect(await refusal(ask({ using: 's', query: { kind: 'nearest', vector: document } }))).toBe(
      'Inference error: Service internal error: InferenceService URL not configured - please provide valid address in config',
    )
  })
})

describe('mmr', () => {
  const spread = createTestView({
    dense: { '': plane('Dot') },
    points: [
      { id: 1, vectors: vectors({ '': dense(1, 0) }) },
      { id: 2, vectors: vectors({ '': dense(0.99, 0.01) }) },
      { id: 3, vectors: vectors({ '': dense(0.7, -0.7) }) },
      { id: 4, vectors: vectors({ '': dense(0, 1) }) },
    ],
  })
  const mmr = (more: object = {}): Query => ({ kind: 'mmr', vector: dense(1, 0), ...more })
  const pick = async (fields: Partial<QueryRequest>): Promise<PointId[]> =>
    idsOf(await ask(fields, testDeps(), spread))

  test('candidates default to the limit, so that it only reorders', async () => {
    expect(await pick({ query: mmr(), limit: 2 })).toEqual([1, 2])
    expect(await pick({ query: mmr({ candidatesLimit: 4 }), limit: 2 })).toEqual([1, 3])
    expect(await pick({ query: mmr({ candidatesLimit: 4, diversity: 0 }), limit: 4 })).toEqual([1, 2, 3, 4])
    expect(await pick({ query: mmr({ candidatesLimit: 0 }), limit: 4 })).toEqual([])
  })

  test('shows the ordinary scores', async () => {
    const found = await ask({ query: mmr({ candidatesLimit: 4 }), limit: 2 }, testDeps(), spread)
    expect(shown(found)).toEqual([
      [1, 1],
      [3, Math.fround(0.7)],
    ])
  })

  test('pages shrink: the offset is skipped from limit picks', async () => {
    expect(await pick({ query: mmr({ candidatesLimit: 4 }), limit: 3, offset: 1 })).toHaveLength(2)
  })

  test('a single candidate is returned as it is, and the threshold applies to candidates', async () => {
    expect(await pick({ query: mmr({ candidatesLimit: 1 }), limit: 3 })).toEqual([1])
    expect(await pick({ query: mmr({ candidatesLimit: 4 }), limit: 4, scoreThreshold: 0.8 })).toEqual([1, 2])
  })

  test('as a prefetch of its own it is plain nearest over all candidates', async () => {
    const prefetch = [node({ query: mmr({ candidatesLimit: 3 }), limit: 1 })]
    expect(await pick({ prefetch, query: nearest(dense(1, 0)) })).toEqual([1, 2, 3])
    expect(await pick({ prefetch, query: { kind: 'dbsf' } })).toEqual([1])
  })

  test('as a prefetch with prefetches it selects among all their points, whatever the candidates', async () => {
    const inner = node({ query: nearest(dense(1, 0)), limit: 4 })
    const prefetch = [node({ prefetch: [inner], query: mmr({ candidatesLimit: 1 }), limit: 2 })]
    expect(await pick({ prefetch, query: { kind: 'rrf', k: 2, weights: undefined } })).toEqual([1, 3])
  })

  test('over prefetches the candidates are the best of their union', async () => {
    const prefetch = [node({ query: nearest(dense(1, 0)), limit: 4 })]
    expect(await pick({ prefetch, query: mmr({ candidatesLimit: 2 }), limit: 4 })).toEqual([1, 2])
  })
})

describe('the older recommend and discover', () => {
  const recommend = (
    fields: Partial<Extract<Query, { kind: 'recommend' }>>,
    more: Partial<QueryRequest> = {},
  ) =>
    executeRecommend(
      view,
      queryRequest({
        using: 'd',
        query: { kind: 'recommend', positives: [], negatives: [], strategy: 'average_vector', ...fields },
        ...more,
      }),
      testDeps(),
      testTask(),
    )

  test('examples without the vector are dropped', async () => {
    expect(idsOf(await recommend({ positives: [id(6), id(5)] }))).toEqual([4, 3, 2, 1])
    expect(await refusal(recommend({ positives: [id(6)] }))).toBe(
      'Wrong input: Positive vectors should not be empty with `average` strategy',
    )
    expect(await refusal(recommend({ positives: [id(99)] }))).toBe('Not found: No point with id 99 found')
    expect((await recommend({ positives: [id(6)], strategy: 'best_score' }))[0]?.score).toBeNaN()
  })

  test('the number of examples is checked, after a limit of 0', async () => {
    expect(await refusal(recommend({ negatives: [id(1)] }))).toBe(
      'Bad request: At least one positive vector ID required with this strategy',
    )
    expect(await refusal(recommend({ strategy: 'sum_scores' }))).toBe(
      'Bad request: At least one positive or negative vector ID required with this strategy',
    )
    expect(await recommend({}, { limit: 0 })).toEqual([])
  })

  test('one bad item fails the batch', async () => {
    const good = queryRequest({
      using: 'd',
      query: { kind: 'recommend', positives: [id(1)], negatives: [], strategy: 'average_vector' },
      limit: 1,
    })
    const batch = (requests: QueryRequest[]) => executeRecommendBatch(view, requests, testDeps(), testTask())
    expect((await batch([good, good])).map((points) => idsOf(points))).toEqual([[5], [5]])
    const query = must(good.query, 'a query')
    const bad = { ...good, query: { ...query, positives: [] } as Query }
    expect(await refusal(batch([good, bad]))).toStartWith('Bad request: At least one positive')
    expect(await batch([{ ...bad, limit: 0 }])).toEqual([[]])
    expect(await executeQueryBatch(view, [], testDeps(), testTask())).toEqual([])
  })

  test('a target without the vector counts as none', async () => {
    const discover = (query: Query) =>
      executeDiscover(view, queryRequest({ using: 'e', query }), testDeps(), testTask())
    const pairs = [{ positive: dense(5, 0), negative: dense(3, 0) }]
    const found = await discover({ kind: 'discover', target: id(6), pairs })
    expect(shown(found)).toEqual(shown(await discover({ kind: 'context', pairs })))
    const nothing = await discover({ kind: 'discover', target: id(6), pairs: [] })
    expect(nothing.map((point) => point.score)).toEqual([0, 0, 0, 0, 0])
    expect(await refusal(discover({ kind: 'context', pairs: [] }))).toBe(
      'Bad request: target and/or context_pairs must be specified',
    )
    const lacking = [{ positive: id(6), negative: dense(3, 0) }]
    expect(await refusal(discover({ kind: 'context', pairs: lacking }))).toBe(
      'Not found: Vector with name "e" for point not found',
    )
  })
})

describe('shard keys', () => {
  test('an empty selector selects nothing and unknown keys are refused', async () => {
    const query = nearest(dense(1, 0))
    expect(await ask({ using: 'd', query, shardKeys: { keys: [] } })).toEqual([])
    expect(await refusal(ask({ using: 'd', query, shardKeys: { keys: ['x'] } }))).toBe(
      'Bad request: Shard key "x" not found',
    )
    expect(await refusal(ask({ using: 'd', query, shardKeys: { keys: [7n] } }))).toBe(
      'Bad request: Shard key 7 not found',
    )
    expect(await refusal(ask({ using: 'd', query, shardKeys: { keys: ['x'], fallback: 'z' } }))).toBe(
      'Not found: Neither target shard key "x" nor fallback shard key "z" exist not found',
    )
  })
})
