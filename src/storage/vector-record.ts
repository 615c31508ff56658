import { assert, unreachable } from '#base/assert.ts'
import type { VectorData } from '#model/vector.ts'

/**
 * The vectors of one point as bytes, little-endian, all fields of four bytes: the number of vectors; for each
 * one its key, kind, two sizes (dense: numbers, 0; sparse: pairs, 0; multi: rows, numbers in a row); then the
 * numbers of each in the same order (sparse: all indices, then all values). So the numbers can be read in
 * place from a record at an address that is a multiple of four.
 */
export type VectorRecord = Uint8Array

/** A vector and the key of its name in the collection. */
export interface KeyedVector {
  readonly key: number
  readonly vector: VectorData
}

const kinds = { dense: 0, sparse: 1, multi: 2 } as const
const entryWords = 4

/** The bytes of a point's vectors. */
export function encodeVectorRecord(vectors: readonly KeyedVector[]): VectorRecord {
  let words = 1 + vectors.length * entryWords
  for (const { vector } of vectors) words += numberCount(vector)
  const buffer = new ArrayBuffer(words * 4)
  const integers = new Uint32Array(buffer)
  integers[0] = vectors.length
  let entry = 1
  let at = 1 + vectors.length * entryWords
  for (const { key, vector } of vectors) {
    integers[entry] = key
    integers[entry + 1] = kinds[vector.kind]
    integers[entry + 2] = firstSize(vector)
    integers[entry + 3] = vector.kind === 'multi' ? vector.dimension : 0
    entry += entryWords
    if (vector.kind === 'sparse') {
      integers.set(vector.indices, at)
      at += vector.indices.length
    }
    new Float32Array(buffer, at * 4, vector.values.length).set(vector.values)
    at += vector.values.length
  }
  return new Uint8Array(buffer)
}

/** Every vector of a record; the arrays are views of it. */
export function decodeVectorRecord(record: VectorRecord): KeyedVector[] {
  const integers = wordsOf(record)
  const vectors: KeyedVector[] = []
  const count = integers[0] as number
  let at = 1 + count * entryWords
  for (let index = 0; index < count; index++) {
    const entry = 1 + index * entryWords
    vectors.push({ key: integers[entry] as number, vector: readVector(integers, entry, at) })
    at += entryNumbers(integers, entry)
  }
  return vectors
}

/** One vector of a record, as views of it; undefined when it is not there. */
export function findInVectorRecord(record: VectorRecord, key: number): VectorData | undefined {
  const integers = wordsOf(record)
  const count = integers[0] as number
  let at = 1 + count * entryWords
  for (let index = 0; index < count; index++) {
    const entry = 1 + index * entryWords
    if (integers[entry] === key) return readVector(integers, entry, at)
    at += entryNumbers(integers, entry)
  }
  return undefined
}

/** Whether a record has a vector. */
export function vectorRecordHas(record: VectorRecord, key: number): boolean {
  const integers = wordsOf(record)
  const count = integers[0] as number
  for (let index = 0; index < count; index++) if (integers[1 + index * entryWords] === key) return true
  return false
}

/** The record without vectors of other keys: the same one when it has none. */
export function keepKeys(record: VectorRecord, keys: ReadonlySet<number>): VectorRecord {
  const integers = wordsOf(record)
  const count = integers[0] as number
  for (let index = 0; index < count; index++) {
    if (keys.has(integers[1 + index * entryWords] as number)) continue
    return encodeVectorRecord(decodeVectorRecord(record).filter(({ key }) => keys.has(key)))
  }
  return record
}

function wordsOf(record: VectorRecord): Uint32Array {
  // SQLite may hand out bytes at any address; those are copied once.
  const aligned = (record.byteOffset & 3) === 0 ? record : new Uint8Array(record)
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >>> 2)
}

function readVector(integers: Uint32Array, entry: number, at: number): VectorData {
  const kind = integers[entry + 1] as number
  const size = integers[entry + 2] as number
  const byteAt = integers.byteOffset + at * 4
  switch (kind) {
    case kinds.dense:
      return { kind: 'dense', values: new Float32Array(integers.buffer, byteAt, size) }
    case kinds.sparse:
      return {
        kind: 'sparse',
        indices: integers.subarray(at, at + size),
        values: new Float32Array(integers.buffer, byteAt + size * 4, size),
      }
    default: {
      assert(kind === kinds.multi, 'a vector record holds known kinds only')
      const dimension = integers[entry + 3] as number
      return { kind: 'multi', dimension, values: new Float32Array(integers.buffer, byteAt, size * dimension) }
    }
  }
}

/** Words of the numbers of the vector whose entry is at `entry`. */
function entryNumbers(integers: Uint32Array, entry: number): number {
  const size = integers[entry + 2] as number
  const kind = integers[entry + 1] as number
  if (kind === kinds.dense) return size
  return kind === kinds.sparse ? size * 2 : size * (integers[entry + 3] as number)
}

function numberCount(vector: VectorData): number {
  return vector.kind === 'sparse' ? vector.indices.length * 2 : vector.values.length
}

function firstSize(vector: VectorData): number {
  switch (vector.kind) {
    case 'dense':
      return vector.values.length
    case 'sparse':
      return vector.indices.length
    case 'multi':
      return vector.values.length / vector.dimension
    default:
      return unreachable(vector)
  }
}
