import { type BitSet, setBit } from '#base/bit-set.ts'
import type { TokenQuery } from '#model/text-test.ts'
import { type Estimate, exactly, type SlotTest } from './column.ts'
import { setSlots } from './slot-collect.ts'

/** The slots of one token, ascending, and where it stands in each of their texts. */
export interface TokenPostings {
  readonly slots: Uint32Array
  /** Positions in the slot that is at `index` of `slots`, ascending; empty when none are kept. */
  positionsAt(index: number): Uint32Array
}

/** Finds what a column keeps of a token; undefined when no text has it. */
export type FindToken = (token: string) => TokenPostings | undefined

/** A query whose tokens have been looked up; undefined when no slot can pass. */
type FoundQuery =
  | { readonly kind: 'any'; readonly tokens: readonly TokenPostings[] }
  /** Rarest token first. A phrase has its tokens in order too, repeated ones included. */
  | {
      readonly kind: 'all'
      readonly tokens: readonly TokenPostings[]
      readonly phrase: readonly TokenPostings[] | undefined
    }

function findTokens(query: TokenQuery, find: FindToken): FoundQuery | undefined {
  if (query.kind === 'none') return undefined
  const found: TokenPostings[] = []
  for (const token of new Set(query.tokens)) {
    const postings = find(token)
    if (postings) found.push(postings)
    else if (query.kind !== 'any') return undefined
  }
  if (query.kind === 'any') return { kind: 'any', tokens: found }
  found.sort((a, b) => a.slots.length - b.slots.length)
  if (query.kind === 'all') return { kind: 'all', tokens: found, phrase: undefined }
  const phrase: TokenPostings[] = []
  for (const token of query.tokens) {
    const postings = find(token)
    if (postings) phrase.push(postings)
  }
  return { kind: 'all', tokens: found, phrase }
}

/** Sets the bits of the slots whose tokens answer a query. */
export function collectTokens(query: TokenQuery, find: FindToken, bits: BitSet): void {
  const found = findTokens(query, find)
  if (!found) return
  if (found.kind === 'any') {
    for (const { slots } of found.tokens) setSlots(bits, slots, 0, slots.length)
    return
  }
  const [rarest, ...others] = found.tokens
  if (!rarest) return
  for (const slot of rarest.slots) {
    if (others.every(({ slots }) => indexOfSlot(slots, slot) >= 0) && hasPhrase(found.phrase, slot)) {
      setBit(bits, slot)
    }
  }
}

export function tokenSlotTest(query: TokenQuery, find: FindToken): SlotTest {
  const found = findTokens(query, find)
  if (!found) return () => false
  if (found.kind === 'any') return (slot) => found.tokens.some(({ slots }) => indexOfSlot(slots, slot) >= 0)
  return (slot) =>
    found.tokens.every(({ slots }) => indexOfSlot(slots, slot) >= 0) && hasPhrase(found.phrase, slot)
}

/** Tokens are taken to come independently of one another. */
export function estimateTokens(query: TokenQuery, find: FindToken, indexedCount: number): Estimate {
  const found = findTokens(query, find)
  if (!found || indexedCount === 0) return exactly(0)
  const counts = found.tokens.map(({ slots }) => slots.length)
  const [first] = counts
  if (first === undefined) return exactly(0)
  if (counts.length === 1 && !(found.kind === 'all' && found.phrase)) return exactly(first)
  const shares = counts.map((count) => count / indexedCount)
  if (found.kind === 'any') {
    const none = shares.reduce((product, share) => product * (1 - share), 1)
    const max = Math.min(
      indexedCount,
      counts.reduce((sum, count) => sum + count, 0),
    )
    return { min: Math.max(...counts), expected: Math.round(indexedCount * (1 - none)), max }
  }
  const all = indexedCount * shares.reduce((product, share) => product * share, 1)
  return { min: 0, expected: Math.min(first, Math.ceil(all)), max: first }
}

/** Whether the tokens of a phrase stand one after the other in a slot that has them all. */
function hasPhrase(phrase: readonly TokenPostings[] | undefined, slot: number): boolean {
  if (!phrase) return true
  const positions = phrase.map((postings) => postings.positionsAt(indexOfSlot(postings.slots, slot)))
  const [first, ...rest] = positions
  if (!first) return false
  return first.some((start) => rest.every((later, index) => later.includes(start + index + 1)))
}

/** Where a slot stands in ascending slots, or -1. */
function indexOfSlot(slots: Uint32Array, slot: number): number {
  let from = 0
  let to = slots.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((slots[middle] as number) < slot) from = middle + 1
    else to = middle
  }
  return slots[from] === slot ? from : -1
}
