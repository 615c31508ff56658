import { type BitSet, createBitSet, setBit, setBitRange } from '#base/bit-set.ts'
import type { Estimate } from '#index/payload/column.ts'
import { forEachSlot } from '#index/payload/slot-collect.ts'
import { constantNode } from './filter-leaves.ts'
import { type FilterNode, type NodeSpace, settle } from './filter-node.ts'

/** Slots that pass all of the nodes. Those that narrow most and cost least go first. */
export function allNode(space: NodeSpace, nodes: readonly FilterNode[]): FilterNode {
  const [only] = nodes
  if (!only) return constantNode(space, true)
  if (nodes.length === 1) return only
  const ordered = lazily(() => cheapestFirst(nodes))
  return {
    isIndexed: nodes.every((node) => node.isIndexed),
    estimate: () => estimateAll(space.slotCount, nodes),
    test: (slot) => ordered().every((node) => node.test(slot)),
    *narrow(candidates, task) {
      let bits = candidates
      for (const node of ordered()) {
        bits = yield* settle(node.narrow(bits, task))
        if (isEmpty(bits)) break
      }
      return bits ?? createBitSet(space.slotCount)
    },
  }
}

/** Slots that pass any of the nodes. A slot that passed one is not put to the others. */
export function anyNode(space: NodeSpace, nodes: readonly FilterNode[]): FilterNode {
  const [only] = nodes
  if (!only) return constantNode(space, false)
  if (nodes.length === 1) return only
  const ordered = lazily(() => indexedFirst(nodes))
  return {
    isIndexed: nodes.every((node) => node.isIndexed),
    estimate: () => estimateAny(space.slotCount, nodes),
    test: (slot) => ordered().some((node) => node.test(slot)),
    *narrow(candidates, task) {
      const passed = createBitSet(space.slotCount)
      for (const node of nodes) node.collectInto?.(passed)
      if (candidates) intersect(passed, candidates)
      for (const node of ordered()) {
        if (node.collectInto) continue
        const rest = node.isIndexed ? candidates : without(space, candidates, passed)
        const bits = yield* settle(node.narrow(rest, task))
        for (let word = 0; word < passed.length; word++) {
          passed[word] = (passed[word] as number) | (bits[word] as number)
        }
      }
      return passed
    },
  }
}

/** Slots that do not pass the node. */
export function notNode(space: NodeSpace, node: FilterNode): FilterNode {
  const { slotCount } = space
  return {
    isIndexed: node.isIndexed,
    estimate() {
      const { min, expected, max } = node.estimate()
      return { min: slotCount - max, expected: slotCount - expected, max: slotCount - min }
    },
    test: (slot) => !node.test(slot),
    *narrow(candidates, task) {
      return without(space, candidates, yield* settle(node.narrow(candidates, task)))
    },
  }
}

/** Slots that pass at least so many of the nodes. */
export function atLeastNode(space: NodeSpace, nodes: readonly FilterNode[], minCount: number): FilterNode {
  if (minCount <= 0) return constantNode(space, true)
  if (minCount > nodes.length) return constantNode(space, false)
  if (minCount === 1) return anyNode(space, nodes)
  return {
    isIndexed: nodes.every((node) => node.isIndexed),
    estimate: () => estimateAtLeast(space.slotCount, nodes, minCount),
    test(slot) {
      let missing = minCount
      for (const node of nodes) if (node.test(slot) && --missing === 0) return true
      return false
    },
    *narrow(candidates, task) {
      const counts = new Uint32Array(space.slotCount)
      for (const node of nodes) {
        const bits = yield* settle(node.narrow(candidates, task))
        forEachSlot(bits, space.slotCount, (slot) => {
          counts[slot] = (counts[slot] as number) + 1
        })
      }
      const passed = createBitSet(space.slotCount)
      for (let slot = 0; slot < counts.length; slot++)
        if ((counts[slot] as number) >= minCount) setBit(passed, slot)
      return passed
    },
  }
}

function cheapestFirst(nodes: readonly FilterNode[]): FilterNode[] {
  const expected = new Map(nodes.map((node) => [node, node.estimate().expected]))
  return nodes.toSorted(
    (a, b) => Number(b.isIndexed) - Number(a.isIndexed) || (expected.get(a) ?? 0) - (expected.get(b) ?? 0),
  )
}

function indexedFirst(nodes: readonly FilterNode[]): FilterNode[] {
  return nodes.toSorted((a, b) => Number(b.isIndexed) - Number(a.isIndexed))
}

/** The candidates, or all slots when there are none, that are not in `excluded`. */
function without({ slotCount }: NodeSpace, candidates: BitSet | null, excluded: BitSet): BitSet {
  const bits = createBitSet(slotCount)
  if (candidates) bits.set(candidates)
  else setBitRange(bits, 0, slotCount)
  for (let word = 0; word < bits.length; word++)
    bits[word] = (bits[word] as number) & ~(excluded[word] as number)
  return bits
}

function intersect(bits: BitSet, others: BitSet): void {
  for (let word = 0; word < bits.length; word++)
    bits[word] = (bits[word] as number) & (others[word] as number)
}

function isEmpty(bits: BitSet): boolean {
  for (let word = 0; word < bits.length; word++) if (bits[word] !== 0) return false
  return true
}

function estimateAll(slotCount: number, nodes: readonly FilterNode[]): Estimate {
  let [failing, share, max] = [0, 1, slotCount]
  for (const node of nodes) {
    const estimate = node.estimate()
    failing += slotCount - estimate.min
    share *= estimate.expected / Math.max(1, slotCount)
    max = Math.min(max, estimate.max)
  }
  return between(Math.max(0, slotCount - failing), slotCount * share, max)
}

function estimateAny(slotCount: number, nodes: readonly FilterNode[]): Estimate {
  let [min, missing, max] = [0, 1, 0]
  for (const node of nodes) {
    const estimate = node.estimate()
    min = Math.max(min, estimate.min)
    missing *= 1 - estimate.expected / Math.max(1, slotCount)
    max += estimate.max
  }
  return between(min, slotCount * (1 - missing), Math.min(slotCount, max))
}

/** Every slot that passes takes `minCount` of all passes. */
function estimateAtLeast(slotCount: number, nodes: readonly FilterNode[], minCount: number): Estimate {
  let [expected, max] = [0, 0]
  for (const node of nodes) {
    const estimate = node.estimate()
    expected += estimate.expected
    max += estimate.max
  }
  const share = expected / (nodes.length * Math.max(1, slotCount))
  return between(0, slotCount * share ** minCount, Math.min(slotCount, Math.floor(max / minCount)))
}

function between(min: number, expected: number, max: number): Estimate {
  return { min, expected: Math.max(min, Math.min(max, Math.round(expected))), max }
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
