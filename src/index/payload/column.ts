import type { BitSet } from '#base/bit-set.ts'
import type { PayloadIndexSchema } from '#model/collection.ts'
import type { FieldTest } from '#model/filter.ts'

/**
 * A value as indexes keep it: keywords and canonical UUIDs are strings, integers and datetimes (microseconds)
 * bigints, floats numbers.
 */
export type ColumnKey = string | bigint | number | boolean

/** Bounds and a guess of how many slots pass a test, made without looking at slots. */
export interface Estimate {
  readonly min: number
  readonly expected: number
  readonly max: number
}

/** Says of single slots whether they pass. */
export type SlotTest = (slot: number) => boolean

/**
 * The index of one payload path over the slots of a part. Tests are those that `serves` of the model grants
 * to `schema`; tombstones are not known here. Slots from `slotCount` on pass nothing.
 */
export interface PayloadColumn {
  readonly schema: PayloadIndexSchema
  readonly slotCount: number
  /** Slots with a value of the type of the index. */
  readonly indexedCount: number
  estimate(test: FieldTest): Estimate
  /** Sets the bits of the slots that pass. `bits` has room for all slots. */
  collect(test: FieldTest, bits: BitSet): void
  /** A test of single slots, cheaper than `collect` when few are asked about. */
  slotTest(test: FieldTest): SlotTest
  /** Undefined where values have no order or equality: geo and text. */
  readonly keys: KeyedColumn | undefined
}

/** What columns of keywords, numbers, datetimes, UUIDs and booleans can do beside tests. */
export interface KeyedColumn {
  /** The distinct keys of a slot. */
  keysAt(slot: number): ColumnKey[]
  /** Goes through the keys in order, each with its slots; from `start` (inclusive) on. */
  cursor(direction: 'asc' | 'desc', start: number | bigint | undefined): KeyCursor
  /** Counts, for every key, its slots in `bits` (null: all slots); keys without any are left out. */
  facet(bits: BitSet | null, add: (key: ColumnKey, count: number) => void): void
}

/** A walk over pairs of key and slot. */
export interface KeyCursor {
  /** Steps to the next pair; false at the end. The first step reaches the first pair. */
  next(): boolean
  readonly slot: number
  readonly key: ColumnKey
}

export const exactly = (count: number): Estimate => ({ min: count, expected: count, max: count })
