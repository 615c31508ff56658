import { join } from 'node:path'
import { isUnused } from '#base/hardware-usage.ts'
import type { CollectionPatch, NewCollection } from '#model/collection-config.ts'
import { collectionMissing } from '#model/errors.ts'
import type { Alias, AliasChange, CollectionHandle, Collections } from '#service/ports.ts'
import type { ReaderThread } from '#shard/reader-thread.ts'
import type { CatalogSnapshot, CollectionRecord } from '#storage/catalog-reader.ts'
import { resolveCollection } from '#storage/catalog-reader.ts'
import type { Channel } from '#threads/channel.ts'
import type { CatalogFollower } from './catalog-follower.ts'
import type { MainCalls, NoCalls, ServeCalls, WriterCalls } from './contracts.ts'
import { LocalCollection } from './local-collection.ts'
import { OpenReaders } from './open-readers.ts'
import type { CollectionCounts } from './thread-reports.ts'

export interface LocalCollectionsOptions {
  readonly catalog: CatalogFollower
  readonly collectionsPath: string
  /** Names the process to the files of the writer. */
  readonly boot: number
  readonly main: Channel<MainCalls, ServeCalls>
  readonly writer: Channel<WriterCalls, NoCalls>
  readonly readerThread: ReaderThread
  /** Why some collections stay closed: those with these uuids. */
  readonly closed: { readonly reason: string | undefined; readonly uuids: ReadonlySet<string> }
  /** Collections that this thread may keep open. */
  readonly readersMax: number
}

/** The collections of this node, as one serve thread sees them. */
export class LocalCollections implements Collections {
  readonly #options: LocalCollectionsOptions
  /** By uuid. */
  readonly #handles = new Map<string, LocalCollection>()
  readonly #readers: OpenReaders
  #seen: CatalogSnapshot | undefined

  constructor(options: LocalCollectionsOptions) {
    this.#options = options
    this.#readers = new OpenReaders(options.readersMax)
  }

  get(name: string): CollectionHandle {
    const record = resolveCollection(this.#catalog(), name)
    const handle = record && this.#handles.get(record.uuid)
    if (!handle) throw collectionMissing(name)
    return handle
  }

  /** The collections themselves, by name. */
  handles(): ReadonlyMap<string, LocalCollection> {
    const { collections } = this.#catalog()
    const handles = new Map<string, LocalCollection>()
    for (const [name, { uuid }] of collections) {
      const handle = this.#handles.get(uuid)
      if (handle) handles.set(name, handle)
    }
    return handles
  }

  /** Lets go of what has left the collections that are open; true when there was any. */
  follow(): boolean {
    const seen = this.#seen
    const hasLetGo = this.#readers.follow()
    return this.#catalog() !== seen || hasLetGo
  }

  /** What this thread has counted of each collection that it was asked for, by name. */
  counts(): ReadonlyMap<string, CollectionCounts> {
    const counts = new Map<string, CollectionCounts>()
    for (const [name, { usage, requests: stats }] of this.handles()) {
      const requests = stats.snapshot()
      if (requests.length > 0 || !isUnused(usage)) counts.set(name, { usage, requests })
    }
    return counts
  }

  names(): readonly string[] {
    return [...this.#catalog().collections.keys()]
  }

  aliases(): readonly Alias[] {
    return [...this.#catalog().aliases].map(([alias, collection]) => ({ alias, collection }))
  }

  create(name: string, collection: NewCollection): Promise<void> {
    return this.#options.main.call('createCollection', { name, collection })
  }

  update(name: string, patch: CollectionPatch): Promise<void> {
    return this.#options.main.call('updateCollection', { name, patch })
  }

  delete(name: string): Promise<boolean> {
    return this.#options.main.call('deleteCollection', name)
  }

  changeAliases(changes: readonly AliasChange[]): Promise<void> {
    return this.#options.main.call('changeAliases', changes)
  }

  #catalog(): CatalogSnapshot {
    const catalog = this.#options.catalog.current()
    if (catalog !== this.#seen) {
      this.#follow(catalog, this.#seen)
      this.#seen = catalog
    }
    return catalog
  }

  /** Makes handles for new collections, lets go of those that are gone. */
  #follow(catalog: CatalogSnapshot, seen: CatalogSnapshot | undefined): void {
    const added = catalog.collections.addedSince(seen?.collections)
    for (const record of added ?? catalog.collections.values()) {
      const known = this.#handles.get(record.uuid)
      if (known) known.adopt(record)
      else this.#handles.set(record.uuid, this.#handleOf(record))
    }
    if (added || this.#handles.size === catalog.collections.size) return
    const alive = new Set([...catalog.collections.values()].map(({ uuid }) => uuid))
    for (const [uuid, handle] of this.#handles) {
      if (alive.has(uuid)) continue
      this.#handles.delete(uuid)
      this.#readers.forget(handle)
    }
  }

  #handleOf(record: CollectionRecord): LocalCollection {
    const { collectionsPath, closed } = this.#options
    return new LocalCollection(record, join(collectionsPath, record.uuid, 'shard-0'), {
      ...this.#options,
      closedBecause: closed.uuids.has(record.uuid) ? closed.reason : undefined,
      readers: this.#readers,
    })
  }
}
