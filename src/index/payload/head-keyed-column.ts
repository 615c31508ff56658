import { type BitSet, setBit } from '#base/bit-set.ts'
import type { PayloadIndexSchema } from '#model/collection.ts'
import type { FieldTest } from '#model/filter.ts'
import type { PayloadValue } from '#model/payload.ts'
import {
  type ColumnKey,
  type Estimate,
  exactly,
  type KeyCursor,
  type KeyedColumn,
  type SlotTest,
} from './column.ts'
import { GrowingNumbers } from './growing-numbers.ts'
import type { HeadColumn } from './head-column.ts'
import { HeadFlags } from './head-flags.ts'
import { KeyDictionary } from './key-dictionary.ts'
import { compareKeys, type KeyedType, keyTest, wantedKeys } from './key-type.ts'
import { isNullTest } from './null-flags.ts'
import { countSlotsIn, setSlots } from './slot-collect.ts'

/** The keys of a head: a dictionary, and for each key the list of its slots. A test is made once a key. */
export class HeadKeyedColumn implements HeadColumn, KeyedColumn {
  readonly schema: PayloadIndexSchema
  indexedCount = 0
  readonly #type: KeyedType
  readonly #flags = new HeadFlags()
  readonly #dictionary: KeyDictionary
  readonly #postings: GrowingNumbers[] = []

  constructor(schema: PayloadIndexSchema, type: KeyedType) {
    this.schema = schema
    this.#type = type
    this.#dictionary = new KeyDictionary(type)
  }

  get slotCount(): number {
    return this.#dictionary.slotCount
  }

  get keys(): KeyedColumn {
    return this
  }

  append(values: readonly PayloadValue[]): void {
    const slot = this.slotCount
    this.#flags.append(slot, values)
    const { ids } = this.#dictionary
    const from = ids.length
    if (this.#dictionary.append(values) > 0) this.indexedCount++
    for (let index = from; index < ids.length; index++) {
      const id = ids.at(index)
      const postings = this.#postings[id]
      if (postings) postings.push(slot)
      else {
        const first = new GrowingNumbers(4)
        first.push(slot)
        this.#postings[id] = first
      }
    }
  }

  estimate(test: FieldTest): Estimate {
    if (isNullTest(test)) return this.#flags.estimate(this.slotCount, test)
    const pairs = this.#countPairs(test)
    const { keysMax, ids } = this.#dictionary
    if (keysMax <= 1) return exactly(pairs)
    const max = Math.min(pairs, this.indexedCount)
    const min = Math.ceil(pairs / keysMax)
    const expected = Math.round((pairs * this.indexedCount) / Math.max(1, ids.length))
    return { min, expected: Math.max(min, Math.min(max, expected)), max }
  }

  collect(test: FieldTest, bits: BitSet): void {
    if (isNullTest(test)) {
      this.#flags.collect(this.slotCount, test, bits)
      return
    }
    if (isEqualTest(test)) {
      for (const postings of this.#postingsOf(test)) setSlots(bits, postings.values, 0, postings.length)
      return
    }
    const { ids, starts } = this.#dictionary
    setPassingSlots(bits, ids.values, starts.values, this.#passingIds(test))
  }

  slotTest(test: FieldTest): SlotTest {
    if (isNullTest(test)) return this.#flags.slotTest(this.slotCount, test)
    const { ids, starts, keys } = this.#dictionary
    const passes = keyTest(this.#type, test)
    return (slot) => {
      if (slot >= this.slotCount) return false
      const end = starts.at(slot + 1)
      for (let index = starts.at(slot); index < end; index++) {
        if (passes(keys[ids.at(index)] as ColumnKey)) return true
      }
      return false
    }
  }

  keysAt(slot: number): ColumnKey[] {
    const { ids, starts, keys } = this.#dictionary
    if (slot >= this.slotCount) return []
    const found: ColumnKey[] = []
    for (let index = starts.at(slot); index < starts.at(slot + 1); index++)
      found.push(keys[ids.at(index)] as ColumnKey)
    return found
  }

  cursor(direction: 'asc' | 'desc', start: number | bigint | undefined): KeyCursor {
    const { keys } = this.#dictionary
    const sign = direction === 'asc' ? 1 : -1
    const ids: number[] = []
    for (let id = 0; id < keys.length; id++) {
      if (start === undefined || compareKeys(keys[id] as ColumnKey, start) * sign >= 0) ids.push(id)
    }
    ids.sort((a, b) => compareKeys(keys[a] as ColumnKey, keys[b] as ColumnKey) * sign)
    return new HeadCursor(keys, this.#postings, ids)
  }

  facet(bits: BitSet | null, add: (key: ColumnKey, count: number) => void): void {
    const { keys } = this.#dictionary
    for (let id = 0; id < keys.length; id++) {
      const slots = this.#postings[id]
      if (!slots) continue
      const count = bits === null ? slots.length : countSlotsIn(bits, slots.values, 0, slots.length)
      if (count > 0) add(keys[id] as ColumnKey, count)
    }
  }

  /** The slots of the keys that an equality test names. */
  #postingsOf(test: EqualTest): GrowingNumbers[] {
    const found: GrowingNumbers[] = []
    for (const key of wantedKeys(this.#type, test)) {
      const postings = this.#postings[this.#dictionary.find(key) ?? -1]
      if (postings) found.push(postings)
    }
    return found
  }

  /** One byte a key: 1 when it passes. */
  #passingIds(test: FieldTest): Uint8Array {
    const { keys } = this.#dictionary
    const passes = keyTest(this.#type, test)
    const passing = new Uint8Array(keys.length)
    for (let id = 0; id < keys.length; id++) if (passes(keys[id] as ColumnKey)) passing[id] = 1
    return passing
  }

  #countPairs(test: FieldTest): number {
    let pairs = 0
    if (isEqualTest(test)) {
      for (const postings of this.#postingsOf(test)) pairs += postings.length
      return pairs
    }
    const passing = this.#passingIds(test)
    for (let id = 0; id < passing.length; id++)
      if (passing[id] === 1) pairs += this.#postings[id]?.length ?? 0
    return pairs
  }
}

/** A test that names the keys that pass. */
type EqualTest = Extract<FieldTest, { kind: 'match' | 'any' }>

function isEqualTest(test: FieldTest): test is EqualTest {
  return test.kind === 'match' || test.kind === 'any'
}

/** Sets the bits of the slots that have an id whose byte in `passing` is 1. */
function setPassingSlots(bits: BitSet, ids: Uint32Array, starts: Uint32Array, passing: Uint8Array): void {
  for (let slot = 0; slot + 1 < starts.length; slot++) {
    const end = starts[slot + 1] as number
    for (let index = starts[slot] as number; index < end; index++) {
      if (passing[ids[index] as number] === 1) {
        setBit(bits, slot)
        break
      }
    }
  }
}

/** Walks the slots of keys that were put in order. */
class HeadCursor implements KeyCursor {
  slot = -1
  key: ColumnKey = 0
  readonly #keys: readonly ColumnKey[]
  readonly #postings: readonly GrowingNumbers[]
  readonly #ids: readonly number[]
  #next = 0
  #slots: Uint32Array = new Uint32Array(0)
  #at = 0

  constructor(keys: readonly ColumnKey[], postings: readonly GrowingNumbers[], ids: readonly number[]) {
    this.#keys = keys
    this.#postings = postings
    this.#ids = ids
  }

  next(): boolean {
    while (this.#at >= this.#slots.length) {
      const id = this.#ids[this.#next++]
      if (id === undefined) return false
      this.key = this.#keys[id] as ColumnKey
      this.#slots = this.#postings[id]?.values ?? new Uint32Array(0)
      this.#at = 0
    }
    this.slot = this.#slots[this.#at++] as number
    return true
  }
}
