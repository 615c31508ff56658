import { expect, test } from 'bun:test'
import { createRandom } from '#base/random.fixture.ts'
import type { Http2Stream } from './stream.ts'
import { StreamMap } from './stream-map.ts'

test('a map of streams is a map', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = createRandom(seed)
    const map = new StreamMap<string>()
    const plain = new Map<number, Http2Stream<string>>()
    for (let step = 0; step < 500; step++) {
      // Close together or far apart, as the clients of slow calls have them.
      const id = Math.floor(random() * 60) * (step % 3 === 0 ? 64 : 2) + 1
      if (random() < 0.5 && !plain.has(id)) {
        const stream = { id } as Http2Stream<string>
        map.add(stream)
        plain.set(id, stream)
      } else {
        map.delete(id)
        plain.delete(id)
      }
      expect(map.size).toBe(plain.size)
    }
    for (let id = 1; id < 4000; id += 2) expect(map.get(id)).toBe(plain.get(id))
    expect(new Set(map.values())).toEqual(new Set(plain.values()))
  }
})
