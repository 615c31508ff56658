import type { BitSet } from '#base/bit-set.ts'
import { hasBit } from '#base/bit-set.ts'
import type { GraphLinks } from './graph-format.ts'
import type { SearchScratch } from './search-scratch.ts'

/** Scores `count` slots into `out`; larger is better. */
export type SlotScorer = (slots: Uint32Array, count: number, out: Float64Array) => void

export interface Walk {
  readonly links: GraphLinks
  readonly score: SlotScorer
  /** Results that are kept; the walk ends when no open candidate is better than the worst of so many. */
  readonly ef: number
  /** Slots that may be results; null: all. */
  readonly allowed: BitSet | null
  /** Dead slots are walked through but are no results; null: none is dead. */
  readonly tombstones: BitSet | null
  /**
   * Goes past slots that are not allowed, to the neighbours of those (ACORN-1, Patel et al. 2024), instead of
   * scoring them: for filters that few slots pass.
   */
  readonly acorn: boolean
  /** A slot of the base level that the walk does as if it were not there; -1: none. */
  readonly hidden: number
}

/**
 * Best-first search in the graph (Malkov and Yashunin 2016, algorithms 2 and 5): leaves up to `ef` slots in
 * `scratch.results`. They are the best that were met by `score`.
 */
export function walkGraph(walk: Walk, scratch: SearchScratch): void {
  const { results, candidates } = scratch
  results.clear()
  scratch.scoredSlots = 0
  candidates.clear()
  const { links } = walk
  if (links.entry < 0 || walk.ef <= 0) return
  scratch.reserve(2 * Math.max(links.m, links.m0) + 1)
  descend(walk, scratch)
  let touched = 0
  while (candidates.size > 0) {
    const score = candidates.rootScore
    if (results.size >= walk.ef && score < results.rootScore) break
    const slot = candidates.rootSlot
    candidates.pop()
    touched += touchLinks(links, candidates.rootSlot)
    const count = walk.acorn
      ? gatherPassing(walk, scratch, slot)
      : gatherNeighbours(walk.links, scratch, slot)
    if (count === 0) continue
    walk.score(scratch.slots, count, scratch.scores)
    scratch.scoredSlots += count
    offerAll(walk, scratch, count)
  }
  scratch.touched = touched
}

/**
 * Reads a number of each cache line of the links of a slot, which is likely to come next: they arrive while
 * others are scored.
 */
function touchLinks({ base, m0 }: GraphLinks, slot: number): number {
  const at = slot * (m0 + 1)
  let sum = 0
  for (let word = at; word <= at + m0; word += 16) sum += base[word] as number
  return sum
}

/** Follows the best neighbour down the upper levels and makes where it ends the first candidate. */
function descend(walk: Walk, scratch: SearchScratch): void {
  const { links, score } = walk
  const { m, upper, upperStart, topLevel } = links
  const { slots, scores } = scratch
  let best = links.entry
  slots[0] = best
  score(slots, 1, scores)
  let bestScore = scores[0] as number
  for (let level = topLevel; level >= 1; level--) {
    let improved = true
    while (improved) {
      improved = false
      const at = (upperStart[best] as number) - 1 + (level - 1) * (m + 1)
      const count = copyNeighbours(upper, at, m, links.slotCount, slots)
      score(slots, count, scores)
      scratch.scoredSlots += count
      for (let index = 0; index < count; index++) {
        if ((scores[index] as number) <= bestScore) continue
        bestScore = scores[index] as number
        best = slots[index] as number
        improved = true
      }
    }
  }
  scratch.beginVisit(links.slotCount)
  scratch.visited[best] = scratch.mark
  if (walk.hidden >= 0) scratch.visited[walk.hidden] = scratch.mark
  slots[0] = best
  scores[0] = bestScore
  offerAll(walk, scratch, 1)
  if (scratch.candidates.size === 0) scratch.candidates.push(bestScore, best)
}

// Links are not verified when a file is opened, so each one is looked at before it leads native code out of
// the vectors: a damaged file makes a poor search, not a crash.

/** Copies the list of neighbours at `at` to `slots`. */
function copyNeighbours(
  words: Uint32Array,
  at: number,
  countMax: number,
  slotCount: number,
  slots: Uint32Array,
): number {
  const end = at + Math.min(words[at] ?? 0, countMax)
  let count = 0
  for (let index = at + 1; index <= end; index++) {
    const neighbour = words[index] ?? slotCount
    if (neighbour < slotCount) slots[count++] = neighbour
  }
  return count
}

/** Puts the neighbours of `slot` that were not visited into `scratch.slots`, and marks them. */
function gatherNeighbours(links: GraphLinks, scratch: SearchScratch, slot: number): number {
  const { base, m0, slotCount } = links
  const { slots, visited, mark } = scratch
  const at = slot * (m0 + 1)
  const end = at + Math.min(base[at] as number, m0)
  let count = 0
  for (let index = at + 1; index <= end; index++) {
    const neighbour = base[index] as number
    if (neighbour >= slotCount || visited[neighbour] === mark) continue
    visited[neighbour] = mark
    slots[count++] = neighbour
  }
  return count
}

/**
 * The same for slots that pass: neighbours, then neighbours of neighbours that do not pass, until there are
 * as many as a slot has neighbours at most. When there is nothing else to go on with, the neighbours that do
 * not pass are taken: they lead out of a region without any.
 */
function gatherPassing(walk: Walk, scratch: SearchScratch, slot: number): number {
  const { base, m0, slotCount } = walk.links
  const { slots, failing, visited, mark } = scratch
  const at = slot * (m0 + 1)
  const end = at + Math.min(base[at] as number, m0)
  let count = 0
  let failingCount = 0
  for (let index = at + 1; index <= end; index++) {
    const neighbour = base[index] as number
    if (neighbour >= slotCount || visited[neighbour] === mark) continue
    if (!passes(walk, neighbour)) {
      failing[failingCount++] = neighbour
      continue
    }
    visited[neighbour] = mark
    slots[count++] = neighbour
  }
  for (let index = 0; index < failingCount && count < m0; index++) {
    const neighbour = failing[index] as number
    visited[neighbour] = mark
    count = gatherBehind(walk, scratch, neighbour, count)
  }
  if (count === 0 && scratch.candidates.size === 0) {
    slots.set(failing.subarray(0, failingCount))
    return failingCount
  }
  return count
}

/** Adds the neighbours of `slot` that pass after the first `count` slots; gives how many there are then. */
function gatherBehind(walk: Walk, scratch: SearchScratch, slot: number, count: number): number {
  const { base, m0, slotCount } = walk.links
  const { slots, visited, mark } = scratch
  const from = slot * (m0 + 1)
  const to = from + Math.min(base[from] as number, m0)
  let total = count
  for (let index = from + 1; index <= to; index++) {
    const neighbour = base[index] as number
    if (neighbour >= slotCount || visited[neighbour] === mark || !passes(walk, neighbour)) continue
    visited[neighbour] = mark
    slots[total++] = neighbour
  }
  return total
}

function passes(walk: Walk, slot: number): boolean {
  const { allowed, tombstones } = walk
  return (allowed === null || hasBit(allowed, slot)) && (tombstones === null || !hasBit(tombstones, slot))
}

/** Takes scored slots as candidates, and as results if they pass. */
function offerAll(walk: Walk, scratch: SearchScratch, count: number): void {
  const { results, candidates, slots, scores } = scratch
  const { ef } = walk
  const unfiltered = walk.allowed === null && walk.tombstones === null
  for (let index = 0; index < count; index++) {
    const score = scores[index] as number
    const isFull = results.size >= ef
    if (isFull && score <= results.rootScore) continue
    const slot = slots[index] as number
    candidates.push(score, slot)
    if (!unfiltered && !passes(walk, slot)) continue
    if (isFull) results.replaceRoot(score, slot)
    else results.push(score, slot)
  }
}
