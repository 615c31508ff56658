/**
 * Things that wait for something, by tickets: small numbers that are used again. Where things come and go all
 * the time, a `Map` will not do: after every few deletions it makes a new table, to which the old one refers.
 * Once one of these has become old, the collector of young garbage takes all that follow it, and everything in
 * them, to be in use.
 */
export class TicketTable<T> {
  readonly #things: (T | undefined)[] = []
  readonly #free: number[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Gives a ticket that nothing else has, at least 0. */
  add(thing: T): number {
    const ticket = this.#free.pop() ?? this.#things.length
    this.#things[ticket] = thing
    this.#size++
    return ticket
  }

  /** Takes out what has the ticket; undefined: nothing has. */
  take(ticket: number): T | undefined {
    const thing = this.#things[ticket]
    if (thing === undefined) return undefined
    this.#things[ticket] = undefined
    this.#free.push(ticket)
    this.#size--
    return thing
  }

  /** Takes out everything. */
  clear(): T[] {
    const things = this.#things.filter((thing) => thing !== undefined)
    this.#things.length = 0
    this.#free.length = 0
    this.#size = 0
    return things
  }
}
