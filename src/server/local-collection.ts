import type { CancelSignal } from '#base/cancel-signal.ts'
import { createHardwareUsage, type HardwareUsage } from '#base/hardware-usage.ts'
import { Task } from '#base/task.ts'
import type {
  CollectionConfig,
  CollectionInfo,
  CollectionSchema,
  PayloadIndexSchema,
} from '#model/collection.ts'
import { configWarnings } from '#model/collection-config.ts'
import { collectionMissing, RequestError } from '#model/errors.ts'
import type { CollectionMemory } from '#model/memory-usage.ts'
import type { Optimizations } from '#model/optimization.ts'
import type { UpdateResult } from '#model/result.ts'
import type { VectorNameOperation, WriteOperation, WriteOptions } from '#model/write.ts'
import type { ReadView } from '#query/read-view.ts'
import { refuseInfoOfClosed } from '#service/closed-collection.ts'
import type { CollectionHandle } from '#service/ports.ts'
import { folderBytes, partFacts } from '#shard/part-facts.ts'
import { payloadSize } from '#shard/payload-size.ts'
import type { ReaderThread } from '#shard/reader-thread.ts'
import { shardMemory } from '#shard/shard-memory.ts'
import { ShardReader } from '#shard/shard-reader.ts'
import type { ShardView } from '#shard/shard-view.ts'
import type { CollectionRecord } from '#storage/catalog-reader.ts'
import { ShardControl } from '#storage/shard-control.ts'
import { createRequestStats, type RequestStats } from '#telemetry/request-stats.ts'
import { type Channel, ChannelFullError } from '#threads/channel.ts'
import type { MainCalls, NoCalls, ServeCalls, WriterCalls } from './contracts.ts'
import { type CollectionReport, restingReport } from './node-report.ts'
import type { OpenReaders } from './open-readers.ts'
import { packOperations } from './packed-writes.ts'

export interface LocalCollectionOptions {
  readonly boot: number
  readonly main: Channel<MainCalls, ServeCalls>
  readonly writer: Channel<WriterCalls, NoCalls>
  readonly readerThread: ReaderThread
  /** Why the collection stays closed, if it does. */
  readonly closedBecause: string | undefined
  /** The collections that this thread keeps open. */
  readonly readers: OpenReaders
}

/** Seconds that a write waits for points to be optimized, if it does not say how long. */
const shownTimeoutSecDefault = 60
/** Milliseconds between two looks at whether they are. */
const shownLookMs = 20

/** A collection whose one shard is on this node, on one serve thread: reads here, writes by the writer. */
export class LocalCollection implements CollectionHandle {
  readonly name: string
  readonly usage: HardwareUsage = createHardwareUsage()
  readonly requests: RequestStats = createRequestStats()
  readonly closedBecause: string | undefined
  readonly #uuid: string
  readonly #shardPath: string
  readonly #options: LocalCollectionOptions
  #config: CollectionConfig
  #reader: ShardReader | undefined
  #opening: Promise<ShardReader> | undefined
  #followedEpoch: number | undefined

  constructor(record: CollectionRecord, shardPath: string, options: LocalCollectionOptions) {
    this.name = record.name
    this.#uuid = record.uuid
    this.#shardPath = shardPath
    this.#options = options
    this.closedBecause = options.closedBecause
    this.#config = record.config
  }

  /** Takes the configuration of a newer catalog. */
  adopt(record: CollectionRecord): void {
    this.#config = record.config
  }

  get schema(): CollectionSchema {
    const payloadIndexes = this.#reader?.view(this.#config).schema.payloadIndexes ?? new Map<string, never>()
    return { config: this.#config, payloadIndexes }
  }

  async view(): Promise<ReadView> {
    return this.shardView()
  }

  async shardView(): Promise<ShardView> {
    const reader = await this.#use()
    return reader.view(this.#config)
  }

  /** Takes in a newer list of parts, so that files which are replaced are not held by a thread that nobody asks. */
  follow(): boolean {
    const reader = this.#reader
    if (!reader || reader.control.epoch === this.#followedEpoch) return false
    this.#followedEpoch = reader.control.epoch
    try {
      reader.view(this.#config)
    } catch {
      // Its files are gone: the collection is being deleted, or who reads it next is told what is wrong.
    }
    return true
  }

  noteRead(): void {
    this.#reader?.control.set('lastReadMs', Date.now())
  }

  /** Lets go of the files until the collection is read again. */
  closeReader(): void {
    this.#reader = undefined
  }

  async submit(operations: readonly WriteOperation[], options: WriteOptions): Promise<UpdateResult[]> {
    const { wait, timeoutSec } = options
    const packed = packOperations(operations)
    const batch = { uuid: this.#uuid, operations: packed.operations, options: { wait, timeoutSec } }
    const written = this.#options.writer.call('submit', batch, packed.transfer).catch(refuseWhenFull)
    if (!wait || this.#config.optimizers.preventUnoptimized !== true) return await written
    const deadlineMs = performance.now() + (timeoutSec ?? shownTimeoutSecDefault) * 1000
    const results = await written
    if (await this.#allShown(deadlineMs)) return results
    return results.map((result) => ({ ...result, status: 'wait_timeout' }))
  }

  /** Waits until no point is hidden because it is not optimized; false: it takes too long. */
  async #allShown(deadlineMs: number): Promise<boolean> {
    while (performance.now() < deadlineMs) {
      const reader = await this.#use()
      if ((reader.deferredPoints(this.#config) ?? 0) === 0) return true
      await new Promise((look) => setTimeout(look, shownLookMs))
    }
    return false
  }

  async submitVectorName(operation: VectorNameOperation, options: WriteOptions): Promise<UpdateResult> {
    return this.#options.main.call('changeVectorName', { collection: this.name, operation, options })
  }

  async info(): Promise<CollectionInfo> {
    const reader = await this.#use()
    const { payloadIndexes, indexedPoints, ...shard } = reader.info(this.#config)
    const payloadSchema = new Map<string, { schema: PayloadIndexSchema; points: number }>()
    for (const [path, schema] of payloadIndexes) {
      payloadSchema.set(path, { schema, points: indexedPoints.get(path) ?? 0 })
    }
    const config = this.#config
    return { ...shard, config, payloadSchema, warnings: configWarnings(config) }
  }

  async payloadBytes(): Promise<number> {
    return payloadSize((await this.shardView()).parts)
  }

  async memory(signal: CancelSignal): Promise<CollectionMemory> {
    const { schema, parts } = await this.shardView()
    const task = new Task(Number.POSITIVE_INFINITY, signal)
    return shardMemory(this.#shardPath, schema, parts, task)
  }

  async optimizations(): Promise<Optimizations> {
    await this.#use()
    const told = await this.#options.main.call('optimizations', this.#uuid)
    return told ?? { running: [], completed: [], queued: [], idle: [] }
  }

  async takeTokens(kind: 'read' | 'write', tokens: number, perMinute: number): Promise<number | undefined> {
    const reader = await this.#use()
    return reader.control.buckets[kind].take(tokens, perMinute, Date.now())
  }

  /** What it tells about itself for metrics and telemetry. `opens`: also when it has to be opened for that. */
  async report(opens: boolean): Promise<CollectionReport> {
    refuseInfoOfClosed(this)
    if (!opens) {
      const glance = ShardControl.glance(this.#shardPath, this.#options.boot)
      if (!glance?.isOpen) return restingReport(this.#config, glance?.livePoints ?? 0)
    }
    const info = await this.info()
    const view = await this.shardView()
    return {
      info,
      parts: view.parts.map((part) => partFacts(part, this.#config)),
      fileBytes: folderBytes(this.#shardPath),
      isAtRest: false,
    }
  }

  async #use(): Promise<ShardReader> {
    refuseInfoOfClosed(this)
    const reader = this.#reader ?? (await this.#open())
    this.#options.readers.use(this)
    return reader
  }

  /** The writer opens a shard when it is first used; then its files can be read. */
  #open(): Promise<ShardReader> {
    this.#opening ??= this.#openShard().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  async #openShard(): Promise<ShardReader> {
    const { boot, readerThread, writer } = this.#options
    const open = (): ShardReader | undefined => ShardReader.open(this.#shardPath, boot, readerThread)
    let reader = open()
    if (!reader) {
      await writer.call('open', this.#uuid)
      reader = open()
      // It was deleted since.
      if (!reader) throw collectionMissing(this.name)
    }
    this.#reader = reader
    return reader
  }
}

function refuseWhenFull(error: unknown): never {
  if (!(error instanceof ChannelFullError)) throw error
  throw new RequestError('resource-exhausted', 'Too many updates wait to be applied.', { cause: error })
}
