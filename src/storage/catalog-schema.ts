import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * The tables of `catalog.sqlite`. After a change run `npm run generate`: it writes the next migration, and
 * `catalog-migrations.ts` must name it.
 */
export const collections = sqliteTable('collections', {
  name: text().primaryKey(),
  /** Folder of its shards; a collection made again under an old name gets a new one. */
  uuid: text().notNull().unique(),
  /** A `CollectionConfig` as `encodeTaggedJson` writes it. */
  config: text().notNull(),
  /** Milliseconds since the epoch. */
  createdMs: integer('created_ms').notNull(),
})

export const aliases = sqliteTable('aliases', {
  alias: text().primaryKey(),
  collection: text()
    .notNull()
    .references(() => collections.name, { onDelete: 'cascade' }),
})

/** Facts of the installation by name: `instance_id`, `peer_id`. */
export const facts = sqliteTable('facts', {
  name: text().primaryKey(),
  value: text().notNull(),
})
