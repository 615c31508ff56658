import { type BitSet, bitSetWords, setBit } from '#base/bit-set.ts'

/** Sets the bits of the slots in `slots[from..to)`. */
export function setSlots(bits: BitSet, slots: Uint32Array, from: number, to: number): void {
  for (let index = from; index < to; index++) setBit(bits, slots[index] as number)
}

/** Counts the slots in `slots[from..to)` whose bits are set. */
export function countSlotsIn(bits: BitSet, slots: Uint32Array, from: number, to: number): number {
  let count = 0
  for (let index = from; index < to; index++) {
    const slot = slots[index] as number
    count += ((bits[slot >>> 5] as number) >>> (slot & 31)) & 1
  }
  return count
}

/** Calls `visit` with every set slot below `slotCount`, ascending. */
export function forEachSlot(bits: BitSet, slotCount: number, visit: (slot: number) => void): void {
  const words = Math.min(bits.length, bitSetWords(slotCount))
  for (let word = 0; word < words; word++) {
    let rest = bits[word] as number
    while (rest !== 0) {
      const lowest = rest & -rest
      const slot = word * 32 + (31 - Math.clz32(lowest))
      if (slot >= slotCount) return
      visit(slot)
      rest ^= lowest
    }
  }
}
