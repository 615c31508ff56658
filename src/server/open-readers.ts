/** What can let go of the files that it reads, and opens them again when they are needed. */
export interface ClosableReader {
  closeReader(): void
}

/** Mappings of files that one collection takes on one thread, when it is small; large ones are few. */
const mappingsAReader = 10
const readersMin = 16

/**
 * How many collections a serve thread may keep open. Each thread maps the files of each of them, and the operating
 * system bounds the mappings of a process (65,530 by default): past that even memory is not to be had any more.
 * A fifth is left for the writer, the optimizer and all else.
 */
export function openReadersMax(mappingsMax: number | undefined, serveThreads: number): number {
  if (mappingsMax === undefined) return Number.POSITIVE_INFINITY
  const share = (mappingsMax * 0.8) / (serveThreads * mappingsAReader)
  return Math.max(readersMin, Math.floor(share))
}

/** Keeps the collections open that were read last, and closes the others. Reads that are running go on. */
export class OpenReaders {
  readonly #max: number
  /** Least recently used first. */
  readonly #open = new Set<ClosableReader>()
  #last: ClosableReader | undefined

  constructor(max: number) {
    this.#max = max
  }

  /** To be called whenever a reader is used. */
  use(reader: ClosableReader): void {
    if (reader === this.#last) return
    this.#last = reader
    this.#open.delete(reader)
    this.#open.add(reader)
    if (this.#open.size <= this.#max) return
    for (const oldest of this.#open) {
      this.#open.delete(oldest)
      oldest.closeReader()
      return
    }
  }

  /** The reader will not be used any more. */
  forget(reader: ClosableReader): void {
    this.#open.delete(reader)
    if (this.#last === reader) this.#last = undefined
  }
}
