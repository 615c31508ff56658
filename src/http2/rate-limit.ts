/** How many events may come at once, and how many a second after that. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

/** Counts what a peer does too often. */
export class RateLimit {
  readonly #rate: Rate
  #left: number
  #lastMs: number

  constructor(rate: Rate, nowMs: number) {
    this.#rate = rate
    this.#left = rate.burst
    this.#lastMs = nowMs
  }

  /** True: this is one too many. */
  exceeds(now: () => number): boolean {
    if (this.#left >= 1) {
      this.#left--
      return false
    }
    const nowMs = now()
    const { burst, perSecond } = this.#rate
    this.#left = Math.min(burst, this.#left + ((nowMs - this.#lastMs) * perSecond) / 1000)
    this.#lastMs = nowMs
    if (this.#left < 1) return true
    this.#left--
    return false
  }
}
