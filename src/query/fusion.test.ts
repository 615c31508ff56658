import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { cutFused, fuseByDistribution, fuseByRank } from './fusion.ts'
import type { Ranked } from './ranked.ts'
import { createTestView } from './test-support.ts'

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

test('rrf sums 1/((r+1)/w + k - 1) over the lists', () => {
  fc.assert(
    fc.property(
      lists,
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.double({ min: -1, max: 5, noNaN: true })),
      (all, k, w) => {
        const weights = w.length >= all.length ? w.slice(0, all.length) : undefined
        const expected = new Map<number, number>()
        for (const [index, list] of all.entries()) {
          const weight = Math.fround(weights?.[index] ?? 1)
          for (const [r, [ref]] of list.entries()) {
            const gained = weight <= 0 ? 0 : 1 / ((r + 1) / weight + k - 1)
            expected.set(ref, (expected.get(ref) ?? 0) + gained)
          }
        }
        expectScores(fuseByRank(view, all.map(ranked), k, weights), expected)
      },
    ),
  )
})

test('rrf with k = 2 gives 1/2 to the first of a list', () => {
  expect(fuseByRank(view, [[point(1, 9), point(2, 8)]], 2, undefined).map(({ score }) => score)).toEqual([
    0.5,
    Math.fround(1 / 3),
  ])
})

test('a point that stands twice in a list counts twice, and its first appearance gives the rest', () => {
  const twice = [
    { ...point(1, 1), orderValue: 7n, versioned: false },
    { ...point(1, 1), orderValue: 8n },
  ]
  const [fused, ...more] = fuseByRank(view, [twice, [point(1, 5)]], 2, undefined)
  expect(more).toEqual([])
  expect(fused).toEqual({
    ref: 1,
    score: Math.fround(0.5 + Math.fround(1 / 3) + 0.5),
    versioned: false,
    orderValue: 7n,
  })
})

test('points of weight 0 are still returned', () => {
  expect(fuseByRank(view, [[point(1, 1)]], 2, [0])).toEqual([point(1, 0)])
})

test('dbsf moves each list by its mean and three standard deviations', () => {
  fc.assert(
    fc.property(lists, (all) => {
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
      const fused = fuseByDistribution(view, all.map(ranked))
      for (const [ref, score] of expected) expect(scoresOf(fused).get(ref)).toBeCloseTo(score, 3)
    }),
  )
})

test('dbsf gives 0.5 to a lonely point and to equal scores, and does not clamp', () => {
  expect(fuseByDistribution(view, [[point(1, 99)]])).toEqual([point(1, 0.5)])
  expect(fuseByDistribution(view, [[point(1, 4), point(2, 4)], []])).toEqual([point(2, 0.5), point(1, 0.5)])
  const outlier = [point(1, 100), ...Array.from({ length: 20 }, (_, at) => point(at + 2, 0))]
  expect(fuseByDistribution(view, [outlier])[0]?.score).toBeGreaterThan(1)
})

test('the threshold of a fusion keeps equal scores', () => {
  const points = [point(1, 0.5), point(2, 0.25), point(3, 0.1)]
  expect(cutFused(points, 10, 0.25)).toEqual(points.slice(0, 2))
  expect(cutFused(points, 1, undefined)).toEqual(points.slice(0, 1))
  expect(cutFused(points, 1, 0.25)).toEqual(points.slice(0, 1))
})
