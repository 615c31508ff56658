import { join } from 'node:path'
import type { Disk } from '#base/disk.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { segmentFolder } from '#storage/manifest.ts'
import { checkSegment } from '#storage/segment.ts'
import {
  denseFile,
  idsFile,
  pointFields,
  pointsFile,
  presentFile,
  type SegmentDescription,
} from '#storage/segment-layout.ts'
import { shardDatabaseFile } from '#storage/shard-database.ts'
import { ArchiveDamaged } from '#storage/snapshot-archive.ts'
import { CopiedDatabase, copyShardDatabase } from '#storage/snapshot-database.ts'

/**
 * Copies a shard into a new folder, as it is at one moment with everything that was acknowledged before, while
 * it is written, read and optimized. The database alone is the shard; the segments travel along so that it need
 * not be indexed again, and one that was replaced meanwhile stays behind. Gives the names of the files, which
 * may be the very files of the shard under a second name: they are only to be read.
 */
export function copyShard(disk: Disk, shardPath: string, target: string): string[] {
  disk.makeFolder(target)
  // Before the database is copied, which may take long: whatever is replaced meanwhile is still to be had.
  for (const name of disk.list(shardPath)) {
    if (/^segment-\d+$/.test(name)) linkSegment(disk, join(shardPath, name), join(target, name))
  }
  const databasePath = join(target, shardDatabaseFile)
  copyShardDatabase(shardPath, databasePath)
  const files = [shardDatabaseFile]
  const database = new CopiedDatabase(databasePath)
  try {
    for (const { partId, description } of database.segments()) {
      const folder = segmentFolder(partId)
      const path = join(target, folder)
      // One that was made after the others were linked.
      if (checkSegment(path, description, false) !== undefined)
        linkSegment(disk, join(shardPath, folder), path)
      if (checkSegment(path, description, false) === undefined) {
        for (const name of Object.keys(description.files)) files.push(`${folder}/${name}`)
      } else database.forgetSegment(partId)
    }
  } finally {
    database.close()
  }
  return files
}

/** Gives the files of a segment a second name, as far as they are there. */
function linkSegment(disk: Disk, from: string, to: string): void {
  disk.makeFolder(to)
  for (const name of disk.list(from)) {
    const target = join(to, name)
    if (disk.sizeOf(target) !== undefined) continue
    try {
      disk.link(join(from, name), target)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}

/** The files that the copy of a shard may have, by their names in it. */
export function isShardFile(name: string): boolean {
  return name === shardDatabaseFile || /^segment-\d{1,15}\/[a-z0-9][a-z0-9_-]{0,63}$/.test(name)
}

/**
 * Checks the copy of a shard that came from elsewhere, before it is opened. Segments that are not what the
 * database and the configuration say are forgotten: their points are in the database, and get new ones. Throws
 * `ArchiveDamaged` when the database is not sound.
 */
export function checkCopiedShard(path: string, config: CollectionConfig): void {
  let database: CopiedDatabase
  try {
    database = new CopiedDatabase(join(path, shardDatabaseFile))
  } catch (error) {
    throw new ArchiveDamaged(`it has no database: ${(error as Error).message}`)
  }
  try {
    database.check()
    for (const { partId, description } of database.segments()) {
      const isSound =
        agrees(description, config) &&
        checkSegment(join(path, segmentFolder(partId)), description, true) === undefined
      if (!isSound) database.forgetSegment(partId)
    }
  } catch (error) {
    if (error instanceof ArchiveDamaged) throw error
    throw new ArchiveDamaged(`its database cannot be read: ${(error as Error).message}`)
  } finally {
    database.close()
  }
}

/** Whether the files of a segment have the lengths that its points and vectors need. */
function agrees({ slotCount, columns, files }: SegmentDescription, config: CollectionConfig): boolean {
  const lengthOf = (name: string): number | undefined => files[name]?.length
  const sizes = new Map([...config.vectors].map(([name, { size }]) => [config.vectorKeys.get(name), size]))
  const idsLength = lengthOf(idsFile) ?? -1
  return (
    lengthOf(pointsFile) === (slotCount + 1) * pointFields.stride * 8 &&
    idsLength >= slotCount * 8 &&
    idsLength <= slotCount * 16 &&
    columns.every(({ vectorKey, dimension }) => {
      const present = lengthOf(presentFile(vectorKey))
      return (
        // A vector whose name is gone is never read.
        dimension === (sizes.get(vectorKey) ?? dimension) &&
        lengthOf(denseFile(vectorKey)) === slotCount * dimension * 4 &&
        (present === undefined || present >= Math.ceil(slotCount / 32) * 4)
      )
    })
  )
}
