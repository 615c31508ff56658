/** Milliseconds between two looks: while memory grows towards the budget, and at rest. */
const lookMsMin = 15
const lookMsMax = 250
/**
 * Bytes a second by which threads that scan mapped files can make the process grow out of nothing: half of what one
 * core reads from memory.
 */
const burstRate = 2 * 2 ** 30
/** The growth that was seen, and how late looks came, count half after so long. */
const halfLifeMs = 15_000
/** Growth is not even: what is expected of it until the next look is this often kept free. */
const caution = 1.5

/** What is kept free of the budget for what comes between two looks: shares of it, and for one whose threads rest. */
const reserveShareMax = 0.3
const reserveShareMin = 0.06
const reserveBytesMin = 64 * 2 ** 20

/**
 * When the keeper of the memory looks next, and from how many resident bytes on it frees some: the sooner, the faster
 * the process was seen to grow, so that what comes until the look after does not pass the budget.
 */
export class MemoryPace {
  readonly #budgetBytes: number
  #last: { readonly bytes: number; readonly ms: number } | undefined
  /** Bytes a millisecond, as fast as the process grew lately. */
  #growth = 0
  /** Milliseconds that looks came late lately, at most: where the cores are busy. */
  #lateMs = 0

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes
  }

  /** Notes what is resident at a look, before anything is freed. */
  note(residentBytes: number, nowMs: number): void {
    if (this.#last !== undefined) {
      const passedMs = Math.max(1, nowMs - this.#last.ms)
      const decay = 0.5 ** (passedMs / halfLifeMs)
      this.#lateMs = Math.max(this.#lateMs * decay, passedMs - this.lookMs)
      this.#growth = Math.max(this.#growth * decay, (residentBytes - this.#last.bytes) / passedMs)
    }
    this.#last = { bytes: residentBytes, ms: nowMs }
  }

  /** Notes what is resident after pages were freed: that it grows from there is growth as well. */
  noteFreed(residentBytes: number, nowMs: number): void {
    this.#last = { bytes: residentBytes, ms: nowMs }
  }

  /** Memory is freed when more than this is resident. */
  get limitBytes(): number {
    const expected = this.#growth * (lookMsMin + this.#lateMs) * caution
    const least = Math.min(this.#budgetBytes * reserveShareMin, reserveBytesMin)
    return this.#budgetBytes - Math.min(Math.max(expected, least), this.#budgetBytes * reserveShareMax)
  }

  /** Milliseconds until the next look. */
  get lookMs(): number {
    if (this.#last === undefined) return lookMsMin
    const free = this.limitBytes - this.#last.bytes
    const rate = Math.max(this.#growth * caution, burstRate / 1000)
    return Math.min(lookMsMax, Math.max(lookMsMin, free / rate))
  }
}
