import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { comparePointIds, numericId } from '#model/point-id.ts'
import { compareIdWords, hashIdWords, readIdWords, writeIdWords } from './id-words.ts'
import { testId } from './points.fixture.ts'

const anyId = fc.oneof(testId, fc.uuid(), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map(numericId))

test('ids come back as they were, whatever stands around them', () => {
  fc.assert(
    fc.property(anyId, fc.nat(3), (id, at) => {
      const words = new Uint32Array(8).fill(0xdeadbeef)
      const isUuid = writeIdWords(id, words, at)
      expect(isUuid).toBe(typeof id === 'string')
      expect(readIdWords(words, at, isUuid)).toBe(id)
      expect(words[7]).toBe(0xdeadbeef)
    }),
  )
})

test('words of one kind have the order of their ids', () => {
  fc.assert(
    fc.property(anyId, anyId, (a, b) => {
      fc.pre(typeof a === typeof b || (typeof a !== 'string' && typeof b !== 'string'))
      const words = new Uint32Array(8)
      writeIdWords(a, words, 0)
      writeIdWords(b, words, 4)
      expect(Math.sign(compareIdWords(words, 0, words, 4))).toBe(comparePointIds(a, b))
    }),
  )
})

test('consecutive ids spread over a hash table', () => {
  const places = new Set<number>()
  const words = new Uint32Array(4)
  for (let id = 0; id < 4096; id++) {
    writeIdWords(id, words, 0)
    places.add(hashIdWords(words, 0, false) & 8191)
  }
  // A random function would hit 3,223 of the 8,192 places.
  expect(places.size).toBeGreaterThan(3000)
})
