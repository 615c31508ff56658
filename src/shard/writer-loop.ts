import { type Disk, lacksSpace } from '#base/disk.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { RequestError } from '#model/errors.ts'
import type { UpdateResult } from '#model/result.ts'
import { createBlankDatabase } from '#storage/blank-database.ts'
import { type PointMatcher, ShardWriter } from './writer.ts'
import type { LostSegment } from './writer-open.ts'
import type { CommitFacts } from './writer-transaction.ts'
import { approximateBytes, type ShardOperation } from './writer-operations.ts'
import { type PendingWrite, refusal, type WriteOutcome } from './writer-outcomes.ts'
import type { SegmentPublication } from './writer-publish.ts'

/** What the loop must be told of shards. `shardId` is any text that names one. */
export interface ShardHost {
  /** The folder of a shard, and the configuration of its collection as of now. Throws when there is none. */
  describe(shardId: string): { readonly path: string; readonly config: CollectionConfig }
  /** Evaluates the filters of writes; called when the shard is opened. */
  matcherOf(shardId: string): PointMatcher
  /** As `checkpoint` of `ShardWriterOptions`. */
  checkpoint?(shardId: string): Promise<void>
  /** Readers of this process find the shard from now on. */
  onOpened?(shardId: string): void
  onLostSegments?(shardId: string, lost: readonly LostSegment[]): void
  /** A group of operations was committed. */
  onCommit?(commit: CommitFacts): void
  /** An operation failed for which nobody waited. */
  onUnseenFailure?(shardId: string, error: RequestError): void
  /** A shard could not be opened or closed as it should. */
  onTrouble?(shardId: string, error: unknown): void
}

export interface WriterLimits {
  /** Operations of all shards that wait or are being applied. */
  readonly operationsMax: number
  /** Their memory, roughly. */
  readonly bytesMax: number
  /** Shards that are open at a time; idle ones are closed when there are more. */
  readonly openShardsMax: number
}

export const defaultWriterLimits: WriterLimits = {
  operationsMax: 20_000,
  bytesMax: 512 << 20,
  openShardsMax: 256,
}

export interface WriterLoopOptions {
  readonly host: ShardHost
  readonly disk: Disk
  /** Names the process; see `ShardParts.open`. */
  readonly boot: number
  readonly limits?: Partial<WriterLimits>
  /** Monotonic milliseconds. */
  readonly now?: () => number
}

export interface SubmitOptions {
  readonly wait: boolean
  /** Seconds after which a caller that waits is told `wait_timeout`; the operation is applied all the same. */
  readonly timeoutSec?: number | undefined
}

const timeoutSecDefault = 60
/** Operations and bytes of one turn of a shard, so that the others come to theirs. */
const turnOperationsMax = 512
const turnBytesMax = 16 << 20
/** Milliseconds that a long operation may hold the thread. */
const sliceMs = 4

/** The operations of one request that wait for their turn. */
interface Waiting {
  readonly writes: readonly PendingWrite[]
  readonly bytes: number
  readonly deadlineMs: number
  readonly resolve: (results: UpdateResult[]) => void
  readonly reject: (error: unknown) => void
}

interface Shard {
  readonly id: string
  readonly queue: Waiting[]
  writer: Promise<ShardWriter> | undefined
  control: ShardWriter['control'] | undefined
  /** Operations that wait or are being applied. */
  pending: number
  /** Calls of the optimizer and openings that are running. */
  busy: number
  pump: Promise<void> | undefined
}

/**
 * Applies the operations of many shards on one thread. What waits for a shard is applied as one group; shards
 * take turns. The queue is bounded: past it callers are refused. Shards are opened when they are needed, and
 * the least recently used idle ones are closed when too many are open.
 */
export class WriterLoop {
  readonly #host: ShardHost
  readonly #disk: Disk
  readonly #boot: number
  readonly #limits: WriterLimits
  readonly #now: () => number
  readonly #blankDatabase = createBlankDatabase()
  /** Least recently used first. */
  readonly #shards = new Map<string, Shard>()
  /** Shards that are being closed: none is opened again before. */
  readonly #closings = new Map<string, Promise<void>>()
  #operations = 0
  #bytes = 0
  #closing = false

  constructor(options: WriterLoopOptions) {
    this.#host = options.host
    this.#disk = options.disk
    this.#boot = options.boot
    this.#limits = { ...defaultWriterLimits, ...options.limits }
    this.#now = options.now ?? (() => performance.now())
  }

  /** Operations that wait or are being applied. */
  get pendingOperations(): number {
    return this.#operations
  }

  /** Memory of these, roughly. */
  get pendingBytes(): number {
    return this.#bytes
  }

  /** Applies one operation. Rejects with a `RequestError` when it fails. */
  async submit(shardId: string, operation: ShardOperation, options: SubmitOptions): Promise<UpdateResult> {
    const [result] = await this.submitAll(shardId, [operation], options)
    return result as UpdateResult
  }

  /**
   * Applies operations in order, each whole or not at all, up to the first that fails, whose error is thrown.
   * With `wait` false only failures to make an operation durable count.
   */
  submitAll(
    shardId: string,
    operations: readonly ShardOperation[],
    options: SubmitOptions,
  ): Promise<UpdateResult[]> {
    const bytes = operations.reduce((sum, operation) => sum + approximateBytes(operation), 0)
    const refusal = this.#refusal(operations.length, bytes)
    if (refusal) return Promise.reject(refusal)
    const shard = this.#shardOf(shardId)
    const request = {}
    const writes = operations.map((operation) => ({ operation, wait: options.wait, request }))
    return new Promise((resolve, reject) => {
      const deadlineMs = this.#now() + (options.timeoutSec ?? timeoutSecDefault) * 1000
      shard.queue.push({ writes, bytes, deadlineMs, resolve, reject })
      this.#count(shard, writes.length, bytes)
      this.#wake(shard)
    })
  }

  /** Opens a shard, so that readers of this process find it. */
  async ensureOpen(shardId: string): Promise<void> {
    await this.#withWriter(shardId, async () => {})
  }

  /** Freezes the head of a shard that takes points, when it has any. */
  freeze(shardId: string): Promise<void> {
    return this.#withWriter(shardId, (writer) => writer.freeze())
  }

  /** Replaces parts by a segment. False: a source has gone meanwhile, and nothing has changed. */
  publish(shardId: string, publication: SegmentPublication): Promise<boolean> {
    return this.#withWriter(shardId, (writer) => writer.publish(publication))
  }

  /** Closes a shard and opens it again: segments of which files are missing are then made anew. */
  async reopen(shardId: string): Promise<void> {
    const shard = this.#shards.get(shardId)
    if (shard) await this.#closeWriter(shard)
    await this.ensureOpen(shardId)
  }

  /** Reads a whole shard and tells what is damaged. */
  verify(shardId: string): Promise<string[]> {
    return this.#withWriter(shardId, (writer) => writer.verify())
  }

  /** Lets go of a shard whose collection is gone, after what it is doing. Its waiting operations fail. */
  async drop(shardId: string): Promise<void> {
    const shard = this.#shards.get(shardId)
    if (!shard) return
    this.#shards.delete(shardId)
    const gone = new RequestError('not-found', 'Not found: the collection was deleted')
    for (const waiting of shard.queue.splice(0)) this.#reject(shard, waiting, gone)
    await shard.pump
    await this.#closeWriter(shard)
  }

  /** Takes no more operations, applies those that wait, and closes every shard. */
  async close(): Promise<void> {
    this.#closing = true
    for (const shard of this.#shards.values()) {
      await shard.pump
      await this.#closeWriter(shard)
    }
    this.#shards.clear()
    await Promise.all(this.#closings.values())
  }

  #refusal(operations: number, bytes: number): RequestError | undefined {
    if (this.#closing) return new RequestError('unavailable', 'The server is shutting down')
    const fits =
      this.#operations + operations <= this.#limits.operationsMax &&
      (this.#operations === 0 || this.#bytes + bytes <= this.#limits.bytesMax)
    if (fits) return undefined
    const text = 'Too many updates wait to be applied. Help: send fewer at a time, and try again later.'
    return new RequestError('resource-exhausted', text, { retryAfterSec: 1 })
  }

  /** The shard, which is now the most recently used one. */
  #shardOf(shardId: string): Shard {
    const known = this.#shards.get(shardId)
    const shard = known ?? {
      id: shardId,
      queue: [],
      writer: undefined,
      control: undefined,
      pending: 0,
      busy: 0,
      pump: undefined,
    }
    this.#shards.delete(shardId)
    this.#shards.set(shardId, shard)
    if (!known) this.#closeIdle()
    return shard
  }

  #count(shard: Shard, operations: number, bytes: number): void {
    this.#operations += operations
    this.#bytes += bytes
    shard.pending += operations
    shard.control?.set('queueLength', shard.pending)
  }

  #wake(shard: Shard): void {
    shard.pump ??= this.#pump(shard)
  }

  /** Gives a shard its turns until nothing waits. */
  async #pump(shard: Shard): Promise<void> {
    // Requests that come together are applied together.
    await nextTurn()
    while (shard.queue.length > 0) {
      await this.#turn(shard, takeTurn(shard.queue))
      await nextTurn()
    }
    // At once, so that who comes next wakes the shard again.
    shard.pump = undefined
  }

  async #turn(shard: Shard, turn: readonly Waiting[]): Promise<void> {
    try {
      const writes = turn.flatMap((waiting) => [...waiting.writes])
      const { writer, outcomes } = await this.#use(shard, async (writer) => ({
        writer,
        outcomes: await writer.apply(writes),
      }))
      if (writer.broken) await this.#reopenBroken(shard)
      let from = 0
      for (const waiting of turn) {
        const to = from + waiting.writes.length
        this.#settle(shard, waiting, outcomes.slice(from, to))
        from = to
      }
    } catch (error) {
      if (!(error instanceof RequestError)) this.#host.onTrouble?.(shard.id, error)
      await this.#closeWriter(shard)
      for (const waiting of turn) this.#reject(shard, waiting, error)
    }
  }

  /**
   * Before those are answered whose writes have failed: what they read next is what the disk has kept, which may
   * be their writes too. When the disk still fails, whoever needs the shard next tries again.
   */
  async #reopenBroken(shard: Shard): Promise<void> {
    await this.#closeWriter(shard)
    await this.#open(shard).catch((error: unknown) => this.#host.onTrouble?.(shard.id, error))
  }

  #settle(shard: Shard, waiting: Waiting, outcomes: readonly WriteOutcome[]): void {
    const results: UpdateResult[] = []
    const late = this.#now() >= waiting.deadlineMs
    for (const outcome of outcomes) {
      if (outcome instanceof Error) return this.#reject(shard, waiting, outcome)
      if (outcome === 'skipped') break
      results.push(late && outcome.status === 'completed' ? { ...outcome, status: 'wait_timeout' } : outcome)
    }
    this.#count(shard, -waiting.writes.length, -waiting.bytes)
    waiting.resolve(results)
  }

  #reject(shard: Shard, waiting: Waiting, error: unknown): void {
    this.#count(shard, -waiting.writes.length, -waiting.bytes)
    waiting.reject(this.#refuse(shard.id, error))
  }

  #refuse(shardId: string, error: unknown): RequestError {
    return refusal(error, () => {
      try {
        return lacksSpace(this.#disk, this.#host.describe(shardId).path)
      } catch {
        // The collection is gone.
        return false
      }
    })
  }

  async #withWriter<T>(shardId: string, run: (writer: ShardWriter) => Promise<T>): Promise<T> {
    if (this.#closing) throw new RequestError('unavailable', 'The server is shutting down')
    const shard = this.#shardOf(shardId)
    shard.busy++
    try {
      return await this.#use(shard, run)
    } catch (error) {
      const told = this.#refuse(shardId, error)
      throw told.kind === 'insufficient-storage' ? told : error
    } finally {
      shard.busy--
    }
  }

  /** Calls `run` with the writer of a shard, which is opened when it is not, or anew when it has failed. */
  async #use<T>(shard: Shard, run: (writer: ShardWriter) => Promise<T>): Promise<T> {
    for (;;) {
      const opening = this.#open(shard)
      const writer = await opening
      // It was closed while we waited, or nobody has noticed yet that it has to be.
      if (shard.writer !== opening) continue
      if (writer.broken) {
        await this.#closeWriter(shard)
        continue
      }
      writer.setConfig(this.#host.describe(shard.id).config)
      return await run(writer)
    }
  }

  #open(shard: Shard): Promise<ShardWriter> {
    if (shard.writer) return shard.writer
    const opening = this.#openWriter(shard).catch((error: unknown) => {
      // Unless it was given up meanwhile, and another one is on its way.
      if (shard.writer === opening) shard.writer = undefined
      throw error
    })
    shard.writer = opening
    return opening
  }

  async #openWriter(shard: Shard): Promise<ShardWriter> {
    // The last one, which waits for those before it; a later one waits for this opening.
    await this.#closings.get(shard.id)
    const { path, config } = this.#host.describe(shard.id)
    const writer = await ShardWriter.open(path, {
      disk: this.#disk,
      boot: this.#boot,
      config,
      matcher: this.#host.matcherOf(shard.id),
      pause: createPause(this.#now),
      blankDatabase: this.#blankDatabase,
      checkpoint: () => this.#host.checkpoint?.(shard.id) ?? Promise.resolve(),
      onUnseenFailure: (error) => this.#host.onUnseenFailure?.(shard.id, error),
      onCommit: (commit) => this.#host.onCommit?.(commit),
    })
    shard.control = writer.control
    this.#host.onOpened?.(shard.id)
    if (writer.lost.length > 0) this.#host.onLostSegments?.(shard.id, writer.lost)
    return writer
  }

  #closeIdle(): void {
    let open = this.#shards.size
    for (const shard of this.#shards.values()) {
      if (open <= this.#limits.openShardsMax) return
      if (shard.pump || shard.busy > 0 || shard.queue.length > 0) continue
      open--
      this.#shards.delete(shard.id)
      void this.#closeWriter(shard)
    }
  }

  async #closeWriter(shard: Shard): Promise<void> {
    const { writer } = shard
    if (!writer) return
    shard.writer = undefined
    shard.control = undefined
    const closed = writer
      .then((open) => open.close())
      .catch((error: unknown) => this.#host.onTrouble?.(shard.id, error))
      .finally(() => {
        if (this.#closings.get(shard.id) === closed) this.#closings.delete(shard.id)
      })
    this.#closings.set(shard.id, closed)
    await closed
  }
}

/** The requests of the next turn, taken from the queue. */
function takeTurn(queue: Waiting[]): Waiting[] {
  let operations = 0
  let bytes = 0
  let count = 0
  for (const waiting of queue) {
    operations += waiting.writes.length
    bytes += waiting.bytes
    if (count > 0 && (operations > turnOperationsMax || bytes > turnBytesMax)) break
    count++
  }
  return queue.splice(0, count)
}

/** Lets messages and other shards come to their turn when the thread was held long enough. */
function createPause(now: () => number): () => Promise<void> {
  let sliceEndMs = now() + sliceMs
  return async () => {
    if (now() < sliceEndMs) return
    await nextTurn()
    sliceEndMs = now() + sliceMs
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resume) => setImmediate(resume))
}
