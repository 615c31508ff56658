export interface IdleCollectionOptions {
  /** Whether the thread has something else to do. */
  readonly isBusy: () => boolean
  readonly collect?: (() => void) | undefined
  /** Milliseconds without a word of something large after which it collects. */
  readonly quietMs?: number | undefined
}

/** Asked again so often while the thread is busy, it collects all the same. */
const busyRoundsMax = 10

/**
 * Collects everything that a thread does not use any more, some time after it has let go of something large.
 * The engine itself may take minutes to do so on a thread with little work, and until then mapped files that were
 * replaced keep their pages and their room on the disk.
 */
export class IdleCollection {
  readonly #isBusy: () => boolean
  readonly #collect: () => void
  readonly #quietMs: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #rounds = 0

  constructor({ isBusy, collect = () => Bun.gc(true), quietMs = 1000 }: IdleCollectionOptions) {
    this.#isBusy = isBusy
    this.#collect = collect
    this.#quietMs = quietMs
  }

  /** Something large was let go. */
  note(): void {
    this.#rounds = 0
    if (this.#timer === undefined) this.#wait()
    else this.#timer.refresh()
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#isBusy() && ++this.#rounds < busyRoundsMax) return this.#wait()
      this.#rounds = 0
      this.#collect()
    }, this.#quietMs)
    this.#timer.unref()
  }
}
