import { must } from '#base/assert.ts'
import type {
  FacetHit,
  GroupId,
  PointGroup,
  RetrievedPoint,
  ScoredPoint,
  ScrollPage,
  SearchMatrix,
  UpdateResult,
  UpdateStatus,
} from '#model/result.ts'
import {
  pointIdBytes,
  retrievedPointBytes,
  scoredPointBytes,
  writePointId,
  writeRetrievedPoint,
  writeScoredPoint,
} from './points-output.ts'
import { metaBytes, type ResponseMeta, writeCounter, writeMeta } from './points-usage.ts'
import { delimitedBytes, ProtoWriter, textBytes, varint64Bytes, varintBytes } from './proto-writer.ts'

/**
 * The responses of the Points service, from results of the model straight to bytes in two passes: sizes,
 * then one buffer. Payloads are spliced in unread.
 */
export type { ResponseMeta } from './points-usage.ts'

/** Most responses: the result is field 1, `time` field 2 and `usage` field 3. */
const firstTag = 0x0a
const secondTag = 0x12

/** The answer of Search, Recommend, Discover and Query. */
export function encodeScoredPoints(points: readonly ScoredPoint[], meta: ResponseMeta): Uint8Array {
  const sizes = points.map(scoredPointBytes)
  const writer = new ProtoWriter(listBytes(sizes) + metaBytes(meta))
  writeScoredPoints(writer, points, sizes)
  writeMeta(writer, meta)
  return writer.finish()
}

/** The answer of SearchBatch, RecommendBatch, DiscoverBatch and QueryBatch. */
export function encodeScoredPointBatch(
  batch: readonly (readonly ScoredPoint[])[],
  meta: ResponseMeta,
): Uint8Array {
  const sizes = batch.map((points) => points.map(scoredPointBytes))
  const writer = new ProtoWriter(listBytes(sizes.map(listBytes)) + metaBytes(meta))
  batch.forEach((points, index) => {
    const pointSizes = must(sizes[index], 'every list has sizes')
    writer.byte(firstTag)
    writer.varint(listBytes(pointSizes))
    writeScoredPoints(writer, points, pointSizes)
  })
  writeMeta(writer, meta)
  return writer.finish()
}

/** The answer of SearchGroups, RecommendGroups and QueryGroups. */
export function encodeGroups(groups: readonly PointGroup[], meta: ResponseMeta): Uint8Array {
  const groupSizes = groups.map(groupBytes)
  const resultSize = listBytes(groupSizes)
  const writer = new ProtoWriter(delimitedBytes(resultSize) + metaBytes(meta))
  writer.byte(firstTag)
  writer.varint(resultSize)
  groups.forEach((group, index) => writeGroup(writer, group, groupSizes[index] as number))
  writeMeta(writer, meta)
  return writer.finish()
}

/** The answer of Get. */
export function encodeRetrievedPoints(points: readonly RetrievedPoint[], meta: ResponseMeta): Uint8Array {
  const sizes = points.map(retrievedPointBytes)
  const writer = new ProtoWriter(listBytes(sizes) + metaBytes(meta))
  points.forEach((point, index) => writeRetrievedPoint(writer, firstTag, point, sizes[index] as number))
  writeMeta(writer, meta)
  return writer.finish()
}

/** The answer of Scroll: its fields are numbered from the offset on. */
export function encodeScrollPage({ points, nextOffset }: ScrollPage, meta: ResponseMeta): Uint8Array {
  const sizes = points.map(retrievedPointBytes)
  const offsetSize = nextOffset === undefined ? 0 : 2 + pointIdBytes(nextOffset)
  const writer = new ProtoWriter(offsetSize + listBytes(sizes) + metaBytes(meta))
  if (nextOffset !== undefined) writePointId(writer, firstTag, nextOffset)
  points.forEach((point, index) => writeRetrievedPoint(writer, secondTag, point, sizes[index] as number))
  writeMeta(writer, meta, 3)
  return writer.finish()
}

/** The answer of Count. */
export function encodeCount(count: number, meta: ResponseMeta): Uint8Array {
  const size = count === 0 ? 0 : 1 + varintBytes(count)
  const writer = new ProtoWriter(delimitedBytes(size) + metaBytes(meta))
  writer.byte(firstTag)
  writer.varint(size)
  writeCounter(writer, 1, count)
  writeMeta(writer, meta)
  return writer.finish()
}

/** The answer of Facet. */
export function encodeFacetHits(hits: readonly FacetHit[], meta: ResponseMeta): Uint8Array {
  const sizes = hits.map(facetHitBytes)
  const writer = new ProtoWriter(listBytes(sizes) + metaBytes(meta))
  hits.forEach((hit, index) => writeFacetHit(writer, hit, sizes[index] as number))
  writeMeta(writer, meta)
  return writer.finish()
}

/** The answer of SearchMatrixPairs. */
export function encodeMatrixPairs(matrix: SearchMatrix, meta: ResponseMeta): Uint8Array {
  const { ids, rows, columns, scores } = matrix
  const idAt = (index: number | undefined) => must(ids[index as number], 'pairs refer to ids')
  const sizes = rows.map((row, index) => {
    const idsSize = 4 + pointIdBytes(idAt(row)) + pointIdBytes(idAt(columns[index]))
    return idsSize + (scores[index] === 0 ? 0 : 5)
  })
  const writer = new ProtoWriter(delimitedBytes(listBytes(sizes)) + metaBytes(meta))
  writer.byte(firstTag)
  writer.varint(listBytes(sizes))
  rows.forEach((row, index) => {
    writer.byte(firstTag)
    writer.varint(sizes[index] as number)
    writePointId(writer, 0x0a, idAt(row))
    writePointId(writer, 0x12, idAt(columns[index]))
    writeScore(writer, scores[index] as number)
  })
  writeMeta(writer, meta)
  return writer.finish()
}

/** The answer of SearchMatrixOffsets. */
export function encodeMatrixOffsets(matrix: SearchMatrix, meta: ResponseMeta): Uint8Array {
  const { ids, rows, columns, scores } = matrix
  const idSizes = ids.map(pointIdBytes)
  const size =
    packedBytes(rows) +
    packedBytes(columns) +
    (scores.length === 0 ? 0 : delimitedBytes(4 * scores.length)) +
    listBytes(idSizes)
  const writer = new ProtoWriter(delimitedBytes(size) + metaBytes(meta))
  writer.byte(firstTag)
  writer.varint(size)
  writePacked(writer, 0x0a, rows)
  writePacked(writer, 0x12, columns)
  if (scores.length > 0) {
    writer.byte(0x1a)
    writer.varint(4 * scores.length)
    writer.floats(Float32Array.from(scores))
  }
  for (const id of ids) writePointId(writer, 0x22, id)
  writeMeta(writer, meta)
  return writer.finish()
}

/** The answer of every method that changes points, but UpdateBatch: it always has a `usage`. */
export function encodeUpdateResult(result: UpdateResult, meta: ResponseMeta): Uint8Array {
  const size = updateResultBytes(result)
  const full = { time: meta.time, usage: meta.usage ?? {} }
  const writer = new ProtoWriter(delimitedBytes(size) + metaBytes(full))
  writeUpdateResult(writer, result, size)
  writeMeta(writer, full)
  return writer.finish()
}

/** The answer of UpdateBatch. */
export function encodeUpdateResults(results: readonly UpdateResult[], meta: ResponseMeta): Uint8Array {
  const sizes = results.map(updateResultBytes)
  const writer = new ProtoWriter(listBytes(sizes) + metaBytes(meta))
  results.forEach((result, index) => writeUpdateResult(writer, result, sizes[index] as number))
  writeMeta(writer, meta)
  return writer.finish()
}

/** Bytes of a repeated message field with a tag of one byte. */
function listBytes(sizes: readonly number[]): number {
  let total = 0
  for (const size of sizes) total += delimitedBytes(size)
  return total
}

function writeScoredPoints(
  writer: ProtoWriter,
  points: readonly ScoredPoint[],
  sizes: readonly number[],
): void {
  for (let index = 0; index < points.length; index++) {
    writeScoredPoint(writer, firstTag, points[index] as ScoredPoint, sizes[index] as number)
  }
}

function groupBytes({ id, hits, lookup }: PointGroup): number {
  const lookupSize = lookup === undefined ? 0 : delimitedBytes(retrievedPointBytes(lookup))
  return delimitedBytes(groupIdBytes(id)) + listBytes(hits.map(scoredPointBytes)) + lookupSize
}

function writeGroup(writer: ProtoWriter, { id, hits, lookup }: PointGroup, size: number): void {
  writer.byte(firstTag)
  writer.varint(size)
  writeGroupId(writer, id)
  for (const hit of hits) writeScoredPoint(writer, 0x12, hit, scoredPointBytes(hit))
  if (lookup !== undefined) writeRetrievedPoint(writer, 0x1a, lookup, retrievedPointBytes(lookup))
}

function groupIdBytes(id: GroupId): number {
  return typeof id === 'string' ? delimitedBytes(textBytes(id)) : 1 + varint64Bytes(id)
}

/** Integers from zero on are unsigned ones. */
function writeGroupId(writer: ProtoWriter, id: GroupId): void {
  writer.byte(0x0a)
  writer.varint(groupIdBytes(id))
  if (typeof id === 'string') {
    writer.byte(0x1a)
    writer.text(id, textBytes(id))
  } else {
    writer.byte(id < 0n ? 0x10 : 0x08)
    writer.varint64(id)
  }
}

function facetValueBytes(value: FacetHit['value']): number {
  if (typeof value === 'string') return delimitedBytes(textBytes(value))
  return typeof value === 'boolean' ? 2 : 1 + varint64Bytes(value)
}

function facetHitBytes({ value, count }: FacetHit): number {
  return delimitedBytes(facetValueBytes(value)) + (count === 0 ? 0 : 1 + varintBytes(count))
}

function writeFacetHit(writer: ProtoWriter, { value, count }: FacetHit, size: number): void {
  writer.byte(firstTag)
  writer.varint(size)
  writer.byte(0x0a)
  writer.varint(facetValueBytes(value))
  if (typeof value === 'string') {
    writer.byte(0x0a)
    writer.text(value, textBytes(value))
  } else if (typeof value === 'boolean') {
    writer.byte(0x18)
    writer.byte(value ? 1 : 0)
  } else {
    writer.byte(0x10)
    writer.varint64(value)
  }
  writeCounter(writer, 2, count)
}

function writeScore(writer: ProtoWriter, score: number): void {
  if (score === 0) return
  writer.byte(0x1d)
  writer.float(score)
}

function packedBytes(numbers: readonly number[]): number {
  let size = 0
  for (const number of numbers) size += varintBytes(number)
  return size === 0 ? 0 : delimitedBytes(size)
}

function writePacked(writer: ProtoWriter, tag: number, numbers: readonly number[]): void {
  if (numbers.length === 0) return
  let size = 0
  for (const number of numbers) size += varintBytes(number)
  writer.byte(tag)
  writer.varint(size)
  for (const number of numbers) writer.varint(number)
}

const statusNumbers: Record<UpdateStatus, number> = { acknowledged: 1, completed: 2, wait_timeout: 4 }

function updateResultBytes({ operationId }: UpdateResult): number {
  return 2 + (operationId === undefined ? 0 : 1 + varintBytes(operationId))
}

function writeUpdateResult(writer: ProtoWriter, { operationId, status }: UpdateResult, size: number): void {
  writer.byte(firstTag)
  writer.varint(size)
  if (operationId !== undefined) {
    writer.byte(0x08)
    writer.varint(operationId)
  }
  writer.byte(0x10)
  writer.byte(statusNumbers[status])
}
