import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { must } from '#base/assert.ts'
import { type BitSet, createBitSet } from '#base/bit-set.ts'
import type { Disk } from '#base/disk.ts'
import type { Task } from '#base/task.ts'
import type { CollectionConfig, CollectionSchema } from '#model/collection.ts'
import type { Part } from '#storage/part.ts'
import { Segment } from '#storage/segment.ts'
import { checkSegmentFile } from '#storage/segment-file.ts'
import { draftPrefix } from '#storage/segment-builder.ts'
import type { ShardParts } from '#storage/shard-parts.ts'
import { indexingThreads } from './indexing-threads.ts'
import { decideJob, hasPendingWork, type OptimizerJob, type ShardStats } from './optimizer-policy.ts'
import { completeSegment, makeSegment, type SegmentSettings } from './segment-maker.ts'
import { shardStats } from './shard-stats.ts'
import type { SegmentPublication } from './writer-publish.ts'

/** What the optimizer asks of the writer of a shard. */
export interface Publisher {
  /** Freezes the head that takes points, when it has any, so that it can be sealed. */
  freeze(): Promise<void>
  /** Replaces parts by a segment. False: a source has gone, and nothing has changed. */
  publish(publication: SegmentPublication): Promise<boolean>
  /** Closes the shard and opens it again: segments with missing files are then made anew from SQLite. */
  reopen(): Promise<void>
}

export interface ShardOptimizerOptions {
  readonly path: string
  readonly disk: Disk
  readonly parts: ShardParts
  readonly publisher: Publisher
  /** Native threads for building graphs when the configuration names none; 0: one a core. */
  readonly threads: number
}

/** Looks after one shard: does one job after the other until the shard is as it should be. */
export class ShardOptimizer {
  readonly #options: ShardOptimizerOptions

  constructor(options: ShardOptimizerOptions) {
    this.#options = options
  }

  /**
   * What is to be done now, if anything; `idleMs` as in `decideJob`. Parts in `locked` are taken for not
   * being there.
   */
  next(
    config: CollectionConfig,
    idleMs: number,
    locked: ReadonlySet<number> = new Set(),
  ): OptimizerJob | undefined {
    const stats = shardStats(this.#options.parts.snapshot(), config)
    if (locked.size === 0) return decideJob(stats, idleMs)
    return decideJob({ ...stats, parts: stats.parts.filter((part) => !locked.has(part.partId)) }, idleMs)
  }

  /** The sizes of all parts. */
  stats(config: CollectionConfig): ShardStats {
    return shardStats(this.#options.parts.snapshot(), config)
  }

  /** True while there is or will be something to do. */
  isPending(config: CollectionConfig): boolean {
    return hasPendingWork(shardStats(this.#options.parts.snapshot(), config))
  }

  /**
   * Reads one segment (one of `among`, if given) that was not read before and compares its checksums.
   * Undefined when all have been read, else whether it was sound. A damaged one is given up: its points come again from SQLite.
   */
  async checkNext(checked: Set<number>, among?: readonly number[]): Promise<boolean | undefined> {
    const { parts, disk, publisher } = this.#options
    const segment = parts
      .snapshot()
      .parts.find(
        (part) =>
          part instanceof Segment && !checked.has(part.partId) && (among?.includes(part.partId) ?? true),
      )
    if (!(segment instanceof Segment)) return undefined
    checked.add(segment.partId)
    for (const [name, info] of Object.entries(segment.description.files)) {
      const path = join(segment.path, name)
      if (checkSegmentFile(path, info, true) === undefined) continue
      // While a check reads, the segment may have been replaced and its files removed.
      if (!parts.snapshot().parts.some((part) => part.partId === segment.partId)) return true
      disk.remove(path)
      await publisher.reopen()
      return false
    }
    return true
  }

  /**
   * Does a job. False when it came to nothing because the parts changed meanwhile. Throws what goes wrong;
   * the shard is then as it was before.
   */
  async run(job: OptimizerJob, config: CollectionConfig, task: Task): Promise<boolean> {
    if (job.kind === 'merge' && job.freezesHead) await this.#options.publisher.freeze()
    const snapshot = this.#options.parts.snapshot()
    const schema = { config, payloadIndexes: snapshot.payloadIndexes }
    const wanted = job.kind === 'index' ? [job.partId] : job.sources
    const sources = wanted.map((partId) => snapshot.parts.find((part) => part.partId === partId))
    if (!sources.every((part) => part !== undefined)) return false
    switch (job.kind) {
      case 'drop':
        return await this.#publish(sources.map(asSource), undefined)
      case 'index':
        return await this.#addIndexes(
          must(sources[0], 'one segment is indexed'),
          schema,
          job.withGraphs,
          task,
        )
      case 'merge':
        return await this.#merge(sources, schema, job.withGraphs, task)
    }
  }

  async #merge(
    sources: readonly Part[],
    schema: CollectionSchema,
    withGraphs: boolean,
    task: Task,
  ): Promise<boolean> {
    const living = sources.filter((part) => part.slotCount > part.deadCount)
    if (living.length === 0) return await this.#publish(sources.map(asSource), undefined)
    const settings = this.#settings(schema, withGraphs ? 0 : Number.POSITIVE_INFINITY, task)
    const description = await makeSegment(
      settings,
      living.map((part) => ({
        part,
        slotCount: part.slotCount,
        dead: part.deadCount === 0 ? null : part.tombstones,
      })),
    )
    return await this.#publish(sources.map(asSource), { folder: settings.folder, description })
  }

  async #addIndexes(part: Part, schema: CollectionSchema, withGraphs: boolean, task: Task): Promise<boolean> {
    if (!(part instanceof Segment)) return false
    const settings = this.#settings(schema, withGraphs ? 0 : Number.POSITIVE_INFINITY, task)
    const description = await completeSegment(settings, part)
    if (!description) return false
    // The copy holds dead points too: all of them are to be dead in it.
    const source = { partId: part.partId, tombstones: createBitSet(part.slotCount) }
    return await this.#publish([source], { folder: settings.folder, description })
  }

  async #publish(
    sources: SegmentPublication['sources'],
    segment: SegmentPublication['segment'],
  ): Promise<boolean> {
    const { disk, publisher } = this.#options
    try {
      if (await publisher.publish({ sources, segment })) return true
    } catch (error) {
      if (segment) disk.remove(segment.folder)
      throw error
    }
    if (segment) disk.remove(segment.folder)
    return false
  }

  #settings(schema: CollectionSchema, graphBytesMin: number, task: Task): SegmentSettings {
    const { disk, path, threads } = this.#options
    return {
      disk,
      folder: join(path, `${draftPrefix}${randomUUID()}`),
      schema,
      graphBytesMin,
      threads: indexingThreads(schema.config) || threads,
      task,
    }
  }
}

function asSource(part: Part): { partId: number; tombstones: BitSet } {
  return { partId: part.partId, tombstones: part.tombstones }
}
