import type { SnapshotInfo, SnapshotTarget } from '#model/snapshot.ts'

/** Snapshots of one collection: those that are being made, those that are being read, and those made so far. */
export interface SnapshotCount {
  running: number
  recovering: number
  created: number
}

/** Counts the snapshots of collections since the start of the process. */
export class SnapshotCounts {
  readonly #counts = new Map<string, SnapshotCount>()

  /** Counts a snapshot while it is made. That of the whole node is one of no collection. */
  async create(target: SnapshotTarget, run: () => Promise<SnapshotInfo>): Promise<SnapshotInfo> {
    if (target.kind === 'full') return await run()
    const count = this.#of(target.collection)
    count.running++
    try {
      const info = await run()
      count.created++
      return info
    } finally {
      count.running--
    }
  }

  /** Counts a recovery while it runs. */
  async recover(collection: string, run: () => Promise<void>): Promise<void> {
    const count = this.#of(collection)
    count.recovering++
    try {
      await run()
    } finally {
      count.recovering--
    }
  }

  /** A collection is gone, and what was counted of it. */
  forget(collection: string): void {
    this.#counts.delete(collection)
  }

  /** By collection; those that had nothing to do with snapshots are not there. */
  report(): ReadonlyMap<string, Readonly<SnapshotCount>> {
    return this.#counts
  }

  #of(collection: string): SnapshotCount {
    let count = this.#counts.get(collection)
    if (!count) {
      count = { running: 0, recovering: 0, created: 0 }
      this.#counts.set(collection, count)
    }
    return count
  }
}
