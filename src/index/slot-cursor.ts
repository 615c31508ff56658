import { type BitSet, hasBit } from '#base/bit-set.ts'

/** Which slots of a part are looked at: null sets do not restrict. */
export interface SlotSelection {
  readonly slotCount: number
  /** Slots that pass a filter. */
  readonly allowed: BitSet | null
  /** Slots that have the vector. */
  readonly present: BitSet | null
  /** Slots that are dead. */
  readonly tombstones: BitSet | null
  /** All slots that are in `allowed` and not dead, ascending, where that is known. */
  readonly list?: Uint32Array | undefined
}

/** Goes once through the selected slots, ascending, some at a time. */
export class SlotCursor {
  readonly #selection: SlotSelection
  #word = 0
  /** How many slots of the list were looked at. */
  #listed = 0
  /** Bits of the current word that are still to come. */
  #bits: number

  constructor(selection: SlotSelection) {
    this.#selection = selection
    this.#bits = selectedBits(selection, 0)
  }

  /** Puts the next slots into `slots`, as many as fit and no more than `countMax`; 0 means that none are left. */
  next(slots: Uint32Array, countMax = slots.length): number {
    const { allowed, present, tombstones, slotCount, list } = this.#selection
    if (list !== undefined) return this.#nextListed(list, slots, Math.min(countMax, slots.length))
    const lastWord = (slotCount + 31) >>> 5
    const isDense = allowed === null && present === null && tombstones === null
    const end = Math.min(countMax, slots.length)
    let word = this.#word
    let bits = this.#bits
    let count = 0
    while (count < end) {
      if (bits === 0) {
        if (++word >= lastWord) break
        bits = selectedBits(this.#selection, word)
        continue
      }
      if (isDense && bits === -1 && count + 32 <= end) {
        const first = word << 5
        for (let index = 0; index < 32; index++) slots[count++] = first + index
        bits = 0
        continue
      }
      slots[count++] = (word << 5) + trailingZeros(bits)
      bits &= bits - 1
    }
    this.#word = word
    this.#bits = bits
    return count
  }

  #nextListed(list: Uint32Array, slots: Uint32Array, countMax: number): number {
    const { present } = this.#selection
    let at = this.#listed
    let count = 0
    for (; at < list.length && count < countMax; at++) {
      const slot = list[at] as number
      if (present === null || hasBit(present, slot)) slots[count++] = slot
    }
    this.#listed = at
    return count
  }
}

/** Position of the lowest set bit. */
function trailingZeros(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}

/** The selected slots of a word, as a signed integer. */
function selectedBits(selection: SlotSelection, word: number): number {
  const { allowed, present, tombstones, slotCount } = selection
  const slotsLeft = slotCount - (word << 5)
  if (slotsLeft <= 0) return 0
  let bits = slotsLeft >= 32 ? -1 : (1 << slotsLeft) - 1
  if (allowed !== null) bits &= allowed[word] ?? 0
  if (present !== null) bits &= present[word] ?? 0
  if (tombstones !== null) bits &= ~(tombstones[word] ?? 0)
  return bits
}
