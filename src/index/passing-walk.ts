import { type BitSet, hasBit, popCount } from '#base/bit-set.ts'
import type { GraphLinks } from './graph-format.ts'
import type { SlotScorer } from './graph-walk.ts'
import type { PayloadLinks } from './payload-links.ts'
import type { SearchScratch } from './search-scratch.ts'

/** The payload links of one path, of some of its blocks. */
export interface ChosenLinks {
  readonly links: PayloadLinks
  /** A byte a block; not 0: its rows are followed. */
  readonly blocks: Uint8Array
}

export interface PassingWalk {
  /** The graph of all slots; its links are followed when it has any. */
  readonly graph: GraphLinks
  readonly payload: readonly ChosenLinks[]
  readonly score: SlotScorer
  /** Results that are kept; the walk ends when no open candidate is better than the worst of so many. */
  readonly ef: number
  readonly slotCount: number
  /** Slots that pass: no others are scored. */
  readonly allowed: BitSet
  /** How many they are. */
  readonly allowedCount: number
  /** Slots that have the vector; null: all. */
  readonly present: BitSet | null
  /** Dead slots are walked through but are no results; null: none is dead. */
  readonly tombstones: BitSet | null
  /** A slot that the walk does as if it were not there; -1: none. */
  readonly hidden: number
}

/**
 * Slots that a walk begins with: the best of them is near enough for a walk to go on from, and among so many there
 * is one in each larger group of slots that have no links to the others.
 */
export const seedCount = 64

/**
 * With fewer links to slots that pass (visited or not) a walk looks behind the slots that do not, until it has so many
 * new ones. Without, it finds .97 where the passing slots of a range are in several blocks, so .99.
 */
const bridgeBelow = 24
const bridgedMin = 16

/**
 * Best-first search from passing slots to passing slots, along the links of the graph of all slots and of blocks of
 * slots that share payload values: what does not pass is not scored. Leaves up to `ef` slots in `scratch.results`.
 */
export function walkPassing(walk: PassingWalk, scratch: SearchScratch): void {
  const { results, candidates } = scratch
  results.clear()
  candidates.clear()
  scratch.scoredSlots = 0
  scratch.beginVisit(walk.slotCount)
  if (walk.hidden >= 0) scratch.visited[walk.hidden] = scratch.mark
  scratch.reserve(seedCount)
  scoreAndOffer(walk, scratch, gatherSeeds(walk, scratch))
  let touched = 0
  while (candidates.size > 0) {
    const score = candidates.rootScore
    if (results.size >= walk.ef && score < results.rootScore) break
    const slot = candidates.rootSlot
    candidates.pop()
    touched += touchLinks(walk, candidates.rootSlot)
    scoreAndOffer(walk, scratch, gatherPassing(walk, scratch, slot))
  }
  scratch.touched += touched
}

/** Reads a number of each cache line of the links of a slot, which is likely to come next. */
function touchLinks({ payload, graph }: PassingWalk, slot: number): number {
  let sum = 0
  for (const { links } of payload) {
    const { rowStart, base, m0 } = links
    sum += touchRow(base, (rowStart[slot] as number) * (m0 + 1), m0)
  }
  return sum + touchRow(graph.base, slot * (graph.m0 + 1), graph.m0)
}

function scoreAndOffer(walk: PassingWalk, scratch: SearchScratch, count: number): void {
  if (count === 0) return
  walk.score(scratch.slots, count, scratch.scores)
  scratch.scoredSlots += count
  const { results, candidates, slots, scores } = scratch
  const { ef, tombstones } = walk
  for (let index = 0; index < count; index++) {
    const score = scores[index] as number
    const isFull = results.size >= ef
    if (isFull && score <= results.rootScore) continue
    const slot = slots[index] as number
    candidates.push(score, slot)
    if (tombstones !== null && hasBit(tombstones, slot)) continue
    if (isFull) results.replaceRoot(score, slot)
    else results.push(score, slot)
  }
}

/** Puts passing slots into `scratch.slots`, as evenly spread among all that pass as words allow. */
function gatherSeeds(walk: PassingWalk, scratch: SearchScratch): number {
  const { allowed, present, slotCount } = walk
  const { slots, visited, mark } = scratch
  const step = Math.max(1, walk.allowedCount / seedCount)
  const words = Math.min(allowed.length, (slotCount + 31) >>> 5)
  let count = 0
  let passed = 0
  let nextAt = step / 2
  for (let word = 0; word < words && count < seedCount; word++) {
    const bits = allowed[word] as number
    if (bits === 0) continue
    passed += popCount(bits)
    if (passed <= nextAt) continue
    const usable = present === null ? bits : bits & (present[word] ?? 0)
    if (usable === 0) continue
    const slot = word * 32 + (31 - Math.clz32(usable))
    if (slot >= slotCount || visited[slot] === mark) continue
    visited[slot] = mark
    slots[count++] = slot
    nextAt = passed + step / 2
  }
  return count
}

/** Puts the neighbours of `slot` that pass and were not visited into `scratch.slots`, and marks them. */
function gatherPassing(walk: PassingWalk, scratch: SearchScratch, slot: number): number {
  const { graph, payload } = walk
  const graphAt = slot * (graph.m0 + 1)
  scratch.passingLinks = 0
  let count = addFromBlocks(walk, scratch, slot, 0)
  count = addPassing(walk, scratch, graph.base, graphAt, graph.m0, count)
  if (scratch.passingLinks >= bridgeBelow || count >= bridgedMin) return count
  if (graph.entry >= 0) return addBehind(walk, scratch, graph.base, graphAt, graph.m0, count)
  for (const { links, blocks } of payload) {
    const { rowStart, rowBlock, base, m0 } = links
    const last = rowStart[slot + 1] as number
    for (let row = rowStart[slot] as number; row < last; row++) {
      if (blocks[rowBlock[row] as number] !== 0) {
        count = addBehind(walk, scratch, base, row * (m0 + 1), m0, count)
      }
    }
  }
  return count
}

/** Adds the passing slots of the rows of `slot` in chosen blocks. */
function addFromBlocks(walk: PassingWalk, scratch: SearchScratch, slot: number, count: number): number {
  let total = count
  for (const { links, blocks } of walk.payload) {
    const { rowStart, rowBlock, base, m0 } = links
    // A damaged file makes a poor search, not a crash: undefined ends the loop, and names no block.
    const last = rowStart[slot + 1] as number
    for (let row = rowStart[slot] as number; row < last; row++) {
      if (blocks[rowBlock[row] as number] === 0) continue
      total = addPassing(walk, scratch, base, row * (m0 + 1), m0, total)
    }
  }
  return total
}

/**
 * Adds passing neighbours of the slots of the row at `at` that do not pass, until there are enough: they lead to
 * slots whose own neighbours hardly pass, and from one block to the next.
 */
function addBehind(
  walk: PassingWalk,
  scratch: SearchScratch,
  base: Uint32Array,
  at: number,
  countMax: number,
  count: number,
): number {
  const { graph, allowed, slotCount } = walk
  const { visited, mark } = scratch
  const end = at + Math.min(base[at] ?? 0, countMax)
  const rowWords = graph.m0 + 1
  if (scratch.failing.length < countMax) scratch.failing = new Uint32Array(countMax)
  const { failing } = scratch
  let failingCount = 0
  let touched = 0
  for (let index = at + 1; index <= end; index++) {
    const slot = base[index] as number
    if (slot >= slotCount || visited[slot] === mark || hasBit(allowed, slot)) continue
    failing[failingCount++] = slot
    // Their links arrive together, rather than one after the other when they are looked at.
    if (failingCount <= touchedRows) touched += touchRow(graph.base, slot * rowWords, graph.m0)
  }
  scratch.touched += touched
  let total = count
  for (let index = 0; index < failingCount && total < bridgedMin; index++) {
    const slot = failing[index] as number
    visited[slot] = mark
    total =
      graph.entry >= 0
        ? addPassing(walk, scratch, graph.base, slot * rowWords, graph.m0, total)
        : addFromBlocks(walk, scratch, slot, total)
  }
  return total
}

/** Rows behind failing slots that are looked at in most cases: 8 to 16 of them cost less than each by itself. */
const touchedRows = 16

/** Reads a number of each cache line of a row. */
function touchRow(base: Uint32Array, at: number, m0: number): number {
  let sum = 0
  for (let word = at; word <= at + m0; word += 16) sum += base[word] ?? 0
  return sum
}

/** Adds the slots of the row at `at` after the first `count`; gives how many there are then. */
function addPassing(
  walk: PassingWalk,
  scratch: SearchScratch,
  base: Uint32Array,
  at: number,
  countMax: number,
  count: number,
): number {
  const { allowed, slotCount } = walk
  const { visited, mark } = scratch
  const end = at + Math.min(base[at] ?? 0, countMax)
  if (scratch.slots.length < count + countMax) growSlots(scratch, count + countMax)
  const { slots } = scratch
  let total = count
  let passing = 0
  for (let index = at + 1; index <= end; index++) {
    const neighbour = base[index] as number
    if (neighbour >= slotCount || !hasBit(allowed, neighbour)) continue
    passing++
    if (visited[neighbour] === mark) continue
    visited[neighbour] = mark
    slots[total++] = neighbour
  }
  scratch.passingLinks += passing
  return total
}

/** Makes room for more slots and keeps those that are there. */
function growSlots(scratch: SearchScratch, count: number): void {
  const kept = scratch.slots
  scratch.reserve(count)
  scratch.slots.set(kept)
}
