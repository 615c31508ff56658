/** What an entry takes beside its name and value (RFC 7541, section 4.1). */
export const entryOverheadBytes = 32

/** The newest fields of the header blocks of a connection (RFC 7541, section 2.3.2). */
export class DynamicTable {
  readonly #names: string[]
  readonly #values: string[]
  /** Where the next entry goes; entries are a ring. */
  #next = 0
  #count = 0
  #bytes = 0
  #bytesMax: number
  /** Changes whenever an index may mean another entry than before. */
  version = 0

  /** `bytesMax`: what its size may never exceed. */
  constructor(bytesMax: number) {
    const capacity = Math.floor(bytesMax / entryOverheadBytes) + 1
    this.#names = Array.from({ length: capacity }, () => '')
    this.#values = Array.from({ length: capacity }, () => '')
    this.#bytesMax = bytesMax
  }

  get count(): number {
    return this.#count
  }

  /** The newest entry is 0. `index` is below `count`. */
  nameAt(index: number): string {
    return this.#names[this.#placeOf(index)] as string
  }

  valueAt(index: number): string {
    return this.#values[this.#placeOf(index)] as string
  }

  /** Not beyond the maximum that it was made with. */
  resize(bytesMax: number): void {
    this.#bytesMax = bytesMax
    this.#evict(0)
    this.version++
  }

  /** An entry that is larger than the table empties it. */
  add(name: string, value: string): void {
    const bytes = name.length + value.length + entryOverheadBytes
    this.version++
    this.#evict(bytes)
    if (bytes > this.#bytesMax) return
    this.#names[this.#next] = name
    this.#values[this.#next] = value
    this.#next = (this.#next + 1) % this.#names.length
    this.#count++
    this.#bytes += bytes
  }

  #evict(bytes: number): void {
    while (this.#count > 0 && this.#bytes + bytes > this.#bytesMax) {
      const oldest = this.#placeOf(this.#count - 1)
      const name = this.#names[oldest] as string
      const value = this.#values[oldest] as string
      this.#bytes -= name.length + value.length + entryOverheadBytes
      this.#names[oldest] = ''
      this.#values[oldest] = ''
      this.#count--
    }
  }

  #placeOf(index: number): number {
    const capacity = this.#names.length
    return (this.#next - 1 - index + capacity) % capacity
  }
}
