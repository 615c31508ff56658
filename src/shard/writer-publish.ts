import { join } from 'node:path'
import { assert, must } from '#base/assert.ts'
import { type BitSet, createBitSet } from '#base/bit-set.ts'
import type { PointId } from '#model/point-id.ts'
import { draftManifest, segmentFolder, tombstoneFile } from '#storage/manifest.ts'
import { mergeIntervals } from '#storage/row-intervals.ts'
import { openSegment, type Segment } from '#storage/segment.ts'
import type { SegmentDescription } from '#storage/segment-layout.ts'
import type { StoredCounters } from '#storage/shard-database.ts'
import { openTombstones, writeTombstones } from '#storage/tombstones.ts'
import { livePointsOf, type WriterParts, type WrittenPart, type WrittenSegment } from './writer-parts.ts'
import type { ShardFiles } from './writer-transaction.ts'

/** A request of the optimizer to replace parts. */
export interface SegmentPublication {
  /**
   * The parts, and their tombstones at the moment from which the segment was made: without these the writer
   * looks at every dead point of the part.
   */
  readonly sources: readonly { readonly partId: number; readonly tombstones?: BitSet | undefined }[]
  /**
   * The new segment: all points of the sources that lived at that moment, in a finished draft folder within
   * the folder of the shard. Undefined: none of them lived.
   */
  readonly segment: { readonly folder: string; readonly description: SegmentDescription } | undefined
}

/**
 * Replaces parts by one segment in one transaction. Points that died since the segment was made from the
 * sources become tombstones of it. What is returned shows the durable change to readers and removes the files of
 * the sources. Undefined when a source is gone. When it throws for want of space, nothing has changed, and the draft
 * may be gone; after any other failure the shard has to be opened again.
 */
export function commitSegment(
  files: ShardFiles,
  counters: StoredCounters,
  publication: SegmentPublication,
): (() => void) | undefined {
  const { parts } = files
  const sources = findSources(parts, publication)
  if (!sources) return undefined
  const before = { segments: parts.segments, heads: parts.heads }
  const partId = publication.segment && counters.nextPartId++
  try {
    const written = partId === undefined ? undefined : installSegment(files, partId, sources, publication)
    if (!written)
      assert(
        sources.every((part) => livePointsOf(part) === 0),
        'only dead parts are dropped',
      )
    const isKept = (part: WrittenPart): boolean => !sources.includes(part)
    parts.segments = [...before.segments.filter(isKept), ...(written ? [written] : [])]
    parts.heads = before.heads.filter(isKept)
    const placeManifest = commitParts(files, counters, sources, written)
    return () => showParts(files, sources, placeManifest)
  } catch (error) {
    parts.segments = before.segments
    parts.heads = before.heads
    undo(files, partId, error)
    throw error
  }
}

function undo(files: ShardFiles, partId: number | undefined, reason: unknown): void {
  try {
    files.database.rollback()
    if (partId !== undefined) removeSegment(files, partId)
  } catch {
    // What is left would be in the way of the next segment, also after a want of space.
    throw new Error('a publication could not be undone', { cause: reason })
  }
}

function findSources(parts: WriterParts, publication: SegmentPublication): WrittenPart[] | undefined {
  const sources: WrittenPart[] = []
  for (const { partId } of publication.sources) {
    const part = parts.find(partId)
    if (!part) return undefined
    assert(part.kind === 'segment' || part.head.frozen, 'only frozen heads are sealed')
    sources.push(part)
  }
  return sources
}

/** Makes the replacement durable, and returns what puts the new manifest in its place. */
function commitParts(
  { disk, path, database, parts, payloadIndexes }: ShardFiles,
  counters: StoredCounters,
  sources: readonly WrittenPart[],
  written: WrittenSegment | undefined,
): () => void {
  database.begin()
  for (const { partId } of sources) database.deleteSegment(partId)
  if (written) {
    const { partId, intervals, segment } = written
    database.insertSegment({ partId, intervals, description: segment.description })
    const dead = [...deadSlots(written)]
    if (dead.length > 0) database.addTombstones(partId, createBitSet(segment.slotCount), dead)
  }
  const placeManifest = draftManifest(disk, path, parts.manifest(payloadIndexes))
  database.writeCounters(counters)
  database.commit()
  return placeManifest
}

function showParts(files: ShardFiles, sources: readonly WrittenPart[], placeManifest: () => void): void {
  const { control, disk } = files
  control.publish(() => {
    placeManifest()
    control.advanceEpoch()
  })
  for (const part of sources) {
    if (part.kind === 'head') disk.remove(part.head.path)
    else removeSegment(files, part.partId)
  }
}

/** Gives the draft its name, opens it and marks what died meanwhile. */
function installSegment(
  { disk, path }: ShardFiles,
  partId: number,
  sources: readonly WrittenPart[],
  publication: SegmentPublication,
): WrittenSegment {
  const { folder: draft, description } = must(publication.segment, 'there is a segment to install')
  const folder = join(path, segmentFolder(partId))
  disk.rename(draft, folder)
  disk.syncFolder(path)
  const tombstonePath = join(path, tombstoneFile(partId))
  writeTombstones(disk, tombstonePath, description.slotCount, createBitSet(description.slotCount))
  const tombstones = openTombstones(tombstonePath)
  const segment = openSegment(folder, partId, description, tombstones.bits, 0)
  const live = sources.reduce((sum, part) => sum + livePointsOf(part), 0)
  for (const [index, { tombstones: before }] of publication.sources.entries()) {
    // Nothing has died when as many points live as went into the segment.
    if (live === segment.slotCount) break
    const source = must(sources[index], 'every source has its part')
    killSince(source, before ?? new Uint32Array(0), segment, (slot) => tombstones.kill(slot))
  }
  const { slotCount } = segment
  assert(slotCount - tombstones.deadCount === live, 'a segment has the points of its sources')
  const intervals = mergeIntervals(sources.flatMap((part) => [...part.intervals]))
  return { kind: 'segment', partId, segment, tombstones, intervals }
}

/** Calls `kill` with the slots of a segment whose points died in a source after `before` was copied. */
function killSince(
  source: WrittenPart,
  before: BitSet,
  segment: Segment,
  kill: (slot: number) => void,
): void {
  const now = source.kind === 'head' ? source.head.tombstones : source.tombstones.bits
  for (let word = 0; word < now.length; word++) {
    let died = (now[word] as number) & ~(before[word] ?? 0)
    while (died !== 0) {
      const from = word * 32 + (31 - Math.clz32(died & -died))
      died &= died - 1
      const { id, row } = pointAt(source, from)
      const slot = segment.slotOf(id)
      if (slot >= 0 && segment.rowAt(slot) === row) kill(slot)
    }
  }
}

function pointAt(source: WrittenPart, slot: number): { id: PointId; row: number } {
  if (source.kind === 'head') return { id: source.head.idAt(slot), row: source.head.rowAt(slot) }
  return { id: source.segment.idAt(slot), row: source.segment.rowAt(slot) }
}

function* deadSlots({ tombstones }: WrittenSegment): Generator<number> {
  for (let word = 0; word < tombstones.bits.length; word++) {
    let dead = tombstones.bits[word] as number
    while (dead !== 0) {
      yield word * 32 + (31 - Math.clz32(dead & -dead))
      dead &= dead - 1
    }
  }
}

function removeSegment({ disk, path }: ShardFiles, partId: number): void {
  disk.remove(join(path, segmentFolder(partId)))
  disk.remove(join(path, tombstoneFile(partId)))
}
