import { Database } from 'bun:sqlite'
import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { type BunSQLiteDatabase, drizzle } from 'drizzle-orm/bun-sqlite'
import type { CollectionConfig } from '#model/collection.ts'
import { alreadyExists, badRequest, collectionMissing, notFound, wrongInput } from '#model/errors.ts'
import { migrateCatalog } from './catalog-migrations.ts'
import {
  CatalogReader,
  type CatalogSnapshot,
  type CollectionRecord,
  catalogFile,
  changesFact,
} from './catalog-reader.ts'
import { aliases, collections, facts } from './catalog-schema.ts'
import { encodeTaggedJson } from './tagged-json.ts'

export type AliasAction =
  | { readonly kind: 'create'; readonly alias: string; readonly collection: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'delete'; readonly alias: string }

export interface CatalogOptions {
  /** Limit of collections; undefined: none. */
  readonly collectionsMax?: number | undefined
}

/**
 * The one writer of `catalog.sqlite`: every change is one durable transaction. Names are taken as they are;
 * their rules were checked before.
 */
export class Catalog {
  readonly #sqlite: Database
  readonly #tables: BunSQLiteDatabase
  readonly #reader: CatalogReader
  readonly #options: CatalogOptions
  /** Undefined: something has changed since, or may have. */
  #snapshot: CatalogSnapshot | undefined
  /** A number that tells this installation from others, made with the catalog. */
  readonly instanceId: string
  /** Of this node in cluster answers: 1..2^53-1. */
  readonly peerId: number

  private constructor(path: string, options: CatalogOptions) {
    this.#sqlite = new Database(path, { create: true })
    // Readers on other threads go on while a change commits.
    this.#sqlite.run('PRAGMA journal_mode = WAL')
    // An acknowledged change survives a power cut.
    this.#sqlite.run('PRAGMA synchronous = FULL')
    // On macOS a plain sync leaves it to the disk when it writes; elsewhere this changes nothing.
    this.#sqlite.run('PRAGMA fullfsync = ON')
    // The aliases of a collection go with it.
    this.#sqlite.run('PRAGMA foreign_keys = ON')
    migrateCatalog(this.#sqlite)
    this.#tables = drizzle(this.#sqlite)
    this.#reader = CatalogReader.open(path)
    this.#options = options
    this.instanceId = this.#fact('instance_id', () => randomUUID())
    this.peerId = Number(this.#fact('peer_id', () => String(randomPeerId())))
  }

  /** Opens the catalog of a storage folder, or makes it. */
  static open(storagePath: string, options: CatalogOptions = {}): Catalog {
    return new Catalog(join(storagePath, catalogFile), options)
  }

  get snapshot(): CatalogSnapshot {
    this.#snapshot ??= this.#reader.read()
    return this.#snapshot
  }

  close(): void {
    this.#reader.close()
    this.#sqlite.close()
  }

  /** Adds a collection under a name that is neither a collection nor an alias. */
  create(name: string, config: CollectionConfig): CollectionRecord {
    return this.#add(name, randomUUID(), config)
  }

  #add(name: string, uuid: string, config: CollectionConfig): CollectionRecord {
    const { collections: present, aliases: aliased } = this.snapshot
    if (present.has(name)) throw alreadyExists(`Collection \`${name}\` already exists!`)
    const refusal = `Can't create collection with name ${name}.`
    if (aliased.has(name)) throw wrongInput(`${refusal} Alias with the same name already exists`)
    const max = this.#options.collectionsMax
    if (max !== undefined && present.size >= max) {
      throw badRequest(`${refusal} Max collections limit reached: ${max}`)
    }
    const record = { name, uuid, config, createdMs: Date.now() }
    const row = { ...record, config: encodeTaggedJson(config) }
    this.#commit(() => this.#tables.insert(collections).values(row).run())
    return record
  }

  /** Replaces the configuration of a collection, which may be named by nothing but its name. */
  update(name: string, config: CollectionConfig): CollectionRecord {
    const record = this.snapshot.collections.get(name)
    if (!record) throw collectionMissing(name)
    return this.#replace({ ...record, config })
  }

  /**
   * Gives a collection another folder and configuration, in one moment, or adds it. The rules of `create` for
   * names and their number hold for one that is added.
   */
  place(name: string, uuid: string, config: CollectionConfig): CollectionRecord {
    const record = this.snapshot.collections.get(name)
    return record ? this.#replace({ ...record, uuid, config }) : this.#add(name, uuid, config)
  }

  #replace(record: CollectionRecord): CollectionRecord {
    const { name, uuid, config } = record
    const set = { uuid, config: encodeTaggedJson(config) }
    this.#change(() => this.#tables.update(collections).set(set).where(eq(collections.name, name)).run())
    return record
  }

  /** Removes a collection and its aliases; undefined when there is none of that name. */
  delete(name: string): CollectionRecord | undefined {
    const record = this.snapshot.collections.get(name)
    if (!record) return undefined
    this.#change(() => this.#tables.delete(collections).where(eq(collections.name, name)).run())
    return record
  }

  /** Takes the actions in order. When one fails, those before it stay. */
  changeAliases(actions: readonly AliasAction[]): void {
    for (const action of actions) {
      switch (action.kind) {
        case 'create':
          this.#createAlias(action.alias, action.collection)
          break
        case 'rename':
          this.#renameAlias(action.from, action.to)
          break
        case 'delete':
          this.#change(() => this.#tables.delete(aliases).where(eq(aliases.alias, action.alias)).run())
      }
    }
  }

  #createAlias(alias: string, collection: string): void {
    const { collections: present } = this.snapshot
    if (!present.has(collection)) throw collectionMissing(collection)
    if (present.has(alias)) throw alreadyExists(`Collection \`${alias}\` already exists!`)
    this.#change(() => this.#putAlias(alias, collection))
  }

  #renameAlias(from: string, to: string): void {
    const collection = this.snapshot.aliases.get(from)
    if (collection === undefined) throw notFound(`Alias ${from} does not exists!`)
    this.#change(() => {
      this.#tables.delete(aliases).where(eq(aliases.alias, from)).run()
      this.#putAlias(to, collection)
    })
  }

  #putAlias(alias: string, collection: string): void {
    this.#tables
      .insert(aliases)
      .values({ alias, collection })
      .onConflictDoUpdate({ target: aliases.alias, set: { collection: sql`excluded.collection` } })
      .run()
  }

  /** A change that is more than a new collection, so that readers have to look at all there is. */
  #change(run: () => void): void {
    this.#commit(() => {
      run()
      this.#tables
        .insert(facts)
        .values({ name: changesFact, value: '1' })
        .onConflictDoUpdate({ target: facts.name, set: { value: sql`${facts.value} + 1` } })
        .run()
    })
  }

  /** What was committed is not read at once: that could fail, and tell of a change as of none. */
  #commit(run: () => void): void {
    try {
      this.#sqlite.transaction(run)()
    } finally {
      this.#snapshot = undefined
    }
  }

  #fact(name: string, make: () => string): string {
    const stored = this.#tables.select().from(facts).where(eq(facts.name, name)).get()
    if (stored) return stored.value
    const value = make()
    this.#tables.insert(facts).values({ name, value }).run()
    return value
  }
}

function randomPeerId(): number {
  return Number(randomBytes(8).readBigUInt64BE() >> 11n) || 1
}
