import type { BitSet } from '#base/bit-set.ts'
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
    let pairs = 0
    for (const id of this.#passingIds(test)) pairs += this.#postings[id]?.length ?? 0
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
    for (const id of this.#passingIds(test)) {
      const slots = this.#postings[id]
      if (slots) setSlots(bits, slots.values, 0, slots.length)
    }
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

  *#passingIds(test: FieldTest): Iterable<number> {
    if (test.kind === 'match' || test.kind === 'any') {
      for (const key of wantedKeys(this.#type, test)) {
        const id = this.#dictionary.find(key)
        if (id !== undefined) yield id
      }
      return
    }
    const { keys } = this.#dictionary
    const passes = keyTest(this.#type, test)
    for (let id = 0; id < keys.length; id++) if (passes(keys[id] as ColumnKey)) yield id
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
