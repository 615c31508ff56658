import { Database } from 'bun:sqlite'
import { join } from 'node:path'
import type { Disk } from '#base/disk.ts'
import { incrementalVacuum, pageBytes, shardDatabaseFile } from './shard-database.ts'
import { migrateShard } from './shard-format.ts'

/** Where the header of a database says whether it has a log beside it: the versions for writing and reading. */
const logModeBytes = [18, 19] as const
const withLog = 2

/** Gives the bytes of a database without points. */
export type BlankDatabase = () => Uint8Array

/**
 * Puts a database without points into the folder of a new shard; does nothing when there is one. SQLite made it in
 * memory, so it takes one sync instead of the twelve of a database that is made step by step on the disk. Under its
 * name it is whole, at whatever moment the machine stops; the name itself is not synced yet.
 */
export function placeBlankDatabase(disk: Disk, shardPath: string, blank: BlankDatabase): void {
  const path = join(shardPath, shardDatabaseFile)
  if (disk.sizeOf(path) !== undefined) return
  // The log of a database that somebody has removed would be taken for that of the new one.
  for (const beside of ['-wal', '-shm']) disk.remove(path + beside)
  const draft = `${path}.new`
  const file = disk.create(draft)
  try {
    disk.write(file, blank(), 0)
    disk.sync(file)
  } finally {
    disk.close(file)
  }
  disk.rename(draft, path)
}

/** Makes the bytes once, when they are first asked for. */
export function createBlankDatabase(): BlankDatabase {
  let bytes: Uint8Array | undefined
  return () => (bytes ??= makeBlank())
}

function makeBlank(): Uint8Array {
  const database = new Database(':memory:')
  try {
    database.run(`PRAGMA page_size = ${pageBytes}`)
    database.run(`PRAGMA auto_vacuum = ${incrementalVacuum}`)
    migrateShard(database)
    const bytes = database.serialize()
    for (const at of logModeBytes) bytes[at] = withLog
    return bytes
  } finally {
    database.close()
  }
}
