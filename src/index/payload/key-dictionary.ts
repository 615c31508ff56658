import { forEachElement } from '#model/indexed-values.ts'
import type { PayloadValue } from '#model/payload.ts'
import type { ColumnKey } from './column.ts'
import { GrowingNumbers } from './growing-numbers.ts'
import { type KeyedType, keyReader } from './key-type.ts'

/**
 * The keys of slots as they come: each distinct key has an id by the order of its coming, and each slot a run
 * of distinct ids.
 */
export class KeyDictionary {
  readonly keys: ColumnKey[] = []
  /** Ids of the keys of all slots, slot after slot. */
  readonly ids = new GrowingNumbers(1024)
  /** Where the ids of each slot begin, and of the slot after the last. */
  readonly starts = new GrowingNumbers(1024)
  /** The most keys that a slot has. */
  keysMax = 0
  readonly #idOf = new Map<ColumnKey, number>()
  readonly #read: (value: PayloadValue) => ColumnKey | undefined

  constructor(type: KeyedType) {
    this.#read = keyReader(type)
    this.starts.push(0)
  }

  get slotCount(): number {
    return this.starts.length - 1
  }

  find(key: ColumnKey): number | undefined {
    return this.#idOf.get(key)
  }

  /** Adds the next slot, with the values at its path. Returns how many keys it has. */
  append(values: readonly PayloadValue[]): number {
    const from = this.ids.length
    forEachElement(values, (value) => {
      const key = this.#read(value)
      if (key !== undefined) this.#add(key, from)
    })
    this.starts.push(this.ids.length)
    const count = this.ids.length - from
    if (count > this.keysMax) this.keysMax = count
    return count
  }

  #add(key: ColumnKey, from: number): void {
    let id = this.#idOf.get(key)
    if (id === undefined) {
      id = this.keys.length
      this.keys.push(key)
      this.#idOf.set(key, id)
    } else if (this.#isRepeated(id, from)) return
    this.ids.push(id)
  }

  /** Whether the slot whose ids begin at `from` has the id already. */
  #isRepeated(id: number, from: number): boolean {
    const { ids } = this
    if (ids.length - from > 32) return ids.values.indexOf(id, from) >= 0
    for (let index = from; index < ids.length; index++) if (ids.at(index) === id) return true
    return false
  }
}
