import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { Task } from '#base/task.ts'
import { contextScore, discoverScore } from './discover.ts'
import { feedbackScore } from './feedback.ts'
import { averageVector, bestScore, sumScores } from './recommend.ts'
import { dense, multi, sparse } from './memory-view.fixture.ts'

const sigma = (x: number): number => 0.5 * (x / (1 + Math.abs(x)) + 1)
const similarities = fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 6 })
const score = (combine: (s: Float64Array) => number, ...values: number[]): number =>
  combine(Float64Array.from(values))

test('best_score: the best positive decides unless a negative is as near, and nothing is squared', () => {
  fc.assert(
    fc.property(similarities, similarities, (positives, negatives) => {
      const p = Math.max(...positives)
      const n = Math.max(...negatives)
      const expected = p > n ? sigma(p) : -sigma(n)
      expect(score(bestScore(positives.length), ...positives, ...negatives)).toBeCloseTo(expected, 5)
    }),
  )
  expect(score(bestScore(1), 2)).toBeCloseTo(sigma(2), 6)
  expect(score(bestScore(0), 2)).toBeCloseTo(-sigma(2), 6)
  expect(score(bestScore(1), 3, 3)).toBeCloseTo(-sigma(3), 6)
  expect(score(bestScore(0))).toBeNaN()
})

test('sum_scores: positives minus negatives, 0 without examples', () => {
  fc.assert(
    fc.property(similarities, similarities, (positives, negatives) => {
      const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0)
      expect(score(sumScores(positives.length), ...positives, ...negatives)).toBeCloseTo(
        sum(positives) - sum(negatives),
        3,
      )
    }),
  )
  expect(score(sumScores(0))).toBe(0)
})

test('discover: rank by pairs, then the target within 0..1', () => {
  fc.assert(
    fc.property(fc.float({ min: -9, max: 9, noNaN: true }), similarities, similarities, (target, a, b) => {
      const pairs = a
        .slice(0, Math.min(a.length, b.length))
        .map((positive, at) => [positive, b[at] ?? 0] as const)
      const rank = pairs.reduce((sum, [positive, negative]) => sum + Math.sign(positive - negative), 0)
      expect(score(discoverScore, target, ...pairs.flat())).toBeCloseTo(rank + sigma(target), 5)
    }),
  )
  expect(score(discoverScore, 0)).toBe(0.5)
})

test('context: 0 on the right side of every pair, less by how far on the wrong one', () => {
  const term = (positive: number, negative: number): number => {
    const margin = Math.min(positive - negative - 1.1920929e-7, 0)
    return margin / (1 + Math.abs(margin))
  }
  fc.assert(
    fc.property(similarities, similarities, (a, b) => {
      const pairs = a
        .slice(0, Math.min(a.length, b.length))
        .map((positive, at) => [positive, b[at] ?? 0] as const)
      const expected = pairs.reduce((sum, pair) => sum + term(...pair), 0)
      expect(score(contextScore, ...pairs.flat())).toBeCloseTo(expected, 5)
    }),
  )
  expect(score(contextScore)).toBe(0)
  expect(score(contextScore, Number.NaN, 1)).toBe(0)
  expect(score(contextScore, 5, 1, 3, 2)).toBe(0)
  expect(score(contextScore, 1, 1)).toBeLessThan(0)
})

test('feedback: the target and every ordered pair of examples', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(fc.float({ min: 0, max: 1, noNaN: true }), fc.float({ min: -5, max: 5, noNaN: true })),
        {
          maxLength: 6,
        },
      ),
      fc.float({ min: -5, max: 5, noNaN: true }),
      async (items, target) => {
        const [a, b, c] = [0.7, 1.3, 0.4]
        const combine = await feedbackScore(
          items.map(([confidence]) => confidence),
          { a, b, c },
          new Task(1000),
        )
        let expected = a * target
        for (const [better, near] of items) {
          for (const [worse, far] of items) {
            if (better > worse) expected += (better - worse) ** b * c * (near - far)
          }
        }
        expect(score(combine, target, ...items.map(([, similarity]) => similarity))).toBeCloseTo(expected, 3)
      },
    ),
  )
})

test('average: the mean of positives, reflected at that of negatives', () => {
  expect(averageVector([dense(1, 2), dense(3, 6)], [])).toEqual(dense(2, 4))
  expect(averageVector([dense(1, 2), dense(3, 6)], [dense(1, 1), dense(2, 1)])).toEqual(dense(2.5, 7))
})

test('average over sparse vectors takes the union of indices and keeps zeros', () => {
  expect(averageVector([sparse({ 1: 2, 4: 2 }), sparse({ 1: 4, 2: 6 })], [])).toEqual(
    sparse({ 1: 3, 2: 3, 4: 1 }),
  )
  expect(averageVector([sparse({ 1: 2 })], [sparse({ 1: 4, 3: 1 })])).toEqual(sparse({ 1: 0, 3: -1 }))
})

test('multivectors are put together, negatives with turned signs', () => {
  expect(averageVector([multi(2, 1, 2), multi(2, 3, 4)], [multi(2, 5, 6)])).toEqual(
    multi(2, 1, 2, 3, 4, -5, -6),
  )
})

test('vectors that cannot be averaged are refused', () => {
  expect(() => averageVector([], [])).toThrow(
    'Wrong input: Positive vectors should not be empty with `average` strategy',
  )
  expect(() => averageVector([dense(1), sparse({ 1: 1 })], [])).toThrow(
    "Wrong input: Can't average vectors with different types",
  )
  expect(() => averageVector([dense(1)], [sparse({ 1: 1 })])).toThrow(
    'Wrong input: Positive and negative vectors should be of the same type, either all dense or all sparse or all multi',
  )
})
