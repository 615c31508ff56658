import { join } from 'node:path'
import { type BitSet, bitSetWords, hasBit, popCount } from '#base/bit-set.ts'
import { mapFile } from '#base/map-file.ts'
import type { PayloadBytes } from '#model/payload.ts'
import type { PointId } from '#model/point-id.ts'
import type { VectorData } from '#model/vector.ts'
import {
  columnFile,
  columnValuesStart,
  columnWords,
  entriesFile,
  entryFlags,
  entryWords,
  type HeadDescription,
  hashSlots,
  headerBytes,
  headMagic,
  logFile,
  tableFile,
  tableWords,
} from './head-layout.ts'
import { hashIdWords, readIdWords, writeIdWords } from './id-words.ts'
import type { DenseColumn, HeadPart } from './part.ts'
import type { ColumnDescription } from './segment-layout.ts'
import { findInVectorRecord, vectorRecordHas } from './vector-record.ts'

/** A column of a head: all rows, and how many published or coming slots lack it. */
export interface HeadColumn {
  readonly dimension: number
  readonly header: Int32Array
  readonly present: BitSet
  readonly values: Float32Array
}

/** The mapped files of a head, shared by the writer and the readers of all threads. */
export interface HeadContent {
  readonly capacity: number
  readonly header: Int32Array
  readonly tombstones: BitSet
  /** Slot plus one at the place of the hash of its id, or one of the places after; 0: free. */
  readonly hash: Int32Array
  /** The entries as words and as doubles. */
  readonly entries: Uint32Array
  readonly entryDoubles: Float64Array
  readonly log: Uint8Array
  readonly columns: Map<number, HeadColumn>
}

/** Maps the files of a head. */
export function mapHead(path: string, description: HeadDescription): HeadContent {
  const { capacity } = description
  const table = mapFile(join(path, tableFile), 'shared')
  const header = new Int32Array(table.buffer, table.byteOffset, headerBytes / 4)
  if (header[tableWords.magic] !== headMagic) throw new Error(`${path}: not a head`)
  const bitWords = bitSetWords(capacity)
  const entries = mapFile(join(path, entriesFile), 'shared')
  const content: HeadContent = {
    capacity,
    header,
    tombstones: new Uint32Array(table.buffer, table.byteOffset + headerBytes, bitWords),
    hash: new Int32Array(table.buffer, table.byteOffset + headerBytes + bitWords * 4, hashSlots(capacity)),
    entries: new Uint32Array(entries.buffer, entries.byteOffset, entries.byteLength >>> 2),
    entryDoubles: new Float64Array(entries.buffer, entries.byteOffset, entries.byteLength >>> 3),
    log: mapFile(join(path, logFile), 'shared'),
    columns: new Map(),
  }
  for (const column of description.columns) {
    content.columns.set(column.vectorKey, mapHeadColumn(path, capacity, column))
  }
  return content
}

/** Maps one column of a head. */
export function mapHeadColumn(path: string, capacity: number, column: ColumnDescription): HeadColumn {
  const bytes = mapFile(join(path, columnFile(column.vectorKey)), 'shared')
  const start = bytes.byteOffset
  return {
    dimension: column.dimension,
    header: new Int32Array(bytes.buffer, start, headerBytes / 4),
    present: new Uint32Array(bytes.buffer, start + headerBytes, bitSetWords(capacity)),
    values: new Float32Array(bytes.buffer, start + columnValuesStart(capacity), capacity * column.dimension),
  }
}

/**
 * The newest slot of an id, dead or alive, published or not; -1 when the head never had it. `words` hold the
 * id.
 */
export function newestSlot(content: HeadContent, words: Uint32Array, isUuid: boolean): number {
  const { hash, entries } = content
  const mask = hash.length - 1
  let place = hashIdWords(words, 0, isUuid) & mask
  for (;;) {
    const slot = Atomics.load(hash, place) - 1
    if (slot < 0) return -1
    const at = slot * entryWords.stride
    if (
      entries[at + 3] === words[3] &&
      entries[at + 2] === words[2] &&
      entries[at + 1] === words[1] &&
      entries[at] === words[0] &&
      ((entries[at + entryWords.flags] as number) & entryFlags.uuid) === (isUuid ? entryFlags.uuid : 0)
    ) {
      return slot
    }
    place = (place + 1) & mask
  }
}

/** Follows a head from one thread. */
export class HeadReader {
  readonly partId: number
  readonly #path: string
  readonly #content: HeadContent
  #current: Head | undefined

  constructor(path: string, partId: number, description: HeadDescription) {
    this.partId = partId
    this.#path = path
    this.#content = mapHead(path, description)
  }

  /** Maps the columns that were added since. */
  follow(description: HeadDescription): void {
    for (const column of description.columns) {
      if (this.#content.columns.has(column.vectorKey)) continue
      const mapped = mapHeadColumn(this.#path, description.capacity, column)
      this.#content.columns.set(column.vectorKey, mapped)
      this.#current = undefined
    }
  }

  /** The head as it is now: the picture of last time when nothing has changed. */
  snapshot(): Head {
    const { header } = this.#content
    const slotCount = Atomics.load(header, tableWords.slotCount)
    const deadCount = Atomics.load(header, tableWords.deadCount)
    const frozen = Atomics.load(header, tableWords.frozen) === 1
    const current = this.#current
    if (current && current.slotCount === slotCount && current.deadCount === deadCount) {
      if (current.frozen === frozen) return current
    }
    const tombstones =
      current && current.deadCount === deadCount ? current.tombstones : this.#content.tombstones.slice()
    this.#current = new Head(this.#content, this.partId, slotCount, tombstones, deadCount, frozen)
    return this.#current
  }
}

/** One unchanging picture of a head. */
export class Head implements HeadPart {
  readonly kind = 'head'
  readonly partId: number
  readonly slotCount: number
  readonly tombstones: BitSet
  readonly deadCount: number
  readonly frozen: boolean
  readonly #content: HeadContent
  readonly #columns = new Map<number, DenseColumn>()

  constructor(
    content: HeadContent,
    partId: number,
    slotCount: number,
    tombstones: BitSet,
    deadCount: number,
    frozen: boolean,
  ) {
    this.partId = partId
    this.slotCount = slotCount
    this.tombstones = tombstones
    this.deadCount = deadCount
    this.frozen = frozen
    this.#content = content
  }

  /** Bytes of payloads, sparse and multi vectors, dead ones included. */
  get logBytes(): number {
    if (this.slotCount === 0) return 0
    const at = (this.slotCount - 1) * entryWords.stride
    const { entries } = this.#content
    return (entries[at + entryWords.blobStart] as number) + (entries[at + entryWords.blobLength] as number)
  }

  idAt(slot: number): PointId {
    const at = slot * entryWords.stride
    return readIdWords(this.#content.entries, at, this.#hasFlag(slot, entryFlags.uuid))
  }

  find(id: PointId): number {
    const slot = this.slotOf(id)
    return slot >= 0 && !hasBit(this.tombstones, slot) ? slot : -1
  }

  /** The newest slot of the point with this id, dead or alive, or -1. */
  slotOf(id: PointId): number {
    const words = new Uint32Array(4)
    const isUuid = writeIdWords(id, words, 0)
    let slot = newestSlot(this.#content, words, isUuid)
    // The table is ahead of this picture when points were written since.
    while (slot >= this.slotCount) slot = this.previousOf(slot)
    return slot
  }

  /** The slot before this one that had the same id, or -1. */
  previousOf(slot: number): number {
    return (this.#content.entries[slot * entryWords.stride + entryWords.previous] as number) - 1
  }

  /** The head as if the points in these slots were dead. */
  without(slots: BitSet): Head {
    const tombstones = this.tombstones.slice()
    let deadCount = this.deadCount
    for (let word = 0; word < slots.length && word < tombstones.length; word++) {
      const before = tombstones[word] as number
      tombstones[word] = before | (slots[word] as number)
      deadCount += popCount((tombstones[word] as number) ^ before)
    }
    return new Head(this.#content, this.partId, this.slotCount, tombstones, deadCount, this.frozen)
  }

  versionAt(slot: number): number {
    return this.#content.entryDoubles[(slot * entryWords.stride + entryWords.version) >>> 1] as number
  }

  rowAt(slot: number): number {
    return this.#content.entryDoubles[(slot * entryWords.stride + entryWords.row) >>> 1] as number
  }

  payloadAt(slot: number): PayloadBytes | null {
    if (!this.#hasFlag(slot, entryFlags.payload)) return null
    return this.#logAt(slot, entryWords.payloadStart, entryWords.payloadLength)
  }

  dense(vectorKey: number): DenseColumn | undefined {
    const known = this.#columns.get(vectorKey)
    if (known) return known
    const column = this.#content.columns.get(vectorKey)
    if (!column) return undefined
    const complete = Atomics.load(column.header, columnWords.missing) === 0
    const dense = {
      dimension: column.dimension,
      values: column.values,
      present: complete ? null : column.present,
    }
    this.#columns.set(vectorKey, dense)
    return dense
  }

  blobVectorAt(vectorKey: number, slot: number): VectorData | undefined {
    const record = this.#blobsAt(slot)
    return record && findInVectorRecord(record, vectorKey)
  }

  hasVector(vectorKey: number, slot: number): boolean {
    const column = this.#content.columns.get(vectorKey)
    if (column) return hasBit(column.present, slot)
    const record = this.#blobsAt(slot)
    return record !== undefined && vectorRecordHas(record, vectorKey)
  }

  #blobsAt(slot: number): Uint8Array | undefined {
    const record = this.#logAt(slot, entryWords.blobStart, entryWords.blobLength)
    return record.length === 0 ? undefined : record
  }

  #logAt(slot: number, startWord: number, lengthWord: number): Uint8Array {
    const { entries, log } = this.#content
    const at = slot * entryWords.stride
    const start = entries[at + startWord] as number
    return log.subarray(start, start + (entries[at + lengthWord] as number))
  }

  #hasFlag(slot: number, flag: number): boolean {
    return ((this.#content.entries[slot * entryWords.stride + entryWords.flags] as number) & flag) !== 0
  }
}
