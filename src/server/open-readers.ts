/** What can let go of the files that it reads, and opens them again when they are needed. */
export interface ClosableReader {
  closeReader(): void
  /** Takes note of what has changed; true when it has let go of files. */
  follow(): boolean
  /** It was read since it was told last. */
  noteRead(): void
}

/** Areas of memory that the files of one collection take when it is small, two a file; large ones are few. */
const mappingsAReader = 16
const readersMin = 16

/**
 * How many collections a serve thread may keep open. Their files are mapped, for all threads together but each may
 * have others open, and the operating system bounds the mappings of a process (65,530 by default): past that even
 * memory is not to be had any more. A fifth is left for the writer, the optimizer and all else.
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
  /** Since the last `follow`. */
  readonly #used = new Set<ClosableReader>()

  constructor(max: number) {
    this.#max = max
  }

  /** To be called whenever a reader is used. */
  use(reader: ClosableReader): void {
    if (reader === this.#last) return
    this.#last = reader
    this.#open.delete(reader)
    this.#open.add(reader)
    this.#used.add(reader)
    if (this.#open.size <= this.#max) return
    for (const oldest of this.#open) {
      this.#open.delete(oldest)
      this.#used.delete(oldest)
      oldest.closeReader()
      return
    }
  }

  /** Lets go of what has left the open collections, also of those that nobody asks for; true when there was any. */
  follow(): boolean {
    for (const reader of this.#used) reader.noteRead()
    this.#used.clear()
    this.#last = undefined
    let hasLetGo = false
    for (const reader of this.#open) if (reader.follow()) hasLetGo = true
    return hasLetGo
  }

  /** The reader will not be used any more. */
  forget(reader: ClosableReader): void {
    this.#open.delete(reader)
    this.#used.delete(reader)
    if (this.#last === reader) this.#last = undefined
  }
}
