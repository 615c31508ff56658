import { type BitSet, countBits, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import { asU32, openIndexFile } from '#index/section-file.ts'
import type { PayloadIndexSchema } from '#model/collection.ts'
import type { FieldTest } from '#model/filter.ts'
import {
  type ColumnKey,
  type Estimate,
  exactly,
  type KeyCursor,
  type KeyedColumn,
  type PayloadColumn,
  type SlotTest,
} from './column.ts'
import { type IdIntervals, keyIntervals, upperBound } from './key-intervals.ts'
import type { KeyedType } from './key-type.ts'
import { keyedColumnKind, keyedColumnNumbers, keyedColumnSections, noKey } from './keyed-column-file.ts'
import {
  collectNullTest,
  estimateNullTest,
  isNullTest,
  type NullFlagBits,
  nullSlotTest,
} from './null-flags.ts'
import { countSlotsIn, forEachSlot, setSlots } from './slot-collect.ts'
import { openKeys, type SortedKeys } from './sorted-keys.ts'

/** A column of keys over a mapped file. Every test is a few intervals of ids, and so a few runs of slots. */
export class SealedKeyedColumn implements PayloadColumn, KeyedColumn {
  readonly schema: PayloadIndexSchema
  readonly slotCount: number
  readonly indexedCount: number
  readonly #type: KeyedType
  readonly #flags: NullFlagBits
  readonly #hasKey: BitSet
  readonly #keys: SortedKeys
  readonly #postingStarts: Uint32Array
  readonly #postings: Uint32Array
  readonly #keysMax: number
  /** Null: at most one id a slot. */
  readonly #idStarts: Uint32Array | null
  readonly #ids: Uint32Array

  /** Throws `IndexFileError` for bytes that are no such column. */
  constructor(schema: PayloadIndexSchema, type: KeyedType, bytes: Uint8Array) {
    const { numbers, sections } = openIndexFile(
      keyedColumnKind,
      bytes,
      keyedColumnNumbers,
      keyedColumnSections,
    )
    const [slotCount, indexedCount, keysMax] = numbers as [number, number, number]
    const words = sections.map(asU32)
    const [hasValues, hasNull, hasKey, , , postingStarts, postings, idStarts, ids] = words as [
      ...[BitSet, BitSet, BitSet, Uint32Array, Uint32Array],
      ...[Uint32Array, Uint32Array, Uint32Array, Uint32Array],
    ]
    this.schema = schema
    this.#type = type
    this.slotCount = slotCount
    this.indexedCount = indexedCount
    this.#flags = { hasValues, hasNull }
    this.#hasKey = hasKey
    this.#keys = openKeys(type, { keys: sections[3] as Uint8Array, starts: sections[4] as Uint8Array })
    this.#postingStarts = postingStarts
    this.#postings = postings
    this.#keysMax = keysMax
    this.#idStarts = keysMax > 1 ? idStarts : null
    this.#ids = ids
  }

  get keys(): KeyedColumn {
    return this
  }

  estimate(test: FieldTest): Estimate {
    if (isNullTest(test)) return estimateNullTest(this.#flags, this.slotCount, test)
    const pairs = this.#countPairs(this.#intervals(test))
    if (this.#keysMax <= 1) return exactly(pairs)
    const max = Math.min(pairs, this.indexedCount)
    const min = Math.ceil(pairs / this.#keysMax)
    const expected = Math.round((pairs * this.indexedCount) / Math.max(1, this.#postings.length))
    return { min, expected: Math.max(min, Math.min(max, expected)), max }
  }

  collect(test: FieldTest, bits: BitSet): void {
    if (isNullTest(test)) {
      collectNullTest(this.#flags, this.slotCount, test, bits)
      return
    }
    const intervals = this.#intervals(test)
    if (this.#keysMax <= 1 && this.#countPairs(intervals) > this.indexedCount / 2) {
      this.#collectAllBut(intervals, bits)
      return
    }
    for (let index = 0; index < intervals.length; index += 2) {
      setSlots(bits, this.#postings, this.#start(intervals[index]), this.#start(intervals[index + 1]))
    }
  }

  slotTest(test: FieldTest): SlotTest {
    if (isNullTest(test)) return nullSlotTest(this.#flags, this.slotCount, test)
    const passes = intervalTest(this.#intervals(test), this.#keys.count)
    const ids = this.#ids
    const starts = this.#idStarts
    if (starts === null) return (slot) => slot < ids.length && passes(ids[slot] as number)
    return (slot) => {
      const end = starts[slot + 1] ?? 0
      for (let index = starts[slot] ?? 0; index < end; index++) if (passes(ids[index] as number)) return true
      return false
    }
  }

  keysAt(slot: number): ColumnKey[] {
    const starts = this.#idStarts
    if (starts === null) {
      const id = this.#ids[slot] ?? noKey
      return id === noKey ? [] : [this.#keys.keyAt(id)]
    }
    const keys: ColumnKey[] = []
    for (let index = starts[slot] ?? 0; index < (starts[slot + 1] ?? 0); index++) {
      keys.push(this.#keys.keyAt(this.#ids[index] as number))
    }
    return keys
  }

  cursor(direction: 'asc' | 'desc', start: number | bigint | undefined): KeyCursor {
    const keys = this.#keys
    if (direction === 'asc') {
      const from = start === undefined ? 0 : keys.lowerBound(start)
      return new PostingCursor(
        keys,
        this.#postingStarts,
        this.#postings,
        this.#start(from),
        this.#postings.length,
        1,
      )
    }
    const to = start === undefined ? keys.count : upperBound(keys, start)
    return new PostingCursor(keys, this.#postingStarts, this.#postings, this.#start(to) - 1, -1, -1)
  }

  facet(bits: BitSet | null, add: (key: ColumnKey, count: number) => void): void {
    if (bits !== null && countBits(bits) < this.#postings.length / 8) {
      this.#facetOfFew(bits, add)
      return
    }
    for (let id = 0; id < this.#keys.count; id++) {
      const [from, to] = [this.#start(id), this.#start(id + 1)]
      const count = bits === null ? to - from : countSlotsIn(bits, this.#postings, from, to)
      if (count > 0) add(this.#keys.keyAt(id), count)
    }
  }

  /** Looks at the keys of the slots rather than at the slots of all keys. */
  #facetOfFew(bits: BitSet, add: (key: ColumnKey, count: number) => void): void {
    const counts = new Map<number, number>()
    const starts = this.#idStarts
    forEachSlot(bits, this.slotCount, (slot) => {
      const from = starts === null ? slot : (starts[slot] as number)
      const to = starts === null ? slot + 1 : (starts[slot + 1] as number)
      for (let index = from; index < to; index++) {
        const id = this.#ids[index] as number
        if (id !== noKey) counts.set(id, (counts.get(id) ?? 0) + 1)
      }
    })
    for (const [id, count] of counts) add(this.#keys.keyAt(id), count)
  }

  /** Distinct keys. */
  get keyCount(): number {
    return this.#keys.count
  }

  /** True when a slot may have several keys. */
  get hasLists(): boolean {
    return this.#keysMax > 1
  }

  /** Ids of the keys that pass a test; undefined when it does not ask for keys. */
  idsOf(test: FieldTest): IdIntervals | undefined {
    return isNullTest(test) ? undefined : this.#intervals(test)
  }

  /** The slots of the keys with ids from `from` to before `to`, key after key; those of one key ascend. */
  slotsOfIds(from: number, to: number): Uint32Array {
    return this.#postings.subarray(this.#start(from), this.#start(to))
  }

  /** How many slots the keys with ids from `from` to before `to` have together. */
  countOfIds(from: number, to: number): number {
    return this.#start(to) - this.#start(from)
  }

  #intervals(test: FieldTest): IdIntervals {
    return keyIntervals(this.#type, this.#keys, test)
  }

  /** Where the slots of a key begin. */
  #start(id: number | undefined): number {
    return this.#postingStarts[id ?? 0] ?? 0
  }

  #countPairs(intervals: IdIntervals): number {
    let count = 0
    for (let index = 0; index < intervals.length; index += 2) {
      count += this.#start(intervals[index + 1]) - this.#start(intervals[index])
    }
    return count
  }

  /** With one key a slot at most, the slots outside the intervals are the ones that do not pass. */
  #collectAllBut(intervals: IdIntervals, bits: BitSet): void {
    const passing: BitSet = this.#hasKey.slice()
    let from = 0
    for (let index = 0; index <= intervals.length; index += 2) {
      const to = index < intervals.length ? this.#start(intervals[index]) : this.#postings.length
      for (let at = from; at < to; at++) {
        const slot = this.#postings[at] as number
        passing[slot >>> 5] = (passing[slot >>> 5] as number) & ~(1 << (slot & 31))
      }
      from = this.#start(intervals[index + 1])
    }
    for (let word = 0; word < passing.length; word++)
      bits[word] = (bits[word] as number) | (passing[word] as number)
  }
}

function intervalTest(intervals: IdIntervals, idCount: number): (id: number) => boolean {
  const [from = 0, to = 0] = intervals
  if (intervals.length <= 2) return (id) => id >= from && id < to
  const bits = createBitSet(idCount)
  for (let index = 0; index < intervals.length; index += 2) {
    for (let id = intervals[index] as number; id < (intervals[index + 1] as number); id++) setBit(bits, id)
  }
  return (id) => id < idCount && hasBit(bits, id)
}

/** Walks the postings in one direction and follows which key they are of. */
class PostingCursor implements KeyCursor {
  slot = -1
  readonly #keys: SortedKeys
  readonly #starts: Uint32Array
  readonly #postings: Uint32Array
  readonly #end: number
  readonly #step: number
  #at: number
  #id = -1
  #key: ColumnKey = 0
  /** Postings of the current key. */
  #from = 0
  #to = 0

  constructor(
    keys: SortedKeys,
    starts: Uint32Array,
    postings: Uint32Array,
    first: number,
    end: number,
    step: 1 | -1,
  ) {
    this.#keys = keys
    this.#starts = starts
    this.#postings = postings
    this.#at = first - step
    this.#end = end
    this.#step = step
  }

  get key(): ColumnKey {
    return this.#key
  }

  next(): boolean {
    const at = this.#at + this.#step
    if ((this.#end - at) * this.#step <= 0) return false
    this.#at = at
    this.slot = this.#postings[at] as number
    if (at < this.#from || at >= this.#to) this.#enterKey(at)
    return true
  }

  #enterKey(at: number): void {
    if (this.#id < 0) this.#id = lastStartAtOrBefore(this.#starts, at)
    else this.#id += this.#step
    this.#from = this.#starts[this.#id] as number
    this.#to = this.#starts[this.#id + 1] as number
    this.#key = this.#keys.keyAt(this.#id)
  }
}

function lastStartAtOrBefore(starts: Uint32Array, at: number): number {
  let from = 0
  let to = starts.length - 1
  while (from + 1 < to) {
    const middle = (from + to) >>> 1
    if ((starts[middle] as number) <= at) from = middle
    else to = middle
  }
  return from
}
