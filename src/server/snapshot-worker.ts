import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createDisk } from '#base/disk.ts'
import { wrongInput } from '#model/errors.ts'
import type { SnapshotInfo, SnapshotTarget } from '#model/snapshot.ts'
import { ArchiveDamaged, checksumOf, removeAll } from '#storage/snapshot-archive.ts'
import type { SnapshotCalls, SnapshotRestoreJob } from './contracts.ts'
import { makeSnapshot } from './snapshot-maker.ts'
import { type RestoredCollection, restoreCollection } from './snapshot-restorer.ts'
import { obtainSnapshot, openSnapshotStore } from './snapshot-source.ts'
import { joinMain } from './thread.ts'

/** Copies databases and reads archives, which would hold up a thread that has other things to do. */
const thread = joinMain<SnapshotCalls>({
  create: (target) => create(target),
  restore: (job) => restore(job),
  drain: async () => {},
})
const { config, peerId } = thread.data
const { storagePath, snapshotsPath, workPath, snapshotsFromUrls } = config

function create(target: SnapshotTarget): Promise<SnapshotInfo> {
  return makeSnapshot({ storagePath, workPath, store: openSnapshotStore(config), peerId }, target)
}

async function restore({ source, checksum }: SnapshotRestoreJob): Promise<RestoredCollection> {
  createDisk().makeFolder(workPath)
  const downloaded = join(workPath, `${randomUUID()}.download`)
  try {
    const rules = { snapshotsPath, remoteAllowed: snapshotsFromUrls, store: openSnapshotStore(config) }
    const path = await obtainSnapshot(source, rules, downloaded)
    if (checksum !== undefined) await checkChecksum(path, checksum)
    return await restoreCollection(path, join(storagePath, 'collections'))
  } catch (error) {
    if (!(error instanceof ArchiveDamaged)) throw error
    throw wrongInput(`Failed to unpack tar archive: ${error.message}`)
  } finally {
    await removeAll(downloaded)
    if (source.kind === 'file' && source.removed) await removeAll(source.path)
  }
}

async function checkChecksum(path: string, expected: string): Promise<void> {
  const actual = await checksumOf(path)
  if (actual === expected.toLowerCase()) return
  throw wrongInput(`Snapshot checksum mismatch: expected ${expected}, got ${actual}`)
}
