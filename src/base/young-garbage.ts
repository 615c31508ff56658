import { edenGC } from 'bun:jsc'

/** Garbage is reckoned in units: about what one small request leaves behind. */
export const unitBytes = 20_000
/** So much is collected when nobody waits, */
const unitsMax = 512
/** and so much in any case. */
const busyUnitsMax = 1024

export interface YoungGarbageOptions {
  /** Whether somebody waits for this thread. */
  readonly isBusy: () => boolean
  readonly collect?: (() => void) | undefined
  readonly schedule?: ((run: () => void) => void) | undefined
}

/**
 * Collects the young garbage of a thread in small, frequent pieces. Left alone, the engine waits until garbage
 * has grown in proportion to what the heap refers to, and it counts mapped files: a thread that maps 500 MB of
 * vectors lets hundreds of megabytes gather, and then stops for 5 to 70 ms to let go of them. What 512 requests
 * leave behind takes one or two milliseconds, most of which are needed however little it is.
 */
export class YoungGarbage {
  readonly #isBusy: () => boolean
  readonly #collect: () => void
  readonly #schedule: (run: () => void) => void
  #units = 0
  #scheduled = false

  constructor({ isBusy, collect = edenGC, schedule = setImmediate }: YoungGarbageOptions) {
    this.#isBusy = isBusy
    this.#collect = collect
    this.#schedule = schedule
  }

  /** Something runs that will leave so much behind. */
  add(units: number): void {
    this.#units += units
    if (this.#scheduled || this.#units < unitsMax) return
    this.#scheduled = true
    this.#schedule(this.#run)
  }

  readonly #run = (): void => {
    this.#scheduled = false
    if (this.#isBusy() && this.#units < busyUnitsMax) return
    this.#units = 0
    this.#collect()
  }
}
