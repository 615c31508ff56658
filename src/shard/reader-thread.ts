import { SearchScratch } from '#index/search-scratch.ts'

/** What all readers of one thread share. */
export interface ReaderThread {
  readonly scratch: SearchScratch
  /** A number from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number
  /** Told what makes a search slower than it should be, such as a damaged index file. */
  readonly warn: (message: string, cause: unknown) => void
}

export function createReaderThread(options: Partial<ReaderThread> = {}): ReaderThread {
  return {
    scratch: options.scratch ?? new SearchScratch(),
    random: options.random ?? Math.random,
    warn: options.warn ?? (() => {}),
  }
}
