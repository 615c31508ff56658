/** Bits of the word that tell which limit it was written for. */
const tagBits = 12n
const tagMask = (1n << tagBits) - 1n
/** Times are counted from 2020 on, so that they fit into the rest of the word. */
const startMs = Date.UTC(2020)
const minuteUs = 60_000_000

/**
 * Tokens of which so many a minute come in, up to a minute's worth; it begins full. The state is one word of
 * memory that threads and processes may share: the time at which the bucket will be full again (the generic
 * cell rate algorithm, which needs no clock that ticks), and what the limit was.
 */
export class TokenBucket {
  readonly #words: BigInt64Array
  readonly #index: number

  constructor(words: BigInt64Array, index: number) {
    this.#words = words
    this.#index = index
  }

  /** Makes it full. */
  fill(): void {
    Atomics.store(this.#words, this.#index, 0n)
  }

  /**
   * Takes tokens, all or none. Gives how many were there when they were too few, else undefined. A bucket whose
   * limit has changed is full.
   *
   * @param perMinute at least 1
   * @param nowMs milliseconds since the epoch
   */
  take(tokens: number, perMinute: number, nowMs: number): number | undefined {
    const tag = BigInt(perMinute) & tagMask
    const nowUs = (nowMs - startMs) * 1000
    const usPerToken = minuteUs / perMinute
    for (;;) {
      const word = Atomics.load(this.#words, this.#index)
      const fullUs = (word & tagMask) === tag ? Number(word >> tagBits) : 0
      // Further away than it can be: the clock was put back.
      const waitUs = fullUs - nowUs > minuteUs ? 0 : Math.max(fullUs - nowUs, 0)
      const available = (minuteUs - waitUs) / usPerToken
      if (available < tokens) return available
      const next = (BigInt(Math.ceil(nowUs + waitUs + tokens * usPerToken)) << tagBits) | tag
      if (Atomics.compareExchange(this.#words, this.#index, word, next) === word) return undefined
    }
  }
}
