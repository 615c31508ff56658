import { type BitSet, bitSetWords, hasBit, setBit } from '#base/bit-set.ts'
import type { SparseVector } from '#model/vector.ts'
import {
  asF32,
  asU32,
  createIndexFile,
  type IndexFile,
  IndexFileError,
  type IndexFileKind,
  openIndexFile,
} from './section-file.ts'

/**
 * An inverted index over the sparse vectors of a part. A *term* is an index that some vector holds; terms
 * stand ascending. The postings of term `t` are positions `starts[t]` to `starts[t + 1]` of `slots`
 * (ascending) and `weights`.
 */
export interface SparseIndex {
  readonly slotCount: number
  /** Slots that have the vector, empty vectors too. */
  readonly vectorCount: number
  readonly present: BitSet
  readonly terms: Uint32Array
  readonly starts: Uint32Array
  /** The largest and the smallest weight of each term. */
  readonly largest: Float32Array
  readonly smallest: Float32Array
  readonly slots: Uint32Array
  readonly weights: Float32Array
}

const fileKind: IndexFileKind = { magic: 'QVSP', version: 1 }

export interface SparseInput {
  readonly slotCount: number
  /** Sorted by index, each index once; undefined: the slot lacks the vector. Asked for twice a slot. */
  readonly vectorAt: (slot: number) => SparseVector | undefined
}

/** Writes the index as a file; needs little memory besides. */
export function buildSparseIndex(input: SparseInput): Uint8Array {
  const { frequencies, vectorCount } = countTerms(input)
  const terms = Uint32Array.from(frequencies.keys()).sort()
  let postings = 0
  for (const frequency of frequencies.values()) postings += frequency
  const file = createIndexFile(
    fileKind,
    [input.slotCount, vectorCount],
    [
      bitSetWords(input.slotCount) * 4,
      terms.length * 4,
      (terms.length + 1) * 4,
      terms.length * 4,
      terms.length * 4,
      postings * 4,
      postings * 4,
    ],
  )
  const index = arraysOf(file)
  index.terms.set(terms)
  // `starts[t + 1]` is where the next posting of `t` goes, until it has become the start of `t + 1`.
  const ordinals = new Map<number, number>()
  let start = 0
  for (let ordinal = 0; ordinal < terms.length; ordinal++) {
    const term = terms[ordinal] as number
    ordinals.set(term, ordinal)
    index.starts[ordinal + 1] = start
    start += frequencies.get(term) as number
  }
  index.largest.fill(Number.NEGATIVE_INFINITY)
  index.smallest.fill(Number.POSITIVE_INFINITY)
  for (let slot = 0; slot < input.slotCount; slot++) {
    const vector = input.vectorAt(slot)
    if (vector !== undefined) addPostings(index, ordinals, slot, vector)
  }
  return file.bytes
}

function countTerms(input: SparseInput): { frequencies: Map<number, number>; vectorCount: number } {
  const frequencies = new Map<number, number>()
  let vectorCount = 0
  for (let slot = 0; slot < input.slotCount; slot++) {
    const vector = input.vectorAt(slot)
    if (vector === undefined) continue
    vectorCount++
    for (const term of vector.indices) frequencies.set(term, (frequencies.get(term) ?? 0) + 1)
  }
  return { frequencies, vectorCount }
}

function addPostings(
  index: Omit<SparseIndex, 'slotCount' | 'vectorCount'>,
  ordinals: ReadonlyMap<number, number>,
  slot: number,
  vector: SparseVector,
): void {
  setBit(index.present, slot)
  const { indices, values } = vector
  for (let at = 0; at < indices.length; at++) {
    const ordinal = ordinals.get(indices[at] as number) as number
    const weight = values[at] as number
    const position = index.starts[ordinal + 1] as number
    index.starts[ordinal + 1] = position + 1
    index.slots[position] = slot
    index.weights[position] = weight
    if (weight > (index.largest[ordinal] as number)) index.largest[ordinal] = weight
    if (weight < (index.smallest[ordinal] as number)) index.smallest[ordinal] = weight
  }
}

function arraysOf(file: IndexFile): Omit<SparseIndex, 'slotCount' | 'vectorCount'> {
  const [present, terms, starts, largest, smallest, slots, weights] = file.sections as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ]
  return {
    present: asU32(present),
    terms: asU32(terms),
    starts: asU32(starts),
    largest: asF32(largest),
    smallest: asF32(smallest),
    slots: asU32(slots),
    weights: asF32(weights),
  }
}

/** Opens the file without a copy. Throws `IndexFileError`. */
export function openSparseIndex(bytes: Uint8Array): SparseIndex {
  const file = openIndexFile(fileKind, bytes, 2, 7)
  const [slotCount, vectorCount] = file.numbers as [number, number]
  const arrays = arraysOf(file)
  const { terms, starts, slots, weights, present } = arrays
  if (
    starts.length !== terms.length + 1 ||
    starts[terms.length] !== slots.length ||
    weights.length !== slots.length ||
    present.length !== bitSetWords(slotCount)
  ) {
    throw new IndexFileError('the sections of a sparse index do not fit each other')
  }
  return { slotCount, vectorCount, ...arrays }
}

/** The position of a term, or -1 when no vector holds it. */
export function findTerm(index: SparseIndex, term: number): number {
  const { terms } = index
  let low = 0
  let high = terms.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((terms[middle] as number) < term) low = middle + 1
    else high = middle
  }
  return low < terms.length && terms[low] === term ? low : -1
}

/** How many vectors hold the term, dead slots included. */
export function documentFrequency(index: SparseIndex, term: number): number {
  const ordinal = findTerm(index, term)
  return ordinal < 0 ? 0 : (index.starts[ordinal + 1] as number) - (index.starts[ordinal] as number)
}

/** Postings that a query by these terms goes through. */
export function countPostings(index: SparseIndex, query: SparseVector): number {
  let count = 0
  for (const term of query.indices) count += documentFrequency(index, term)
  return count
}

/** How many vectors of the slots in `allowed` hold the term. */
export function documentFrequencyWithin(index: SparseIndex, term: number, allowed: BitSet): number {
  const ordinal = findTerm(index, term)
  if (ordinal < 0) return 0
  let count = 0
  const end = index.starts[ordinal + 1] as number
  for (let at = index.starts[ordinal] as number; at < end; at++) {
    if (hasBit(allowed, index.slots[at] as number)) count++
  }
  return count
}
