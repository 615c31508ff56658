import { join } from 'node:path'
import { must } from '#base/assert.ts'
import { type BitSet, hasBit } from '#base/bit-set.ts'
import type { PayloadBytes } from '#model/payload.ts'
import type { PointId } from '#model/point-id.ts'
import type { VectorData } from '#model/vector.ts'
import { compareIdWords, readIdWords, writeIdWords } from './id-words.ts'
import type { DenseColumn, SegmentPart } from './part.ts'
import { checkSegmentFile, mapSegmentFile } from './segment-file.ts'
import {
  blobsFile,
  denseFile,
  idsFile,
  payloadsFile,
  pointFields,
  pointsFile,
  presentFile,
  type SegmentDescription,
} from './segment-layout.ts'
import { findInVectorRecord, vectorRecordHas } from './vector-record.ts'

/** The mapped files of a segment: what all snapshots of it share. */
interface SegmentContent {
  readonly path: string
  readonly partId: number
  readonly description: SegmentDescription
  readonly numericIds: Uint32Array
  readonly numericCount: number
  readonly uuidIds: Uint32Array
  readonly points: Float64Array
  readonly payloads: Uint8Array
  readonly blobs: Uint8Array
  readonly columns: ReadonlyMap<number, DenseColumn>
  readonly otherFiles: Map<string, Uint8Array>
}

/**
 * Maps a segment. The part has the tombstones that it is given; `withTombstones` makes another snapshot of
 * the same segment. Throws when a file is missing or has another length.
 */
export function openSegment(
  path: string,
  partId: number,
  description: SegmentDescription,
  tombstones: BitSet,
  deadCount: number,
): Segment {
  return new Segment(mapContent(path, partId, description), tombstones, deadCount)
}

/** The first thing that is wrong with the files of a segment; `whole` reads all of them. */
export function checkSegment(
  path: string,
  description: SegmentDescription,
  whole: boolean,
): string | undefined {
  for (const [name, info] of Object.entries(description.files)) {
    const problem = checkSegmentFile(join(path, name), info, whole)
    if (problem !== undefined) return `${name}: ${problem}`
  }
  return undefined
}

/** One unchanging picture of a segment: its slots, and which of them were dead at one moment. */
export class Segment implements SegmentPart {
  readonly kind = 'segment'
  readonly tombstones: BitSet
  readonly deadCount: number
  readonly #content: SegmentContent

  constructor(content: SegmentContent, tombstones: BitSet, deadCount: number) {
    this.#content = content
    this.tombstones = tombstones
    this.deadCount = deadCount
  }

  get path(): string {
    return this.#content.path
  }

  get partId(): number {
    return this.#content.partId
  }

  get slotCount(): number {
    return this.#content.description.slotCount
  }

  get description(): SegmentDescription {
    return this.#content.description
  }

  withTombstones(tombstones: BitSet, deadCount: number): Segment {
    return new Segment(this.#content, tombstones, deadCount)
  }

  idAt(slot: number): PointId {
    const { numericCount, numericIds, uuidIds } = this.#content
    if (slot >= numericCount) return readIdWords(uuidIds, (slot - numericCount) * 4, true)
    const high = numericIds[slot * 2] as number
    const low = numericIds[slot * 2 + 1] as number
    return high < 0x20_0000 ? high * 0x1_0000_0000 + low : (BigInt(high) << 32n) | BigInt(low)
  }

  find(id: PointId): number {
    const slot = this.slotOf(id)
    return slot >= 0 && !hasBit(this.tombstones, slot) ? slot : -1
  }

  /** The slot of the point with this id, dead or alive, or -1. */
  slotOf(id: PointId): number {
    const slot = this.lowerBound(id)
    return slot < this.slotCount && this.idAt(slot) === id ? slot : -1
  }

  lowerBound(id: PointId): number {
    const { numericCount, numericIds, uuidIds } = this.#content
    const words = new Uint32Array(4)
    if (writeIdWords(id, words, 0)) {
      return numericCount + lowerBoundUuid(uuidIds, this.slotCount - numericCount, words)
    }
    return lowerBoundNumber(numericIds, numericCount, words[2] as number, words[3] as number)
  }

  versionAt(slot: number): number {
    return this.#content.points[slot * pointFields.stride + pointFields.version] as number
  }

  rowAt(slot: number): number {
    return this.#content.points[slot * pointFields.stride + pointFields.row] as number
  }

  payloadAt(slot: number): PayloadBytes | null {
    const { points, payloads } = this.#content
    const at = slot * pointFields.stride + pointFields.payload
    const start = points[at] as number
    if (start < 0) return null
    const next = points[at + pointFields.stride] as number
    return payloads.subarray(start, next < 0 ? -1 - next : next)
  }

  dense(vectorKey: number): DenseColumn | undefined {
    return this.#content.columns.get(vectorKey)
  }

  blobVectorAt(vectorKey: number, slot: number): VectorData | undefined {
    const record = this.#blobsAt(slot)
    return record && findInVectorRecord(record, vectorKey)
  }

  hasVector(vectorKey: number, slot: number): boolean {
    const column = this.#content.columns.get(vectorKey)
    if (column) return column.present === null || hasBit(column.present, slot)
    const record = this.#blobsAt(slot)
    return record !== undefined && vectorRecordHas(record, vectorKey)
  }

  file(name: string): Uint8Array | undefined {
    const { otherFiles, description, path } = this.#content
    let bytes = otherFiles.get(name)
    if (bytes) return bytes
    const info = description.files[name]
    if (!info) return undefined
    bytes = mapSegmentFile(join(path, name), info)
    otherFiles.set(name, bytes)
    return bytes
  }

  #blobsAt(slot: number): Uint8Array | undefined {
    const { points, blobs } = this.#content
    const at = slot * pointFields.stride + pointFields.blob
    const start = points[at] as number
    const end = points[at + pointFields.stride] as number
    return start === end ? undefined : blobs.subarray(start, end)
  }
}

function mapContent(path: string, partId: number, description: SegmentDescription): SegmentContent {
  const map = (name: string): Uint8Array =>
    mapSegmentFile(join(path, name), must(description.files[name], `a segment has a file ${name}`))
  const ids = words(map(idsFile))
  const slotCount = description.slotCount
  // `n` ids of which `k` are numeric take `2k + 4(n - k)` words.
  const numericCount = (slotCount * 4 - ids.length) / 2
  const columns = new Map<number, DenseColumn>()
  for (const { vectorKey, dimension } of description.columns) {
    const present = description.files[presentFile(vectorKey)] ? words(map(presentFile(vectorKey))) : null
    columns.set(vectorKey, { dimension, values: floats(map(denseFile(vectorKey))), present })
  }
  const points = map(pointsFile)
  return {
    path,
    partId,
    description,
    numericIds: ids.subarray(0, numericCount * 2),
    numericCount,
    uuidIds: ids.subarray(numericCount * 2),
    points: new Float64Array(points.buffer, points.byteOffset, points.byteLength >>> 3),
    payloads: map(payloadsFile),
    blobs: map(blobsFile),
    columns,
    otherFiles: new Map(),
  }
}

function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2)
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2)
}

function lowerBoundNumber(ids: Uint32Array, count: number, high: number, low: number): number {
  let from = 0
  let to = count
  while (from < to) {
    const middle = (from + to) >>> 1
    const middleHigh = ids[middle * 2] as number
    if (middleHigh < high || (middleHigh === high && (ids[middle * 2 + 1] as number) < low)) from = middle + 1
    else to = middle
  }
  return from
}

function lowerBoundUuid(ids: Uint32Array, count: number, wanted: Uint32Array): number {
  let from = 0
  let to = count
  while (from < to) {
    const middle = (from + to) >>> 1
    if (compareIdWords(ids, middle * 4, wanted, 0) < 0) from = middle + 1
    else to = middle
  }
  return from
}
