import { join } from 'node:path'
import { assert } from '#base/assert.ts'
import { createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import type { Disk } from '#base/disk.ts'
import type { PayloadBytes } from '#model/payload.ts'
import { comparePointIds, type PointId } from '#model/point-id.ts'
import { writeIdWords } from './id-words.ts'
import type { Part } from './part.ts'
import { openSegment, type Segment } from './segment.ts'
import { type SegmentFileInfo, SegmentFileWriter, writeSegmentFile } from './segment-file.ts'
import {
  blobsFile,
  type ColumnDescription,
  denseFile,
  idsFile,
  payloadsFile,
  pointsFile,
  presentFile,
  type SegmentDescription,
} from './segment-layout.ts'
import { encodeVectorRecord, type KeyedVector, type VectorRecord } from './vector-record.ts'

/** What a segment will hold, as far as it must be known before the first point. */
export interface SegmentPlan {
  /** Dense vectors; columns without a single vector are left out in the end. */
  readonly columns: readonly ColumnDescription[]
  /** Keys of the sparse and multi vectors to copy from parts. */
  readonly blobKeys: readonly number[]
  /** At most so many points. */
  readonly pointsMax: number
}

/** One point for a segment. */
export interface SegmentPoint {
  readonly id: PointId
  readonly row: number
  readonly version: number
  readonly payload: PayloadBytes | null
  readonly vectors: readonly KeyedVector[]
}

/** Folders of segments being built are named so; a shard removes those of its last run when it opens. */
export const draftPrefix = 'building-'

/**
 * Writes a segment as a folder of its own, from front to back and in bounded memory: first the points in
 * ascending order of their ids, then `finishPoints`, then any other files, then `finish`. The folder becomes
 * a segment when the writer of the shard publishes it.
 */
export class SegmentBuilder {
  readonly folder: string
  readonly #disk: Disk
  readonly #plan: SegmentPlan
  /** Files that were begun, finished or not. */
  readonly #open: SegmentFileWriter[] = []
  readonly #ids: SegmentFileWriter
  readonly #points: SegmentFileWriter
  readonly #payloads: SegmentFileWriter
  readonly #blobs: SegmentFileWriter
  readonly #columns: ColumnWriter[]
  readonly #files: Record<string, SegmentFileInfo> = {}
  readonly #pointRecord = new Float64Array(4)
  readonly #idWords = new Uint32Array(4)
  #lastId: PointId | undefined
  #count = 0
  #description: SegmentDescription | undefined

  /** `folder` must not be there yet; its name starts with `draftPrefix`, within the folder of the shard. */
  constructor(disk: Disk, folder: string, plan: SegmentPlan) {
    this.#disk = disk
    this.folder = folder
    this.#plan = plan
    disk.makeFolder(folder)
    const open = (name: string): SegmentFileWriter => {
      const file = new SegmentFileWriter(disk, join(folder, name))
      this.#open.push(file)
      return file
    }
    try {
      this.#ids = open(idsFile)
      this.#points = open(pointsFile)
      this.#payloads = open(payloadsFile)
      this.#blobs = open(blobsFile)
      this.#columns = plan.columns.map((column) => ({
        ...column,
        file: open(denseFile(column.vectorKey)),
        present: createBitSet(plan.pointsMax),
        presentCount: 0,
      }))
    } catch (error) {
      this.abandon()
      throw error
    }
  }

  /** Points so far. */
  get slotCount(): number {
    return this.#count
  }

  /** Adds a point; ids must ascend. */
  add(point: SegmentPoint): void {
    const blobs: KeyedVector[] = []
    for (const entry of point.vectors) if (entry.vector.kind !== 'dense') blobs.push(entry)
    const slot = this.#addPoint(point.id, point.row, point.version, point.payload, blobs)
    for (const column of this.#columns) {
      const found = point.vectors.find((entry) => entry.key === column.vectorKey)
      addToColumn(column, slot, found?.vector.kind === 'dense' ? found.vector.values : undefined)
    }
  }

  /** Adds the point in a slot of a part; ids must ascend. */
  addFrom(part: Part, from: number): void {
    const blobs: KeyedVector[] = []
    for (const key of this.#plan.blobKeys) {
      const vector = part.blobVectorAt(key, from)
      if (vector) blobs.push({ key, vector })
    }
    const slot = this.#addPoint(
      part.idAt(from),
      part.rowAt(from),
      part.versionAt(from),
      part.payloadAt(from),
      blobs,
    )
    for (const column of this.#columns) {
      const source = part.dense(column.vectorKey)
      const has = source !== undefined && (source.present === null || hasBit(source.present, from))
      const start = from * column.dimension
      addToColumn(column, slot, has ? source.values.subarray(start, start + column.dimension) : undefined)
    }
  }

  /** No more points follow. The part reads what was written; it has no dead slots. */
  finishPoints(): Segment {
    const writePoint = this.#pointRecord
    writePoint[0] = 0
    writePoint[1] = 0
    writePoint[2] = this.#payloads.length
    writePoint[3] = this.#blobs.length
    this.#points.write(bytesOf(writePoint))
    this.#files[idsFile] = this.#ids.finish()
    this.#files[pointsFile] = this.#points.finish()
    this.#files[payloadsFile] = this.#payloads.finish()
    this.#files[blobsFile] = this.#blobs.finish()
    const columns: ColumnDescription[] = []
    for (const column of this.#columns) if (this.#finishColumn(column)) columns.push(describe(column))
    this.#description = { slotCount: this.#count, columns, files: this.#files }
    return openSegment(this.folder, 0, this.#description, createBitSet(this.#count), 0)
  }

  /** Adds a file that storage does not read, such as a graph. */
  addFile(name: string, content: Uint8Array | Iterable<Uint8Array>): void {
    assert(this.#files[name] === undefined, `a segment has one file ${name}`)
    this.#files[name] = writeSegmentFile(this.#disk, join(this.folder, name), content)
  }

  /** Waits until the folder is on the medium. The segment is ready to be published. */
  finish(): SegmentDescription {
    assert(this.#description !== undefined, 'the points of a segment come first')
    this.#disk.syncFolder(this.folder)
    return this.#description
  }

  /** Gives up and removes the folder. */
  abandon(): void {
    for (const file of this.#open) file.abandon()
    this.#disk.remove(this.folder)
  }

  #addPoint(
    id: PointId,
    row: number,
    version: number,
    payload: PayloadBytes | null,
    blobs: readonly KeyedVector[],
  ): number {
    assert(this.#count < this.#plan.pointsMax, 'a segment has no more points than planned')
    assert(this.#lastId === undefined || comparePointIds(this.#lastId, id) < 0, 'ids of a segment ascend')
    this.#lastId = id
    const isUuid = writeIdWords(id, this.#idWords, 0)
    this.#ids.write(bytesOf(isUuid ? this.#idWords : this.#idWords.subarray(2)))
    const record = this.#pointRecord
    record[0] = row
    record[1] = version
    record[2] = payload === null ? -1 - this.#payloads.length : this.#payloads.length
    record[3] = this.#blobs.length
    this.#points.write(bytesOf(record))
    if (payload !== null) this.#payloads.write(payload)
    if (blobs.length > 0) this.#blobs.write(encodeVectorRecord(blobs) satisfies VectorRecord)
    return this.#count++
  }

  #finishColumn(column: ColumnWriter): boolean {
    const info = column.file.finish()
    if (column.presentCount === 0) {
      this.#disk.remove(join(this.folder, denseFile(column.vectorKey)))
      return false
    }
    this.#files[denseFile(column.vectorKey)] = info
    if (column.presentCount < this.#count) {
      const words = column.present.subarray(0, (this.#count + 31) >>> 5)
      this.addFile(presentFile(column.vectorKey), bytesOf(words))
    }
    return true
  }
}

/**
 * Makes a copy of a segment under a new folder that shares its files, to add some (`add`) or leave some out
 * (`without`). Slots stay what they were.
 */
export function deriveSegment(
  disk: Disk,
  source: Segment,
  folder: string,
  change: {
    readonly without: readonly string[]
    readonly add: readonly { readonly name: string; readonly content: Uint8Array }[]
  },
): SegmentDescription {
  disk.makeFolder(folder)
  const files: Record<string, SegmentFileInfo> = {}
  const replaced = new Set([...change.without, ...change.add.map((file) => file.name)])
  for (const [name, info] of Object.entries(source.description.files)) {
    if (replaced.has(name)) continue
    disk.link(join(source.path, name), join(folder, name))
    files[name] = info
  }
  for (const { name, content } of change.add) {
    files[name] = writeSegmentFile(disk, join(folder, name), content)
  }
  disk.syncFolder(folder)
  return { ...source.description, files }
}

interface ColumnWriter extends ColumnDescription {
  readonly file: SegmentFileWriter
  readonly present: Uint32Array
  presentCount: number
}

function addToColumn(column: ColumnWriter, slot: number, values: Float32Array | undefined): void {
  if (values === undefined) {
    column.file.writeZeros(column.dimension * 4)
    return
  }
  assert(values.length === column.dimension, 'a row of a column has its dimension')
  column.file.write(bytesOf(values))
  setBit(column.present, slot)
  column.presentCount++
}

function describe({ vectorKey, dimension }: ColumnWriter): ColumnDescription {
  return { vectorKey, dimension }
}

function bytesOf(values: Float32Array | Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
