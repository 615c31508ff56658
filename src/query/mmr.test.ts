import { expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Distance } from '#model/collection.ts'
import { executeQuery } from './engine.ts'
import {
  createTestView,
  dense,
  denseSimilarity,
  multi,
  queryRequest,
  testDeps,
  testTask,
  vectors,
} from './memory-view.fixture.ts'

type Place = readonly [number, number]
const f = Math.fround
const coordinate = fc.integer({ min: -900, max: 900 }).map((n) => f(n / 101))
const place = fc.tuple(coordinate, coordinate)

/** Picks by the formula alone: all similarities are computed anew each time. */
function pickPlainly(
  similarity: (a: Place, b: Place) => number,
  query: Place,
  places: readonly Place[],
  lambda: number,
  limit: number,
): number[] {
  const remaining = places.map((_, at) => at)
  const picked: number[] = []
  while (picked.length < limit && remaining.length > 0) {
    let [best, bestValue] = [0, Number.NEGATIVE_INFINITY]
    for (const [position, at] of remaining.entries()) {
      const candidate = places[at] as Place
      const relevance = similarity(query, candidate)
      const nearness = Math.max(...picked.map((other) => similarity(candidate, places[other] as Place)))
      const value = picked.length === 0 ? relevance : f(f(lambda * relevance) - f(f(1 - lambda) * nearness))
      if (value >= bestValue) [best, bestValue] = [position, value]
    }
    picked.push(remaining[best] as number)
    const last = remaining.pop() as number
    if (best < remaining.length) remaining[best] = last
  }
  return picked
}

test.each<Distance>(['Dot', 'Euclid', 'Manhattan'])(
  'picks under %s are those of the formula',
  async (distance) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(place, { minLength: 2, maxLength: 12 }),
        place,
        fc.float({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 14 }),
        async (places, query, diversity, limit) => {
          const view = createTestView({
            dense: { '': { size: 2, distance } },
            points: places.map((at, id) => ({ id, vectors: vectors({ '': dense(...at) }) })),
          })
          const found = await executeQuery(
            view,
            queryRequest({
              query: { kind: 'mmr', vector: dense(...query), diversity, candidatesLimit: 100 },
              limit,
            }),
            testDeps(),
            testTask(),
          )
          const similarity = (a: Place, b: Place): number =>
            denseSimilarity(distance, new Float32Array(a), new Float32Array(b))
          // Candidates stand in the order of the nearest search: that decides between equal values.
          const nearest = await executeQuery(
            view,
            queryRequest({ query: { kind: 'nearest', vector: dense(...query) }, limit: 100 }),
            testDeps(),
            testTask(),
          )
          const order = nearest.map((point) => Number(point.id))
          const inOrder = order.map((at) => places[at] as Place)
          const expected = pickPlainly(similarity, query, inOrder, f(1 - diversity), limit)
          expect(found.map((point) => Number(point.id))).toEqual(expected.map((at) => order[at] as number))
          const scores = new Map(nearest.map((point) => [point.id, point.score]))
          for (const point of found) expect(point.score).toBe(scores.get(point.id) as number)
        },
      ),
      { numRuns: 60 },
    )
  },
)

test('the candidate is the query side between multivectors', async () => {
  const view = createTestView({
    dense: { '': { size: 1, distance: 'Dot', multivector: { comparator: 'max_sim' } } },
    points: [
      { id: 1, vectors: vectors({ '': multi(1, 10) }) },
      { id: 2, vectors: vectors({ '': multi(1, 3, 3, 3) }) },
      { id: 3, vectors: vectors({ '': multi(1, 4) }) },
    ],
  })
  // The rows of point 2 count three times against point 1 (90), those of point 1 against it once (30).
  const found = await executeQuery(
    view,
    queryRequest({ query: { kind: 'mmr', vector: dense(1), diversity: 0.9, candidatesLimit: 3 }, limit: 2 }),
    testDeps(),
    testTask(),
  )
  expect(found.map((point) => point.id)).toEqual([1, 3])
})

test('comparisons with the query and between candidates are counted', async () => {
  const view = createTestView({
    dense: { '': { size: 2, distance: 'Dot' } },
    points: [1, 2, 3, 4, 5].map((id) => ({ id, vectors: vectors({ '': dense(id, 1) }) })),
  })
  const task = testTask()
  const query = { kind: 'mmr', vector: dense(1, 0), diversity: 0.5, candidatesLimit: 5 } as const
  await executeQuery(view, queryRequest({ query, limit: 3 }), testDeps(), task)
  // Five with the query, then four and three with those that were taken; two numbers each.
  expect(task.usage.cpu).toBe((5 + 4 + 3) * 8)
})
