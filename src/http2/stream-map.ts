import type { Http2Stream } from './stream.ts'

const capacityMin = 16

/**
 * Open streams by their numbers: a hash table with linear probing. A `Map` makes a new table after every few
 * deletions, to which the old one refers; once one of these has become old, the collector of young garbage takes
 * all that follow it, and the streams in them, to be in use.
 */
export class StreamMap<Request> {
  #slots: (Http2Stream<Request> | undefined)[] = emptySlots(capacityMin)
  size = 0

  get(id: number): Http2Stream<Request> | undefined {
    return this.#slots[this.#placeOf(id)]
  }

  has(id: number): boolean {
    return this.get(id) !== undefined
  }

  /** There is none of this number yet. */
  add(stream: Http2Stream<Request>): void {
    if (this.size * 2 >= this.#slots.length) this.#grow()
    this.#slots[this.#placeOf(stream.id)] = stream
    this.size++
  }

  delete(id: number): void {
    const slots = this.#slots
    const mask = slots.length - 1
    let hole = this.#placeOf(id)
    if (slots[hole] === undefined) return
    this.size--
    // Those behind it are found only while there is no gap before them.
    for (let at = (hole + 1) & mask; ; at = (at + 1) & mask) {
      const stream = slots[at]
      if (stream === undefined) break
      const home = (stream.id >>> 1) & mask
      if (((at - home) & mask) < ((at - hole) & mask)) continue
      slots[hole] = stream
      hole = at
    }
    slots[hole] = undefined
  }

  /** Those that are open now: they may be closed meanwhile. */
  values(): Http2Stream<Request>[] {
    return this.#slots.filter((stream) => stream !== undefined)
  }

  /** Where the stream is, or would be. Numbers of clients are odd and rise. */
  #placeOf(id: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    let at = (id >>> 1) & mask
    for (;;) {
      const stream = slots[at]
      if (stream === undefined || stream.id === id) return at
      at = (at + 1) & mask
    }
  }

  #grow(): void {
    const streams = this.values()
    this.#slots = emptySlots(this.#slots.length * 2)
    for (const stream of streams) this.#slots[this.#placeOf(stream.id)] = stream
  }
}

function emptySlots<Request>(count: number): (Http2Stream<Request> | undefined)[] {
  return Array.from({ length: count }, () => undefined)
}
