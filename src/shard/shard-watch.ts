import type { Disk } from '#base/disk.ts'
import { Task } from '#base/task.ts'
import type { CollectionConfig } from '#model/collection.ts'
import type { Optimizations } from '#model/optimization.ts'
import { ShardControl } from '#storage/shard-control.ts'
import { ShardParts } from '#storage/shard-parts.ts'
import { describeJob, OptimizationLog, segmentOf } from './optimization-log.ts'
import { idleMsMin, type OptimizerJob, planJobs } from './optimizer-policy.ts'
import { type Publisher, ShardOptimizer } from './shard-optimizer.ts'
import { WritePace } from './write-pace.ts'

/** A shard to look after. */
export interface WatchedShard {
  /** Unique in the process. */
  readonly id: string
  readonly path: string
  readonly config: CollectionConfig
  readonly publisher: Publisher
}

export interface WatchOptions {
  readonly boot: number
  readonly disk: Disk
  readonly threads: number
  /** Writes have paused when there was none for so long. */
  readonly idleMs: number
}

/** The files of a shard that rests are let go of after so long. */
const closeMs = 30_000
/** No job may take longer. */
const jobMsMax = 24 * 3600 * 1000
/** Milliseconds that a job holds the thread: nobody waits for an answer of it. */
const jobSliceMs = 100

interface ShardNumbers {
  readonly epoch: number
  readonly operation: number
  readonly rows: number
  readonly lastWriteMs: number
}

/** What the optimizer remembers of one shard. */
export class ShardWatch {
  shard: WatchedShard
  /** Failures one after the other. */
  failures = 0
  retryAtMs = 0
  readonly #options: WatchOptions
  readonly #pace = new WritePace()
  readonly #log = new OptimizationLog()
  /** Segments whose checksums were compared. */
  readonly #checked = new Set<number>()
  /** Segments that an earlier run of the process has left; undefined until the shard is opened. */
  #inherited: ReadonlySet<number> | undefined
  /** Parts that jobs are working on. */
  readonly #locked = new Set<number>()
  readonly #aborts = new Set<AbortController>()
  readonly #running = new Set<Promise<unknown>>()
  #control: ShardControl | undefined
  /** The writer had not opened the shard when it was looked for. */
  #isAbsent = false
  #optimizer: ShardOptimizer | undefined
  /** Numbers at the last look that found nothing to do; until they change there is nothing to look for. */
  #seen: ShardNumbers | undefined

  constructor(shard: WatchedShard, options: WatchOptions) {
    this.shard = shard
    this.#options = options
  }

  /** Takes a new configuration. */
  update(shard: WatchedShard): void {
    this.shard = shard
    this.#seen = undefined
    this.retryAtMs = 0
  }

  /** The writer has opened the shard, so that it is worth looking for. */
  noteOpened(): void {
    this.#isAbsent = false
  }

  /** What is to be done now with the parts that no job is working on. */
  findJob(nowMs: number): OptimizerJob | undefined {
    const numbers = this.#readNumbers()
    if (!numbers) return undefined
    if (numbers.epoch === this.#seen?.epoch && numbers.operation === this.#seen.operation) {
      if (nowMs - numbers.lastWriteMs > closeMs) this.#optimizer = undefined
      return undefined
    }
    const { config } = this.shard
    if (config.optimizers.maxOptimizationThreads === 1 && this.#locked.size > 0) return undefined
    const optimizer = this.#open()
    if (!optimizer) return undefined
    const sinceMs = this.#pace.idleMs(nowMs, numbers.rows, numbers.lastWriteMs)
    const idleMs = sinceMs >= this.#options.idleMs ? Math.max(sinceMs, idleMsMin) : sinceMs
    const job = optimizer.next(config, idleMs, this.#locked)
    if (!job && this.#locked.size === 0 && !optimizer.isPending(config)) this.#seen = numbers
    return job
  }

  /** The writer has not opened the shard since the start, as far as is known: there is nothing to look at. */
  get isAbsent(): boolean {
    return this.#isAbsent
  }

  /** Nothing was to be done at the last look, nor will be unless something changes. */
  get isSettled(): boolean {
    return this.#seen !== undefined
  }

  /** What those that describe the shard are told; undefined: it is well. */
  tellFailure(text: string | undefined): void {
    if (this.#control) this.#control.failure = text
  }

  /** Does a job; meanwhile its parts are locked. As `ShardOptimizer.run`. */
  run(job: OptimizerJob): Promise<boolean> {
    return this.#track(this.#run(job))
  }

  async #run(job: OptimizerJob): Promise<boolean> {
    const optimizer = this.#open()
    if (!optimizer) return false
    const { id, config } = this.shard
    const parts = job.kind === 'index' ? [job.partId] : job.sources
    const abort = new AbortController()
    this.#aborts.add(abort)
    for (const partId of parts) this.#locked.add(partId)
    const end = this.#log.start(describeJob(job, optimizer.stats(config).parts, id))
    try {
      const done = await optimizer.run(job, config, new Task(jobMsMax, abort.signal, jobSliceMs))
      end(done ? { kind: 'done' } : { kind: 'cancelled', reason: 'its segments have changed' })
      return done
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      end({ kind: abort.signal.aborted ? 'cancelled' : 'error', reason })
      throw error
    } finally {
      this.#aborts.delete(abort)
      for (const partId of parts) this.#locked.delete(partId)
    }
  }

  /** What is done, was done and is to be done. */
  optimizations(): Optimizations {
    const { running, completed } = this.#log
    const { id, config } = this.shard
    const stats = this.#readNumbers() && this.#open()?.stats(config)
    const { jobs, idle } = planJobs(stats, this.#locked)
    return {
      running,
      completed,
      queued: jobs.map((job) => describeJob(job, stats?.parts ?? [], id)),
      idle: idle.map((part) => segmentOf(part, id)),
    }
  }

  /** Segments of earlier runs whose checksums were not compared yet. */
  get unread(): number[] {
    return [...(this.#inherited ?? [])].filter((partId) => !this.#checked.has(partId))
  }

  /** As `ShardOptimizer.checkNext`: of the given segments, else of all when there is nothing else to do. */
  async check(among?: readonly number[]): Promise<boolean | undefined> {
    if (!among && this.#locked.size > 0) return undefined
    const optimizer = this.#optimizer
    const sound = optimizer && (await this.#track(optimizer.checkNext(this.#checked, among)))
    if (sound === false) this.#seen = undefined
    return sound
  }

  /** Lets go of the files; they are opened again when they are needed. */
  close(): void {
    this.#optimizer = undefined
    this.#seen = undefined
  }

  /** Stops its jobs at their next pause. */
  abort(): void {
    for (const abort of this.#aborts) abort.abort()
  }

  /** Resolves when nothing of it runs any more. */
  async rest(): Promise<void> {
    await Promise.allSettled(this.#running)
  }

  async #track<Result>(running: Promise<Result>): Promise<Result> {
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  #readNumbers(): ShardNumbers | undefined {
    // Of thousands of shards most may never be opened: none of them is looked for again and again.
    if (this.#isAbsent) return undefined
    this.#control ??= ShardControl.open(this.shard.path, this.#options.boot)
    const control = this.#control
    this.#isAbsent = control === undefined
    if (!control) return undefined
    return {
      epoch: control.epoch,
      operation: control.get('operationNumber'),
      rows: control.get('nextRow'),
      lastWriteMs: control.get('lastWriteMs'),
    }
  }

  #open(): ShardOptimizer | undefined {
    if (this.#optimizer) return this.#optimizer
    const { path, publisher } = this.shard
    const { boot, disk, threads } = this.#options
    const parts = ShardParts.open(path, boot)
    if (!parts) return undefined
    const segments = parts.snapshot().parts.filter((part) => part.kind === 'segment')
    this.#inherited ??= new Set(segments.map((part) => part.partId))
    this.#optimizer = new ShardOptimizer({ path, disk, parts, publisher, threads })
    return this.#optimizer
  }
}
