import { countBits } from '#base/bit-set.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { Segment } from '#storage/segment.ts'
import { shardFiles } from './shard-files.ts'
import { vectorBytes } from './vector-bytes.ts'
import { type VectorSpace, vectorSpaces } from './vector-space.ts'
import type { ViewPart } from './view-part.ts'

/** What a part tells about itself, for metrics and telemetry. */
export interface PartFacts {
  readonly kind: 'head' | 'segment'
  readonly partId: number
  readonly livePoints: number
  readonly deadPoints: number
  /** Living points that have a vector, about, by its name. */
  readonly vectorCounts: ReadonlyMap<string, number>
  /** Bytes of the living vectors, as f32: estimates. By vector name. */
  readonly vectorBytes: ReadonlyMap<string, number>
  /** Of a segment; those of heads are counted with the shard. */
  readonly fileBytes: number
  readonly hasGraph: boolean
}

export function partFacts(view: ViewPart, config: CollectionConfig): PartFacts {
  const { part, liveCount } = view
  const files = part instanceof Segment ? part.description.files : {}
  const names = Object.keys(files)
  let fileBytes = 0
  for (const { length } of Object.values(files)) fileBytes += length
  const spaces = vectorSpaces(config)
  return {
    kind: part.kind,
    partId: part.partId,
    livePoints: liveCount,
    deadPoints: part.deadCount,
    vectorCounts: new Map(spaces.map((space) => [space.name, countVectors(view, space)])),
    vectorBytes: new Map(spaces.map((space) => [space.name, vectorBytes(part, space)])),
    fileBytes,
    hasGraph: names.some((name) => name.startsWith('graph-')),
  }
}

/** Exact of dense vectors when no point has died; of the others every point is taken to have it. */
function countVectors({ part, liveCount }: ViewPart, space: VectorSpace): number {
  if (space.kind !== 'dense') return liveCount
  const column = part.dense(space.key)
  if (!column) return 0
  if (column.present === null || part.slotCount === 0) return liveCount
  return Math.round((countBits(column.present) * liveCount) / part.slotCount)
}

/** Bytes on disk of all files of a shard. */
export function folderBytes(shardPath: string): number {
  let bytes = 0
  for (const { diskBytes } of shardFiles(shardPath)) bytes += diskBytes
  return bytes
}
