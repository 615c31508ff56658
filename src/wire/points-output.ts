import type { PointId } from '#model/point-id.ts'
import type { ShardKey } from '#model/query.ts'
import type { RetrievedPoint, ScoredPoint } from '#model/result.ts'
import { vectorsBytes, writeVectors } from './points-vectors-output.ts'
import { delimitedBytes, type ProtoWriter, textBytes, varint64Bytes, varintBytes } from './proto-writer.ts'

/**
 * ScoredPoint, RetrievedPoint and PointId as parts of responses. `...Bytes` is the size of the content, and
 * `write...` writes a tag, that size and the content.
 */
const scoredTag = {
  id: 0x0a,
  score: 0x1d,
  version: 0x28,
  vectors: 0x32,
  shardKey: 0x3a,
  orderValue: 0x42,
} as const
const retrievedTag = { id: 0x0a, vectors: 0x22, shardKey: 0x2a, orderValue: 0x32 } as const
/** Of the oneofs of PointId, ShardKey and OrderValue. */
const armTag = { num: 0x08, uuid: 0x12, keyword: 0x0a, number: 0x10, integer: 0x08, float: 0x11 } as const

const uuidLength = 36

export function pointIdBytes(id: PointId): number {
  return typeof id === 'string' ? 2 + uuidLength : 1 + varint64Bytes(id)
}

export function writePointId(writer: ProtoWriter, tag: number, id: PointId): void {
  writer.byte(tag)
  if (typeof id === 'string') {
    writer.byte(2 + uuidLength)
    writer.byte(armTag.uuid)
    writer.text(id, uuidLength)
  } else {
    writer.byte(1 + varint64Bytes(id))
    writer.byte(armTag.num)
    writer.varint64(id)
  }
}

export function scoredPointBytes(point: ScoredPoint): number {
  const score = point.score === 0 ? 0 : 5
  const version = point.version === 0 ? 0 : 1 + varintBytes(point.version)
  return retrievedPointBytes(point) + score + version
}

/** `size` is the `scoredPointBytes`. */
export function writeScoredPoint(writer: ProtoWriter, tag: number, point: ScoredPoint, size: number): void {
  writer.byte(tag)
  writer.varint(size)
  writePointId(writer, scoredTag.id, point.id)
  if (point.payload !== null) writer.raw(point.payload)
  if (point.score !== 0) {
    writer.byte(scoredTag.score)
    writer.float(point.score)
  }
  if (point.version !== 0) {
    writer.byte(scoredTag.version)
    writer.varint(point.version)
  }
  writeRest(writer, scoredTag, point)
}

export function retrievedPointBytes(point: RetrievedPoint): number {
  let size = 2 + pointIdBytes(point.id)
  if (point.payload !== null) size += point.payload.length
  if (point.vectors !== null) size += delimitedBytes(vectorsBytes(point.vectors))
  if (point.shardKey !== undefined) size += delimitedBytes(shardKeyBytes(point.shardKey))
  if (point.orderValue !== undefined) size += 2 + orderValueBytes(point.orderValue)
  return size
}

/** `size` is the `retrievedPointBytes`. */
export function writeRetrievedPoint(
  writer: ProtoWriter,
  tag: number,
  point: RetrievedPoint,
  size: number,
): void {
  writer.byte(tag)
  writer.varint(size)
  writePointId(writer, retrievedTag.id, point.id)
  if (point.payload !== null) writer.raw(point.payload)
  writeRest(writer, retrievedTag, point)
}

function writeRest(
  writer: ProtoWriter,
  tag: typeof scoredTag | typeof retrievedTag,
  point: RetrievedPoint,
): void {
  if (point.vectors !== null) {
    writer.byte(tag.vectors)
    writer.varint(vectorsBytes(point.vectors))
    writeVectors(writer, point.vectors)
  }
  if (point.shardKey !== undefined) {
    writer.byte(tag.shardKey)
    writeShardKey(writer, point.shardKey)
  }
  if (point.orderValue !== undefined) {
    writer.byte(tag.orderValue)
    writeOrderValue(writer, point.orderValue)
  }
}

function shardKeyBytes(key: ShardKey): number {
  return typeof key === 'string' ? delimitedBytes(textBytes(key)) : 1 + varint64Bytes(key)
}

function writeShardKey(writer: ProtoWriter, key: ShardKey): void {
  writer.varint(shardKeyBytes(key))
  if (typeof key === 'string') {
    writer.byte(armTag.keyword)
    writer.text(key, textBytes(key))
  } else {
    writer.byte(armTag.number)
    writer.varint64(key)
  }
}

/** An integer is a bigint, a float a number. */
function orderValueBytes(value: bigint | number): number {
  return typeof value === 'bigint' ? 1 + varint64Bytes(value) : 9
}

function writeOrderValue(writer: ProtoWriter, value: bigint | number): void {
  writer.byte(orderValueBytes(value))
  if (typeof value === 'bigint') {
    writer.byte(armTag.integer)
    writer.varint64(value)
  } else {
    writer.byte(armTag.float)
    writer.double(value)
  }
}
