import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { cutFused, fuseByDistribution, fuseByRank } from './fusion.ts'
import { bestHits, bestRanked, compareRanked, type Ranked } from './ranked.ts'
import { createTestView, testTask } from './memory-view.fixture.ts'

const view = createTestView({ points: Array.from({ length: 30 }, (_, ref) => ({ id: ref })) })
const point = (ref: number, score: number): Ranked => ({ ref, score, versioned: true, orderValue: undefined })
const lists = fc.array(
  fc.uniqueArray(fc.tuple(fc.nat({ max: 29 }), fc.float({ min: -9, max: 9, noNaN: true })), {
    selector: ([ref]) => ref,
    maxLength: 12,
  }),
  { maxLength: 4 },
)
const ranked = (list: readonly (readonly [number, number])[]): Ranked[] =>
  list.map(([ref, score]) => point(ref, score))
/** All fused points, best first. */
const byRank = async (
  all: readonly Ranked[][],
  k: number,
  weights: readonly number[] | undefined,
): Promise<Ranked[]> => cutFused(view, await fuseByRank(all, k, weights, testTask()), 1000, undefined)
const byDistribution = async (all: readonly Ranked[][]): Promise<Ranked[]> =>
  cutFused(view, await fuseByDistribution(all, testTask()), 1000, undefined)
const scoresOf = (points: readonly Ranked[]): Map<number, number> =>
  new Map(points.map(({ ref, score }) => [ref, score]))

function expectScores(actual: readonly Ranked[], expected: ReadonlyMap<number, number>): void {
  expect(scoresOf(actual).size).toBe(expected.size)
  for (const [ref, score] of expected) expect(scoresOf(actual).get(ref)).toBeCloseTo(score, 4)
  for (let at = 1; at < actual.length; at++) {
    const [before, after] = [actual[at - 1] as Ranked, actual[at] as Ranked]
    expect(before.score > after.score || (before.score === after.score && before.ref > after.ref)).toBe(true)
  }
}

test('rrf sums 1/((r+1)/w + k - 1) over the lists', async () => {
  await fc.assert(
    fc.asyncProperty(
      lists,
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.double({ min: -1, max: 5, noNaN: true })),
      async (all, k, w) => {
        const weights = w.length >= all.length ? w.slice(0, all.length) : undefined
        const expected = new Map<number, number>()
        for (const [index, list] of all.entries()) {
          const weight = Math.fround(weights?.[index] ?? 1)
          for (const [r, [ref]] of list.entries()) {
            const gained = weight <= 0 ? 0 : 1 / ((r + 1) / weight + k - 1)
            expected.set(ref, (expected.get(ref) ?? 0) + gained)
          }
        }
        expectScores(await byRank(all.map(ranked), k, weights), expected)
      },
    ),
  )
})

test('rrf with k = 2 gives 1/2 to the first of a list', async () => {
  expect((await byRank([[point(1, 9), point(2, 8)]], 2, undefined)).map(({ score }) => score)).toEqual([
    0.5,
    Math.fround(1 / 3),
  ])
})

test('a point that stands twice in a list counts twice, and its first appearance gives the rest', async () => {
  const twice = [
    { ...point(1, 1), orderValue: 7n, versioned: false },
    { ...point(1, 1), orderValue: 8n },
  ]
  const [fused, ...more] = await byRank([twice, [point(1, 5)]], 2, undefined)
  expect(more).toEqual([])
  expect(fused).toEqual({
    ref: 1,
    score: Math.fround(0.5 + Math.fround(1 / 3) + 0.5),
    versioned: false,
    orderValue: 7n,
  })
})

test('points of weight 0 are still returned', async () => {
  expect(await byRank([[point(1, 1)]], 2, [0])).toEqual([point(1, 0)])
})

test('dbsf moves each list by its mean and three standard deviations', async () => {
  await fc.assert(
    fc.asyncProperty(lists, async (all) => {
      const expected = new Map<number, number>()
      for (const list of all) {
        const scores = list.map(([, score]) => score)
        const mean = scores.reduce((a, b) => a + b, 0) / scores.length
        const variance = scores.reduce((a, b) => a + (b - mean) ** 2, 0) / (scores.length - 1)
        const low = mean - 3 * Math.sqrt(variance)
        const high = mean + 3 * Math.sqrt(variance)
        if (scores.length > 1 && high - low > 0 && high - low < 1e-3) return
        for (const [ref, score] of list) {
          const moved = scores.length < 2 || low === high ? 0.5 : (score - low) / (high - low)
          expected.set(ref, (expected.get(ref) ?? 0) + moved)
        }
      }
      const fused = await byDistribution(all.map(ranked))
      for (const [ref, score] of expected) expect(scoresOf(fused).get(ref)).toBeCloseTo(score, 3)
    }),
  )
})

test('dbsf gives 0.5 to a lonely point and to equal scores, and does not clamp', async () => {
  expect(await byDistribution([[point(1, 99)]])).toEqual([point(1, 0.5)])
  expect(await byDistribution([[point(1, 4), point(2, 4)], []])).toEqual([point(2, 0.5), point(1, 0.5)])
  const outlier = [point(1, 100), ...Array.from({ length: 20 }, (_, at) => point(at + 2, 0))]
  expect((await byDistribution([outlier]))[0]?.score).toBeGreaterThan(1)
})

test('the threshold of a fusion keeps equal scores', () => {
  const points = [point(1, 0.5), point(2, 0.25), point(3, 0.1)]
  expect(cutFused(view, points, 10, 0.25)).toEqual(points.slice(0, 2))
  expect(cutFused(view, points, 1, undefined)).toEqual(points.slice(0, 1))
  expect(cutFused(view, points, 1, 0.25)).toEqual(points.slice(0, 1))
})

test('the best of a long list are those of a full sort, ties and NaN included', () => {
  const score = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN), fc.constant(-0))
  const all = fc
    .array(score, { maxLength: 30 })
    .map((scores) => scores.map((value, ref) => point(ref, value)))
  fc.assert(
    fc.property(
      all,
      fc.nat({ max: 12 }),
      fc.constantFrom('larger-first', 'smaller-first'),
      (points, limit, order) => {
        const sorted = points.toSorted((a, b) => compareRanked(view, a, b, order))
        expect(bestRanked(view, [...points], limit, order)).toEqual(sorted.slice(0, limit))
        const hits = bestHits(view, [...points], limit, order)
        const larger = points.toSorted((a, b) => compareRanked(view, a, b, 'larger-first'))
        expect(hits.map((hit) => hit.score + 0)).toEqual(larger.slice(0, limit).map((hit) => hit.score + 0))
      },
    ),
  )
})
