import type { SnapshotInfo, SnapshotSource, SnapshotTarget } from '#model/snapshot.ts'
import type { StoredSnapshot } from '#storage/snapshot-store.ts'

/** What brings a collection back. */
export interface SnapshotRecovery {
  /** By name or alias; the collection is made when there is none, unless it must be there. */
  readonly collection: string
  readonly mustExist: boolean
  readonly source: SnapshotSource
  /** What the SHA-256 of the file must be. */
  readonly checksum: string | undefined
}

/** The snapshots of the node, as the operations need them. */
export interface Snapshots {
  /** Returns when it is whole and on the medium. The collection may be written meanwhile. */
  create(target: SnapshotTarget): Promise<SnapshotInfo>
  /** By name. */
  list(target: SnapshotTarget): Promise<SnapshotInfo[]>
  /** Throws `not-found` when there is none. */
  remove(target: SnapshotTarget, name: string): Promise<void>
  /** Throws `not-found` when there is none. */
  find(target: SnapshotTarget, name: string): Promise<StoredSnapshot>
  /**
   * Replaces a collection by that of a snapshot, or makes it. Returns when the new one answers; when it throws,
   * the old one is as it was.
   */
  recover(recovery: SnapshotRecovery): Promise<void>
  /** Throws `invalid-argument` or `permission-denied` when nothing may be recovered from there. */
  checkSource(source: SnapshotSource): void
  /** A path for a file that a client sends. */
  uploadPath(): Promise<string>
  /** Removes such a file, if it is there. */
  discardUpload(path: string): Promise<void>
}
