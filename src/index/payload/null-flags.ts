import { type BitSet, bitSetWords, countBits } from '#base/bit-set.ts'
import type { FieldTest } from '#model/filter.ts'
import { type Estimate, exactly, type SlotTest } from './column.ts'

/** Emptiness and nulls of the slots of a column, a bit a slot each. */
export interface NullFlagBits {
  /** Slots with a value that is neither null nor an empty array. */
  readonly hasValues: BitSet
  /** Slots with a null, alone or within an array. */
  readonly hasNull: BitSet
}

export type NullTest = Extract<FieldTest, { kind: 'is_empty' | 'is_null' }>

export function isNullTest(test: FieldTest): test is NullTest {
  return test.kind === 'is_empty' || test.kind === 'is_null'
}

/** The flag that a test asks for, and the state in which it passes. */
function wantedFlag(flags: NullFlagBits, test: NullTest): { readonly bits: BitSet; readonly isSet: boolean } {
  return test.kind === 'is_empty'
    ? { bits: flags.hasValues, isSet: !test.expected }
    : { bits: flags.hasNull, isSet: test.expected }
}

export function collectNullTest(flags: NullFlagBits, slotCount: number, test: NullTest, into: BitSet): void {
  const { bits, isSet } = wantedFlag(flags, test)
  const words = bitSetWords(slotCount)
  const flip = isSet ? 0 : -1
  for (let word = 0; word < words; word++) {
    into[word] = (into[word] as number) | (((bits[word] as number) ^ flip) & wordMask(slotCount, word))
  }
}

export function nullSlotTest(flags: NullFlagBits, slotCount: number, test: NullTest): SlotTest {
  const { bits, isSet } = wantedFlag(flags, test)
  return (slot) =>
    slot < slotCount && (((bits[slot >>> 5] as number) >>> (slot & 31)) & 1) === (isSet ? 1 : 0)
}

export function estimateNullTest(flags: NullFlagBits, slotCount: number, test: NullTest): Estimate {
  const { bits, isSet } = wantedFlag(flags, test)
  const set = countBits(bits.subarray(0, bitSetWords(slotCount)))
  return exactly(isSet ? set : slotCount - set)
}

/** The bits of a word that stand for slots. */
export function wordMask(slotCount: number, word: number): number {
  const rest = slotCount - word * 32
  return rest >= 32 ? -1 : (1 << rest) - 1
}
