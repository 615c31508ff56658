import type { Disk } from '#base/disk.ts'
import type { CollectionConfig, PayloadIndexSchema } from '#model/collection.ts'
import type { PointId } from '#model/point-id.ts'
import { draftManifest } from '#storage/manifest.ts'
import type { ShardControl } from '#storage/shard-control.ts'
import type { PointContent, ShardDatabase, StoredCounters } from '#storage/shard-database.ts'
import { keepKeys } from '#storage/vector-record.ts'
import {
  createHead,
  killPoints,
  type Location,
  type WriterParts,
  type WrittenHead,
  type WrittenPart,
} from './writer-parts.ts'

/** A group of operations that has become durable and visible. */
export interface CommitFacts {
  readonly operations: number
  /** Milliseconds since the group began to be written. */
  readonly durationMs: number
  /** Milliseconds of them in which the database made it durable. */
  readonly syncMs: number
}

/** What the transactions of a shard work on. */
export interface ShardFiles {
  readonly disk: Disk
  readonly path: string
  readonly database: ShardDatabase
  readonly control: ShardControl
  readonly parts: WriterParts
  /** Payload indexes that are visible. */
  readonly payloadIndexes: Map<string, PayloadIndexSchema>
  /** Bounds the rows of new heads; undefined: as storage thinks best. */
  readonly headCapacityMax: number | undefined
}

/**
 * One durable change of a shard. Everything that can fail comes first: SQLite, the points behind the visible
 * ones of the head, new heads, the draft of a new manifest. `commit` then makes it durable, and `publish`
 * shows it, which cannot fail. `abort` leaves no trace.
 */
export class WriterTransaction {
  readonly #files: ShardFiles
  readonly #config: CollectionConfig
  readonly #counters: StoredCounters
  /** Slots of the points that die, by their part. */
  readonly #deaths = new Map<WrittenPart, number[]>()
  /** The heads after this transaction. Only the last one of the present ones, and new ones, take points. */
  #heads: WrittenHead[]
  /** Keys of the vectors that the collection has; what is left of deleted names goes when a point is written. */
  readonly #vectorKeys: ReadonlySet<number>
  /** Rows of points that die, when they are to be deleted later. */
  #dying: number[] | undefined
  #placeManifest: (() => void) | undefined
  #isWrite = false
  /** How long the commit itself took, milliseconds. */
  syncMs = 0

  /** Begins. `counters` are changed as the transaction goes. */
  constructor(files: ShardFiles, config: CollectionConfig, counters: StoredCounters) {
    this.#files = files
    this.#config = config
    this.#counters = counters
    this.#heads = [...files.parts.heads]
    this.#vectorKeys = new Set(config.vectorKeys.values())
    files.database.begin()
  }

  /** From here on rows are not deleted but noted, for `ShardDatabase.deleteDying`. */
  deferDeletes(): void {
    this.#dying ??= []
  }

  /** Writes the new content of points (null: they are deleted). Each id may come once in a transaction. */
  write(points: ReadonlyMap<PointId, PointContent | null>): void {
    const { database, parts } = this.#files
    this.#isWrite = true
    for (const [id, content] of points) {
      const location = parts.locate(id)
      if (location) this.#bury(location, id)
      if (!content) continue
      const vectors = keepKeys(content.vectors, this.#vectorKeys)
      const point = { id, row: this.#counters.nextRow++, ...content, vectors }
      database.insertPoint(point)
      this.#counters.livePoints++
      if (!this.#active.head.hasRoomFor(point)) this.#rotate(point.row, point)
      this.#active.head.append(point)
    }
  }

  /** Closes the active head, when it has points, and begins another. */
  rotateHead(): void {
    if (this.#active.head.slotCount > 0) this.#rotate(this.#counters.nextRow, undefined)
  }

  writePayloadIndexes(indexes: ReadonlyMap<string, PayloadIndexSchema | null>): void {
    for (const [path, schema] of indexes) {
      if (schema) this.#files.database.writePayloadIndex(path, schema)
      else this.#files.database.deletePayloadIndex(path)
    }
  }

  /** Makes everything durable. When this throws, `abort`. */
  commit(payloadIndexes: ReadonlyMap<string, PayloadIndexSchema>, manifestChanges: boolean): void {
    const { database, disk, path, parts } = this.#files
    for (const written of this.#writable) written.head.flush()
    const columnsAdded = this.#writable.some(({ head }) => head.hasNewColumns)
    if (manifestChanges || columnsAdded || this.#newHeads.length > 0) {
      this.#placeManifest = draftManifest(disk, path, parts.manifest(payloadIndexes, this.#heads))
    }
    for (const [part, slots] of this.#deaths) {
      if (part.kind === 'segment') database.addTombstones(part.partId, part.tombstones.bits, slots)
    }
    if (this.#dying) database.insertDying(this.#dying)
    database.writeCounters(this.#counters)
    const startedMs = performance.now()
    database.commit()
    this.syncMs = performance.now() - startedMs
  }

  /** Shows readers what was committed; `alongside` runs in the same moment. */
  publish(alongside: () => void = () => {}): void {
    const { control, parts } = this.#files
    const superseded = this.#writable.slice(0, -1)
    for (const [part, slots] of this.#deaths) if (part.kind === 'segment') part.tombstones.touch(slots)
    control.publish(() => {
      for (const written of this.#writable) written.head.publish()
      for (const [part, slots] of this.#deaths) killPoints(part, slots)
      for (const written of superseded) written.head.freeze()
      parts.heads = this.#heads
      alongside()
      control.set('operationNumber', this.#counters.operationNumber)
      control.set('livePoints', this.#counters.livePoints)
      control.set('nextRow', this.#counters.nextRow)
      if (this.#placeManifest) {
        this.#placeManifest()
        control.advanceEpoch()
      }
      if (this.#isWrite) control.set('lastWriteMs', Date.now())
    })
  }

  /** Undoes everything. The counters that were given are for the caller to forget. */
  abort(): void {
    const { database, disk, parts } = this.#files
    try {
      database.rollback()
    } finally {
      parts.active.head.discard()
      for (const { head } of this.#newHeads) {
        head.close()
        disk.remove(head.path)
      }
    }
  }

  get #active(): WrittenHead {
    return this.#heads[this.#heads.length - 1] as WrittenHead
  }

  get #newHeads(): readonly WrittenHead[] {
    return this.#heads.slice(this.#files.parts.heads.length)
  }

  /** The head that was active before, and the new ones. */
  get #writable(): readonly WrittenHead[] {
    return this.#heads.slice(this.#files.parts.heads.length - 1)
  }

  #bury(location: Location, id: PointId): void {
    const { database } = this.#files
    if (this.#dying) this.#dying.push(location.row)
    else if (!database.deletePoint(location.row, id)) {
      // A segment that is damaged, which a check has not found yet, must not cost another point its life.
      throw new Error(`part ${location.part.partId} is damaged: row ${location.row} is not point ${id}`)
    }
    const deaths = this.#deaths.get(location.part)
    if (deaths) deaths.push(location.slot)
    else this.#deaths.set(location.part, [location.slot])
    this.#counters.livePoints--
  }

  /** The next head holds the rows from `row` on, of which `first` is the first when it is known. */
  #rotate(row: number, first: Parameters<typeof createHead>[4]): void {
    const { disk, path, headCapacityMax } = this.#files
    const partId = this.#counters.nextPartId++
    const head = createHead(disk, path, partId, this.#config, first, headCapacityMax)
    const full = this.#active
    if (full !== this.#files.parts.active) {
      // A long transaction fills many heads: only the last one stays open for writing.
      full.head.flush()
      full.head.close()
    }
    const intervals = full.intervals.map((interval) =>
      interval.last === Number.POSITIVE_INFINITY ? { ...interval, last: row - 1 } : interval,
    )
    this.#heads[this.#heads.length - 1] = { ...full, intervals }
    this.#heads.push({
      kind: 'head',
      partId,
      head,
      intervals: [{ first: row, last: Number.POSITIVE_INFINITY }],
    })
  }
}
