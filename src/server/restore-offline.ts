import { createDisk } from '#base/disk.ts'
import { collectionNameProblems } from '#model/collection-names.ts'
import type { Catalog } from '#storage/catalog.ts'
import { ArchiveDamaged, removeAll } from '#storage/snapshot-archive.ts'
import { join, resolve } from 'node:path'
import type { ServerConfig } from './config.ts'
import { exitCode, StartError } from './exit-code.ts'
import { type RestoredCollection, restoreCollection, restoreStorage } from './snapshot-restorer.ts'

/** What is to be brought back before the node serves. */
export interface RestoreRequest {
  readonly collections: readonly CollectionSnapshot[]
  /** The file of a snapshot of a whole storage. */
  readonly storage: string | undefined
  /** Collections and aliases that are there already are replaced; else nothing is done. */
  readonly force: boolean
}
export interface CollectionSnapshot {
  /** Of the file. */
  readonly path: string
  /** The name that the collection gets. */
  readonly collection: string
}

/**
 * Brings collections back into a storage on which no node runs, and whose lock the caller has. Gives their
 * names. Throws a `StartError`, and then no collection has changed.
 */
export async function restoreOffline(
  catalog: Catalog,
  { storagePath, workPath }: Pick<ServerConfig, 'storagePath' | 'workPath'>,
  request: RestoreRequest,
): Promise<string[]> {
  if (request.collections.length === 0 && request.storage === undefined) return []
  const collectionsPath = join(storagePath, 'collections')
  createDisk().makeFolder(collectionsPath)
  createDisk().makeFolder(workPath)
  checkConflicts(catalog, request, namesOf(request), [])
  const restored: RestoredCollection[] = []
  let aliases: ReadonlyMap<string, string> = new Map()
  try {
    for (const { path, collection } of request.collections) {
      const one = await readOr(path, () => restoreCollection(resolve(path), collectionsPath))
      restored.push({ ...one, collection })
    }
    const { storage } = request
    if (storage !== undefined) {
      const all = await readOr(storage, () => restoreStorage(resolve(storage), collectionsPath, workPath))
      restored.push(...all.collections)
      aliases = all.aliases
    }
    const names = restored.map(({ collection }) => collection)
    checkConflicts(catalog, request, names, [...aliases.keys()])
  } catch (error) {
    await removeAll(...restored.map(({ uuid }) => join(collectionsPath, uuid)))
    throw error
  }
  return place(catalog, restored, aliases)
}

const namesOf = ({ collections }: RestoreRequest): string[] => collections.map(({ collection }) => collection)

function checkConflicts(
  catalog: Catalog,
  { force }: RestoreRequest,
  collections: readonly string[],
  aliases: readonly string[],
): void {
  const there = catalog.snapshot
  const refuse = (text: string): never => {
    throw new StartError(exitCode.failure, text)
  }
  for (const [index, name] of collections.entries()) {
    const [problem] = collectionNameProblems(name, 'new')
    if (problem !== undefined) refuse(problem)
    if (collections.indexOf(name) !== index) refuse(`two snapshots are to become the collection ${name}`)
    if (there.aliases.has(name)) refuse(`${name} is an alias already`)
    if (!force && there.collections.has(name)) {
      refuse(`the collection ${name} is there already; --force-snapshot replaces it`)
    }
  }
  for (const name of aliases) {
    if (there.collections.has(name)) refuse(`${name} is a collection already, and cannot become an alias`)
    if (!force && there.aliases.has(name)) {
      refuse(`the alias ${name} is there already; --force-snapshot replaces it`)
    }
  }
}

/** The folders that are replaced belong to no collection afterwards, and go with the next clean-up. */
function place(
  catalog: Catalog,
  restored: readonly RestoredCollection[],
  aliases: ReadonlyMap<string, string>,
): string[] {
  for (const { collection, uuid, config } of restored) catalog.place(collection, uuid, config)
  catalog.changeAliases([...aliases].map(([alias, collection]) => ({ kind: 'create', alias, collection })))
  return restored.map(({ collection }) => collection)
}

async function readOr<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new StartError(exitCode.failure, `there is no snapshot ${path}`, error)
    const why =
      error instanceof ArchiveDamaged ? `is not a whole snapshot: ${message}` : `cannot be read: ${message}`
    throw new StartError(exitCode.failure, `the snapshot ${path} ${why}`, error)
  }
}
