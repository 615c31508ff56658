/** Memory that many calls share: each takes what it needs and gives it back when it has ended. */
export class ByteBudget {
  readonly #max: number
  #taken = 0

  constructor(bytesMax: number) {
    this.#max = bytesMax
  }

  /** False: not so much is left, and nothing was taken. */
  take(bytes: number): boolean {
    if (this.#taken + bytes > this.#max) return false
    this.#taken += bytes
    return true
  }

  giveBack(bytes: number): void {
    this.#taken -= bytes
  }
}
