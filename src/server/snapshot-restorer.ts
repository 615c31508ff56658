import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createDisk } from '#base/disk.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { checkCopiedShard, isShardFile } from '#shard/snapshot-copy.ts'
import { ArchiveDamaged, readArchive, removeAll } from '#storage/snapshot-archive.ts'
import { type CollectionFacts, factsEntry, readCollectionFacts, readStorageFacts } from './snapshot-facts.ts'
import { archivedShard } from './snapshot-maker.ts'

/** A collection whose files are in place, and which the catalog does not know yet. */
export interface RestoredCollection {
  /** Names its folder. */
  readonly uuid: string
  /** The name that it had when the snapshot was made. */
  readonly collection: string
  readonly config: CollectionConfig
}

/**
 * Puts the points of an archive into a new folder of `collectionsPath` and checks them. As long as the catalog
 * does not name the folder it counts for nothing. Throws `ArchiveDamaged` and leaves nothing behind.
 */
export async function restoreCollection(
  archive: string,
  collectionsPath: string,
): Promise<RestoredCollection> {
  const uuid = randomUUID()
  const folder = join(collectionsPath, uuid)
  const shard = join(folder, archivedShard)
  const facts = join(folder, factsEntry)
  const prefix = `${archivedShard}/`
  try {
    await readArchive(archive, (name) => {
      if (name === factsEntry) return facts
      return name.startsWith(prefix) && isShardFile(name.slice(prefix.length))
        ? join(folder, name)
        : undefined
    })
    const { collection, config } = await readFacts(facts)
    checkCopiedShard(shard, config)
    await removeAll(facts)
    syncFolders(collectionsPath, folder, shard)
    return { uuid, collection, config }
  } catch (error) {
    await removeAll(folder)
    throw error
  }
}

async function readFacts(path: string): Promise<CollectionFacts> {
  return readCollectionFacts(await readText(path))
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw new ArchiveDamaged(`'${factsEntry}' is missing`)
  }
}

/** The names of all files of a shard. */
function syncFolders(collectionsPath: string, folder: string, shard: string): void {
  const disk = createDisk()
  for (const name of disk.list(shard)) {
    if (name.startsWith('segment-')) disk.syncFolder(join(shard, name))
  }
  for (const path of [shard, folder, collectionsPath]) disk.syncFolder(path)
}

/** The collections of a snapshot of a whole storage, and the aliases. */
export interface RestoredStorage {
  readonly collections: readonly RestoredCollection[]
  readonly aliases: ReadonlyMap<string, string>
}

/** The same for a snapshot of a whole storage: all of its collections, or none. */
export async function restoreStorage(
  archive: string,
  collectionsPath: string,
  workPath: string,
): Promise<RestoredStorage> {
  const disk = createDisk()
  const work = join(workPath, randomUUID())
  const restored: RestoredCollection[] = []
  try {
    await readArchive(archive, (name) =>
      /[/\\]/.test(name) || name.startsWith('.') ? undefined : join(work, name),
    )
    const { collections, aliases } = readStorageFacts(await readText(join(work, factsEntry)))
    for (const [collection, file] of collections) {
      const path = join(work, file)
      if (/[/\\]/.test(file) || disk.sizeOf(path) === undefined)
        throw new ArchiveDamaged(`'${file}' is missing`)
      const one = await restoreCollection(path, collectionsPath)
      restored.push({ ...one, collection })
      await removeAll(path)
    }
    return { collections: restored, aliases }
  } catch (error) {
    await removeAll(...restored.map(({ uuid }) => join(collectionsPath, uuid)))
    throw error
  } finally {
    await removeAll(work)
  }
}
