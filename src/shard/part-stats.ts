import type { CollectionSchema } from '#model/collection.ts'
import type { Part } from '#storage/part.ts'
import { Segment } from '#storage/segment.ts'
import { mayBeIndexed } from './index-files.ts'
import { planIndexFiles } from './index-plan.ts'
import type { PartStats } from './optimizer-policy.ts'
import { vectorBytes } from './vector-bytes.ts'
import { vectorSpaces } from './vector-space.ts'

/** What a point is taken to need beside its vectors, in bytes. */
const bytesPerPoint = 16

/** What is never true of a head. */
const heads = { hasGraphs: false, isIndexed: false, graphsStale: false, lacksColumns: false }

/** The sizes of a part, and whether it has the indexes that the schema asks for. */
export function partStats(part: Part, schema: CollectionSchema): PartStats {
  const live = part.slotCount - part.deadCount
  let totalBytes = live * bytesPerPoint
  let largestVectorBytes = 0
  for (const space of vectorSpaces(schema.config)) {
    const bytes = vectorBytes(part, space)
    totalBytes += bytes
    if (mayBeIndexed(schema.config, space)) largestVectorBytes = Math.max(largestVectorBytes, bytes)
  }
  const isSegment = part instanceof Segment
  return {
    partId: part.partId,
    kind: part.kind,
    frozen: 'frozen' in part && part.frozen === true,
    slots: part.slotCount,
    live,
    largestVectorBytes,
    totalBytes,
    ...(isSegment ? indexStats(part, schema) : heads),
  }
}

function indexStats(segment: Segment, schema: CollectionSchema): Pick<PartStats, keyof typeof heads> {
  const { missing } = planIndexFiles(schema, segment, 0)
  const files = Object.keys(segment.description.files)
  const hasGraphs = files.some((name) => name.startsWith('graph-') || name.startsWith('multi-'))
  const lacksGraphs = missing.some((index) => index.isCostly)
  return {
    hasGraphs,
    isIndexed: hasGraphs || !lacksGraphs,
    graphsStale: hasGraphs && lacksGraphs,
    lacksColumns: missing.some((index) => !index.isCostly),
  }
}
