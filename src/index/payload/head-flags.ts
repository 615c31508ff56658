import type { BitSet } from '#base/bit-set.ts'
import { nullFlags } from '#model/indexed-values.ts'
import type { PayloadValue } from '#model/payload.ts'
import type { Estimate, SlotTest } from './column.ts'
import { GrowingBits } from './growing-bits.ts'
import {
  collectNullTest,
  estimateNullTest,
  type NullFlagBits,
  type NullTest,
  nullSlotTest,
} from './null-flags.ts'

/** Emptiness and nulls of the slots of a head. */
export class HeadFlags {
  readonly #hasValues = new GrowingBits()
  readonly #hasNull = new GrowingBits()

  append(slot: number, values: readonly PayloadValue[]): void {
    const flags = nullFlags(values)
    if (flags.hasValues) this.#hasValues.set(slot)
    if (flags.hasNull) this.#hasNull.set(slot)
  }

  estimate(slotCount: number, test: NullTest): Estimate {
    return estimateNullTest(this.#bits(slotCount), slotCount, test)
  }

  collect(slotCount: number, test: NullTest, bits: BitSet): void {
    collectNullTest(this.#bits(slotCount), slotCount, test, bits)
  }

  slotTest(slotCount: number, test: NullTest): SlotTest {
    return nullSlotTest(this.#bits(slotCount), slotCount, test)
  }

  #bits(slotCount: number): NullFlagBits {
    return { hasValues: this.#hasValues.bits(slotCount), hasNull: this.#hasNull.bits(slotCount) }
  }
}
