import { join } from 'node:path'
import { countBits, createBitSet, hasBit } from '#base/bit-set.ts'
import type { Disk } from '#base/disk.ts'
import { segmentFolder } from '#storage/manifest.ts'
import { checkSegment, openSegment, type Segment } from '#storage/segment.ts'
import {
  ShardDatabase,
  shardDatabaseFile,
  type StoredPoint,
  type StoredSegment,
} from '#storage/shard-database.ts'
import { decodeVectorRecord } from '#storage/vector-record.ts'
import { deadSlotsOf } from './writer-tombstones.ts'

const pointsAChunk = 256
/** Problems of one segment that are told. */
const problemsMax = 10

/**
 * Reads a whole shard that nobody has open, and tells what is wrong with it: whether SQLite is sound, every file
 * of a segment matches its checksum, and every live point stands in its segment as it is in SQLite. Repairs
 * nothing. Empty: all is well.
 */
export function verifyShard(disk: Disk, path: string): string[] {
  if (disk.sizeOf(join(path, shardDatabaseFile)) === undefined) return [`${shardDatabaseFile} is missing`]
  let database: ShardDatabase
  try {
    database = new ShardDatabase(path)
  } catch (error) {
    return [`${shardDatabaseFile}: ${(error as Error).message}`]
  }
  try {
    finishDeletions(database)
    const problems = databaseProblems(database)
    // What is damaged cannot say what should be in the segments.
    if (problems.length > 0) return problems
    return database.readSegments().flatMap((segment) => segmentProblems(path, segment, database))
  } catch (error) {
    return [`it cannot be read: ${(error as Error).message}`]
  } finally {
    database.close()
  }
}

/** What is left of deletions that were acknowledged, as when the shard is opened. */
function finishDeletions(database: ShardDatabase): void {
  for (let isMore = true; isMore; ) {
    database.begin()
    isMore = database.deleteDying()
    database.commit()
  }
}

function databaseProblems(database: ShardDatabase): string[] {
  const damage = database.findDamage()
  if (damage !== undefined) return [`${shardDatabaseFile}: ${damage}`]
  const problems: string[] = []
  const counters = database.readCounters()
  const points = database.countPoints()
  if (points !== counters.livePoints) problems.push(`${points} points instead of ${counters.livePoints}`)
  const duplicates = database.countDuplicateIds()
  if (duplicates > 0) problems.push(`${duplicates} ids live twice`)
  return problems
}

function segmentProblems(path: string, stored: StoredSegment, database: ShardDatabase): string[] {
  const { partId, intervals, description } = stored
  const folder = join(path, segmentFolder(partId))
  const name = `segment ${partId}`
  const damage = checkSegment(folder, description, true)
  if (damage !== undefined) return [`${name}: ${damage}`]
  const segment = openSegment(folder, partId, description, createBitSet(description.slotCount), 0)
  const problems: string[] = []
  const dead = deadSlotsOf(segment, intervals, database)
  const noted = database.readTombstones(partId, description.slotCount)
  if (dead.length !== countBits(noted) || !dead.every((slot) => hasBit(noted, slot))) {
    problems.push(`${name}: tombstones do not agree with the points`)
  }
  const slots = slotsByRow(segment)
  for (const point of pointsOf(stored, database)) {
    const slot = slots.get(point.row)
    const problem = slot === undefined ? 'is missing' : pointProblem(segment, slot, point)
    if (problem !== undefined) problems.push(`${name}: point ${point.id} ${problem}`)
    if (problems.length >= problemsMax) break
  }
  return problems
}

function slotsByRow(segment: Segment): ReadonlyMap<number, number> {
  const slots = new Map<number, number>()
  for (let slot = 0; slot < segment.slotCount; slot++) slots.set(segment.rowAt(slot), slot)
  return slots
}

function* pointsOf({ intervals }: StoredSegment, database: ShardDatabase): Generator<StoredPoint> {
  for (const { first, last } of intervals) {
    for (let next = first; next <= last; ) {
      const points = database.readPoints({ first: next, last }, pointsAChunk)
      yield* points
      if (points.length < pointsAChunk) break
      next = (points.at(-1)?.row ?? last) + 1
    }
  }
}

/** What a segment has otherwise than SQLite; a vector whose name was deleted need not be there any more. */
function pointProblem(segment: Segment, slot: number, point: StoredPoint): string | undefined {
  if (segment.idAt(slot) !== point.id) return 'has another id'
  if (segment.versionAt(slot) !== point.version) return 'has another version'
  if (!sameBytes(segment.payloadAt(slot), point.payload)) return 'has another payload'
  for (const { key, vector } of decodeVectorRecord(point.vectors)) {
    const column = segment.dense(key)
    if (vector.kind !== 'dense' || column === undefined || !segment.hasVector(key, slot)) continue
    const from = slot * column.dimension
    const values = column.values.subarray(from, from + column.dimension)
    if (!sameBytes(bytesOf(values), bytesOf(vector.values))) return 'has another vector'
  }
  return undefined
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b
  return Buffer.compare(a, b) === 0
}
