import { type BitSet, hasBit, popCount, setBit } from '#base/bit-set.ts'

/**
 * The slots of a part below `slotCount` that a read may return: those in `allowed` (null: all of them) and
 * not in `dead` (null: none died). Both sets may be longer or, where bits are missing, shorter than the part;
 * missing bits are clear.
 */
export interface SlotSet {
  readonly slotCount: number
  readonly allowed: BitSet | null
  readonly dead: BitSet | null
}

/** A set of which the size is known: counting it takes as long as scoring a hundred vectors. */
export interface CountedSlots extends SlotSet {
  readonly count: number
  /** The same slots one by one, ascending, where that is known. */
  readonly list?: Uint32Array | undefined
}

/** The 32 slots from `word * 32` on as bits. */
function wordOf({ slotCount, allowed, dead }: SlotSet, word: number): number {
  let bits = allowed === null ? -1 : (allowed[word] ?? 0)
  if (dead !== null) bits &= ~(dead[word] ?? 0)
  const rest = slotCount - word * 32
  return rest < 32 ? bits & ((1 << rest) - 1) : bits
}

export function hasSlot(set: SlotSet, slot: number): boolean {
  if (slot >= set.slotCount) return false
  return (set.allowed === null || hasBit(set.allowed, slot)) && (set.dead === null || !hasBit(set.dead, slot))
}

/** The first slot from `from` on, or -1. */
export function nextSlot(set: SlotSet, from: number): number {
  if (from >= set.slotCount) return -1
  const words = (set.slotCount + 31) >>> 5
  let word = from >>> 5
  let bits = wordOf(set, word) & (-1 << (from & 31))
  while (bits === 0) {
    if (++word >= words) return -1
    bits = wordOf(set, word)
  }
  return word * 32 + (31 - Math.clz32(bits & -bits))
}

export function countSlots(set: SlotSet): number {
  if (set.allowed === null && set.dead === null) return set.slotCount
  const words = (set.slotCount + 31) >>> 5
  let count = 0
  for (let word = 0; word < words; word++) count += popCount(wordOf(set, word))
  return count
}

/** The slots of a set one by one, ascending. */
export function listSlots(set: CountedSlots): Uint32Array {
  const list = new Uint32Array(set.count)
  for (let index = 0, slot = nextSlot(set, 0); slot >= 0; slot = nextSlot(set, slot + 1)) list[index++] = slot
  return list
}

/** The same slots as one set of bits, with nothing set from `slotCount` on. */
export function toBits(set: SlotSet): BitSet {
  const bits = new Uint32Array((set.slotCount + 31) >>> 5)
  for (let word = 0; word < bits.length; word++) bits[word] = wordOf(set, word)
  return bits
}

export function bitsOf(slots: Iterable<number>, slotCount: number): BitSet {
  const bits = new Uint32Array((slotCount + 31) >>> 5)
  for (const slot of slots) setBit(bits, slot)
  return bits
}

/** The slots of a set that are in `bits` too. */
export function intersect(set: SlotSet, bits: BitSet): SlotSet {
  if (set.allowed === null) return { ...set, allowed: bits }
  const both = new Uint32Array((set.slotCount + 31) >>> 5)
  for (let word = 0; word < both.length; word++) both[word] = (set.allowed[word] ?? 0) & (bits[word] ?? 0)
  return { ...set, allowed: both }
}
