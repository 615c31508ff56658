import { expect, test } from 'bun:test'
import { createRandom } from '#base/random.fixture.ts'
import { ScoreHeap } from './score-heap.ts'

test('keeps the best of what comes in batches of any size', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = createRandom(seed)
    const heap = new ScoreHeap('worst-first')
    const countMax = Math.floor(random() * 1200)
    const all: { readonly score: number; readonly slot: number }[] = []
    const batches = Math.floor(random() * 12)
    for (let batch = 0; batch < batches; batch++) {
      const scores = Float64Array.from({ length: Math.floor(random() * 300) }, () => random())
      const slots = Uint32Array.from(scores, (_, index) => all.length + index)
      for (const [index, score] of scores.entries()) all.push({ score, slot: slots[index] as number })
      heap.keepBest(scores, slots, scores.length, countMax)
    }
    const best = all.toSorted((a, b) => b.score - a.score).slice(0, countMax)
    const [slots, scores] = [new Uint32Array(heap.size), new Float64Array(heap.size)]
    heap.drainBestFirst(slots, scores)
    expect([...slots], `seed ${seed}`).toEqual(best.map(({ slot }) => slot))
    expect([...scores], `seed ${seed}`).toEqual(best.map(({ score }) => score))
    expect(heap.size).toBe(0)
  }
})
