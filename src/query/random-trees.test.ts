import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { Query, QueryNode, VectorInput } from '#model/query.ts'
import { executeQuery } from './engine.ts'
import {
  createTestView,
  dense,
  id,
  matches,
  node,
  payload,
  queryRequest,
  testDeps,
  testTask,
  vectors,
  where,
} from './memory-view.fixture.ts'

/**
 * Random trees of prefetches against an evaluation written from the rules alone: lists of ids and scores, all
 * sets explicit. Coordinates are irregular so that only designed ties occur.
 */

interface Point {
  readonly id: number
  readonly at: readonly [number, number]
  readonly n: number
  readonly color: string
}
const colors = ['red', 'green', 'blue']
const points: readonly Point[] = Array.from({ length: 24 }, (_, index) => ({
  id: index + 1,
  at: [Math.fround(Math.sin(index * 7.1) * 9), Math.fround(Math.cos(index * 3.7) * 9)],
  n: (index * 11) % 24,
  color: colors[index % 3] ?? '',
}))
const pointOf = new Map(points.map((point) => [point.id, point]))

const view = createTestView({
  dense: { e: { size: 2, distance: 'Euclid' }, d: { size: 2, distance: 'Dot' } },
  indexes: { n: 'integer' },
  points: points.map(({ id: number, at, n, color }) => ({
    id: number,
    version: number,
    payload: payload({ n: BigInt(n), color }),
    vectors: vectors({ e: dense(...at), d: dense(...at) }),
  })),
})

type Ask =
  | {
      readonly kind: 'nearest' | 'sum'
      readonly using: 'e' | 'd'
      readonly from: number | readonly [number, number]
    }
  | { readonly kind: 'order'; readonly descending: boolean }
  | { readonly kind: 'none' | 'dbsf' }
  | { readonly kind: 'rrf'; readonly k: number; readonly weight: number }
  | { readonly kind: 'formula'; readonly factor: number }

interface Tree {
  readonly ask: Ask
  readonly limit: number
  readonly threshold: number | undefined
  readonly colors: readonly string[]
  readonly should: readonly string[]
  readonly below: readonly Tree[]
}

// ---- The plain evaluation.

interface Scored {
  readonly id: number
  readonly score: number
}
const f = Math.fround

const dotOf = (a: readonly number[], b: readonly number[]): number =>
  f((a[0] ?? 0) * (b[0] ?? 0) + (a[1] ?? 0) * (b[1] ?? 0))
const distanceSquared = (a: readonly number[], b: readonly number[]): number =>
  f(((a[0] ?? 0) - (b[0] ?? 0)) ** 2 + ((a[1] ?? 0) - (b[1] ?? 0)) ** 2)

function evaluate(root: Tree): Scored[] {
  const excluded = new Set<number>()
  const collect = (tree: Tree): void => {
    if ('from' in tree.ask && typeof tree.ask.from === 'number') excluded.add(tree.ask.from)
    tree.below.forEach(collect)
  }
  collect(root)
  return run(root, [], [], excluded)
}

function run(
  tree: Tree,
  must: readonly string[],
  should: readonly string[],
  excluded: ReadonlySet<number>,
): Scored[] {
  const allMust = [...must, ...tree.colors]
  const allShould = [...should, ...tree.should]
  if (tree.below.length === 0) {
    const passing = points.filter(
      ({ id: number, color }) =>
        !excluded.has(number) &&
        allMust.every((other) => other === color) &&
        (allShould.length === 0 || allShould.includes(color)),
    )
    return stage(tree, passing, [])
  }
  const lists = tree.below.map((inner) => run(inner, allMust, allShould, excluded))
  const union = new Set(lists.flatMap((list) => list.map((point) => point.id)))
  return stage(
    tree,
    points.filter((point) => union.has(point.id)),
    lists,
  )
}

function stage(
  { ask, limit, threshold }: Tree,
  candidates: readonly Point[],
  lists: readonly Scored[][],
): Scored[] {
  const cut = (list: readonly Scored[], keeps: (score: number) => boolean): Scored[] => {
    const end = threshold === undefined ? -1 : list.findIndex(({ score }) => !keeps(score))
    return list.slice(0, end < 0 ? limit : Math.min(limit, end))
  }
  const descending = (list: Scored[]): Scored[] => list.sort((a, b) => b.score - a.score || b.id - a.id)
  const t = f(threshold ?? 0)
  switch (ask.kind) {
    case 'nearest': {
      const from = typeof ask.from === 'number' ? (pointOf.get(ask.from)?.at ?? []) : ask.from
      if (ask.using === 'd') {
        return cut(descending(candidates.map((p) => ({ id: p.id, score: dotOf(from, p.at) }))), (s) => s > t)
      }
      const list = candidates.map((p) => ({ id: p.id, score: f(Math.sqrt(distanceSquared(from, p.at))) }))
      return cut(
        list.sort((a, b) => a.score - b.score || a.id - b.id),
        (s) => s < t,
      )
    }
    case 'sum': {
      const from = typeof ask.from === 'number' ? (pointOf.get(ask.from)?.at ?? []) : ask.from
      const similarity = (p: Point): number =>
        ask.using === 'd' ? dotOf(from, p.at) : -distanceSquared(from, p.at)
      const list = descending(candidates.map((p) => ({ id: p.id, score: similarity(p) })))
      return cut(list, (s) => (ask.using === 'd' ? s > t : s < t))
    }
    case 'order': {
      const sign = ask.descending ? -1 : 1
      return candidates
        .toSorted((a, b) => sign * (a.n - b.n))
        .slice(0, limit)
        .map((p) => ({ id: p.id, score: 1 }))
    }
    case 'none':
      return candidates
        .toSorted((a, b) => a.id - b.id)
        .slice(0, limit)
        .map((p) => ({ id: p.id, score: 1 }))
    case 'rrf': {
      const gain = (r: number, index: number): number => {
        const weight = index === 0 ? f(ask.weight) : 1
        return f(1 / f(f(f((r + 1) / weight) + ask.k) - 1))
      }
      return cut(descending(fused(lists, (list, index) => list.map((_, r) => gain(r, index)))), (s) => s >= t)
    }
    case 'dbsf':
      return cut(
        descending(fused(lists, (list) => normalised(list.map(({ score }) => score)))),
        (s) => s >= t,
      )
    case 'formula': {
      const scored = candidates.map((p) => {
        const scores = lists.map((list) => list.find((point) => point.id === p.id)?.score ?? 0)
        return { id: p.id, score: f((scores[0] ?? 0) * f(ask.factor) + (scores[1] ?? 0) + p.n) }
      })
      const kept = threshold === undefined ? scored : scored.filter(({ score }) => score >= t)
      return descending(kept).slice(0, limit)
    }
  }
}

function fused(
  lists: readonly Scored[][],
  gains: (list: readonly Scored[], index: number) => number[],
): Scored[] {
  const totals = new Map<number, number>()
  for (const [index, list] of lists.entries()) {
    const gained = gains(list, index)
    for (const [r, point] of list.entries())
      totals.set(point.id, f((totals.get(point.id) ?? 0) + (gained[r] ?? 0)))
  }
  return [...totals].map(([number, score]) => ({ id: number, score }))
}

function normalised(scores: readonly number[]): number[] {
  if (scores.length === 1) return [0.5]
  let [mean, squares] = [0, 0]
  for (const [index, score] of scores.entries()) {
    const before = f(score - mean)
    mean = f(mean + f(before / (index + 1)))
    squares = f(squares + f(before * f(score - mean)))
  }
  const deviation = f(Math.sqrt(f(squares / (scores.length - 1))))
  const [low, high] = [f(mean - f(3 * deviation)), f(mean + f(3 * deviation))]
  return scores.map((score) => (low === high ? 0.5 : f(f(score - low) / f(high - low))))
}

// ---- The same tree for the engine.

function toNode(tree: Tree): QueryNode {
  const { ask, limit, threshold, below } = tree
  const weighs = ask.kind !== 'order' && ask.kind !== 'none'
  return node({
    prefetch: below.map(toNode),
    query: toQuery(ask, below.length),
    using: 'using' in ask ? ask.using : '',
    limit,
    scoreThreshold: weighs ? threshold : undefined,
    filter: where({
      must: tree.colors.map((color) => matches('color', color)),
      should: tree.should.map((color) => matches('color', color)),
    }),
  })
}

function toQuery(ask: Ask, sources: number): Query | undefined {
  switch (ask.kind) {
    case 'nearest':
      return { kind: 'nearest', vector: toInput(ask.from) }
    case 'sum':
      return { kind: 'recommend', positives: [toInput(ask.from)], negatives: [], strategy: 'sum_scores' }
    case 'order':
      return {
        kind: 'order_by',
        orderBy: { path: parsePayloadPath('n'), direction: ask.descending ? 'desc' : 'asc' },
      }
    case 'none':
      return undefined
    case 'rrf':
      return {
        kind: 'rrf',
        k: ask.k,
        weights: Array.from({ length: sources }, (_, at) => (at === 0 ? ask.weight : 1)),
      }
    case 'dbsf':
      return { kind: 'dbsf' }
    case 'formula': {
      const variable = (name: string) => ({ kind: 'variable', name }) as const
      const scaled = {
        kind: 'mult',
        terms: [variable('$score'), { kind: 'constant', value: ask.factor }],
      } as const
      return {
        kind: 'formula',
        expression: { kind: 'sum', terms: [scaled, variable('$score[1]'), variable('n')] },
        defaults: new Map(),
      }
    }
  }
}

const toInput = (from: number | readonly [number, number]): VectorInput =>
  typeof from === 'number' ? id(from) : dense(...from)

// ---- Random trees.

const coordinate = fc.integer({ min: -90_000, max: 90_000 }).map((n) => f(n / 10_007))
const from = fc.oneof(fc.integer({ min: 1, max: 24 }), fc.tuple(coordinate, coordinate))
const scoring = fc.record({ kind: fc.constantFrom('nearest', 'sum'), using: fc.constantFrom('e', 'd'), from })
const order = fc.record({ kind: fc.constant('order'), descending: fc.boolean() })
const leafAsk = fc.oneof({ weight: 4, arbitrary: scoring }, order, fc.record({ kind: fc.constant('none') }))
const innerAsk = fc.oneof(
  scoring,
  order,
  fc.record({ kind: fc.constant('dbsf') }),
  fc.record({
    kind: fc.constant('rrf'),
    k: fc.integer({ min: 1, max: 9 }),
    weight: fc.constantFrom(0.5, 1, 3),
  }),
  fc.record({ kind: fc.constant('formula'), factor: fc.constantFrom(-2, 0.25, 3) }),
)
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 1 })
const shape = {
  limit: fc.integer({ min: 1, max: 12 }),
  threshold: optional(fc.constantFrom(-3, 0.2, 5)),
  colors: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    fc.constantFrom(...colors.map((color) => [color])),
  ),
  should: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray(colors)),
}
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.record({ ask: leafAsk as fc.Arbitrary<Ask>, ...shape, below: fc.constant([]) }),
    fc.record({
      ask: innerAsk as fc.Arbitrary<Ask>,
      ...shape,
      below: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}))

test('random trees give what the rules say', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (root) => {
      const found = await executeQuery(view, queryRequest(toNode(root)), testDeps(), testTask())
      const expected = evaluate(root)
      expect(found.map((point) => point.id)).toEqual(expected.map((point) => point.id))
      for (const [at, { score }] of expected.entries()) expect(found[at]?.score).toBeCloseTo(score, 3)
    }),
    { numRuns: 600 },
  )
})
