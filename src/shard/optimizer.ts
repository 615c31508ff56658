import { must } from '#base/assert.ts'
import { createDisk, type Disk } from '#base/disk.ts'
import { Task } from '#base/task.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { ShardControl } from '#storage/shard-control.ts'
import { ShardParts } from '#storage/shard-parts.ts'
import { clearOptimizerError, writeOptimizerError } from './optimizer-error.ts'
import { idleMsMin, type OptimizerJob } from './optimizer-policy.ts'
import { type Publisher, ShardOptimizer } from './shard-optimizer.ts'
import { WritePace } from './write-pace.ts'

export interface OptimizerOptions {
  /** Names the process, as the writer was told. */
  readonly boot: number
  readonly disk?: Disk | undefined
  /** Native threads for a graph whose collection names none; 0: one a core. */
  readonly threads: number
  /** Writes have paused when there was none for so long; the default is that of the policy. */
  readonly idleMs?: number | undefined
  readonly onEvent?: ((event: OptimizerEvent) => void) | undefined
}

/** What happened to a shard, for logs and metrics. */
export type OptimizerEvent =
  | { readonly kind: 'done'; readonly shard: string; readonly job: string; readonly durationMs: number }
  /** A segment does not match its checksums; its points are read again from SQLite. */
  | { readonly kind: 'damaged'; readonly shard: string }
  | { readonly kind: 'failed'; readonly shard: string; readonly job: string; readonly error: unknown }

/** A shard to look after. */
export interface WatchedShard {
  /** Unique in the process. */
  readonly id: string
  readonly path: string
  readonly config: CollectionConfig
  readonly publisher: Publisher
}

interface ShardNumbers {
  readonly epoch: number
  readonly operation: number
  readonly rows: number
  readonly lastWriteMs: number
}

interface Entry {
  shard: WatchedShard
  control: ShardControl | undefined
  optimizer: ShardOptimizer | undefined
  /** Numbers at the last look that found nothing to do; until they change there is nothing to look for. */
  seen: { readonly epoch: number; readonly operation: number } | undefined
  readonly pace: WritePace
  /** Segments whose checksums were compared. */
  readonly checked: Set<number>
  failures: number
  retryAtMs: number
  abort: AbortController | undefined
}

/** Milliseconds between two looks at the shards. */
const lookMs = 200
/** The files of a shard that rests are let go of after so long. */
const closeMs = 30_000
/** A job that failed is tried again after so long, doubled each time up to a minute. */
const retryMsMin = 1000
const retryMsMax = 60_000
/** No job may take longer. */
const jobMsMax = 24 * 3600 * 1000

/**
 * Seals, merges and indexes the shards that it watches, one job at a time, on the thread that it runs on. It
 * reads the files of the shards and asks their writers to publish what it made.
 */
export class Optimizer {
  readonly #options: OptimizerOptions
  readonly #disk: Disk
  readonly #entries = new Map<string, Entry>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #round: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: OptimizerOptions) {
    this.#options = options
    this.#disk = options.disk ?? createDisk()
    this.#schedule(0)
  }

  /** Begins to look after a shard, or takes its new configuration. */
  watch(shard: WatchedShard): void {
    const known = this.#entries.get(shard.id)
    if (known) {
      known.shard = shard
      known.seen = undefined
      known.retryAtMs = 0
      return
    }
    this.#entries.set(shard.id, {
      shard,
      control: undefined,
      optimizer: undefined,
      seen: undefined,
      pace: new WritePace(),
      checked: new Set(),
      failures: 0,
      retryAtMs: 0,
      abort: undefined,
    })
  }

  /** Stops looking after a shard; resolves when no job of it runs any more. */
  async forget(id: string): Promise<void> {
    const entry = this.#entries.get(id)
    this.#entries.delete(id)
    if (!entry?.abort) return
    entry.abort.abort()
    await this.#round
  }

  /** Stops; resolves when no job runs any more. What a job has made so far is thrown away. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    for (const entry of this.#entries.values()) entry.abort?.abort()
    await this.#round
  }

  #schedule(delayMs: number): void {
    if (this.#stopped) return
    this.#timer = setTimeout(() => {
      this.#round = this.#lookAtAll().then((worked) => this.#schedule(worked ? 0 : lookMs))
    }, delayMs)
  }

  /** True when something was done, so that more may be to do. */
  async #lookAtAll(): Promise<boolean> {
    let worked = false
    for (const entry of this.#entries.values()) {
      if (this.#stopped) return false
      if (this.#entries.get(entry.shard.id) !== entry || Date.now() < entry.retryAtMs) continue
      let job: OptimizerJob | undefined
      try {
        job = this.#findJob(entry)
        if (job ? await this.#run(entry, job) : await this.#check(entry)) worked = true
      } catch (error) {
        this.#fail(entry, job, error)
      }
    }
    return worked
  }

  #findJob(entry: Entry): OptimizerJob | undefined {
    const numbers = this.#numbersOf(entry)
    if (!numbers) return undefined
    const now = Date.now()
    if (numbers.epoch === entry.seen?.epoch && numbers.operation === entry.seen.operation) {
      if (now - numbers.lastWriteMs > closeMs) entry.optimizer = undefined
      return undefined
    }
    const optimizer = this.#openOptimizer(entry)
    if (!optimizer) return undefined
    const { config } = entry.shard
    const sinceMs = entry.pace.idleMs(now, numbers.rows, numbers.lastWriteMs)
    const idleMs = sinceMs >= (this.#options.idleMs ?? idleMsMin) ? Math.max(sinceMs, idleMsMin) : sinceMs
    const job = optimizer.next(config, idleMs)
    if (!job && !optimizer.isPending(config)) entry.seen = numbers
    return job
  }

  /** Reads a segment that was not read before; true when there was one. */
  async #check(entry: Entry): Promise<boolean> {
    const sound = await entry.optimizer?.checkNext(entry.checked)
    if (sound === false) {
      entry.seen = undefined
      this.#options.onEvent?.({ kind: 'damaged', shard: entry.shard.id })
    }
    return sound !== undefined
  }

  async #run(entry: Entry, job: OptimizerJob): Promise<boolean> {
    const optimizer = must(entry.optimizer, 'the optimizer of a job is open')
    const startMs = performance.now()
    entry.abort = new AbortController()
    try {
      const done = await optimizer.run(job, entry.shard.config, new Task(jobMsMax, entry.abort.signal))
      if (done) this.#succeed(entry, job, performance.now() - startMs)
      return done
    } finally {
      entry.abort = undefined
    }
  }

  #succeed(entry: Entry, job: OptimizerJob, durationMs: number): void {
    const { id, path } = entry.shard
    if (entry.failures > 0) clearOptimizerError(this.#disk, path)
    entry.failures = 0
    this.#options.onEvent?.({ kind: 'done', shard: id, job: job.kind, durationMs })
  }

  #fail(entry: Entry, job: OptimizerJob | undefined, error: unknown): void {
    // A shard that nobody looks after any more has no state to tell about.
    if (this.#stopped || !this.#entries.has(entry.shard.id)) return
    const { id, path } = entry.shard
    entry.optimizer = undefined
    entry.retryAtMs = Date.now() + Math.min(retryMsMax, retryMsMin * 2 ** Math.min(entry.failures++, 10))
    this.#options.onEvent?.({ kind: 'failed', shard: id, job: job?.kind ?? 'look', error })
    try {
      writeOptimizerError(
        this.#disk,
        path,
        this.#options.boot,
        error instanceof Error ? error.message : String(error),
      )
    } catch {
      // The disk that made the job fail may refuse this file too; the log has the failure.
    }
  }

  #numbersOf(entry: Entry): ShardNumbers | undefined {
    entry.control ??= ShardControl.open(entry.shard.path, this.#options.boot)
    const { control } = entry
    if (!control) return undefined
    return {
      epoch: control.epoch,
      operation: control.get('operationNumber'),
      rows: control.get('nextRow'),
      lastWriteMs: control.get('lastWriteMs'),
    }
  }

  #openOptimizer(entry: Entry): ShardOptimizer | undefined {
    if (entry.optimizer) return entry.optimizer
    const { path, publisher } = entry.shard
    const parts = ShardParts.open(path, this.#options.boot)
    if (!parts) return undefined
    const { threads } = this.#options
    entry.optimizer = new ShardOptimizer({ path, disk: this.#disk, parts, publisher, threads })
    return entry.optimizer
  }
}
