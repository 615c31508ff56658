import { dirname, join } from 'node:path'
import { createBitSet } from '#base/bit-set.ts'
import type { Disk } from '#base/disk.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { type BlankDatabase, createBlankDatabase, placeBlankDatabase } from '#storage/blank-database.ts'
import type { HeadPoint } from '#storage/head-writer.ts'
import { draftManifest, headFolder, segmentFolder, tombstoneFile } from '#storage/manifest.ts'
import { complementOf, mergeIntervals, type RowInterval } from '#storage/row-intervals.ts'
import { checkSegment, openSegment } from '#storage/segment.ts'
import { draftPrefix } from '#storage/segment-builder.ts'
import { ShardControl } from '#storage/shard-control.ts'
import {
  type DatabaseOptions,
  ShardDatabase,
  type StoredCounters,
  type StoredSegment,
} from '#storage/shard-database.ts'
import { openTombstones, writeTombstones } from '#storage/tombstones.ts'
import { keepKeys } from '#storage/vector-record.ts'
import {
  createHead,
  livePointsOf,
  WriterParts,
  type WrittenHead,
  type WrittenSegment,
} from './writer-parts.ts'
import { deadSlotsOf } from './writer-tombstones.ts'
import type { ShardFiles } from './writer-transaction.ts'

/** A segment whose files were not what they should be; its points came back from SQLite. */
export interface LostSegment {
  readonly partId: number
  readonly problem: string
}

export interface OpenedShard {
  readonly files: ShardFiles
  readonly counters: StoredCounters
  readonly lost: readonly LostSegment[]
}

export interface OpenOptions {
  readonly disk: Disk
  /** Names the process: readers of another one must not take its files for theirs. */
  readonly boot: number
  readonly config: CollectionConfig
  /** Lets other work of the thread run now and then. */
  readonly pause: () => Promise<void>
  readonly database?: DatabaseOptions | undefined
  /** For new shards; default: it is made. */
  readonly blankDatabase?: BlankDatabase | undefined
  /** Bounds the rows of a head, a multiple of 64 (for tests). */
  readonly headCapacityMax?: number | undefined
}

/** Points read from SQLite at a time. */
const pointsAChunk = 256
const dyingChunksAStep = 16
/** `shard-0`, the folder of the collection, and that of all collections, which is synced when it is made. */
const newLevels = 3

/**
 * Opens a shard, or makes an empty one: checks the segments, and writes anew what is only derived from SQLite
 * (heads, tombstones, control file, manifest). A segment that is damaged or gone is forgotten, so that its
 * rows belong to no segment; all such rows go into heads, from which the optimizer makes segments again. Costs
 * as much as the points outside segments and the tombstones, however many points there are.
 */
export async function openShardFiles(path: string, options: OpenOptions): Promise<OpenedShard> {
  const { disk } = options
  disk.makeFolder(path)
  const control = ShardControl.create(disk, path)
  const isFirst = !control.isOf(options.boot)
  if (isFirst) removeDerived(disk, path)
  placeBlankDatabase(disk, path, options.blankDatabase ?? createBlankDatabase())
  const database = new ShardDatabase(path, options.database)
  const heads: WrittenHead[] = []
  try {
    await deleteDying(database, options.pause)
    const counters = database.readCounters()
    if (counters.nextPartId === 1) syncNewFolders(disk, path)
    database.begin()
    const { sound, lost } = sortSegments(path, database.readSegments())
    for (const { partId } of lost) database.deleteSegment(partId)
    const segments = sound.map((stored) => openWrittenSegment(disk, path, stored, database))
    const covered = sound.flatMap((segment) => [...segment.intervals])
    await fillHeads(path, options, database, counters, complementOf(covered, counters.nextRow), heads)
    const parts = new WriterParts(segments, heads)
    correctTombstones(disk, path, database, counters, parts)
    const payloadIndexes = database.readPayloadIndexes()
    const placeManifest = draftManifest(disk, path, parts.manifest(payloadIndexes))
    // Also when nothing has changed: a shard that cannot be written to must not be taken for an open one.
    database.writeCounters(counters)
    database.commit()
    const { headCapacityMax } = options
    const files = { disk, path, database, control, parts, payloadIndexes, headCapacityMax }
    announce(files, counters, options.boot, placeManifest)
    removeLeftovers(files)
    return { files, counters, lost }
  } catch (error) {
    for (const { head } of heads) head.close()
    database.close()
    throw error
  }
}

/** Deletes what a large operation has left when the shard was closed soon after. */
async function deleteDying(database: ShardDatabase, pause: () => Promise<void>): Promise<void> {
  for (let isMore = true; isMore; await pause()) {
    database.begin()
    for (let chunks = 0; isMore && chunks < dyingChunksAStep; chunks++) isMore = database.deleteDying()
    database.commit()
  }
}

/**
 * The folders of a new shard (storage/collections/<uuid>/shard-0) must outlive a loss of power like their content, from
 * the moment when there is any: a shard without a folder is opened as an empty one. It is new as long as nothing was
 * committed, however often a process ended before that.
 */
function syncNewFolders(disk: Disk, path: string): void {
  let folder = path
  for (let level = 0; level < newLevels; level++) {
    disk.syncFolder(folder)
    folder = dirname(folder)
  }
}

function sortSegments(
  path: string,
  stored: readonly StoredSegment[],
): { sound: StoredSegment[]; lost: LostSegment[] } {
  const sound: StoredSegment[] = []
  const lost: LostSegment[] = []
  for (const segment of stored) {
    const { partId } = segment
    const problem = checkSegment(join(path, segmentFolder(partId)), segment.description, false)
    if (problem === undefined) sound.push(segment)
    else lost.push({ partId, problem })
  }
  return { sound, lost }
}

function openWrittenSegment(
  disk: Disk,
  path: string,
  { partId, intervals, description }: StoredSegment,
  database: ShardDatabase,
): WrittenSegment {
  const file = join(path, tombstoneFile(partId))
  const { slotCount } = description
  writeTombstones(disk, file, slotCount, database.readTombstones(partId, slotCount))
  const tombstones = openTombstones(file)
  const folder = join(path, segmentFolder(partId))
  const segment = openSegment(folder, partId, description, tombstones.bits, tombstones.deadCount)
  return { kind: 'segment', partId, segment, tombstones, intervals }
}

/** Writes the live points of the intervals into new heads, of which the last one will take new points. */
async function fillHeads(
  path: string,
  options: OpenOptions,
  database: ShardDatabase,
  counters: StoredCounters,
  intervals: readonly RowInterval[],
  heads: WrittenHead[],
): Promise<void> {
  const { disk, config } = options
  const vectorKeys = new Set(config.vectorKeys.values())
  let covered: RowInterval[] = []
  const begin = (first: HeadPoint | undefined): WrittenHead => {
    const partId = counters.nextPartId++
    const head = createHead(disk, path, partId, config, first, options.headCapacityMax)
    const written = { kind: 'head', partId, head, intervals: [] } as const
    heads.push(written)
    return written
  }
  const end = (written: WrittenHead, last: RowInterval): void => {
    written.head.flush()
    written.head.publish()
    heads[heads.length - 1] = { ...written, intervals: mergeIntervals([...covered, last]) }
    covered = []
  }
  let active = begin(undefined)
  for (const interval of intervals) {
    let first = interval.first
    for (let next = first; next <= interval.last; ) {
      const points = database.readPoints({ first: next, last: interval.last }, pointsAChunk)
      for (const stored of points) {
        const point = { ...stored, vectors: keepKeys(stored.vectors, vectorKeys) }
        if (!active.head.hasRoomFor(point)) {
          end(active, { first, last: point.row - 1 })
          active.head.freeze()
          first = point.row
          active = begin(point)
        }
        active.head.append(point)
        next = point.row + 1
      }
      if (points.length < pointsAChunk) break
      await options.pause()
    }
    covered.push({ first, last: interval.last })
  }
  end(active, { first: counters.nextRow, last: Number.POSITIVE_INFINITY })
}

/**
 * Compares the number of points that the parts hold with the number that SQLite counted on the way. They are
 * always the same; should they not be, the tombstones are found again from the rows that live.
 */
function correctTombstones(
  disk: Disk,
  path: string,
  database: ShardDatabase,
  counters: StoredCounters,
  parts: WriterParts,
): void {
  const held = [...parts.segments, ...parts.heads].reduce((sum, part) => sum + livePointsOf(part), 0)
  if (held === counters.livePoints) return
  counters.livePoints = database.countPoints()
  parts.segments = parts.segments.map((part) => {
    const dead = deadSlotsOf(part.segment, part.intervals, database)
    database.deleteTombstones(part.partId)
    database.addTombstones(part.partId, createBitSet(part.segment.slotCount), dead)
    const { segment, intervals, partId } = part
    return openWrittenSegment(disk, path, { partId, intervals, description: segment.description }, database)
  })
}

function announce(
  { control }: ShardFiles,
  counters: StoredCounters,
  boot: number,
  placeManifest: () => void,
): void {
  control.publish(() => {
    placeManifest()
    control.set('operationNumber', counters.operationNumber)
    control.set('livePoints', counters.livePoints)
    control.set('nextRow', counters.nextRow)
    control.announce(boot)
    control.advanceEpoch()
  })
}

/**
 * Removes what earlier processes have left and nobody reads: heads, which are made anew, and drafts of segments.
 * Before anything is written, so that a shard whose disk is full can be opened: it needs no more space than before.
 */
function removeDerived(disk: Disk, path: string): void {
  for (const name of disk.list(path)) {
    if (/^head-\d+$/.test(name) || name.startsWith(draftPrefix)) disk.remove(join(path, name))
  }
}

/**
 * Removes the parts that do not count any more: heads of before, which readers of this process had mapped until
 * now, and segments that never came to be. A draft may be in the making while its shard is opened again.
 */
function removeLeftovers({ disk, path, parts }: ShardFiles): void {
  const known = new Set<string>()
  for (const { partId } of parts.heads) known.add(headFolder(partId))
  for (const { partId } of parts.segments) known.add(segmentFolder(partId)).add(tombstoneFile(partId))
  for (const name of disk.list(path)) {
    const isPart = /^((head|segment|tombstones)-\d+|space-probe)$/.test(name)
    if (isPart && !known.has(name)) disk.remove(join(path, name))
  }
}
