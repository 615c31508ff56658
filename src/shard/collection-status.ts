import { type BitSet, countBits, createBitSet } from '#base/bit-set.ts'
import type { PayloadColumn } from '#index/payload/column.ts'
import type { CollectionConfig, CollectionStatus, PayloadIndexes } from '#model/collection.ts'
import { Segment } from '#storage/segment.ts'
import type { ShardSnapshot } from '#storage/shard-parts.ts'
import { byteRowsFile, sparseFile } from './index-files.ts'
import { isUnoptimized } from './optimizer-policy.ts'
import { shardStats } from './shard-stats.ts'
import { type VectorSpace, vectorSpaces } from './vector-space.ts'
import type { ViewPart } from './view-part.ts'

/** What a shard tells about itself, for the description of its collection. */
export interface ShardInfo {
  readonly status: CollectionStatus
  /** Why it is red. */
  readonly optimizerError: string | undefined
  /** Heads and segments. */
  readonly segmentsCount: number
  readonly pointsCount: number
  /** Vectors in graphs and in sealed inverted indexes, over all names. */
  readonly indexedVectorsCount: number
  readonly payloadIndexes: PayloadIndexes
  /** How many living points have a value for an index, by its path: an estimate where points have died and values are mixed. */
  readonly indexedPoints: ReadonlyMap<string, number>
  readonly updateQueueLength: number
  /** Points that reads do not see until they are optimized; undefined: the collection shows all. */
  readonly deferredPoints: number | undefined
}

/** Red after a failure, yellow while there is something to do, even if no threads may do it, else green. */
export function statusOf(
  snapshot: ShardSnapshot,
  config: CollectionConfig,
  optimizerError: string | undefined,
): CollectionStatus {
  if (optimizerError !== undefined) return 'red'
  return isUnoptimized(shardStats(snapshot, config)) ? 'yellow' : 'green'
}

/** True for the name of a file by which vectors are found. */
function isIndexOf({ kind, key }: VectorSpace, name: string): boolean {
  if (kind === 'dense') return name.startsWith(`graph-${key}-`)
  if (kind === 'sparse') return name === sparseFile(key)
  return name === byteRowsFile(key) || name.startsWith(`${byteRowsFile(key)}-`)
}

/** Living vectors that are found through an index: an estimate where only some points have the vector. */
export function countIndexedVectors(snapshot: ShardSnapshot, config: CollectionConfig): number {
  const spaces = vectorSpaces(config)
  let count = 0
  for (const part of snapshot.parts) {
    if (!(part instanceof Segment)) continue
    const files = Object.keys(part.description.files)
    const liveShare = 1 - part.deadCount / part.slotCount
    for (const space of spaces) {
      if (!files.some((name) => isIndexOf(space, name))) continue
      const present = space.kind === 'dense' ? part.dense(space.key)?.present : null
      const vectors = present ? countBits(present) : part.slotCount
      count += Math.round(vectors * liveShare)
    }
  }
  return count
}

/** Living points with a value, for each payload index; none yet in segments that lack the column. */
export function countIndexedPoints(
  parts: readonly ViewPart[],
  indexes: PayloadIndexes,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const [path, schema] of indexes) {
    let count = 0
    for (const { part, open, liveCount } of parts) {
      const column = liveCount === 0 ? undefined : open.columns.get(part, path, schema)
      if (column) count += countLivingIndexed(column, part.tombstones, liveCount)
    }
    counts.set(path, count)
  }
  return counts
}

/** Exact unless points have died and other points have values that are none for the index. */
function countLivingIndexed(column: PayloadColumn, tombstones: BitSet, liveCount: number): number {
  const { indexedCount, slotCount } = column
  if (liveCount === slotCount) return indexedCount
  const bits = createBitSet(slotCount)
  column.collect({ kind: 'is_empty', expected: false }, bits)
  if (countBits(bits) !== indexedCount) return Math.round((indexedCount * liveCount) / slotCount)
  for (let word = 0; word < bits.length; word++) {
    bits[word] = (bits[word] as number) & ~(tombstones[word] as number)
  }
  return countBits(bits)
}
