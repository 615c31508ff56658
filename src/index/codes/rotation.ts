/**
 * A fixed random rotation: coordinates that depend on each other or differ in spread become alike, so that few
 * bits for each do. Three rounds of random signs, Walsh-Hadamard transforms of blocks whose sizes are powers of
 * two, and a random order (as the fast Johnson-Lindenstrauss transform, Ailon and Chazelle 2009).
 *
 * Files hold rotated vectors: what a seed gives must never change.
 */
export class Rotation {
  readonly size: number
  readonly #signs: readonly Float64Array[]
  readonly #orders: readonly Uint32Array[]
  readonly #scratch: Float64Array

  constructor(size: number) {
    this.size = size
    const random = createGenerator(0x5eed_0001)
    const rounds = [0, 1, 2]
    this.#signs = rounds.map(() => Float64Array.from({ length: size }, () => (random() < 0.5 ? -1 : 1)))
    this.#orders = rounds.map(() => shuffledOrder(size, random))
    this.#scratch = new Float64Array(size)
  }

  /** Rotates the first `size` values in place. */
  apply(values: Float64Array): void {
    const scratch = this.#scratch
    for (const [round, signs] of this.#signs.entries()) {
      const order = this.#orders[round] as Uint32Array
      for (let at = 0; at < this.size; at++) {
        scratch[at] = (values[at] as number) * (signs[at] as number)
      }
      transformBlocks(scratch, this.size)
      for (let at = 0; at < this.size; at++) values[at] = scratch[order[at] as number] as number
    }
  }
}

/** Transforms blocks of the largest powers of two that fit, one after the other. */
function transformBlocks(values: Float64Array, size: number): void {
  let from = 0
  while (from < size) {
    const length = 2 ** Math.floor(Math.log2(size - from))
    transform(values, from, length)
    from += length
  }
}

/** The Walsh-Hadamard transform of `values[from..from + length)`, which keeps lengths. */
function transform(values: Float64Array, from: number, length: number): void {
  for (let half = 1; half < length; half *= 2) {
    for (let block = from; block < from + length; block += 2 * half) {
      for (let at = block; at < block + half; at++) {
        const a = values[at] as number
        const b = values[at + half] as number
        values[at] = a + b
        values[at + half] = a - b
      }
    }
  }
  const scale = 1 / Math.sqrt(length)
  for (let at = from; at < from + length; at++) values[at] = (values[at] as number) * scale
}

function shuffledOrder(size: number, random: () => number): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, index) => index)
  for (let at = size - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const moved = order[at] as number
    order[at] = order[other] as number
    order[other] = moved
  }
  return order
}

/** Mulberry32: numbers in [0, 1). */
export function createGenerator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
