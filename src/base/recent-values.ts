interface Entry<Value> {
  readonly value: Value
  readonly bytes: number
  /** Somebody has asked for it since it was last spared. */
  used: boolean
}

/**
 * Values by key that together take so many bytes at most. What nobody has asked for since the last look makes room
 * first (second chance). Asking moves nothing: a `Map` whose entries are taken out and put in again at each use keeps
 * what was dropped alive until all garbage is collected, because its new tables are reached from the old ones.
 */
export class RecentValues<Key, Value> {
  readonly #bytesMax: number
  readonly #entries = new Map<Key, Entry<Value>>()
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get bytes(): number {
    return this.#bytes
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    entry.used = true
    return entry.value
  }

  /** Keeps a value that takes so many bytes, instead of that which the key had. */
  set(key: Key, value: Value, bytes: number): void {
    this.delete(key)
    this.#entries.set(key, { value, bytes, used: false })
    this.#bytes += bytes
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#bytesMax) return
      this.delete(oldest)
      if (entry.used) this.#spare(oldest, entry)
    }
  }

  #spare(key: Key, entry: Entry<Value>): void {
    entry.used = false
    this.#entries.set(key, entry)
    this.#bytes += entry.bytes
  }

  delete(key: Key): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
  }

  clear(): void {
    this.#entries.clear()
    this.#bytes = 0
  }

  /** The bytes of those values whose keys are chosen: looks at all of them. */
  bytesOf(chosen: (key: Key) => boolean): number {
    let bytes = 0
    for (const [key, entry] of this.#entries) if (chosen(key)) bytes += entry.bytes
    return bytes
  }
}
