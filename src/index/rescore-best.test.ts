import { expect, test } from 'bun:test'
import { createRandom } from '#base/random.fixture.ts'
import { rescoreBest } from './rescore-best.ts'
import { TopHits } from './top-hits.ts'

/** Exact scores, and candidates by estimates with a normal error of the given width. */
function candidatesOf(random: () => number, count: number, exact: Float64Array, width: number) {
  const estimates = exact.map((score) => score + width * (random() + random() + random() - 1.5))
  const order = [...estimates.keys()].sort((a, b) => (estimates[b] as number) - (estimates[a] as number))
  return {
    slots: Uint32Array.from(order),
    estimates: Float64Array.from(order, (slot) => estimates[slot] as number),
    count,
  }
}

function rescore(candidates: ReturnType<typeof candidatesOf>, exact: Float64Array, limit: number) {
  const out = new TopHits(limit)
  const room = { slots: new Uint32Array(1024), scores: new Float64Array(1024) }
  const scored = rescoreBest(
    candidates,
    (slots, count, scores) => {
      for (let index = 0; index < count; index++) scores[index] = exact[slots[index] as number] as number
    },
    out,
    room,
  )
  return { scored, slots: [...out.sorted().slots] }
}

test('the hits are those of scoring all candidates again, from a part of them', () => {
  let found = 0
  let scored = 0
  for (let seed = 1; seed <= 200; seed++) {
    const random = createRandom(seed)
    const exact = Float64Array.from({ length: 128 }, () => random())
    const best = [...exact.keys()].sort((a, b) => (exact[b] as number) - (exact[a] as number)).slice(0, 10)
    const result = rescore(candidatesOf(random, 128, exact, 0.02), exact, 10)
    found += result.slots.filter((slot) => best.includes(slot)).length
    scored += result.scored
  }
  expect(found).toBeGreaterThanOrEqual(1998)
  expect(scored / 200).toBeLessThan(40)
})

test('all candidates are scored when the estimates say nothing', () => {
  const random = createRandom(7)
  const exact = Float64Array.from({ length: 128 }, () => random())
  const candidates = {
    slots: Uint32Array.from(exact.keys()),
    estimates: new Float64Array(128).fill(0.5),
    count: 128,
  }
  const best = [...exact.keys()].sort((a, b) => (exact[b] as number) - (exact[a] as number)).slice(0, 10)
  const { scored, slots } = rescore(candidates, exact, 10)
  expect(scored).toBe(128)
  expect(slots).toEqual(best)
})

test('scores that are not finite stop nothing early', () => {
  const exact = Float64Array.from({ length: 64 }, (_, slot) => (slot === 3 ? Number.NaN : slot))
  const candidates = {
    slots: Uint32Array.from(exact.keys()),
    estimates: Float64Array.from(exact.keys(), (slot) => -slot),
    count: 64,
  }
  expect(rescore(candidates, exact, 2).scored).toBe(64)
})

test('fewer candidates than hits are all scored', () => {
  const exact = Float64Array.from([1, 3, 2])
  const { scored, slots } = rescore(candidatesOf(createRandom(1), 3, exact, 0), exact, 10)
  expect(scored).toBe(3)
  expect(slots).toEqual([1, 2, 0])
})
