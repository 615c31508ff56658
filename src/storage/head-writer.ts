import { join } from 'node:path'
import { assert, must } from '#base/assert.ts'
import { clearBit, hasBit, setBit } from '#base/bit-set.ts'
import type { Disk, FileId } from '#base/disk.ts'
import type { PayloadBytes } from '#model/payload.ts'
import type { PointId } from '#model/point-id.ts'
import { AppendBuffer } from './append-buffer.ts'
import { type HeadContent, mapHead, mapHeadColumn, newestSlot } from './head.ts'
import {
  align8,
  columnFile,
  columnValuesStart,
  columnWords,
  entriesFile,
  entryBytes,
  entryFlags,
  entryWords,
  type HeadDescription,
  headMagic,
  logFile,
  tableBytes,
  tableFile,
  tableWords,
} from './head-layout.ts'
import { hashIdWords, readIdWords, writeIdWords } from './id-words.ts'
import type { ColumnDescription } from './segment-layout.ts'
import {
  decodeVectorRecord,
  encodeVectorRecord,
  type KeyedVector,
  type VectorRecord,
} from './vector-record.ts'

/** A point as it goes into a head. */
export interface HeadPoint {
  readonly id: PointId
  readonly row: number
  readonly version: number
  readonly payload: PayloadBytes | null
  readonly vectors: VectorRecord
}

/**
 * Writes one head. Points are first appended behind the visible ones, with ordinary writes, so that a full
 * disk is an error there and not a fault in mapped memory; `publish` then makes them visible by stores into
 * memory that is already allocated, which cannot fail; `discard` forgets them.
 */
export class HeadWriter {
  readonly partId: number
  readonly path: string
  readonly #disk: Disk
  readonly #content: HeadContent
  readonly #entries: AppendBuffer
  readonly #log: AppendBuffer
  readonly #columns = new Map<number, ColumnAppender>()
  readonly #entry = new Uint32Array(entryWords.stride)
  readonly #entryDoubles = new Float64Array(this.#entry.buffer)
  readonly #idWords = new Uint32Array(4)
  #description: HeadDescription
  #slotCount = 0
  #publishedCount = 0
  #publishedLogEnd = 8
  #shownColumns = 0
  #frozen = false
  #closed = false

  constructor(disk: Disk, path: string, partId: number, description: HeadDescription) {
    this.partId = partId
    this.path = path
    this.#disk = disk
    this.#description = { ...description, columns: [] }
    const { capacity, logBytes } = description
    disk.makeFolder(path)
    const table = new Int32Array(tableBytes(capacity) / 4)
    table[tableWords.magic] = headMagic
    const opened: FileId[] = []
    try {
      const create = (name: string, start: Uint8Array, length: number): FileId => {
        const file = createFile(disk, join(path, name), start, length)
        opened.push(file)
        return file
      }
      create(tableFile, new Uint8Array(table.buffer), tableBytes(capacity))
      this.#entries = new AppendBuffer(disk, create(entriesFile, noBytes, capacity * entryBytes), 0)
      this.#log = new AppendBuffer(disk, create(logFile, noBytes, logBytes), this.#publishedLogEnd)
      this.#content = mapHead(path, this.#description)
      for (const column of description.columns) opened.push(this.#addColumn(column))
    } catch (error) {
      for (const file of opened) disk.close(file)
      throw error
    }
    disk.close(must(opened[0], 'the table was made first'))
  }

  get description(): HeadDescription {
    return this.#description
  }

  /** Whether there are columns that readers have not been told of. */
  get hasNewColumns(): boolean {
    return this.#description.columns.length > this.#shownColumns
  }

  /** Visible points, dead ones included. */
  get slotCount(): number {
    return this.#publishedCount
  }

  get deadCount(): number {
    return Atomics.load(this.#content.header, tableWords.deadCount)
  }

  get frozen(): boolean {
    return this.#frozen
  }

  /** Whether `append` may be called with this point. */
  hasRoomFor(point: HeadPoint): boolean {
    if (this.#closed || this.#slotCount === this.#content.capacity) return false
    return this.#log.end + logBytesOf(point) <= this.#description.logBytes
  }

  /** Writes a point behind the others and returns its slot. One id may come once between publications. */
  append(point: HeadPoint): number {
    assert(this.hasRoomFor(point), 'a head takes only what it has room for')
    const slot = this.#slotCount
    const vectors = decodeVectorRecord(point.vectors)
    for (const { key, vector } of vectors) {
      if (vector.kind !== 'dense' || this.#columns.has(key)) continue
      this.#addColumn({ vectorKey: key, dimension: vector.values.length })
    }
    for (const [key, column] of this.#columns) {
      const vector = vectors.find((entry) => entry.key === key)?.vector
      appendRow(column, slot, vector?.kind === 'dense' ? vector.values : undefined)
    }
    const blobs = vectors.filter(({ vector }) => vector.kind !== 'dense')
    this.#writeEntry(
      point,
      blobs.length === vectors.length ? point.vectors : encodeVectorRecord(blobs),
      blobs,
    )
    this.#slotCount++
    return slot
  }

  /** Hands everything that was appended to the operating system. May fail; then `discard`. */
  flush(): void {
    if (this.#closed) return
    this.#log.flush()
    for (const column of this.#columns.values()) column.rows.flush()
    this.#entries.flush()
  }

  /** Makes what was appended and flushed visible. Cannot fail. */
  publish(): void {
    const { header, entries } = this.#content
    for (let slot = this.#publishedCount; slot < this.#slotCount; slot++) {
      const at = slot * entryWords.stride
      this.#idWords.set(entries.subarray(at, at + 4))
      const isUuid = ((entries[at + entryWords.flags] as number) & entryFlags.uuid) !== 0
      insertIntoHash(this.#content, this.#idWords, isUuid, slot)
    }
    for (const column of this.#columns.values()) {
      column.publishedMissing = column.missing
      Atomics.store(column.header, columnWords.missing, column.missing)
    }
    this.#shownColumns = this.#description.columns.length
    this.#publishedLogEnd = this.#log.end
    this.#publishedCount = this.#slotCount
    Atomics.store(header, tableWords.slotCount, this.#slotCount)
  }

  /** Forgets what was appended since the last publication. */
  discard(): void {
    this.#slotCount = this.#publishedCount
    this.#log.moveTo(this.#publishedLogEnd)
    this.#entries.moveTo(this.#slotCount * entryBytes)
    for (const column of this.#columns.values()) {
      column.missing = column.publishedMissing
      column.rows.moveTo(rowStart(this.#content.capacity, column.dimension, this.#slotCount))
    }
  }

  /** The visible slot of the live point with this id, or -1. */
  find(id: PointId): number {
    const isUuid = writeIdWords(id, this.#idWords, 0)
    const slot = newestSlot(this.#content, this.#idWords, isUuid)
    return slot >= 0 && !hasBit(this.#content.tombstones, slot) ? slot : -1
  }

  rowAt(slot: number): number {
    return must(
      this.#content.entryDoubles[(slot * entryWords.stride + entryWords.row) >>> 1],
      'a slot is within the head',
    )
  }

  idAt(slot: number): PointId {
    const { entries } = this.#content
    const at = slot * entryWords.stride
    const isUuid = ((entries[at + entryWords.flags] as number) & entryFlags.uuid) !== 0
    return readIdWords(entries, at, isUuid)
  }

  /** Marks a visible slot as dead. Cannot fail. */
  kill(slot: number): void {
    const { header, tombstones } = this.#content
    if (hasBit(tombstones, slot)) return
    setBit(tombstones, slot)
    Atomics.add(header, tableWords.deadCount, 1)
  }

  get tombstones(): Uint32Array {
    return this.#content.tombstones
  }

  /** Takes no more points from here on, and lets go of the files that were open for writing. */
  freeze(): void {
    assert(this.#slotCount === this.#publishedCount, 'only a published head is frozen')
    Atomics.store(this.#content.header, tableWords.frozen, 1)
    this.#frozen = true
    this.close()
  }

  /** Lets go of the files that are open for writing. What was flushed can still be published. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#entries.close()
    this.#log.close()
    for (const column of this.#columns.values()) column.rows.close()
  }

  #writeEntry(point: HeadPoint, record: VectorRecord, blobs: readonly KeyedVector[]): void {
    const entry = this.#entry
    const isUuid = writeIdWords(point.id, this.#idWords, 0)
    entry.set(this.#idWords, entryWords.id)
    this.#entryDoubles[entryWords.row >>> 1] = point.row
    this.#entryDoubles[entryWords.version >>> 1] = point.version
    entry[entryWords.payloadStart] = this.#log.end
    entry[entryWords.payloadLength] = point.payload?.length ?? 0
    if (point.payload) this.#writeLog(point.payload)
    entry[entryWords.blobStart] = this.#log.end
    entry[entryWords.blobLength] = blobs.length === 0 ? 0 : record.length
    if (blobs.length > 0) this.#writeLog(record)
    entry[entryWords.previous] = newestSlot(this.#content, this.#idWords, isUuid) + 1
    entry[entryWords.flags] = (isUuid ? entryFlags.uuid : 0) | (point.payload ? entryFlags.payload : 0)
    this.#entries.write(new Uint8Array(entry.buffer))
  }

  #writeLog(bytes: Uint8Array): void {
    this.#log.write(bytes)
    this.#log.writeZeros(align8(bytes.length) - bytes.length)
  }

  #addColumn(column: ColumnDescription): FileId {
    const { capacity } = this.#content
    const start = new Int32Array(columnValuesStart(capacity) / 4)
    const missing = this.#slotCount
    start[columnWords.magic] = headMagic
    start[columnWords.missing] = missing
    const length = rowStart(capacity, column.dimension, capacity)
    const path = join(this.path, columnFile(column.vectorKey))
    const file = createFile(this.#disk, path, new Uint8Array(start.buffer), length)
    const mapped = mapHeadColumn(this.path, capacity, column)
    this.#content.columns.set(column.vectorKey, mapped)
    this.#columns.set(column.vectorKey, {
      dimension: column.dimension,
      header: mapped.header,
      present: mapped.present,
      rows: new AppendBuffer(this.#disk, file, rowStart(capacity, column.dimension, missing)),
      missing,
      publishedMissing: this.#publishedCount,
    })
    this.#description = { ...this.#description, columns: [...this.#description.columns, column] }
    return file
  }
}

interface ColumnAppender {
  readonly dimension: number
  readonly header: Int32Array
  readonly present: Uint32Array
  readonly rows: AppendBuffer
  /** Slots without the vector, coming ones included. */
  missing: number
  publishedMissing: number
}

const noBytes = new Uint8Array(0)

function createFile(disk: Disk, path: string, start: Uint8Array, length: number): FileId {
  const file = disk.create(path)
  try {
    if (start.length > 0) disk.write(file, start, 0)
    disk.truncate(file, length)
  } catch (error) {
    disk.close(file)
    throw error
  }
  return file
}

function appendRow(column: ColumnAppender, slot: number, values: Float32Array | undefined): void {
  if (values === undefined) {
    clearBit(column.present, slot)
    column.missing++
    column.rows.writeZeros(column.dimension * 4)
    return
  }
  assert(values.length === column.dimension, 'a vector has the dimension of its column')
  setBit(column.present, slot)
  column.rows.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
}

function rowStart(capacity: number, dimension: number, slot: number): number {
  return columnValuesStart(capacity) + slot * dimension * 4
}

/** Bytes of the log that a point may need. */
export function logBytesOf(point: HeadPoint): number {
  return align8(point.payload?.length ?? 0) + align8(point.vectors.length)
}

function insertIntoHash(content: HeadContent, words: Uint32Array, isUuid: boolean, slot: number): void {
  const { hash } = content
  const newest = newestSlot(content, words, isUuid)
  const mask = hash.length - 1
  let place = hashIdWords(words, 0, isUuid) & mask
  for (;;) {
    const taken = Atomics.load(hash, place)
    if (taken === 0 || taken === newest + 1) break
    place = (place + 1) & mask
  }
  Atomics.store(hash, place, slot + 1)
}
