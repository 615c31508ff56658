import type {
  CollectionConfig,
  CollectionSchema,
  PayloadIndexes,
  PayloadIndexSchema,
} from '#model/collection.ts'
import { ShardParts, type ShardSnapshot } from '#storage/shard-parts.ts'
import { countIndexedPoints, countIndexedVectors, type ShardInfo, statusOf } from './collection-status.ts'
import { DeferredPoints } from './deferred-points.ts'
import { OpenPart } from './open-part.ts'
import type { ReaderThread } from './reader-thread.ts'
import { ShardView } from './shard-view.ts'
import { viewPart } from './view-part.ts'

/**
 * Reads one shard on one thread: opens its parts by their paths and follows the writer, without a message
 * and without waiting.
 */
export class ShardReader {
  readonly #parts: ShardParts
  readonly #thread: ReaderThread
  readonly #showsAll: boolean
  readonly #deferred = new DeferredPoints()
  #open = new Map<number, OpenPart>()
  /** As they were read last, and the same with what was known before in the place of equals. */
  #readIndexes: PayloadIndexes | undefined
  #indexes: PayloadIndexes = new Map()
  #last:
    | { readonly snapshot: ShardSnapshot; readonly config: CollectionConfig; readonly view: ShardView }
    | undefined

  /**
   * Undefined when the writer of this process has not opened the shard yet.
   *
   * @param boot names the process, as the writer was told
   * @param showsAll also the points that `prevent_unoptimized` hides, as writes see them
   */
  static open(path: string, boot: number, thread: ReaderThread, showsAll = false): ShardReader | undefined {
    const parts = ShardParts.open(path, boot)
    return parts && new ShardReader(parts, thread, showsAll)
  }

  private constructor(parts: ShardParts, thread: ReaderThread, showsAll: boolean) {
    this.#parts = parts
    this.#showsAll = showsAll
    this.#thread = thread
  }

  /**
   * The shard as it is now, with every write that was acknowledged before on any thread. Synchronous; the same
   * object as last time when nothing has changed.
   */
  view(config: CollectionConfig): ShardView {
    const snapshot = this.#parts.snapshot()
    const last = this.#last
    if (last && last.snapshot === snapshot && last.config === config) return last.view
    if (!last || last.snapshot.epoch !== snapshot.epoch) this.#follow(snapshot)
    const shown = this.#showsAll ? snapshot.parts : this.#deferred.hide(snapshot.parts, config)
    const parts = shown.map((part) => viewPart(part, this.#openPart(part.partId)))
    const view = new ShardView(this.#schemaOf(snapshot, config), parts, this.#thread)
    this.#last = { snapshot, config, view }
    return view
  }

  /** What the shard tells about itself. */
  info(config: CollectionConfig): ShardInfo {
    const { schema, parts } = this.view(config)
    const snapshot = this.#parts.snapshot()
    const optimizerError = this.#parts.control.failure
    return {
      status: statusOf(snapshot, config, optimizerError),
      optimizerError,
      segmentsCount: snapshot.parts.length,
      pointsCount: snapshot.livePoints,
      indexedVectorsCount: countIndexedVectors(snapshot, config),
      payloadIndexes: schema.payloadIndexes,
      indexedPoints: countIndexedPoints(parts, schema.payloadIndexes),
      updateQueueLength: this.#parts.control.get('queueLength'),
      deferredPoints: this.#deferred.count,
    }
  }

  /** Living points that reads do not see until they are optimized; undefined: the collection shows all. */
  deferredPoints(config: CollectionConfig): number | undefined {
    this.view(config)
    return this.#deferred.count
  }

  /** The control file: counters of the writer. */
  get control(): ShardParts['control'] {
    return this.#parts.control
  }

  /** One object as long as nothing in it changes, so that others can keep what they made of it. */
  #schemaOf({ payloadIndexes }: ShardSnapshot, config: CollectionConfig): CollectionSchema {
    const last = this.#last?.view.schema
    if (payloadIndexes !== this.#readIndexes) {
      this.#readIndexes = payloadIndexes
      this.#indexes = keepEqualIndexes(this.#indexes, payloadIndexes)
      for (const open of this.#open.values()) open.columns.retain(new Set(this.#indexes.values()))
    }
    return last?.config === config && last.payloadIndexes === this.#indexes
      ? last
      : { config, payloadIndexes: this.#indexes }
  }

  #openPart(partId: number): OpenPart {
    let open = this.#open.get(partId)
    if (!open) {
      open = new OpenPart(partId, this.#thread)
      this.#open.set(partId, open)
    }
    return open
  }

  /** Lets go of parts that have left the shard. */
  #follow(snapshot: ShardSnapshot): void {
    const kept = new Map<number, OpenPart>()
    for (const { partId } of snapshot.parts) kept.set(partId, this.#openPart(partId))
    this.#open = kept
  }
}

/**
 * `next` with the objects of `last` where they are equal, and `last` itself when all are: columns and filters
 * are kept by these objects, while each manifest that is read brings new ones.
 */
function keepEqualIndexes(last: PayloadIndexes, next: PayloadIndexes): PayloadIndexes {
  const kept = new Map<string, PayloadIndexSchema>()
  let isSame = last.size === next.size
  for (const [path, schema] of next) {
    const known = last.get(path)
    const isKnown = known !== undefined && JSON.stringify(known) === JSON.stringify(schema)
    kept.set(path, isKnown ? known : schema)
    isSame &&= isKnown
  }
  return isSame ? last : kept
}
