import { expect, test } from 'bun:test'
import { createRandom } from '#base/random.fixture.ts'
import { TopHits } from './top-hits.ts'

test('keeps the best of random hits, ties by slot, like sorting everything does', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = createRandom(seed)
    const limit = Math.floor(random() * 20)
    const count = Math.floor(random() * 100)
    const hits: { score: number; slot: number }[] = []
    const top = new TopHits(limit)
    for (let slot = 0; slot < count; slot++) {
      const kind = random()
      const score = kind < 0.05 ? -Infinity : kind < 0.1 ? Infinity : Math.floor(random() * 8)
      hits.push({ score, slot })
    }
    hits.sort(() => random() - 0.5)
    if (random() < 0.5) for (const hit of hits) top.push(hit.score, hit.slot)
    else {
      const scores = Float64Array.from(hits, (hit) => hit.score)
      top.pushAll(
        scores,
        Uint32Array.from(hits, (hit) => hit.slot),
        hits.length,
      )
    }
    const expected = hits
      .toSorted((a, b) => (a.score === b.score ? a.slot - b.slot : b.score - a.score))
      .slice(0, limit)
    const { scores, slots } = top.sorted()
    expect({ seed, scores: [...scores], slots: [...slots] }).toEqual({
      seed,
      scores: expected.map((hit) => hit.score),
      slots: expected.map((hit) => hit.slot),
    })
  }
})

test('goes on taking hits after it was sorted', () => {
  const top = new TopHits(3)
  for (const slot of [5, 1, 3]) top.push(slot, slot)
  expect([...top.sorted().slots]).toEqual([5, 3, 1])
  top.push(4, 4)
  expect(top.floor).toBe(3)
  expect([...top.sorted().slots]).toEqual([5, 4, 3])
})

test('the floor rises only once it is full', () => {
  const top = new TopHits(2)
  expect(top.floor).toBe(-Infinity)
  top.push(2, 0)
  expect(top.floor).toBe(-Infinity)
  top.push(1, 1)
  expect(top.floor).toBe(1)
  expect(top.isFull).toBe(true)
})

test('takes what is not a number as better than all numbers', () => {
  const top = new TopHits(2)
  top.push(1, 1)
  top.push(5, 2)
  top.push(Number.NaN, 3)
  expect([...top.sorted().scores]).toEqual([Number.NaN, 5])
  top.push(6, 4)
  expect([...top.sorted().slots]).toEqual([3, 4])
  top.pushAll(Float64Array.of(Number.NaN, 7), Uint32Array.of(9, 5), 2)
  expect([...top.sorted().scores]).toEqual([Number.NaN, Number.NaN])
  expect([...top.sorted().slots]).toEqual([3, 9])
})

test('a huge limit costs no memory by itself', () => {
  const top = new TopHits(4_000_000_000)
  for (let slot = 0; slot < 1000; slot++) top.push(slot, slot)
  expect(top.sorted().slots[0]).toBe(999)
})

test('a limit of zero takes nothing', () => {
  const top = new TopHits(0)
  top.push(1, 1)
  expect(top.size).toBe(0)
  expect(top.floor).toBe(Infinity)
})
