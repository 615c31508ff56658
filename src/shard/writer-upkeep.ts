import type { ShardDatabase } from '#storage/shard-database.ts'

export interface UpkeepOptions {
  readonly database: ShardDatabase
  /** Runs something between the writes of the shard. Rejects when the shard is closed or must be opened again. */
  readonly exclusively: (run: () => Promise<boolean>) => Promise<boolean>
  /** Lets other shards have their turns. */
  readonly pause: () => Promise<void>
  readonly isClosing: () => boolean
  /** Told of every failure of the database. */
  readonly onFailure: (error: unknown) => void
  /** Copies the log into the database, on another thread. */
  readonly checkpoint: () => Promise<void>
}

/** Space is given back when at least so much is free, 8 MB, and it is a quarter of the file. */
const freePagesMin = 2048
const freeShareMin = 0.25
/** Pages that are moved in one transaction: about 2 ms and a sync. */
const pagesAStep = 128

/**
 * What a shard does with its database though nobody waits for it, one short transaction at a time between writes:
 * it deletes the rows that large operations have left, and gives free pages back to the disk.
 */
export class WriterUpkeep {
  readonly #options: UpkeepOptions
  #isRunning = false
  #isShrinking = false

  constructor(options: UpkeepOptions) {
    this.#options = options
  }

  /** Called after a commit: begins when there is enough to give back. */
  consider(): void {
    if (!this.#isRunning && this.#hasMuchFree()) void this.run()
  }

  /** Does all there is to do. What fails is done after the next write that makes it due, or at the next opening. */
  async run(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    const { database, exclusively, pause, isClosing, checkpoint } = this.#options
    try {
      let hasShrunk = false
      const step = async (): Promise<boolean> => {
        const isMore = this.deleteChunk() || this.#shrink()
        hasShrunk ||= this.#isShrinking
        return isMore
      }
      while (!isClosing() && (await exclusively(step))) await pause()
      if (!hasShrunk || isClosing()) return
      // Only a checkpoint makes the file shorter.
      await checkpoint()
      await exclusively(async () => {
        database.cutLog()
        return false
      })
    } catch {
      // Told by `onFailure`, or the shard is being closed.
    } finally {
      this.#isRunning = false
    }
  }

  /** Deletes some of the rows that large operations have left; false when there were none. */
  deleteChunk(): boolean {
    return this.#transact((database) => database.deleteDying())
  }

  /** Gives some free pages back; false when few are left. */
  #shrink(): boolean {
    this.#isShrinking ||= this.#hasMuchFree()
    if (!this.#isShrinking) return false
    this.#isShrinking = this.#transact((database) => database.giveBack(pagesAStep)) >= pagesAStep
    return this.#isShrinking
  }

  #hasMuchFree(): boolean {
    const { database } = this.#options
    const free = database.givablePages
    return free >= freePagesMin && free >= database.pages * freeShareMin
  }

  #transact<T>(run: (database: ShardDatabase) => T): T {
    const { database, onFailure } = this.#options
    try {
      database.begin()
      const result = run(database)
      database.commit()
      return result
    } catch (error) {
      onFailure(error)
      database.rollback()
      throw error
    }
  }
}
