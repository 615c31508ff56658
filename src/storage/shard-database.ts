import { Database, type Statement } from 'bun:sqlite'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { must } from '#base/assert.ts'
import { type BitSet, createBitSet, setBit } from '#base/bit-set.ts'
import type { PayloadIndexSchema } from '#model/collection.ts'
import type { PayloadBytes } from '#model/payload.ts'
import { decodePointIdKey, encodePointIdKey, type PointId } from '#model/point-id.ts'
import type { RowInterval } from './row-intervals.ts'
import type { SegmentDescription } from './segment-layout.ts'
import { migrateShard } from './shard-format.ts'
import type { VectorRecord } from './vector-record.ts'

/** A point as SQLite holds it. */
export interface StoredPoint {
  readonly row: number
  readonly id: PointId
  readonly version: number
  readonly payload: PayloadBytes | null
  readonly vectors: VectorRecord
}

export type PointContent = Pick<StoredPoint, 'version' | 'payload' | 'vectors'>

export interface StoredSegment {
  readonly partId: number
  /** The live rows of these intervals are the points of the segment. */
  readonly intervals: readonly RowInterval[]
  readonly description: SegmentDescription
}

/** What a shard counts for all time. */
export interface StoredCounters {
  /** Number of the last operation; 0: none yet. */
  operationNumber: number
  nextRow: number
  nextPartId: number
  livePoints: number
}

/** For tests. */
export interface DatabaseOptions {
  /** Bounds the size, as a full disk would. */
  readonly pagesMax?: number | undefined
  /** False: commits do not wait for the medium. */
  readonly synced?: boolean | undefined
}

export const shardDatabaseFile = 'shard.sqlite'

/**
 * Overwriting points at random changes a page for each, and so writes less with small pages: 28,000 to 40,000
 * points a second with 4 kB, 23,000 to 32,000 with 8 kB. Appending is 6 % slower than with 8 kB.
 */
export const pageBytes = 4096
/** A checkpoint every 8 MB: 8 to 20 ms in which nothing is acknowledged; 64 MB took up to 320 ms. */
const checkpointPages = 2000
const dyingRowsAChunk = 1024
/** Slots whose bits are stored together: 512 bytes, so that half a million tombstones are few rows. */
const tombstonesAChunk = 4096
const tombstoneWords = tombstonesAChunk / 32
/** The log shrinks back to this after a large transaction. */
const logBytesKept = 16 << 20
const busyMs = 5000
/** Of `PRAGMA auto_vacuum`: free pages stay in the file until they are asked for. Costs nothing measurable. */
export const incrementalVacuum = 2
/** Pages of a file that is written anew when it is opened: 64 MB. */
const pagesRewritten = 16 << 10

/**
 * `shard.sqlite`: the truth of a shard, behind one class. Only the thread of the writer opens it for writing.
 *
 * There is no unique index on the ids: every live point stands in exactly one part, so the parts answer
 * where an id is, and an index would halve the speed of writing (measured with UUIDs: 61,000 points a second
 * with it, 110,000 without). `verifyShard` checks that ids are unique.
 */
export class ShardDatabase {
  readonly #path: string
  readonly #database: Database
  readonly #statements = new Map<string, Statement>()
  #canShrink = false

  /** Opens or makes the database. */
  constructor(shardPath: string, options: DatabaseOptions = {}) {
    this.#path = join(shardPath, shardDatabaseFile)
    this.#database = new Database(this.#path, { create: true, strict: true })
    try {
      this.#configure(options)
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  close(): void {
    for (const statement of this.#statements.values()) statement.finalize()
    this.#statements.clear()
    this.#database.close()
  }

  begin(): void {
    this.#run('BEGIN IMMEDIATE')
  }

  /** Returns when the transaction is on the medium. */
  commit(): void {
    this.#run('COMMIT')
  }

  /**
   * Brings what a long transaction has written so far onto the medium, on another thread, so that its commit
   * has little left to wait for.
   */
  async syncLog(): Promise<void> {
    const log = await open(`${this.#path}-wal`, 'r+')
    try {
      await log.datasync()
    } finally {
      await log.close()
    }
  }

  /**
   * From now on commits leave the log to `checkpointShard`: to copy that of a long transaction into the
   * database takes seconds (5 s for 670 MB), in which this thread could do nothing else.
   */
  deferCheckpoints(): void {
    this.#database.run('PRAGMA wal_autocheckpoint = 0')
  }

  /** Commits copy the log again when it has grown. */
  resumeCheckpoints(): void {
    this.#database.run(`PRAGMA wal_autocheckpoint = ${checkpointPages}`)
  }

  /** Ends a transaction without a trace; does nothing when SQLite has ended it already. */
  rollback(): void {
    if (this.#database.inTransaction) this.#run('ROLLBACK')
  }

  readCounters(): StoredCounters {
    const counters = { operationNumber: 0, nextRow: 0, nextPartId: 1, livePoints: 0 }
    const rows = this.#all<{ name: string; value: number }>('SELECT name, value FROM counters')
    for (const { name, value } of rows) counters[name as keyof StoredCounters] = value
    return counters
  }

  writeCounters(counters: StoredCounters): void {
    for (const [name, value] of Object.entries(counters)) {
      this.#run(
        'INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
        [name, value],
      )
    }
  }

  insertPoint(point: StoredPoint): void {
    this.#run('INSERT INTO points (row, id, version, payload, vectors) VALUES (?, ?, ?, ?, ?)', [
      point.row,
      encodePointIdKey(point.id),
      point.version,
      point.payload,
      point.vectors,
    ])
  }

  /** Deletes the point in a row; false when it is not this point. */
  deletePoint(row: number, id: PointId): boolean {
    const statement = this.#prepare('DELETE FROM points WHERE row = ? AND id = ?')
    return statement.run(row, encodePointIdKey(id)).changes === 1
  }

  /**
   * Notes rows that are no points from now on. They stay in the table of points until `deleteDying`: to delete
   * hundreds of thousands at once would write every page of the database in one transaction.
   */
  insertDying(rows: readonly number[]): void {
    const sorted = Float64Array.from(rows).sort()
    for (let from = 0; from < sorted.length; from += dyingRowsAChunk) {
      const chunk = sorted.slice(from, from + dyingRowsAChunk)
      this.#run('INSERT INTO dying (rows) VALUES (?)', [new Uint8Array(chunk.buffer)])
    }
  }

  /** Deletes the next thousand rows or so that were noted; false when none is left. */
  deleteDying(): boolean {
    const found = this.#prepare('SELECT chunk, rows FROM dying ORDER BY chunk LIMIT 1').get() as {
      chunk: number
      rows: Uint8Array
    } | null
    if (!found) return false
    for (const row of new Float64Array(found.rows.slice().buffer)) {
      this.#run('DELETE FROM points WHERE row = ?', [row])
    }
    this.#run('DELETE FROM dying WHERE chunk = ?', [found.chunk])
    return true
  }

  /** Pages of the file, free ones included. */
  get pages(): number {
    return this.#number('PRAGMA page_count')
  }

  /** Free pages that `giveBack` can give to the disk. */
  get givablePages(): number {
    return this.#canShrink ? this.#number('PRAGMA freelist_count') : 0
  }

  /** Cuts up to so many free pages off the file, which a checkpoint makes shorter then. Gives how many were cut. */
  giveBack(count: number): number {
    return this.#prepare(`PRAGMA incremental_vacuum(${count})`).values().length
  }

  /** Cuts the log off when nobody reads it, which takes no time once all of it has been copied. */
  cutLog(): void {
    this.#database.run('PRAGMA busy_timeout = 0')
    try {
      this.#database.run('PRAGMA wal_checkpoint(TRUNCATE)')
    } finally {
      this.#database.run(`PRAGMA busy_timeout = ${busyMs}`)
    }
  }

  /** The point in a row. Throws when it is not this point. */
  readPoint(row: number, id: PointId): PointContent {
    const statement = this.#prepare('SELECT version, payload, vectors FROM points WHERE row = ? AND id = ?')
    const found = statement.get(row, encodePointIdKey(id)) as PointContent | null
    return must(found, `row ${row} is point ${id}`)
  }

  /** The first `limit` live points of the interval, by ascending row. */
  readPoints(interval: RowInterval, limit: number): StoredPoint[] {
    const rows = this.#prepare(
      'SELECT row, id, version, payload, vectors FROM points WHERE row BETWEEN ? AND ? ORDER BY row LIMIT ?',
    ).all(interval.first, interval.last, limit) as (Omit<StoredPoint, 'id'> & { id: Uint8Array })[]
    return rows.map((stored) => ({ ...stored, id: decodePointIdKey(stored.id) }))
  }

  /** The first `limit` live rows of the interval, ascending. */
  readRows(interval: RowInterval, limit: number): number[] {
    const rows = this.#prepare(
      'SELECT row FROM points WHERE row BETWEEN ? AND ? ORDER BY row LIMIT ?',
    ).values(interval.first, interval.last, limit)
    return rows.map((row) => row[0] as number)
  }

  countPoints(): number {
    return this.#count('SELECT count(*) AS count FROM points')
  }

  /** Ids that stand in more than one row: always zero. */
  countDuplicateIds(): number {
    return this.#count('SELECT count(*) - count(DISTINCT id) AS count FROM points')
  }

  /** Oldest first. */
  readSegments(): StoredSegment[] {
    const rows = this.#all<{ part_id: number; intervals: string; description: string }>(
      'SELECT part_id, intervals, description FROM segments ORDER BY part_id',
    )
    return rows.map((row) => ({
      partId: row.part_id,
      intervals: JSON.parse(row.intervals) as RowInterval[],
      description: JSON.parse(row.description) as SegmentDescription,
    }))
  }

  insertSegment(segment: StoredSegment): void {
    this.#run('INSERT INTO segments (part_id, intervals, description) VALUES (?, ?, ?)', [
      segment.partId,
      JSON.stringify(segment.intervals),
      JSON.stringify(segment.description),
    ])
  }

  /** Forgets a segment and its tombstones. */
  deleteSegment(partId: number): void {
    this.#run('DELETE FROM segments WHERE part_id = ?', [partId])
    this.#run('DELETE FROM tombstones WHERE part_id = ?', [partId])
  }

  /** Stores slots of a segment as dead, beside those in `dead`. */
  addTombstones(partId: number, dead: BitSet, slots: readonly number[]): void {
    const chunks = new Map<number, Uint32Array>()
    for (const slot of slots) {
      const chunk = Math.floor(slot / tombstonesAChunk)
      let bits = chunks.get(chunk)
      if (!bits) {
        bits = new Uint32Array(tombstoneWords)
        bits.set(dead.subarray(chunk * tombstoneWords, (chunk + 1) * tombstoneWords))
        chunks.set(chunk, bits)
      }
      setBit(bits, slot % tombstonesAChunk)
    }
    for (const [chunk, bits] of chunks) {
      this.#run('INSERT OR REPLACE INTO tombstones (part_id, chunk, bits) VALUES (?, ?, ?)', [
        partId,
        chunk,
        new Uint8Array(bits.buffer),
      ])
    }
  }

  /** The dead slots of a segment of `slotCount` slots. */
  readTombstones(partId: number, slotCount: number): BitSet {
    const dead = createBitSet(slotCount)
    const rows = this.#prepare('SELECT chunk, bits FROM tombstones WHERE part_id = ?').all(partId)
    for (const { chunk, bits } of rows as { chunk: number; bits: Uint8Array }[]) {
      const from = chunk * tombstoneWords
      const words = new Uint32Array(bits.slice().buffer)
      dead.set(words.subarray(0, Math.max(0, dead.length - from)), from)
    }
    return dead
  }

  deleteTombstones(partId: number): void {
    this.#run('DELETE FROM tombstones WHERE part_id = ?', [partId])
  }

  readPayloadIndexes(): Map<string, PayloadIndexSchema> {
    const rows = this.#all<{ path: string; schema: string }>(
      'SELECT path, schema FROM payload_indexes ORDER BY path',
    )
    return new Map(rows.map((row) => [row.path, JSON.parse(row.schema) as PayloadIndexSchema]))
  }

  writePayloadIndex(path: string, schema: PayloadIndexSchema): void {
    this.#run(
      'INSERT INTO payload_indexes (path, schema) VALUES (?, ?) ON CONFLICT DO UPDATE SET schema = excluded.schema',
      [path, JSON.stringify(schema)],
    )
  }

  deletePayloadIndex(path: string): void {
    this.#run('DELETE FROM payload_indexes WHERE path = ?', [path])
  }

  /** The first problem that SQLite finds in its file; undefined when it is sound. */
  findDamage(): string | undefined {
    const rows = this.#all<{ quick_check: string }>('PRAGMA quick_check(1)')
    const answer = rows[0]?.quick_check
    return answer === 'ok' ? undefined : answer
  }

  /**
   * A file of an earlier version has no map by which pages can be moved: a small one is written anew with it, a large
   * one when its collection is recovered from a snapshot.
   */
  #prepareToShrink(): void {
    const mode = this.#number('PRAGMA auto_vacuum')
    const pages = this.#number('PRAGMA page_count')
    this.#canShrink = mode === incrementalVacuum
    if (this.#canShrink || pages > pagesRewritten) return
    this.#database.run(`PRAGMA auto_vacuum = ${incrementalVacuum}`)
    try {
      if (pages > 0) this.#database.run('VACUUM')
      this.#canShrink = true
    } catch {
      // There is no space for it. It works as it is.
    }
  }

  #configure({ pagesMax, synced = true }: DatabaseOptions): void {
    const pragma = (text: string): void => void this.#database.run(`PRAGMA ${text}`)
    pragma(`page_size = ${pageBytes}`)
    this.#prepareToShrink()
    // Readers (a rebuild, a check) never wait for the writer.
    pragma('journal_mode = WAL')
    // What was acknowledged survives a loss of power: the log is synced at each commit.
    pragma(`synchronous = ${synced ? 'FULL' : 'OFF'}`)
    // On macOS a plain sync leaves it to the disk when it writes; elsewhere this changes nothing.
    pragma('fullfsync = ON')
    pragma('checkpoint_fullfsync = ON')
    pragma(`wal_autocheckpoint = ${checkpointPages}`)
    pragma(`journal_size_limit = ${logBytesKept}`)
    // Pages are written in order and points are read by row: a large cache would only cost memory.
    pragma('cache_size = -4096')
    // Damage in the file is an error, not a wrong point.
    pragma('cell_size_check = ON')
    pragma('temp_store = MEMORY')
    // Another connection may hold the file for the moment of a checkpoint.
    pragma(`busy_timeout = ${busyMs}`)
    if (pagesMax !== undefined) pragma(`max_page_count = ${pagesMax}`)
    migrateShard(this.#database)
  }

  #prepare(sql: string): Statement {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  #run(sql: string, values: (string | number | Uint8Array | null)[] = []): void {
    this.#prepare(sql).run(...values)
  }

  #all<T>(sql: string): T[] {
    return this.#prepare(sql).all() as T[]
  }

  #number(pragma: string): number {
    return this.#prepare(pragma).values()[0]?.[0] as number
  }

  #count(sql: string): number {
    return (this.#prepare(sql).get() as { count: number }).count
  }
}

/**
 * Copies the log of a shard into its database, as far as readers allow. For a thread beside that of the writer,
 * which can go on meanwhile.
 */
export function checkpointShard(shardPath: string): void {
  const database = new Database(join(shardPath, shardDatabaseFile), { readwrite: true, create: false })
  try {
    database.run('PRAGMA checkpoint_fullfsync = ON')
    database.run('PRAGMA wal_checkpoint(PASSIVE)')
  } finally {
    database.close()
  }
}
