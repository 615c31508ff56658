import type { BitSet } from '#base/bit-set.ts'
import { RecentValues } from '#base/recent-values.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import { countNamedValues, filterText } from '#model/filter-text.ts'
import type { CountedSlots } from './slot-set.ts'

/**
 * What a filter gives for the first `slotCount` slots of a part, of which `deadCount` were dead: it says nothing of
 * these. Slots never change, so it stays true for later pictures of the part, in which more are dead.
 */
export interface CachedBits {
  readonly bits: BitSet
  readonly slotCount: number
  readonly deadCount: number
  /** Set bits. */
  readonly count: number
  /** Those of them that lived in the picture of the part which was asked for last. */
  living?: CountedSlots
}

/** Filters with a longer text, or with more values, are not kept: they hardly come again. */
const cachedTextMax = 4096
const cachedValuesMax = 256
/** Bytes of an entry beside its bits and its key. */
const entryOverhead = 200

/** Whether so few slots pass that a list of them takes no more memory than their bits. */
export function isListed(count: number, slotCount: number): boolean {
  return count * 32 <= slotCount
}

/** The results of filters that one thread keeps, those that nobody has asked for lately dropped first. */
export class FilterCache {
  /** Filters whose results were there, and those whose results had to be made. */
  hits = 0
  misses = 0
  readonly #bytesMax: number
  readonly #results: RecentValues<string, CachedBits>
  /** The filter that was asked for last, of part after part; undefined as a text: not to be kept. */
  #last: { readonly filter: Filter; readonly text: string | undefined } | undefined
  readonly #schemaIds = new WeakMap<CollectionSchema, number>()
  #schemas = 0
  #scopes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
    this.#results = new RecentValues(bytesMax)
  }

  get bytes(): number {
    return this.#results.bytes
  }

  /** Forgets everything. */
  clear(): void {
    this.#results.clear()
  }

  /** For metrics. */
  report(): { readonly hits: number; readonly misses: number; readonly bytes: number } {
    return { hits: this.hits, misses: this.misses, bytes: this.bytes }
  }

  /** Bytes of the entries whose keys begin so: looks at all of them. */
  bytesUnder(prefix: string): number {
    return this.#results.bytesOf((key) => key.startsWith(prefix))
  }

  /** The part of the cache that belongs to one part of a shard. */
  scope(): FilterCacheScope {
    return new FilterCacheScope(this, ++this.#scopes)
  }

  /**
   * The key of a filter; undefined when it is not to be kept. What a filter means depends on the indexes and
   * names of its collection, so the schema is part of it.
   */
  keyOf(filter: Filter, schema: CollectionSchema): string | undefined {
    if (this.#last?.filter !== filter) this.#last = { filter, text: textToKeep(filter) }
    const { text } = this.#last
    return text === undefined ? undefined : `${this.#idOf(schema)}:${text}`
  }

  get(key: string): CachedBits | undefined {
    return this.#results.get(key)
  }

  set(key: string, entry: CachedBits): void {
    this.misses++
    const bytes = bytesOf(key, entry)
    if (bytes > this.#bytesMax / 4) this.#results.delete(key)
    else this.#results.set(key, entry, bytes)
  }

  #idOf(schema: CollectionSchema): number {
    let id = this.#schemaIds.get(schema)
    if (id === undefined) {
      id = ++this.#schemas
      this.#schemaIds.set(schema, id)
    }
    return id
  }
}

function textToKeep(filter: Filter): string | undefined {
  if (countNamedValues(filter) > cachedValuesMax) return undefined
  const text = filterText(filter)
  return text.length > cachedTextMax ? undefined : text
}

function bytesOf(key: string, { bits, count, slotCount }: CachedBits): number {
  const listBytes = isListed(count, slotCount) ? count * Uint32Array.BYTES_PER_ELEMENT : 0
  return key.length * 2 + bits.byteLength + listBytes + entryOverhead
}

/** The results of filters on one part. */
export class FilterCacheScope {
  readonly #cache: FilterCache
  readonly #prefix: string

  constructor(cache: FilterCache, scope: number) {
    this.#cache = cache
    this.#prefix = `${scope}:`
  }

  get bytes(): number {
    return this.#cache.bytesUnder(this.#prefix)
  }

  keyOf(filter: Filter, schema: CollectionSchema): string | undefined {
    return this.#cache.keyOf(filter, schema)
  }

  get(key: string): CachedBits | undefined {
    return this.#cache.get(this.#prefix + key)
  }

  /** What was kept has served a filter whole. */
  noteHit(): void {
    this.#cache.hits++
  }

  set(key: string, entry: CachedBits): void {
    this.#cache.set(this.#prefix + key, entry)
  }
}
