import type { CollectionSchema } from '#model/collection.ts'
import { Head } from '#storage/head.ts'
import type { Part } from '#storage/part.ts'
import { Segment } from '#storage/segment.ts'
import { blobsFile, payloadsFile, pointFields } from '#storage/segment-layout.ts'
import { graphSettings, mayBeIndexed, mayHaveGraph } from './index-files.ts'
import { planIndexFiles } from './index-plan.ts'
import type { PartStats } from './optimizer-policy.ts'
import { vectorBytes } from './vector-bytes.ts'
import { type VectorSpace, vectorSpaces } from './vector-space.ts'

/** What a point is taken to need beside its vectors, in bytes. */
const bytesPerPoint = 16

/** Words of a point in a graph beside the links of its lowest layer, generously. */
const graphNodeWords = 16

/** What is never true of a head. */
const heads = { hasGraphs: false, isIndexed: false, graphsStale: false, lacksColumns: false }

/** The sizes of a part, and whether it has the indexes that the schema asks for. */
export function partStats(part: Part, schema: CollectionSchema): PartStats {
  const live = part.slotCount - part.deadCount
  let totalBytes = live * bytesPerPoint
  let largestVectorBytes = 0
  let largestFileBytes = Math.max(live * pointFields.stride * 8, logBytes(part))
  for (const space of vectorSpaces(schema.config)) {
    const bytes = vectorBytes(part, space)
    totalBytes += bytes
    largestFileBytes = Math.max(largestFileBytes, largestFileOf(space, live, schema))
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
    largestFileBytes,
    ...(isSegment ? indexStats(part, schema) : heads),
  }
}

/** Bytes of the payloads, or of the sparse and multi vectors, whichever are more; those of the dead count too. */
function logBytes(part: Part): number {
  if (part instanceof Head) return part.logBytes
  if (!(part instanceof Segment)) return 0
  const { files } = part.description
  return Math.max(files[payloadsFile]?.length ?? 0, files[blobsFile]?.length ?? 0)
}

/** Bytes of the rows of a dense vector name or of its graph, whichever are more, were every point to have it. */
function largestFileOf(space: VectorSpace, live: number, { config }: CollectionSchema): number {
  if (space.kind !== 'dense') return 0
  const links = mayHaveGraph(config, space) ? 2 * graphSettings(config, space).m + graphNodeWords : 0
  return live * 4 * Math.max(space.config.size, links)
}

function indexStats(segment: Segment, schema: CollectionSchema): Pick<PartStats, keyof typeof heads> {
  const { missing } = planIndexFiles(schema, segment, 0)
  const files = Object.keys(segment.description.files)
  const hasGraphs = files.some((name) => name.startsWith('graph-') || name.startsWith('multi-'))
  const lacksGraphs = missing.some(({ kind }) => kind !== 'plain')
  return {
    hasGraphs,
    isIndexed: hasGraphs || !lacksGraphs,
    graphsStale: hasGraphs && lacksGraphs,
    lacksColumns: missing.some(({ kind }) => kind === 'plain'),
  }
}
