import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { SnapshotInfo, SnapshotSource, SnapshotTarget } from '#model/snapshot.ts'
import type { SnapshotContent, SnapshotRecovery, Snapshots } from '#service/snapshot-ports.ts'
import { SnapshotFolders } from '#storage/snapshot-folders.ts'
import type { Channel } from '#threads/channel.ts'
import type { ServerConfig } from './config.ts'
import type { MainCalls, ServeCalls } from './contracts.ts'
import { checkSource } from './snapshot-source.ts'

/** The snapshots of the node as one serve thread has them: files it reads itself, main makes them. */
export class LocalSnapshots implements Snapshots {
  readonly #config: ServerConfig
  readonly #folders: SnapshotFolders
  readonly #main: Channel<MainCalls, ServeCalls>

  constructor(config: ServerConfig, main: Channel<MainCalls, ServeCalls>) {
    this.#config = config
    this.#folders = new SnapshotFolders(config.snapshotsPath)
    this.#main = main
  }

  create(target: SnapshotTarget): Promise<SnapshotInfo> {
    return this.#main.call('createSnapshot', target)
  }

  list(target: SnapshotTarget): Promise<SnapshotInfo[]> {
    return this.#folders.list(target)
  }

  remove(target: SnapshotTarget, name: string): Promise<void> {
    return this.#folders.remove(target, name)
  }

  find(target: SnapshotTarget, name: string): Promise<SnapshotContent> {
    return this.#folders.find(target, name)
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
