import {
  type BitSet,
  bitSetWords,
  clearBit,
  countBits,
  createBitSet,
  hasBit,
  setBit,
  setBitRange,
} from '#base/bit-set.ts'
import type { Task } from '#base/task.ts'
import { type Estimate, exactly, type PayloadColumn, type SlotTest } from '#index/payload/column.ts'
import { forEachSlot } from '#index/payload/slot-collect.ts'
import type { FieldTest } from '#model/filter.ts'
import type { FilterNode, Narrowing, NodeSpace } from './filter-node.ts'

/** Slots that are tested between two looks at the clock. */
const stepSlots = 64
/** Slots that are tried to guess how many pass. */
const sampleSlots = 48
/** A column is asked slot by slot when so many times fewer slots are candidates than would pass. */
const fewCandidates = 8

/** All slots, or none of them. */
export function constantNode({ slotCount }: NodeSpace, passes: boolean): FilterNode {
  return {
    isIndexed: true,
    estimate: () => exactly(passes ? slotCount : 0),
    test: () => passes,
    narrow(candidates) {
      const bits = createBitSet(slotCount)
      if (!passes) return bits
      if (candidates) bits.set(candidates)
      else setBitRange(bits, 0, slotCount)
      return bits
    },
  }
}

/** A test that a column decides. */
export function columnNode({ slotCount }: NodeSpace, column: PayloadColumn, test: FieldTest): FilterNode {
  let slotTest: SlotTest | undefined
  let estimate: Estimate | undefined
  const passes = (slot: number): boolean => {
    slotTest ??= column.slotTest(test)
    return slotTest(slot)
  }
  const estimated = (): Estimate => {
    estimate ??= clampEstimate(column.estimate(test), slotCount)
    return estimate
  }
  return {
    isIndexed: true,
    estimate: estimated,
    test: passes,
    collectInto: (bits) => column.collect(test, bits),
    narrow(candidates) {
      if (candidates && countBits(candidates) * fewCandidates < estimated().expected) {
        return keepPassing(candidates, slotCount, passes)
      }
      const bits = createBitSet(slotCount)
      column.collect(test, bits)
      if (candidates)
        for (let word = 0; word < bits.length; word++) bits[word] = and(bits[word], candidates[word])
      return bits
    },
  }
}

/** Slots that are listed, such as those of ids. */
export function listedNode(
  { slotCount }: NodeSpace,
  list: () => Iterable<number>,
  test: SlotTest,
): FilterNode {
  let listed: BitSet | undefined
  const bitsOf = (): BitSet => {
    if (!listed) {
      listed = createBitSet(slotCount)
      for (const slot of list()) if (slot < slotCount) setBit(listed, slot)
    }
    return listed
  }
  return {
    isIndexed: true,
    estimate: () => exactly(countBits(bitsOf())),
    test,
    narrow(candidates) {
      const bits = bitsOf().slice()
      if (candidates)
        for (let word = 0; word < bits.length; word++) bits[word] = and(bits[word], candidates[word])
      return bits
    },
  }
}

/** Slots whose bits are set in a set of the part, which may be longer than the slots. */
export function presentNode({ slotCount }: NodeSpace, present: BitSet): FilterNode {
  const words = bitSetWords(slotCount)
  return {
    isIndexed: true,
    estimate: () => exactly(Math.min(slotCount, countBits(present.subarray(0, words)))),
    test: (slot) => slot < slotCount && hasBit(present, slot),
    narrow(candidates) {
      const bits = createBitSet(slotCount)
      for (let word = 0; word < words; word++)
        bits[word] = and(present[word], candidates ? candidates[word] : -1)
      return bits
    },
  }
}

/** A test that has to look at every slot. */
export function scanNode(space: NodeSpace, passes: SlotTest): FilterNode {
  let estimate: Estimate | undefined
  return {
    isIndexed: false,
    estimate() {
      estimate ??= sampleEstimate(space, passes)
      return estimate
    },
    test: passes,
    narrow: (candidates, task) => scan(space, passes, candidates, task),
  }
}

function* scan(
  { slotCount, dead }: NodeSpace,
  passes: SlotTest,
  candidates: BitSet | null,
  task: Task,
): Narrowing {
  const bits = createBitSet(slotCount)
  let steps = 0
  for (let slot = 0; slot < slotCount; slot++) {
    if ((slot & 31) === 0 && candidates && candidates[slot >>> 5] === 0) {
      slot += 31
      continue
    }
    if ((candidates && !hasBit(candidates, slot)) || hasBit(dead, slot)) continue
    if (passes(slot)) setBit(bits, slot)
    if (++steps % stepSlots === 0) {
      const pause = task.tick()
      if (pause) yield pause
    }
  }
  return bits
}

function keepPassing(candidates: BitSet, slotCount: number, passes: SlotTest): BitSet {
  const bits = candidates.slice()
  forEachSlot(candidates, slotCount, (slot) => {
    if (!passes(slot)) clearBit(bits, slot)
  })
  return bits
}

/** A guess from slots that stand at even distances. */
function sampleEstimate({ slotCount, dead }: NodeSpace, passes: SlotTest): Estimate {
  const step = Math.max(1, Math.floor(slotCount / sampleSlots))
  let tried = 0
  let passed = 0
  for (let slot = step >>> 1; slot < slotCount; slot += step) {
    if (hasBit(dead, slot)) continue
    tried++
    if (passes(slot)) passed++
  }
  return { min: 0, expected: Math.round((slotCount * (passed + 0.5)) / (tried + 1)), max: slotCount }
}

function clampEstimate({ min, expected, max }: Estimate, slotCount: number): Estimate {
  return {
    min: Math.min(min, slotCount),
    expected: Math.min(expected, slotCount),
    max: Math.min(max, slotCount),
  }
}

function and(a: number | undefined, b: number | undefined): number {
  return (a ?? 0) & (b ?? 0)
}
