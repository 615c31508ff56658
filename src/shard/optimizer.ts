import { createDisk, type Disk } from '#base/disk.ts'
import type { Optimizations } from '#model/optimization.ts'
import { checkpointShard } from '#storage/shard-database.ts'
import { idleMsMin, type OptimizerJob } from './optimizer-policy.ts'
import { ShardWatch, type WatchedShard } from './shard-watch.ts'

export interface OptimizerOptions {
  /** Names the process, as the writer was told. */
  readonly boot: number
  readonly disk?: Disk | undefined
  /** Native threads for a graph whose collection names none; 0: one a core. */
  readonly threads: number
  /** Writes have paused when there was none for so long; the default is that of the policy. */
  readonly idleMs?: number | undefined
  /** Milliseconds between two looks at the shards. */
  readonly lookMs?: number | undefined
  /** A job that failed is tried again after so long, doubled each time up to a minute. */
  readonly retryMs?: number | undefined
  readonly onEvent?: ((event: OptimizerEvent) => void) | undefined
}

/** What happened to a shard, for logs and metrics. */
export type OptimizerEvent =
  | { readonly kind: 'done'; readonly shard: string; readonly job: string; readonly durationMs: number }
  /** A segment does not match its checksums; its points are read again from SQLite. */
  | { readonly kind: 'damaged'; readonly shard: string }
  | { readonly kind: 'failed'; readonly shard: string; readonly job: string; readonly error: unknown }

const lookMsDefault = 200
const retryMsDefault = 1000
const retryMsMax = 60_000

/**
 * Seals, merges and indexes the shards that it watches, on the thread that it runs on: one short job at a
 * time, and beside it one that builds graphs. It reads the files of the shards and asks their writers to
 * publish what it made.
 */
export class Optimizer {
  readonly #options: OptimizerOptions
  readonly #disk: Disk
  readonly #watches = new Map<string, ShardWatch>()
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The job that builds graphs. */
  #building: Promise<boolean> | undefined
  #stopped = false

  constructor(options: OptimizerOptions) {
    this.#options = options
    this.#disk = options.disk ?? createDisk()
    this.#schedule(0)
  }

  /** Begins to look after a shard, or takes its new configuration. */
  watch(shard: WatchedShard): void {
    const known = this.#watches.get(shard.id)
    if (known) return known.update(shard)
    const { boot, threads, idleMs = idleMsMin } = this.#options
    this.#watches.set(shard.id, new ShardWatch(shard, { boot, disk: this.#disk, threads, idleMs }))
  }

  /** The writer has opened a shard: its files are there. */
  noteOpened(id: string): void {
    this.#watches.get(id)?.noteOpened()
  }

  /** Copies the log of a shard into its database, which takes seconds after a large write. */
  checkpoint(id: string): void {
    const watch = this.#watches.get(id)
    if (watch) checkpointShard(watch.shard.path)
  }

  /** What is done for a shard, was done and is to be done; undefined: it is not watched. */
  optimizations(id: string): Optimizations | undefined {
    return this.#watches.get(id)?.optimizations()
  }

  /** Stops looking after a shard; resolves when no job of it runs any more. */
  async forget(id: string): Promise<void> {
    const watch = this.#watches.get(id)
    if (!watch) return
    this.#watches.delete(id)
    await this.#abort([watch])
  }

  /** Stops; resolves when no job runs any more. What a job has made so far is thrown away. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#abort([...this.#watches.values()])
  }

  async #abort(watches: readonly ShardWatch[]): Promise<void> {
    for (const watch of watches) watch.abort()
    await Promise.all(watches.map((watch) => watch.rest()))
  }

  #schedule(delayMs: number): void {
    if (this.#stopped) return
    this.#timer = setTimeout(() => {
      void this.#lookAtAll().then((worked) =>
        this.#schedule(worked ? 0 : (this.#options.lookMs ?? lookMsDefault)),
      )
    }, delayMs)
  }

  /** True when something was done, so that more may be to do. */
  async #lookAtAll(): Promise<boolean> {
    let worked = false
    for (const watch of this.#watches.values()) {
      if (this.#stopped) return false
      // Of thousands of shards most are; to wait for each of them, five times a second, would add up.
      if (watch.isAbsent) continue
      if (Date.now() >= watch.retryAtMs && (await this.#lookAt(watch))) worked = true
    }
    return worked
  }

  async #lookAt(watch: ShardWatch): Promise<boolean> {
    let job: OptimizerJob | undefined
    try {
      job = watch.findJob(Date.now())
    } catch (error) {
      // Damage may be why; without the damaged segment the next look goes better.
      if (await this.#check(watch, watch.unread)) return true
      this.#fail(watch, undefined, error)
      return false
    }
    if (!job) {
      if (watch.isSettled) this.#recover(watch)
      return await this.#check(watch)
    }
    // First, or damage would be copied into a segment that looks sound.
    const unread = watch.unread.filter((partId) => sourcesOf(job).includes(partId))
    if (unread.length > 0) return await this.#check(watch, unread)
    if (!isLong(job)) return await this.#run(watch, job)
    if (this.#building) return false
    this.#building = this.#run(watch, job).finally(() => {
      this.#building = undefined
    })
    return false
  }

  async #run(watch: ShardWatch, job: OptimizerJob): Promise<boolean> {
    const startMs = performance.now()
    try {
      const done = await watch.run(job)
      if (done) this.#succeed(watch, job, performance.now() - startMs)
      return done
    } catch (error) {
      this.#fail(watch, job, error)
      return false
    }
  }

  /** Reads a segment that was not read before; true when there was one. */
  async #check(watch: ShardWatch, among?: readonly number[]): Promise<boolean> {
    try {
      const sound = await watch.check(among)
      if (sound === false) this.#options.onEvent?.({ kind: 'damaged', shard: watch.shard.id })
      return sound !== undefined
    } catch (error) {
      this.#fail(watch, undefined, error)
      return false
    }
  }

  #succeed(watch: ShardWatch, job: OptimizerJob, durationMs: number): void {
    this.#recover(watch)
    this.#options.onEvent?.({ kind: 'done', shard: watch.shard.id, job: job.kind, durationMs })
  }

  #recover(watch: ShardWatch): void {
    if (watch.failures > 0) watch.tellFailure(undefined)
    watch.failures = 0
  }

  #fail(watch: ShardWatch, job: OptimizerJob | undefined, error: unknown): void {
    const { id } = watch.shard
    // A shard that nobody looks after any more has no state to tell about.
    if (this.#stopped || this.#watches.get(id) !== watch) return
    watch.close()
    const { retryMs = retryMsDefault } = this.#options
    watch.retryAtMs = Date.now() + Math.min(retryMsMax, retryMs * 2 ** Math.min(watch.failures++, 10))
    this.#options.onEvent?.({ kind: 'failed', shard: id, job: job?.kind ?? 'look', error })
    watch.tellFailure(error instanceof Error ? error.message : String(error))
  }
}

/** The parts that a job reads points from. */
function sourcesOf(job: OptimizerJob): readonly number[] {
  if (job.kind === 'drop') return []
  return job.kind === 'index' ? [job.partId] : job.sources
}

/** Jobs that build graphs take minutes; others must not wait for them. */
function isLong(job: OptimizerJob): boolean {
  return job.kind !== 'drop' && job.withGraphs
}
