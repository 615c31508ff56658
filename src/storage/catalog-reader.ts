import { Database } from 'bun:sqlite'
import { must } from '#base/assert.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { type CollectionRow, NamedCollections } from './named-collections.ts'
import { decodeTaggedJson } from './tagged-json.ts'

export interface CollectionRecord {
  readonly name: string
  /** Names its folder. */
  readonly uuid: string
  readonly config: CollectionConfig
  /** Milliseconds since the epoch. */
  readonly createdMs: number
}

/** What collections and aliases there are at one moment. */
export interface CatalogSnapshot {
  /** By name, in order of the names. */
  readonly collections: NamedCollections
  /** Name of the collection by alias, in order of the aliases. */
  readonly aliases: ReadonlyMap<string, string>
}

/** The collection that a name means; an alias hides a collection of the same name. */
export function resolveCollection(snapshot: CatalogSnapshot, name: string): CollectionRecord | undefined {
  return snapshot.collections.get(snapshot.aliases.get(name) ?? name)
}

export const catalogFile = 'catalog.sqlite'

/** Name of the fact that counts the changes of the catalog other than new collections. */
export const changesFact = 'changes'

interface StoredCollection {
  readonly row: number
  readonly name: string
  readonly uuid: string
  readonly config: string
  readonly createdMs: number
}

interface StoredAlias {
  readonly alias: string
  readonly collection: string
}

/** New collections, the only difference to what was seen. */
interface NewFound {
  readonly isAll: false
  readonly rows: readonly StoredCollection[]
}

interface AllFound {
  readonly isAll: true
  readonly rows: readonly StoredCollection[]
  readonly aliases: readonly StoredAlias[]
  readonly changes: string | undefined
}

type Found = NewFound | AllFound

interface Seen {
  readonly snapshot: CatalogSnapshot
  /** Value of `changesFact`. */
  readonly changes: string | undefined
}

/** Configurations that are kept for collections that come to be. */
const configsKept = 100

const columns = 'rowid AS row, name, uuid, config, created_ms AS createdMs'

/**
 * Reads the catalog that another thread owns. A record that has not changed stays the same object. When all that has
 * happened are new collections only these are read: else each of ten thousand would cost every thread a look at all.
 */
export class CatalogReader {
  readonly #database: Database
  readonly #adjust: (config: CollectionConfig) => CollectionConfig
  #seen: Seen | undefined
  /** By the text that they were decoded from. */
  readonly #configs = new Map<string, CollectionConfig>()
  readonly #known = new Map<string, { readonly text: string; readonly record: CollectionRecord }>()

  private constructor(database: Database, adjust: (config: CollectionConfig) => CollectionConfig) {
    this.#database = database
    this.#adjust = adjust
  }

  /** Opens the file that the owner has made before. `adjust` is what records have for the stored configuration. */
  static open(
    path: string,
    adjust: (config: CollectionConfig) => CollectionConfig = (config) => config,
  ): CatalogReader {
    const database = new Database(path, { readonly: true })
    // A commit of the owner may hold the file for a moment.
    database.run('PRAGMA busy_timeout = 5000')
    return new CatalogReader(database, adjust)
  }

  /** The catalog as it is now. Synchronous: a millisecond for a thousand collections, less after a new one. */
  read(): CatalogSnapshot {
    // Nothing is changed before everything was read: the disk may fail up to the end of the transaction.
    const found = this.#database.transaction(() => this.#read())()
    if (found !== undefined) this.#seen = found.isAll ? this.#seenFrom(found) : this.#seenWith(found.rows)
    return must(this.#seen, 'the first look is at everything').snapshot
  }

  close(): void {
    this.#database.close()
  }

  /** Undefined: nothing has happened. */
  #read(): Found | undefined {
    const changes = this.#database
      .query<{ value: string }, [string]>('SELECT value FROM facts WHERE name = ?')
      .get(changesFact)?.value
    const seen = this.#seen
    if (!seen || seen.changes !== changes) return this.#readAll(changes)
    const rows = this.#database
      .query<StoredCollection, [number]>(`SELECT ${columns} FROM collections WHERE rowid > ? ORDER BY name`)
      .all(seen.snapshot.collections.lastRow)
    return rows.length === 0 ? undefined : { isAll: false, rows }
  }

  #readAll(changes: string | undefined): AllFound {
    const rows = this.#database
      .query<StoredCollection, []>(`SELECT ${columns} FROM collections ORDER BY name`)
      .all()
    const aliases = this.#database
      .query<StoredAlias, []>('SELECT alias, collection FROM aliases ORDER BY alias')
      .all()
    return { isAll: true, rows, aliases, changes }
  }

  #seenFrom({ rows, aliases, changes }: AllFound): Seen {
    const collections = NamedCollections.of(rows.map((row) => this.#rowOf(row)))
    this.#forget(collections)
    const snapshot = { collections, aliases: new Map(aliases.map((row) => [row.alias, row.collection])) }
    return { snapshot, changes }
  }

  #seenWith(added: readonly StoredCollection[]): Seen {
    const { snapshot, changes } = must(this.#seen, 'only what is known can grow')
    const collections = snapshot.collections.with(added.map((row) => this.#rowOf(row)))
    return { snapshot: { ...snapshot, collections }, changes }
  }

  #rowOf(stored: StoredCollection): CollectionRow {
    return { row: stored.row, record: this.#recordOf(stored) }
  }

  #recordOf(row: StoredCollection): CollectionRecord {
    const known = this.#known.get(row.uuid)
    if (known?.text === row.config) return known.record
    const { name, uuid, createdMs } = row
    const config = this.#configOf(row.config)
    const record = { name, uuid, createdMs, config }
    this.#known.set(uuid, { text: row.config, record })
    return record
  }

  /** Collections that are configured alike share what was decoded: of thousands most are. */
  #configOf(text: string): CollectionConfig {
    let config = this.#configs.get(text)
    if (config === undefined) {
      if (this.#configs.size >= configsKept) this.#configs.clear()
      config = this.#adjust(decodeTaggedJson(text) as CollectionConfig)
      this.#configs.set(text, config)
    }
    return config
  }

  #forget(collections: ReadonlyMap<string, CollectionRecord>): void {
    if (this.#known.size === collections.size) return
    const alive = new Set([...collections.values()].map((record) => record.uuid))
    for (const uuid of this.#known.keys()) if (!alive.has(uuid)) this.#known.delete(uuid)
  }
}
