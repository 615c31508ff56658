/**
 * A fixed random rotation: coordinates that depend on each other or differ in spread become alike, so that few
 * bits for each do. Three rounds of random signs, Walsh-Hadamard transforms of blocks whose sizes are powers of
 * two, and a random order (as the fast Johnson-Lindenstrauss transform, Ailon and Chazelle 2009).
 *
 * Files hold rotated vectors: what a seed gives must never change.
 */
export class Rotation {
  readonly size: number
  readonly #rounds: readonly Round[]
  /** Sizes of the blocks that are transformed, one after the other: the largest powers of two that fit. */
  readonly #blocks: readonly number[]
  readonly #scratch: Float64Array

  constructor(size: number) {
    this.size = size
    const random = createGenerator(0x5eed_0001)
    const blocks = blockSizes(size)
    const signs = [0, 1, 2].map(() => Float64Array.from({ length: size }, () => (random() < 0.5 ? -1 : 1)))
    this.#rounds = signs.map((own) => ({
      factors: scaledByBlock(own, blocks),
      order: shuffledOrder(size, random),
    }))
    this.#blocks = blocks
    this.#scratch = new Float64Array(size)
  }

  /** Rotates the first `size` values in place. */
  apply(values: Float64Array): void {
    for (const round of this.#rounds) applyRound(values, round, this.#blocks, this.#scratch)
  }
}

interface Round {
  /** The sign of each number, times what makes the transform of its block keep lengths. */
  readonly factors: Float64Array
  /** Where each number comes from. */
  readonly order: Uint32Array
}

function applyRound(
  values: Float64Array,
  { factors, order }: Round,
  blocks: readonly number[],
  scratch: Float64Array,
): void {
  const size = factors.length
  let from = 0
  for (const length of blocks) {
    scaleAndTransform(values, factors, scratch, from, length)
    from += length
  }
  for (let at = 0; at < size; at++) values[at] = scratch[order[at] as number] as number
}

function blockSizes(size: number): number[] {
  const sizes: number[] = []
  // A shift gives what the engine keeps as an integer; with `2 ** n` all indices would be floats, and slow.
  for (let left = size; left > 0; left -= sizes.at(-1) as number) sizes.push(1 << (31 - Math.clz32(left)))
  return sizes
}

function scaledByBlock(signs: Float64Array, blocks: readonly number[]): Float64Array {
  const scales = blocks.flatMap((length) => Array.from({ length }, () => 1 / Math.sqrt(length)))
  return signs.map((sign, at) => sign * (scales[at] as number))
}

/**
 * The Walsh-Hadamard transform of `values[from..from + length)` times their factors, to the same place in `out`; two
 * levels at once.
 */
function scaleAndTransform(
  values: Float64Array,
  factors: Float64Array,
  out: Float64Array,
  from: number,
  length: number,
): void {
  const to = from + length
  if (length < 4) {
    for (let at = from; at < to; at++) out[at] = (values[at] as number) * (factors[at] as number)
    if (length === 2) addAndSubtract(out, from, 1)
    return
  }
  for (let at = from; at < to; at += 4) {
    const a = (values[at] as number) * (factors[at] as number)
    const b = (values[at + 1] as number) * (factors[at + 1] as number)
    const c = (values[at + 2] as number) * (factors[at + 2] as number)
    const d = (values[at + 3] as number) * (factors[at + 3] as number)
    out[at] = a + b + (c + d)
    out[at + 1] = a - b + (c - d)
    out[at + 2] = a + b - (c + d)
    out[at + 3] = a - b - (c - d)
  }
  let half = 4
  for (; half * 4 <= length; half *= 4) {
    for (let block = from; block < to; block += 4 * half) mixFour(out, block, half)
  }
  if (half < length) addAndSubtract(out, from, half)
}

/** Two levels of four neighbouring runs of `half` numbers each. */
function mixFour(values: Float64Array, from: number, half: number): void {
  const to = from + half
  for (let at = from; at < to; at++) {
    const a = values[at] as number
    const b = values[at + half] as number
    const c = values[at + 2 * half] as number
    const d = values[at + 3 * half] as number
    values[at] = a + b + (c + d)
    values[at + half] = a - b + (c - d)
    values[at + 2 * half] = a + b - (c + d)
    values[at + 3 * half] = a - b - (c - d)
  }
}

/** The last level, of two runs. */
function addAndSubtract(values: Float64Array, from: number, half: number): void {
  const to = from + half
  for (let at = from; at < to; at++) {
    const a = values[at] as number
    const b = values[at + half] as number
    values[at] = a + b
    values[at + half] = a - b
  }
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
