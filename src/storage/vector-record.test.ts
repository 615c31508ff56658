import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { testVectors } from './points.fixture.ts'
import {
  decodeVectorRecord,
  encodeVectorRecord,
  findInVectorRecord,
  keepKeys,
  vectorRecordHas,
} from './vector-record.ts'

test('a record gives back its vectors, all, one by one, and at any address', () => {
  fc.assert(
    fc.property(testVectors, fc.nat(8), fc.nat(5), (vectors, wanted, shift) => {
      const record = encodeVectorRecord(vectors)
      const moved = new Uint8Array(record.length + shift).subarray(shift)
      moved.set(record)
      expect(decodeVectorRecord(moved)).toEqual(vectors)
      const expected = vectors.find(({ key }) => key === wanted)
      expect(findInVectorRecord(moved, wanted)).toEqual(expected?.vector)
      expect(vectorRecordHas(moved, wanted)).toBe(expected !== undefined)
    }),
  )
})

test('vectors of other keys can be left out', () => {
  fc.assert(
    fc.property(testVectors, fc.uniqueArray(fc.nat(8)), (vectors, keys) => {
      const kept = decodeVectorRecord(keepKeys(encodeVectorRecord(vectors), new Set(keys)))
      expect(kept).toEqual(vectors.filter(({ key }) => keys.includes(key)))
    }),
  )
})
