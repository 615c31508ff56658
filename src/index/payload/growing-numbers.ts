/** A list of 32-bit unsigned integers that grows at its end. */
export class GrowingNumbers {
  #values: Uint32Array
  #length = 0

  constructor(capacity = 16) {
    this.#values = new Uint32Array(capacity)
  }

  get length(): number {
    return this.#length
  }

  /** The numbers so far, no copy: good until the next `push`. */
  get values(): Uint32Array {
    return this.#values.subarray(0, this.#length)
  }

  at(index: number): number {
    return this.#values[index] as number
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Uint32Array(Math.max(4, this.#length * 2))
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.#length++] = value
  }
}
