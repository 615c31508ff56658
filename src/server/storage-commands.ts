import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createDisk } from '#base/disk.ts'
import { verifyShard } from '#shard/verify-shard.ts'
import { Catalog } from '#storage/catalog.ts'
import { catalogFile } from '#storage/catalog-reader.ts'
import { SnapshotFolders } from '#storage/snapshot-folders.ts'
import type { ServerConfig } from './config.ts'
import { exitCode, StartError } from './exit-code.ts'
import { restoreOffline } from './restore-offline.ts'
import { makeSnapshot } from './snapshot-maker.ts'
import { lockStorage } from './storage-lock.ts'

/** Commands on a whole storage folder. `print` takes a line. */

type Print = (line: string) => void

/** Makes a snapshot of the whole storage in a folder. A node may run on it meanwhile. */
export async function backUpStorage(config: ServerConfig, folder: string, print: Print): Promise<void> {
  const { storagePath, workPath } = config
  requireStorage(storagePath)
  // Kept open, so that the files beside it that reading needs are there.
  const catalog = Catalog.open(storagePath)
  try {
    const folders = new SnapshotFolders(resolve(folder))
    const info = await makeSnapshot(
      { storagePath, workPath, store: folders, peerId: catalog.peerId },
      { kind: 'full' },
    )
    print(`${join(folders.root, info.name)} (${info.sizeBytes} bytes, SHA-256 ${info.checksum})`)
  } finally {
    catalog.close()
  }
}

/**
 * Brings a storage back from a snapshot, or from the youngest one in a folder. `force`: collections that are
 * there already are replaced.
 */
export async function restoreStorageFrom(
  config: ServerConfig,
  path: string,
  force: boolean,
  print: Print,
): Promise<void> {
  const storage = snapshotAt(resolve(path))
  const lock = lockStorage(config.storagePath)
  try {
    rmSync(config.workPath, { recursive: true, force: true })
    const catalog = Catalog.open(config.storagePath)
    try {
      const names = await restoreOffline(catalog, config, { collections: [], storage, force })
      print(`restored from ${storage}: ${names.join(', ') || 'no collections'}`)
    } finally {
      catalog.close()
    }
  } finally {
    lock.release()
  }
}

/** Reads everything and prints what is wrong; gives the exit code. No node may run on the storage. */
export function verifyStorage(config: ServerConfig, print: Print): number {
  const { storagePath } = config
  requireStorage(storagePath)
  const lock = lockStorage(storagePath)
  try {
    const catalog = Catalog.open(storagePath)
    const { collections } = catalog.snapshot
    catalog.close()
    let bad = 0
    for (const { name, uuid } of collections.values()) {
      const problems = verifyShard(createDisk(), join(storagePath, 'collections', uuid, 'shard-0'))
      for (const problem of problems) print(`${name}: ${problem}`)
      if (problems.length > 0) bad++
    }
    print(
      bad === 0
        ? `${collections.size} collections are sound`
        : `${bad} of ${collections.size} collections are damaged`,
    )
    return bad === 0 ? exitCode.ok : exitCode.failure
  } finally {
    lock.release()
  }
}

function requireStorage(storagePath: string): void {
  if (existsSync(join(storagePath, catalogFile))) return
  throw new StartError(exitCode.failure, `there is no storage in ${storagePath}`)
}

/** The file itself, or the youngest snapshot of a whole storage in the folder. */
function snapshotAt(path: string): string {
  if (!existsSync(path)) throw new StartError(exitCode.failure, `there is no snapshot ${path}`)
  if (!statSync(path).isDirectory()) return path
  const names = readdirSync(path).filter((name) => /^full-snapshot-.*\.snapshot$/.test(name))
  const youngest = names.toSorted().at(-1)
  if (youngest === undefined)
    throw new StartError(exitCode.failure, `there is no snapshot of a storage in ${path}`)
  return join(path, youngest)
}
