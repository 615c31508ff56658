import { isDiskFull } from '#base/disk.ts'
import { internal, RequestError } from '#model/errors.ts'
import type { SnapshotInfo, SnapshotTarget } from '#model/snapshot.ts'
import type { Logger } from '#telemetry/logger.ts'
import type { SnapshotRecovery } from '#service/snapshot-ports.ts'
import type { CatalogKeeper } from './catalog-keeper.ts'
import type { SnapshotThread } from './snapshot-thread.ts'

export interface SnapshotKeeperOptions {
  readonly catalog: Pick<CatalogKeeper, 'restore'>
  /** Starts a thread for one job. */
  readonly spawn: () => SnapshotThread
  readonly logger: Logger
}

/** Snapshots that are being made, read or waited for. */
const jobsMax = 64

/**
 * Makes snapshots and brings collections back, one after the other, each on a thread of its own: they want the
 * whole disk anyway.
 */
export class SnapshotKeeper {
  readonly #options: SnapshotKeeperOptions
  #jobs = 0
  #last: Promise<unknown> = Promise.resolve()
  #running: SnapshotThread | undefined
  #stopped = false

  constructor(options: SnapshotKeeperOptions) {
    this.#options = options
  }

  create(target: SnapshotTarget): Promise<SnapshotInfo> {
    return this.#inTurn('a snapshot could not be made', { target }, (thread) =>
      thread.calls.call('create', target),
    )
  }

  recover({ collection, mustExist, source, checksum }: SnapshotRecovery): Promise<void> {
    return this.#inTurn('a collection could not be recovered', { collection }, async (thread) => {
      const restored = await thread.calls.call('restore', { source, checksum })
      await this.#options.catalog.restore(collection, restored, mustExist)
    })
  }

  /** Ends what is running: it leaves nothing behind but work for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running?.end()
  }

  /** `failure` and `facts` are for the log, because the client may not wait for the end. */
  async #inTurn<T>(
    failure: string,
    facts: Readonly<Record<string, unknown>>,
    run: (thread: SnapshotThread) => Promise<T>,
  ): Promise<T> {
    if (this.#jobs >= jobsMax) {
      const text = `Too many snapshots wait to be made or recovered already: ${jobsMax}`
      throw new RequestError('resource-exhausted', text, { retryAfterSec: 10 })
    }
    this.#jobs++
    const result = this.#last.then(() => this.#run(run))
    this.#last = result.catch(() => {})
    try {
      return await result
    } catch (error) {
      this.#options.logger.warn(failure, { ...facts, error })
      throw asRequestError(error)
    } finally {
      this.#jobs--
    }
  }

  async #run<T>(run: (thread: SnapshotThread) => Promise<T>): Promise<T> {
    if (this.#stopped) throw new RequestError('unavailable', 'The server is shutting down')
    const thread = this.#options.spawn()
    this.#running = thread
    try {
      return await Promise.race([run(thread), thread.death])
    } finally {
      this.#running = undefined
      await thread.end()
    }
  }
}

function asRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error
  const text = error instanceof Error ? error.message : String(error)
  // On the way from another thread an error keeps its text only.
  if (isDiskFull(error) || /\bENOSPC\b|disk is full/.test(text)) {
    return new RequestError('insufficient-storage', 'No space left on the disk for the snapshot', {
      cause: error,
    })
  }
  return internal(`the snapshot failed: ${text.split('\n', 1)[0]}`, error)
}
