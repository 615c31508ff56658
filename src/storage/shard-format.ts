import type { Database } from 'bun:sqlite'

/** What makes each format of the one before. */
const schemas = [
  [
    `CREATE TABLE points (
      row INTEGER PRIMARY KEY,
      id BLOB NOT NULL,
      version INTEGER NOT NULL,
      payload BLOB,
      vectors BLOB NOT NULL
    ) STRICT`,
    `CREATE TABLE segments (
      part_id INTEGER PRIMARY KEY,
      intervals TEXT NOT NULL,
      description TEXT NOT NULL
    ) STRICT`,
    `CREATE TABLE tombstones (
      part_id INTEGER NOT NULL,
      slot INTEGER NOT NULL,
      PRIMARY KEY (part_id, slot)
    ) STRICT, WITHOUT ROWID`,
    'CREATE TABLE payload_indexes (path TEXT PRIMARY KEY, schema TEXT NOT NULL) STRICT, WITHOUT ROWID',
    'CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  ],
  ['CREATE TABLE dying (chunk INTEGER PRIMARY KEY, rows BLOB NOT NULL) STRICT'],
  [
    // The writer finds the tombstones again when it opens the shard.
    'DROP TABLE tombstones',
    `CREATE TABLE tombstones (
      part_id INTEGER NOT NULL,
      chunk INTEGER NOT NULL,
      bits BLOB NOT NULL,
      PRIMARY KEY (part_id, chunk)
    ) STRICT, WITHOUT ROWID`,
  ],
]

export const shardFormatVersion = schemas.length

/** Brings the database of a shard, which may be new, to the format of this version. */
export function migrateShard(database: Database): void {
  const row = database.query<{ user_version: number }, []>('PRAGMA user_version').get()
  const version = row?.user_version ?? 0
  if (version === shardFormatVersion) return
  if (version > shardFormatVersion) {
    throw new Error(`the database of a shard has format ${version}, which a newer version of Quiver wrote`)
  }
  database.transaction(() => {
    for (const statements of schemas.slice(version)) for (const sql of statements) database.run(sql)
    database.run(`PRAGMA user_version = ${shardFormatVersion}`)
  })()
}
