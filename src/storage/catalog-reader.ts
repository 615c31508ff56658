import { Database } from 'bun:sqlite'
import type { CollectionConfig } from '#model/collection.ts'
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
  readonly collections: ReadonlyMap<string, CollectionRecord>
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

interface CollectionRow {
  readonly row: number
  readonly name: string
  readonly uuid: string
  readonly config: string
  readonly createdMs: number
}

interface Seen {
  readonly snapshot: CatalogSnapshot
  /** Value of `changesFact`. */
  readonly changes: string | undefined
  /** The largest row number: collections that were made since have larger ones. */
  readonly lastRow: number
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
  #seen: Seen | undefined
  /** By the text that they were decoded from. */
  readonly #configs = new Map<string, CollectionConfig>()
  readonly #known = new Map<string, { readonly text: string; readonly record: CollectionRecord }>()

  private constructor(database: Database) {
    this.#database = database
  }

  /** Opens the file that the owner has made before. */
  static open(path: string): CatalogReader {
    const database = new Database(path, { readonly: true })
    // A commit of the owner may hold the file for a moment.
    database.run('PRAGMA busy_timeout = 5000')
    return new CatalogReader(database)
  }

  /** The catalog as it is now. Synchronous: a millisecond for a thousand collections, less after a new one. */
  read(): CatalogSnapshot {
    this.#seen = this.#database.transaction(() => this.#read())()
    return this.#seen.snapshot
  }

  close(): void {
    this.#database.close()
  }

  #read(): Seen {
    const changes = this.#database
      .query<{ value: string }, [string]>('SELECT value FROM facts WHERE name = ?')
      .get(changesFact)?.value
    const seen = this.#seen
    return seen && seen.changes === changes ? this.#readNew(seen) : this.#readAll(changes)
  }

  #readNew(seen: Seen): Seen {
    const rows = this.#database
      .query<CollectionRow, [number]>(`SELECT ${columns} FROM collections WHERE rowid > ? ORDER BY name`)
      .all(seen.lastRow)
    if (rows.length === 0) return seen
    const records = rows.map((row) => this.#recordOf(row))
    const collections = insertInOrder(seen.snapshot.collections, records)
    return { ...seen, snapshot: { ...seen.snapshot, collections }, lastRow: lastRowOf(rows, seen.lastRow) }
  }

  #readAll(changes: string | undefined): Seen {
    const rows = this.#database
      .query<CollectionRow, []>(`SELECT ${columns} FROM collections ORDER BY name`)
      .all()
    const aliases = this.#database
      .query<{ alias: string; collection: string }, []>(
        'SELECT alias, collection FROM aliases ORDER BY alias',
      )
      .all()
    const collections = new Map(rows.map((row) => [row.name, this.#recordOf(row)]))
    this.#forget(collections)
    const snapshot = { collections, aliases: new Map(aliases.map((row) => [row.alias, row.collection])) }
    return { snapshot, changes, lastRow: lastRowOf(rows, 0) }
  }

  #recordOf(row: CollectionRow): CollectionRecord {
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
      config = decodeTaggedJson(text) as CollectionConfig
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

function lastRowOf(rows: readonly CollectionRow[], before: number): number {
  return rows.reduce((last, { row }) => Math.max(last, row), before)
}

/** Both in order of names, and so is the result. */
function insertInOrder(
  present: CatalogSnapshot['collections'],
  added: readonly CollectionRecord[],
): CatalogSnapshot['collections'] {
  const all = new Map<string, CollectionRecord>()
  let next = 0
  for (const [name, record] of present) {
    for (let more = added[next]; more && isBefore(more.name, name); more = added[++next])
      all.set(more.name, more)
    all.set(name, record)
  }
  for (const record of added.slice(next)) all.set(record.name, record)
  return all
}

/** In the order of the database, which is that of code points: surrogates come after all other code units. */
function isBefore(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left === right) continue
    const isLeftPair = isSurrogate(left)
    return isLeftPair === isSurrogate(right) ? left < right : !isLeftPair
  }
  return a.length < b.length
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}
