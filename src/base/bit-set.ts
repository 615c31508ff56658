/**
 * Bit sets over `Uint32Array`, bit `i` in word `i >>> 5`. Plain functions over the words, so that the
 * same code works on private memory, shared memory and mapped files.
 */
export type BitSet = Uint32Array

/** Number of 32-bit words that hold `bitCount` bits. */
export function bitSetWords(bitCount: number): number {
  return (bitCount + 31) >>> 5
}

/** A set of `bitCount` bits, all clear, over private memory. */
export function createBitSet(bitCount: number): BitSet {
  return new Uint32Array(bitSetWords(bitCount))
}

export function setBit(bits: BitSet, index: number): void {
  const word = index >>> 5
  bits[word] = (bits[word] as number) | (1 << (index & 31))
}

export function clearBit(bits: BitSet, index: number): void {
  const word = index >>> 5
  bits[word] = (bits[word] as number) & ~(1 << (index & 31))
}

export function hasBit(bits: BitSet, index: number): boolean {
  return ((bits[index >>> 5] as number) & (1 << (index & 31))) !== 0
}

/** Sets bits `from` (inclusive) to `to` (exclusive). */
export function setBitRange(bits: BitSet, from: number, to: number): void {
  let index = from
  while (index < to && (index & 31) !== 0) setBit(bits, index++)
  while (index + 32 <= to) {
    bits[index >>> 5] = 0xffffffff
    index += 32
  }
  while (index < to) setBit(bits, index++)
}

/** Number of set bits in one 32-bit word. */
export function popCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}

/** Number of set bits in the whole set. */
export function countBits(bits: BitSet): number {
  let count = 0
  for (let word = 0; word < bits.length; word++) count += popCount(bits[word] as number)
  return count
}
