import { countBits } from '#base/bit-set.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { Part } from '#storage/part.ts'
import { Segment } from '#storage/segment.ts'
import { mayHaveGraph } from './index-files.ts'
import { planIndexFiles } from './index-plan.ts'
import type { PartStats } from './optimizer-policy.ts'
import { type VectorSpace, vectorSpaces } from './vector-space.ts'

/** What a point is taken to need beside its vectors, in bytes. */
const bytesPerPoint = 16
/** Slots that are looked at to estimate the bytes of sparse and multi vectors. */
const sampledSlots = 32

/** The sizes of a part, and whether it has the indexes that the schema asks for. */
export function partStats(part: Part, schema: CollectionSchema): PartStats {
  const live = part.slotCount - part.deadCount
  let totalBytes = live * bytesPerPoint
  let largestVectorBytes = 0
  for (const space of vectorSpaces(schema.config)) {
    const bytes = vectorBytes(part, space)
    totalBytes += bytes
    if (mayHaveGraph(schema.config, space)) largestVectorBytes = Math.max(largestVectorBytes, bytes)
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
    ...(isSegment ? indexStats(part, schema) : { hasGraphs: false, graphsStale: false, lacksColumns: false }),
  }
}

function indexStats(
  segment: Segment,
  schema: CollectionSchema,
): Pick<PartStats, 'hasGraphs' | 'graphsStale' | 'lacksColumns'> {
  const { missing } = planIndexFiles(schema, segment, 0)
  const files = Object.keys(segment.description.files)
  const hasGraphs = files.some((name) => name.startsWith('graph-'))
  return {
    hasGraphs,
    graphsStale: hasGraphs && missing.some((index) => index.kind === 'graph'),
    lacksColumns: missing.some((index) => index.kind !== 'graph'),
  }
}

/** Bytes of the living vectors of a name, as f32: an estimate where some points lack it or died. */
export function vectorBytes(part: Part, space: VectorSpace): number {
  if (part.slotCount === 0) return 0
  const liveShare = (part.slotCount - part.deadCount) / part.slotCount
  if (space.kind === 'dense') {
    const column = part.dense(space.key)
    if (!column) return 0
    const count = column.present === null ? part.slotCount : countBits(column.present)
    return Math.round(count * liveShare) * column.dimension * 4
  }
  const step = Math.max(1, Math.floor(part.slotCount / sampledSlots))
  let bytes = 0
  let looked = 0
  for (let slot = 0; slot < part.slotCount; slot += step) {
    const vector = part.blobVectorAt(space.key, slot)
    if (vector) bytes += vector.values.byteLength * (vector.kind === 'sparse' ? 2 : 1)
    looked++
  }
  return Math.round((bytes / looked) * part.slotCount * liveShare)
}
