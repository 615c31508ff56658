import { type BitSet, bitSetWords, createBitSet, setBit } from '#base/bit-set.ts'

/** A bit set that grows as bits are set. */
export class GrowingBits {
  #bits: BitSet = createBitSet(256)

  /** The bits, with room for `count` of them at least. */
  bits(count: number): BitSet {
    this.#reserve(count)
    return this.#bits
  }

  set(index: number): void {
    this.#reserve(index + 1)
    setBit(this.#bits, index)
  }

  #reserve(count: number): void {
    const words = bitSetWords(count)
    if (words <= this.#bits.length) return
    const grown: BitSet = new Uint32Array(Math.max(words, this.#bits.length * 2))
    grown.set(this.#bits)
    this.#bits = grown
  }
}
