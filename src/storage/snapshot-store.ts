import type { SnapshotInfo, SnapshotTarget } from '#model/snapshot.ts'

/** A snapshot that can be read. */
export interface StoredSnapshot extends SnapshotInfo {
  /** When it was written last, milliseconds since the epoch. */
  readonly modifiedMs: number
  /** Of its file on this machine; undefined: it is elsewhere. */
  readonly path?: string | undefined
  /** All of its bytes, or those from `from` to `to`, this one excluded. */
  open(from?: number, to?: number): Blob | ReadableStream<Uint8Array>
}

/** Where snapshots are kept. */
export interface SnapshotStore {
  /** By name; empty when there are none. */
  list(target: SnapshotTarget): Promise<SnapshotInfo[]>
  /** Throws `not-found` when there is no such snapshot. */
  find(target: SnapshotTarget, name: string): Promise<StoredSnapshot>
  /** Throws `not-found` when there is no such snapshot. */
  remove(target: SnapshotTarget, name: string): Promise<void>
  /**
   * Makes a snapshot: `write` fills the file that it is given and tells its checksum. It has its name when it is
   * whole.
   */
  create(
    target: SnapshotTarget,
    peerId: number,
    nowMs: number,
    write: (draft: string) => Promise<{ readonly checksum: string }>,
  ): Promise<SnapshotInfo>
}
