import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createDisk } from '#base/disk.ts'
import { version } from '#base/version.ts'
import { collectionMissing } from '#model/errors.ts'
import type { SnapshotInfo, SnapshotTarget } from '#model/snapshot.ts'
import { copyShard } from '#shard/snapshot-copy.ts'
import { CatalogReader, type CatalogSnapshot, catalogFile } from '#storage/catalog-reader.ts'
import { type ArchiveEntry, type ArchiveSummary, removeAll, writeArchive } from '#storage/snapshot-archive.ts'
import { snapshotName } from '#storage/snapshot-folders.ts'
import type { SnapshotStore } from '#storage/snapshot-store.ts'
import { type CollectionFacts, describeCollection, describeStorage, factsEntry } from './snapshot-facts.ts'

/** Where snapshots are made of, and where they go. */
export interface SnapshotMakerOptions {
  readonly storagePath: string
  /** For what is needed only while one is made; best on the file system of the storage. */
  readonly workPath: string
  readonly store: SnapshotStore
  readonly peerId: number
}

/** The folder of a shard in an archive. */
export const archivedShard = 'shard-0'

/**
 * Makes a snapshot of a storage folder that may be in use by a running node, of this process or another one.
 * Blocks its thread for as long as a database takes to be copied.
 */
export async function makeSnapshot(
  options: SnapshotMakerOptions,
  target: SnapshotTarget,
): Promise<SnapshotInfo> {
  const { store, peerId, storagePath, workPath } = options
  const catalog = CatalogReader.open(join(storagePath, catalogFile))
  const work = join(workPath, randomUUID())
  createDisk().makeFolder(work)
  const job: Job = { storagePath, peerId, catalog, work }
  try {
    return await store.create(target, peerId, Date.now(), (draft) =>
      target.kind === 'full' ? archiveStorage(job, draft) : archiveCollection(job, target.collection, draft),
    )
  } finally {
    catalog.close()
    await removeAll(work)
  }
}

interface Job {
  readonly storagePath: string
  readonly peerId: number
  readonly catalog: CatalogReader
  readonly work: string
}

/** Every collection as an archive of its own, and the aliases. */
async function archiveStorage(job: Job, draft: string): Promise<ArchiveSummary> {
  const nowMs = Date.now()
  const files = new Map<string, string>()
  const entries: ArchiveEntry[] = []
  for (const collection of job.catalog.read().collections.keys()) {
    const name = snapshotName({ kind: 'collection', collection }, job.peerId, nowMs)
    const path = join(job.work, name)
    // One that is deleted meanwhile is not in the snapshot.
    if (!(await archiveUnlessGone(job, collection, path))) continue
    files.set(collection, name)
    entries.push({ name, path })
  }
  const { aliases } = job.catalog.read()
  const known = new Map([...aliases].filter(([, collection]) => files.has(collection)))
  const facts = { name: factsEntry, text: describeStorage({ collections: files, aliases: known }, version) }
  return writeArchive(draft, [facts, ...entries])
}

async function archiveUnlessGone(job: Job, collection: string, path: string): Promise<boolean> {
  try {
    await archiveCollection(job, collection, path)
    return true
  } catch (error) {
    if (job.catalog.read().collections.has(collection)) throw error
    return false
  }
}

async function archiveCollection(job: Job, collection: string, draft: string): Promise<ArchiveSummary> {
  const { uuid } = recordOf(job.catalog.read(), collection)
  const copy = join(job.work, uuid)
  try {
    const files = copyShard(createDisk(), join(job.storagePath, 'collections', uuid, 'shard-0'), copy)
    // Read after the points: vectors that were stored are in it, unless their name was deleted meanwhile.
    const record = recordOf(job.catalog.read(), collection)
    if (record.uuid !== uuid) throw collectionMissing(collection)
    const facts: CollectionFacts = { collection, config: record.config }
    return await writeArchive(draft, [
      { name: factsEntry, text: describeCollection(facts, version) },
      ...files.map((file) => ({ name: `${archivedShard}/${file}`, path: join(copy, file) })),
    ])
  } catch (error) {
    if (!job.catalog.read().collections.has(collection)) throw collectionMissing(collection)
    throw error
  } finally {
    await removeAll(copy)
  }
}

function recordOf(catalog: CatalogSnapshot, collection: string) {
  const record = catalog.collections.get(collection)
  if (!record) throw collectionMissing(collection)
  return record
}
