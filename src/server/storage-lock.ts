import { Database } from 'bun:sqlite'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { exitCode, StartError } from './exit-code.ts'

export interface StorageLock {
  release(): void
}

/**
 * Makes the storage folder and takes it for this process. The lock is one of the operating system (an open
 * exclusive transaction on an empty database), so it ends with the process, however that ends.
 */
export function lockStorage(storagePath: string): StorageLock {
  const database = openLockFile(storagePath)
  try {
    // Nothing is ever written, and no journal has to be left behind.
    database.run('PRAGMA journal_mode = MEMORY')
    database.run('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    const message = `the storage folder ${storagePath} is in use by another process`
    throw new StartError(exitCode.storageLocked, message, error)
  }
  return {
    release() {
      database.run('ROLLBACK')
      database.close()
    },
  }
}

function openLockFile(storagePath: string): Database {
  try {
    mkdirSync(storagePath, { recursive: true })
    return new Database(join(storagePath, 'quiver.lock'), { create: true })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StartError(exitCode.failure, `cannot use the storage folder ${storagePath}: ${why}`, error)
  }
}
