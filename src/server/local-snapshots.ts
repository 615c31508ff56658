import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { SnapshotInfo, SnapshotSource, SnapshotTarget } from '#model/snapshot.ts'
import type { SnapshotRecovery, Snapshots } from '#service/snapshot-ports.ts'
import type { SnapshotStore, StoredSnapshot } from '#storage/snapshot-store.ts'
import type { Channel } from '#threads/channel.ts'
import type { ServerConfig } from './config.ts'
import type { MainCalls, ServeCalls } from './contracts.ts'
import { checkSource, openSnapshotStore } from './snapshot-source.ts'

/** The snapshots of the node as one serve thread has them: it reads them itself, main makes them. */
export class LocalSnapshots implements Snapshots {
  readonly #config: ServerConfig
  readonly #store: SnapshotStore
  readonly #main: Channel<MainCalls, ServeCalls>

  constructor(config: ServerConfig, main: Channel<MainCalls, ServeCalls>) {
    this.#config = config
    this.#store = openSnapshotStore(config)
    this.#main = main
  }

  create(target: SnapshotTarget): Promise<SnapshotInfo> {
    return this.#main.call('createSnapshot', target)
  }

  list(target: SnapshotTarget): Promise<SnapshotInfo[]> {
    return this.#store.list(target)
  }

  remove(target: SnapshotTarget, name: string): Promise<void> {
    return this.#store.remove(target, name)
  }

  find(target: SnapshotTarget, name: string): Promise<StoredSnapshot> {
    return this.#store.find(target, name)
  }

  async recover(recovery: SnapshotRecovery): Promise<void> {
    const { source } = recovery
    try {
      await this.#main.call('recoverSnapshot', recovery)
    } finally {
      // Who reads it removes it; it may never have come to that.
      if (source.kind === 'file' && source.removed) await this.discardUpload(source.path)
    }
  }

  checkSource(source: SnapshotSource): void {
    const { snapshotsPath, snapshotsFromUrls } = this.#config
    checkSource(source, { snapshotsPath, remoteAllowed: snapshotsFromUrls })
  }

  async uploadPath(): Promise<string> {
    const { workPath } = this.#config
    await mkdir(workPath, { recursive: true })
    return join(workPath, `${randomUUID()}.upload`)
  }

  async discardUpload(path: string): Promise<void> {
    await rm(path, { force: true })
  }
}
