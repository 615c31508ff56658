import { SearchScratch } from '#index/search-scratch.ts'
import { FilterCache } from './filter-cache.ts'
import { GatheredTiles } from './gathered-tiles.ts'

/** Memory for results of filters, on each thread. */
const filterCacheBytesMax = 64 << 20
const gatheredBytesMax = 32 << 20

/** What all readers of one thread share. */
export interface ReaderThread {
  readonly scratch: SearchScratch
  /** Results of filters. */
  readonly filterCache: FilterCache
  /** Tiles of what passes filters that come often. */
  readonly gathered: GatheredTiles
  /** Index files of which the checksum was compared, by what tells them apart; see `openIndexFile`. */
  readonly soundFiles: Set<string>
  /** A number from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number
  /** Told what makes a search slower than it should be, such as a damaged index file. */
  readonly warn: (message: string, cause: unknown) => void
}

export function createReaderThread(options: Partial<ReaderThread> = {}): ReaderThread {
  return {
    scratch: options.scratch ?? new SearchScratch(),
    filterCache: options.filterCache ?? new FilterCache(filterCacheBytesMax),
    gathered: options.gathered ?? new GatheredTiles(gatheredBytesMax),
    soundFiles: options.soundFiles ?? new Set(),
    random: options.random ?? Math.random,
    warn: options.warn ?? (() => {}),
  }
}
