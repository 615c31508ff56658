import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert, must } from '#base/assert.ts'
import { createDisk, type Disk } from '#base/disk.ts'
import { Task } from '#base/task.ts'
import type { CollectionConfig } from '#model/collection.ts'
import type { PointId } from '#model/point-id.ts'
import { preparePointVectors } from '#model/prepare-vector.ts'
import type { UpdateResult } from '#model/result.ts'
import type { PointWrite, WriteOperation } from '#model/write.ts'
import { ShardParts } from '#storage/shard-parts.ts'
import { createReaderThread } from './reader-thread.ts'
import { type Publisher, ShardOptimizer } from './shard-optimizer.ts'
import { ShardReader } from './shard-reader.ts'
import type { ShardView } from './shard-view.ts'
import { type PointMatcher, ShardWriter } from './writer.ts'

/** A shard in a temporary folder with its writer, a reader and an optimizer, for tests. */
export class TestShard {
  readonly folder: string
  readonly warnings: string[] = []
  readonly #disk: Disk
  readonly #random: () => number
  config: CollectionConfig
  #boot = 1
  #writer: ShardWriter | undefined
  #reader: ShardReader | undefined
  #optimizer: ShardOptimizer | undefined

  /** Opens a new shard; `random` is what its reader samples by. */
  static async create(config: CollectionConfig, random: () => number = Math.random): Promise<TestShard> {
    const shard = new TestShard(config, random)
    await shard.open()
    return shard
  }

  private constructor(config: CollectionConfig, random: () => number) {
    this.config = config
    this.#random = random
    this.#disk = createDisk()
    this.folder = mkdtempSync(join(tmpdir(), 'quiver-shard-'))
  }

  get path(): string {
    return join(this.folder, 'shard-0')
  }

  get boot(): number {
    return this.#boot
  }

  get writer(): ShardWriter {
    return must(this.#writer, 'the shard is open')
  }

  get reader(): ShardReader {
    return must(this.#reader, 'the shard is open')
  }

  get optimizer(): ShardOptimizer {
    return must(this.#optimizer, 'the shard is open')
  }

  /** What an optimizer asks, asked of whatever writer the shard has then. */
  readonly publisher: Publisher = {
    freeze: () => this.writer.freeze(),
    publish: (publication) => this.writer.publish(publication),
    reopen: async () => {
      await this.writer.close()
      this.#writer = await this.#openWriter()
    },
  }

  get view(): ShardView {
    return this.reader.view(this.config)
  }

  async open(): Promise<void> {
    this.#writer = await this.#openWriter()
    this.#reader = must(ShardReader.open(this.path, this.#boot, this.#thread()), 'the writer has opened it')
    this.#optimizer = new ShardOptimizer({
      path: this.path,
      disk: this.#disk,
      parts: must(ShardParts.open(this.path, this.#boot), 'the writer has opened it'),
      publisher: this.publisher,
      threads: 1,
    })
  }

  /** Closes the shard, lets `change` do something to its files, and opens it as another process. */
  async reopen(change: (path: string) => void = () => {}): Promise<void> {
    await this.writer.close()
    change(this.path)
    this.#boot++
    await this.open()
  }

  async close(): Promise<void> {
    await this.#writer?.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  configure(config: CollectionConfig): void {
    this.config = config
    this.writer.setConfig(config)
  }

  async apply(operation: WriteOperation): Promise<UpdateResult> {
    const [outcome] = await this.writer.apply([{ operation, wait: true }])
    if (outcome instanceof Error) throw outcome
    assert(outcome !== undefined && outcome !== 'skipped', 'the operation was applied')
    return outcome
  }

  /** Writes points as clients do: their vectors are prepared first. */
  async upsert(points: readonly PointWrite[]): Promise<void> {
    const prepared = points.map((point) => ({
      ...point,
      vectors: preparePointVectors(this.config, point.vectors),
    }))
    await this.apply({ kind: 'upsert', points: prepared, mode: 'upsert' })
  }

  async delete(ids: readonly PointId[]): Promise<void> {
    await this.apply({ kind: 'delete', selector: { kind: 'ids', ids } })
  }

  /** Does all that the optimizer has to do; returns the kinds of the jobs. */
  async settle(jobsMax = 100): Promise<string[]> {
    const kinds: string[] = []
    for (;;) {
      const job = this.optimizer.next(this.config, Number.POSITIVE_INFINITY)
      if (!job) return kinds
      if (kinds.length === jobsMax) throw new Error(`the optimizer does not come to rest: ${kinds.join()}`)
      await this.optimizer.run(job, this.config, new Task(60_000))
      kinds.push(job.kind)
    }
  }

  #openWriter(): Promise<ShardWriter> {
    return ShardWriter.open(this.path, {
      disk: this.#disk,
      boot: this.#boot,
      config: this.config,
      pause: async () => {},
      matcher: this.#matcher(),
    })
  }

  #matcher(): PointMatcher {
    const task = new Task(60_000)
    return {
      selectPoints: async (filter) => {
        const { view } = this
        return (await view.scroll(filter, undefined, Number.MAX_SAFE_INTEGER, task)).map((ref) =>
          view.idOf(ref),
        )
      },
      matching: async (ids, filter) => {
        const { view } = this
        const passes = view.matcher(filter)
        return new Set(
          ids.filter((id) => {
            const ref = view.find(id)
            return ref !== undefined && passes(ref)
          }),
        )
      },
    }
  }

  #thread(): ReturnType<typeof createReaderThread> {
    return createReaderThread({
      random: this.#random,
      warn: (message, cause) => this.warnings.push(`${message}: ${String(cause)}`),
    })
  }
}
