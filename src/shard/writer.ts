import { assert, must } from '#base/assert.ts'
import { isDiskFull, lacksSpace } from '#base/disk.ts'
import { createHardwareUsage, type HardwareUsage } from '#base/hardware-usage.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { internal, RequestError } from '#model/errors.ts'
import type { Filter } from '#model/filter.ts'
import type { PointId } from '#model/point-id.ts'
import type { ShardControl } from '#storage/shard-control.ts'
import type { StoredCounters } from '#storage/shard-database.ts'
import { type LostSegment, type OpenedShard, type OpenOptions, openShardFiles } from './writer-open.ts'
import {
  filterOf,
  namedIds,
  numbersTaken,
  type Selection,
  type ShardOperation,
  stageOperation,
} from './writer-operations.ts'
import { applyChanges, withChanges } from './writer-index-changes.ts'
import { asError, asFailure, BatchOutcomes, type PendingWrite, type WriteOutcome } from './writer-outcomes.ts'
import { commitSegment, type SegmentPublication } from './writer-publish.ts'
import { WriteStage } from './writer-stage.ts'
import { countStaged } from './writer-usage.ts'
import { type CommitFacts, type ShardFiles, WriterTransaction } from './writer-transaction.ts'
import { WriterUpkeep } from './writer-upkeep.ts'
import { findProblems } from './writer-verify.ts'

/** Evaluates filters on the points that are visible, and counts what that reads. */
export interface PointMatcher {
  /** Ids of the live points that pass, each once. */
  selectPoints(filter: Filter, usage: HardwareUsage): Promise<readonly PointId[]>
  /** Those of the given points that live and pass. */
  matching(ids: readonly PointId[], filter: Filter, usage: HardwareUsage): Promise<ReadonlySet<PointId>>
}

export interface ShardWriterOptions extends OpenOptions {
  readonly matcher: PointMatcher
  /**
   * Runs `checkpointShard` on another thread, after a transaction that has written much. Default: the next
   * small one does it, on this thread.
   */
  readonly checkpoint?: (() => Promise<void>) | undefined
  /** Told of failures that nobody waits for (`wait` was false). */
  readonly onUnseenFailure?: ((error: RequestError) => void) | undefined
  readonly onCommit?: ((commit: CommitFacts) => void) | undefined
}

/** A staged operation that waits for its commit; `failure`: it changes nothing and takes a number only. */
interface Staged {
  readonly index: number
  readonly write: PendingWrite
  readonly selection: Selection
  number: number
  failure: RequestError | undefined
  usage: HardwareUsage
}

/** From so many points on an operation by selector is a transaction of its own, written out as it goes. */
const largeSelection = 2000
/** Bytes of staged points after which a group is committed. */
const groupBytesMax = 32 << 20

/**
 * Writes one shard: applies operations in groups, each group as one durable transaction, and lets the
 * optimizer replace parts. Calls may overlap; they run one after the other.
 */
export class ShardWriter {
  /** Segments that were found damaged when the shard was opened. */
  readonly lost: readonly LostSegment[]
  readonly #files: ShardFiles
  readonly #matcher: PointMatcher
  readonly #pause: () => Promise<void>
  readonly #checkpoint: () => Promise<void>
  readonly #onUnseenFailure: (error: RequestError) => void
  readonly #onCommit: (commit: CommitFacts) => void
  readonly #stage: WriteStage
  readonly #upkeep: WriterUpkeep
  #config: CollectionConfig
  #counters: StoredCounters
  #last: Promise<unknown> = Promise.resolve()
  #broken: Error | undefined
  #closed = false
  #closing = false
  /** Checkpoints that are being made elsewhere. */
  #checkpoints = 0

  /** Opens a shard or makes an empty one; see `openShardFiles`. */
  static async open(path: string, options: ShardWriterOptions): Promise<ShardWriter> {
    return new ShardWriter(await openShardFiles(path, options), options)
  }

  private constructor(opened: OpenedShard, options: ShardWriterOptions) {
    this.lost = opened.lost
    this.#files = opened.files
    this.#counters = opened.counters
    this.#config = options.config
    this.#matcher = options.matcher
    this.#pause = options.pause
    this.#checkpoint = options.checkpoint ?? (async () => {})
    this.#onUnseenFailure = options.onUnseenFailure ?? (() => {})
    this.#onCommit = options.onCommit ?? (() => {})
    const { parts, database, payloadIndexes } = opened.files
    this.#upkeep = new WriterUpkeep({
      database,
      exclusively: (run) => this.#exclusively(run),
      pause: this.#pause,
      isClosing: () => this.#closing,
      onFailure: (error) => this.#noteFailure(error),
      checkpoint: this.#checkpoint,
    })
    this.#stage = new WriteStage({
      has: (id) => parts.locate(id) !== undefined,
      read: (id) => {
        const location = parts.locate(id)
        return location && database.readPoint(location.row, id)
      },
      payloadIndex: (path) => payloadIndexes.get(path),
    })
  }

  get control(): ShardControl {
    return this.#files.control
  }

  /** Set when memory and disk may differ: the shard must be closed and opened again. */
  get broken(): Error | undefined {
    return this.#broken
  }

  /** The configuration that later operations are checked against. */
  setConfig(config: CollectionConfig): void {
    this.#config = config
  }

  /**
   * Applies operations in order. When it returns, all that succeeded are durable and visible to all threads.
   * A failing one changes nothing.
   */
  apply(writes: readonly PendingWrite[]): Promise<readonly WriteOutcome[]> {
    return this.#exclusively(() => this.#apply(writes))
  }

  /** Freezes the active head, when it has points, so that it can be sealed. */
  freeze(): Promise<void> {
    return this.#exclusively(async () => {
      if (this.#files.parts.active.head.slotCount === 0) return
      const counters = { ...this.#counters }
      const transaction = new WriterTransaction(this.#files, this.#config, counters)
      this.#finish(transaction, counters, (open) => open.rotateHead())
    })
  }

  /**
   * Replaces parts by a segment that was made from them. False: a part is not there any more (the shard was
   * opened again), and nothing has changed.
   */
  publish(publication: SegmentPublication): Promise<boolean> {
    return this.#exclusively(async () => {
      const counters = { ...this.#counters }
      let show: ReturnType<typeof commitSegment>
      try {
        show = commitSegment(this.#files, counters, publication)
      } catch (error) {
        this.#noteFailure(error)
        throw error
      }
      if (!show) return false
      this.#counters = counters
      this.#mustSucceed(show)
      return true
    })
  }

  /** Reads everything and tells what is damaged; empty when nothing is. */
  verify(): Promise<string[]> {
    return this.#exclusively(async () => {
      for (let isMore = true; isMore; await this.#pause()) isMore = this.#upkeep.deleteChunk()
      return findProblems(this.#files, this.#counters)
    })
  }

  /** Lets go of the files, after what is running. Readers go on with what they have mapped. */
  close(): Promise<void> {
    this.#closing = true
    const closed = this.#last.then(() => {
      if (this.#closed) return
      this.#closed = true
      for (const { head } of this.#files.parts.heads) head.close()
      this.#files.control.noteClosed()
      this.#files.database.close()
    })
    this.#last = closed
    return closed
  }

  #exclusively<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#last.then(() => {
      assert(!this.#closed, 'the shard is open')
      if (this.#broken) throw internal('the shard has to be opened again', this.#broken)
      return run()
    })
    this.#last = result.catch(() => {})
    return result
  }

  async #apply(writes: readonly PendingWrite[]): Promise<readonly WriteOutcome[]> {
    const { disk, path } = this.#files
    const outcomes = new BatchOutcomes(this.#onUnseenFailure, () => lacksSpace(disk, path))
    let group: Staged[] = []
    const commit = (): void => {
      this.#commitGroup(group, outcomes)
      group = []
    }
    for (const [index, write] of writes.entries()) {
      const filter = filterOf(write.operation)
      // A filter is evaluated on what is visible, so everything before it has to be.
      if (filter) commit()
      if (outcomes.skips(index, write)) continue
      if (this.#broken) {
        outcomes.fail(index, write, this.#broken)
        continue
      }
      const selection = await this.#select(write.operation, filter)
      if (selection instanceof Error) {
        outcomes.fail(index, write, selection)
        continue
      }
      const staged: Staged = {
        index,
        write,
        selection,
        number: 0,
        failure: undefined,
        usage: { ...selection.usage },
      }
      if (selection.ids.length < largeSelection && this.#stageOne(staged, outcomes)) {
        group.push(staged)
        if (this.#stage.bytes > groupBytesMax) commit()
        continue
      }
      commit()
      if (!outcomes.skips(index, write)) await this.#applyLarge(staged, outcomes)
    }
    commit()
    return outcomes.all
  }

  async #select(operation: ShardOperation, filter: Filter | undefined): Promise<Selection | Error> {
    const usage = createHardwareUsage()
    try {
      if (!('selector' in operation)) {
        const passing = filter && (await this.#matcher.matching(namedIds(operation), filter, usage))
        return { ids: [], passing, usage }
      }
      const ids = filter ? await this.#matcher.selectPoints(filter, usage) : namedIds(operation)
      return { ids, passing: undefined, usage }
    } catch (error) {
      return asError(error)
    }
  }

  /**
   * Stages an operation upon the others of its group; it takes its numbers even when it fails. False: it makes
   * more of the points than may be in memory (a small change of points with large payloads), and is not staged.
   */
  #stageOne(staged: Staged, outcomes: BatchOutcomes): boolean {
    const { operation, wait, request } = staged.write
    this.#counters.operationNumber += numbersTaken(operation)
    staged.number = this.#counters.operationNumber
    staged.failure = undefined
    staged.usage = { ...staged.selection.usage }
    try {
      for (const _ of this.#steps(staged)) {
        if (this.#stage.currentBytes <= groupBytesMax) continue
        this.#stage.drop()
        this.#counters.operationNumber -= numbersTaken(operation)
        return false
      }
      countStaged(operation, this.#stage, staged.usage)
      this.#stage.keep()
    } catch (error) {
      this.#stage.drop()
      staged.failure = asFailure(error)
      if (wait) outcomes.noteFailure(request)
    }
    return true
  }

  #steps({ write, selection, number }: Staged): Generator<void> {
    return stageOperation(write.operation, selection, { stage: this.#stage, config: this.#config, number })
  }

  #commitGroup(group: readonly Staged[], outcomes: BatchOutcomes): void {
    if (group.length === 0) return
    const failure = this.#commitStage(group)
    if (!failure) {
      for (const staged of group) outcomes.settle(staged.index, staged.write, staged)
      return
    }
    if (group.length === 1 || !isDiskFull(failure)) {
      for (const { index, write } of group) outcomes.fail(index, write, failure)
      return
    }
    // One large operation must not take the small ones down with it.
    for (const { write } of group) outcomes.forgetFailure(write)
    for (const staged of group) {
      if (outcomes.skips(staged.index, staged.write)) continue
      if (this.#stageOne(staged, outcomes)) this.#commitGroup([staged], outcomes)
      else outcomes.fail(staged.index, staged.write, failure)
    }
  }

  /** Makes what is staged durable and visible, or undoes it and returns why. */
  #commitStage(group: readonly Staged[]): Error | undefined {
    try {
      const startedMs = performance.now()
      const counters = { ...this.#counters }
      const transaction = new WriterTransaction(this.#files, this.#config, counters)
      this.#finish(transaction, counters, (open) => {
        open.write(this.#stage.points)
        open.writePayloadIndexes(this.#stage.payloadIndexes)
      })
      this.#noteCommit(transaction, group.length, startedMs)
      return undefined
    } catch (error) {
      const first = must(group[0], 'a group has an operation')
      this.#counters.operationNumber = first.number - numbersTaken(first.write.operation)
      return asError(error)
    } finally {
      this.#stage.clear()
    }
  }

  #noteCommit({ syncMs }: WriterTransaction, operations: number, startedMs: number): void {
    this.#onCommit({ operations, durationMs: performance.now() - startedMs, syncMs })
    this.#upkeep.consider()
  }

  /** Writes what is left to write, commits and publishes; or aborts and throws. */
  #finish(
    transaction: WriterTransaction,
    counters: StoredCounters,
    write: (transaction: WriterTransaction) => void,
  ): void {
    const changes = this.#stage.payloadIndexes
    const { payloadIndexes } = this.#files
    try {
      write(transaction)
      transaction.commit(withChanges(payloadIndexes, changes), changes.size > 0)
    } catch (error) {
      this.#abort(transaction, error)
      throw error
    }
    this.#counters = counters
    this.#mustSucceed(() => transaction.publish(() => applyChanges(payloadIndexes, changes)))
  }

  /** Runs what shows a durable change. Should it fail, memory is not what the disk says. */
  #mustSucceed(show: () => void): void {
    try {
      show()
    } catch (error) {
      this.#broken = asError(error)
      throw error
    }
  }

  /** After a failed sync nobody knows what is on the medium: only opening the shard again tells. */
  #noteFailure(reason: unknown): void {
    if (!isDiskFull(reason) && !(reason instanceof RequestError)) this.#broken = asError(reason)
  }

  #abort(transaction: WriterTransaction, reason: unknown): void {
    this.#noteFailure(reason)
    try {
      transaction.abort()
    } catch (error) {
      this.#broken = asError(error)
    }
  }

  /** Applies one operation on many points in bounded memory, giving way to other shards meanwhile. */
  async #applyLarge(staged: Staged, outcomes: BatchOutcomes): Promise<void> {
    const startedMs = performance.now()
    const { index, write } = staged
    staged.number = this.#counters.operationNumber + numbersTaken(write.operation)
    const counters = { ...this.#counters, operationNumber: staged.number }
    let transaction: WriterTransaction | undefined
    this.#files.database.deferCheckpoints()
    this.#checkpoints++
    try {
      transaction = new WriterTransaction(this.#files, this.#config, counters)
      transaction.deferDeletes()
      for (const _ of this.#steps(staged)) {
        this.#writeStaged(transaction, staged)
        await this.#pause()
      }
      await this.#files.database.syncLog()
      const open = transaction
      transaction = undefined
      this.#finish(open, counters, () => this.#writeStaged(open, staged))
      this.#noteCommit(open, 1, startedMs)
      outcomes.settle(index, write, staged)
    } catch (error) {
      this.#stage.clear()
      if (transaction) this.#abort(transaction, error)
      if (!(error instanceof RequestError)) return outcomes.fail(index, write, asError(error))
      this.#counters.operationNumber = staged.number
      staged.failure = error
      outcomes.settle(index, write, staged)
    } finally {
      void this.#checkpointElsewhere()
      void this.#upkeep.run()
    }
  }

  /** Commits do without checkpoints until another thread has made one. */
  async #checkpointElsewhere(): Promise<void> {
    // Should it fail, the commits make up for it.
    await this.#checkpoint().catch(() => {})
    if (--this.#checkpoints === 0 && !this.#closed) this.#files.database.resumeCheckpoints()
  }

  #writeStaged(transaction: WriterTransaction, { write, usage }: Staged): void {
    countStaged(write.operation, this.#stage, usage)
    this.#stage.keep()
    transaction.write(this.#stage.points)
    this.#stage.clear()
  }
}
