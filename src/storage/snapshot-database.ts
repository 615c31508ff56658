import { Database } from 'bun:sqlite'
import { join } from 'node:path'
import type { SegmentDescription } from './segment-layout.ts'
import { shardDatabaseFile } from './shard-database.ts'
import { shardFormatVersion } from './shard-format.ts'
import { ArchiveDamaged } from './snapshot-archive.ts'

/**
 * Copies the database of a shard as it is at one moment, with every transaction that was acknowledged before
 * the call, while the writer goes on. `target` must not be there yet; the copy has no log and no free pages.
 * Throws when there is no such database.
 */
export function copyShardDatabase(shardPath: string, target: string): void {
  const database = new Database(join(shardPath, shardDatabaseFile), { readwrite: true, create: false })
  try {
    database.run('PRAGMA busy_timeout = 5000')
    database.run('PRAGMA cache_size = -4096')
    // As `ShardDatabase` makes new ones.
    database.run('PRAGMA auto_vacuum = INCREMENTAL')
    database.run('VACUUM INTO ?', [target])
  } finally {
    database.close()
  }
}

/** What the database of a shard knows of a segment. */
export interface CopiedSegment {
  readonly partId: number
  readonly description: SegmentDescription
}

/** The tables of a shard; SQLite adds indexes of its own, which have no text. */
const knownTables: ReadonlySet<string> = new Set([
  'points',
  'segments',
  'tombstones',
  'dying',
  'payload_indexes',
  'counters',
])

/** A database of a shard that was copied, or came from elsewhere, and that nobody has opened as a shard yet. */
export class CopiedDatabase {
  readonly #database: Database

  constructor(path: string) {
    this.#database = new Database(path, { readwrite: true, create: false })
  }

  segments(): CopiedSegment[] {
    const rows = this.#database
      .query<{ part_id: number; description: string }, []>(
        'SELECT part_id, description FROM segments ORDER BY part_id',
      )
      .all()
    return rows.map((row) => ({
      partId: row.part_id,
      description: JSON.parse(row.description) as SegmentDescription,
    }))
  }

  /** Its points belong to no segment then: they go into heads when the shard is opened. */
  forgetSegment(partId: number): void {
    this.#database.transaction(() => {
      this.#database.run('DELETE FROM segments WHERE part_id = ?', [partId])
      this.#database.run('DELETE FROM tombstones WHERE part_id = ?', [partId])
    })()
  }

  /**
   * Throws `ArchiveDamaged` unless it is the sound database of a shard, and nothing that runs by itself when it
   * is written (a trigger of a stranger).
   */
  check(): void {
    const version = this.#number('SELECT user_version AS value FROM pragma_user_version')
    if (version < 1 || version > shardFormatVersion) {
      throw new ArchiveDamaged(`the format ${version} of its points is not known to this version`)
    }
    const objects = this.#database
      .query<{ type: string; name: string }, []>('SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL')
      .all()
    const strange = objects.find(({ type, name }) => type !== 'table' || !knownTables.has(name))
    if (strange) throw new ArchiveDamaged(`'${strange.name}' has no business in the database of a shard`)
    const damage = this.#database
      .query<{ quick_check: string }, []>('PRAGMA quick_check(1)')
      .get()?.quick_check
    if (damage !== 'ok') throw new ArchiveDamaged(`its database is damaged: ${damage}`)
    const hasDying = objects.some(({ name }) => name === 'dying')
    // Eight bytes a row that is still there but no point any more.
    const dying = hasDying ? this.#number('SELECT coalesce(sum(length(rows)), 0) / 8 AS value FROM dying') : 0
    const points = this.#number('SELECT count(*) AS value FROM points') - dying
    const counted = this.#number("SELECT value FROM counters WHERE name = 'livePoints'")
    if (points !== counted) throw new ArchiveDamaged(`it has ${points} points instead of ${counted}`)
  }

  close(): void {
    this.#database.close()
  }

  #number(sql: string): number {
    return this.#database.query<{ value: number }, []>(sql).get()?.value ?? 0
  }
}
