import { join } from 'node:path'
import { must } from '#base/assert.ts'
import type { Disk } from '#base/disk.ts'
import type { CollectionConfig, PayloadIndexes } from '#model/collection.ts'
import type { PointId } from '#model/point-id.ts'
import { describeHead, headCapacityMax } from '#storage/head-layout.ts'
import { type HeadPoint, HeadWriter, logBytesOf } from '#storage/head-writer.ts'
import { headFolder, type Manifest } from '#storage/manifest.ts'
import type { RowInterval } from '#storage/row-intervals.ts'
import type { Segment } from '#storage/segment.ts'
import type { ColumnDescription } from '#storage/segment-layout.ts'
import type { Tombstones } from '#storage/tombstones.ts'

/** A head and the rows it answers for. The last interval of the active head is still open at its end. */
export interface WrittenHead {
  readonly kind: 'head'
  readonly partId: number
  readonly head: HeadWriter
  readonly intervals: readonly RowInterval[]
}

/** A segment, read with the tombstones that the writer sets. */
export interface WrittenSegment {
  readonly kind: 'segment'
  readonly partId: number
  readonly segment: Segment
  readonly tombstones: Tombstones
  readonly intervals: readonly RowInterval[]
}

export type WrittenPart = WrittenHead | WrittenSegment

/** Where a live point stands. */
export interface Location {
  readonly part: WrittenPart
  readonly slot: number
  readonly row: number
}

/** The parts of a shard as its writer knows them: where each live id stands, and which head takes points. */
export class WriterParts {
  /** Oldest first. */
  segments: readonly WrittenSegment[]
  /** Oldest first; the last one takes points. */
  heads: readonly WrittenHead[]

  constructor(segments: readonly WrittenSegment[], heads: readonly WrittenHead[]) {
    this.segments = segments
    this.heads = heads
  }

  get active(): WrittenHead {
    return must(this.heads.at(-1), 'a shard has a head that takes points')
  }

  find(partId: number): WrittenPart | undefined {
    return (
      this.segments.find((segment) => segment.partId === partId) ??
      this.heads.find((head) => head.partId === partId)
    )
  }

  /** Where the visible live point with this id stands. */
  locate(id: PointId): Location | undefined {
    for (let index = this.heads.length - 1; index >= 0; index--) {
      const part = this.heads[index] as WrittenHead
      const slot = part.head.find(id)
      if (slot >= 0) return { part, slot, row: part.head.rowAt(slot) }
    }
    for (let index = this.segments.length - 1; index >= 0; index--) {
      const part = this.segments[index] as WrittenSegment
      const slot = part.segment.find(id)
      if (slot >= 0) return { part, slot, row: part.segment.rowAt(slot) }
    }
    return undefined
  }

  manifest(payloadIndexes: PayloadIndexes, heads: readonly WrittenHead[] = this.heads): Manifest {
    return {
      segments: this.segments.map(({ partId, segment }) => ({ partId, description: segment.description })),
      heads: heads.map(({ partId, head }) => ({ partId, description: head.description })),
      payloadIndexes,
    }
  }
}

/** Marks living points of a part as dead. Cannot fail. */
export function killPoints(part: WrittenPart, slots: readonly number[]): void {
  if (part.kind === 'segment') part.tombstones.killAll(slots)
  else for (const slot of slots) part.head.kill(slot)
}

/** Points of a part that live. */
export function livePointsOf(part: WrittenPart): number {
  return part.kind === 'head'
    ? part.head.slotCount - part.head.deadCount
    : part.tombstones.slotCount - part.tombstones.deadCount
}

/** Makes the files of a new head, for points like those of the collection. */
export function createHead(
  disk: Disk,
  shardPath: string,
  partId: number,
  config: CollectionConfig,
  first: HeadPoint | undefined,
  capacityMax: number | undefined,
): HeadWriter {
  const columns = columnsOf(config)
  const pointsMax = Math.min(capacityMax ?? headCapacityMax, pointsOfSegment(config, columns))
  const description = describeHead(columns, first ? logBytesOf(first) : 0, pointsMax)
  const path = join(shardPath, headFolder(partId))
  try {
    return new HeadWriter(disk, path, partId, description)
  } catch (error) {
    disk.remove(path)
    throw error
  }
}

/** However small segments are to be, this many points make one: each costs files and a step of every search. */
const segmentPointsMin = 1024

/** A head becomes a segment, so it takes no more points than `max_segment_size` lets one have. */
function pointsOfSegment({ optimizers }: CollectionConfig, columns: readonly ColumnDescription[]): number {
  if (optimizers.maxSegmentSize === undefined) return Number.POSITIVE_INFINITY
  let bytes = 0
  for (const { dimension } of columns) bytes += dimension * 4
  if (bytes === 0) return Number.POSITIVE_INFINITY
  return Math.max(segmentPointsMin, Math.floor((optimizers.maxSegmentSize * 1024) / bytes))
}

/** The dense vectors of a collection; multivectors have no column. */
export function columnsOf(config: CollectionConfig): ColumnDescription[] {
  const columns: ColumnDescription[] = []
  for (const [name, vector] of config.vectors) {
    if (vector.multivector) continue
    const vectorKey = must(config.vectorKeys.get(name), 'every vector name has a key')
    columns.push({ vectorKey, dimension: vector.size })
  }
  return columns
}
