import { defaultOptimizers, type OptimizersConfig } from '#model/collection.ts'

/** What the policy knows of one part of a shard. */
export interface PartStats {
  readonly partId: number
  readonly kind: 'head' | 'segment'
  /** A head that takes no more points; false for segments. */
  readonly frozen: boolean
  readonly slots: number
  readonly live: number
  /** Bytes of live vectors under the name that has most of them: what `indexing_threshold` is compared with. */
  readonly largestVectorBytes: number
  /** Bytes of all live vectors and an allowance for each point: what `max_segment_size` limits. */
  readonly totalBytes: number
  /** At most so many bytes of a new segment's largest file come from this part: payloads count here. */
  readonly largestFileBytes: number
  /** A segment with a graph, or another index that takes long to build. */
  readonly hasGraphs: boolean
  /** A segment that has an index for every vector name that may have one. */
  readonly isIndexed: boolean
  /** A segment with graphs, of which one is missing or was built with other settings. */
  readonly graphsStale: boolean
  /** A payload column or another cheap index of the segment is missing or out of date. */
  readonly lacksColumns: boolean
}

export interface ShardStats {
  readonly parts: readonly PartStats[]
  readonly optimizers: OptimizersConfig
  /** False when no vector name of the collection may have an index (`m` is 0, no vectors). */
  readonly indexesWanted: boolean
  /** So many slots of heads are shown until they are optimized; undefined: all (`prevent_unoptimized`). */
  readonly shownMax?: number | undefined
}

/** One piece of work, small enough to be thrown away when the process stops. */
export type OptimizerJob =
  /** Forget segments in which nothing lives. */
  | { readonly kind: 'drop'; readonly sources: readonly number[] }
  | MergeJob
  /** Add to a segment, in place, the index files that it lacks. */
  | { readonly kind: 'index'; readonly partId: number; readonly withGraphs: boolean }

/** Copy the live points of the sources into one new segment. */
export interface MergeJob {
  readonly kind: 'merge'
  readonly sources: readonly number[]
  /** The active head is a source and must be frozen first. */
  readonly freezesHead: boolean
  /**
   * The graphs are built before the segment is published, because a source has them already; else it is
   * published at once and the graph follows as an `index` job.
   */
  readonly withGraphs: boolean
}

/** Writes have paused when there was none for so long. */
export const idleMsMin = 1000
/** A file of a segment is mapped as one array of bytes, which can have 4 GiB; some room is left for its header. */
export const fileBytesMax = 2 ** 32 - 2 ** 24
/** While writes go on, a graph is built when so many bytes are outside graphs, and half of what is inside. */
const busyGraphBytesMin = 256 * 2 ** 20
/** Segments larger than this many bytes are left alone unless `max_segment_size` says otherwise. */
const maxSegmentBytesDefault = 4 * 2 ** 30
/** Copying a segment costs so little beside its graph that it is done for an addition of this part. */
const copyWorthShare = 64
/** Points outside graphs are scanned by each search: from so many on, and of this part, they are worth a graph. */
const tailPointsMin = 1000
const tailShare = 8
/** A tail of a smaller part gets a graph of its own from so many points on: to scan them costs several walks. */
const ownGraphPointsMin = 8192
/** A segment joins a merge when it is at most so many times larger than what is merged already. */
const growthFactor = 2

/**
 * Decides what to do next for a shard, or undefined when it is as it should be. Pure: the same sizes and
 * the same `idleMs` (milliseconds since the last write; Infinity asks what will have to be done sooner or
 * later) give the same job.
 *
 * Each point is copied or indexed O(log n) times in the life of a shard of n points: a merge takes a segment
 * along only when what it is merged with is at least half as large.
 */
export function decideJob(shard: ShardStats, idleMs: number): OptimizerJob | undefined {
  return (
    dropDead(shard) ??
    addColumns(shard) ??
    sealFrozen(shard, idleMs) ??
    (!graphsAllowed(shard)
      ? undefined
      : (addGraph(shard, idleMs) ??
        gatherIntoGraph(shard, idleMs) ??
        levelGraphs(shard, idleMs) ??
        reduceSegments(shard, idleMs) ??
        vacuum(shard)))
  )
}

/** The jobs that the parts which are not `locked` need by and by, and the parts that need none. */
export function planJobs(
  shard: ShardStats | undefined,
  locked: ReadonlySet<number>,
): { readonly jobs: readonly OptimizerJob[]; readonly idle: readonly PartStats[] } {
  if (!shard) return { jobs: [], idle: [] }
  const jobs: OptimizerJob[] = []
  let parts = shard.parts.filter((part) => !locked.has(part.partId))
  for (;;) {
    const job = decideJob({ ...shard, parts }, Number.POSITIVE_INFINITY)
    if (!job) return { jobs, idle: parts }
    jobs.push(job)
    const taken = job.kind === 'index' ? [job.partId] : job.sources
    parts = parts.filter((part) => !taken.includes(part.partId))
  }
}

/** True while there is or will be something to do. */
export function hasPendingWork(shard: ShardStats): boolean {
  return decideJob(shard, Number.POSITIVE_INFINITY) !== undefined
}

/** True while a shard is not as it should be, also when it has no threads to become so. */
export function isUnoptimized(shard: ShardStats): boolean {
  return hasPendingWork({ ...shard, optimizers: { ...shard.optimizers, maxOptimizationThreads: undefined } })
}

/** Without threads for optimization only what keeps the shard readable is done. */
function graphsAllowed({ optimizers }: ShardStats): boolean {
  return optimizers.maxOptimizationThreads !== 0
}

/** Bytes of one vector name from which a segment gets a graph; Infinity when indexing is off. */
function graphThresholdBytes(shard: Pick<ShardStats, 'optimizers' | 'indexesWanted'>): number {
  const kilobytes = shard.optimizers.indexingThreshold ?? defaultOptimizers.indexingThreshold
  return !shard.indexesWanted || kilobytes === 0 ? Number.POSITIVE_INFINITY : kilobytes * 1024
}

function maxSegmentBytes(shard: ShardStats): number {
  const kilobytes = shard.optimizers.maxSegmentSize
  return kilobytes === undefined ? maxSegmentBytesDefault : kilobytes * 1024
}

function dropDead({ parts }: ShardStats): OptimizerJob | undefined {
  const dead = parts.filter((part) => part.live === 0 && (part.kind === 'segment' || part.frozen))
  return dead.length === 0 ? undefined : { kind: 'drop', sources: dead.map((part) => part.partId) }
}

function addColumns({ parts }: ShardStats): OptimizerJob | undefined {
  const lacking = bySize(parts.filter((part) => part.kind === 'segment' && part.lacksColumns))[0]
  return lacking && { kind: 'index', partId: lacking.partId, withGraphs: false }
}

/**
 * Frozen heads become a plain segment, together with plain segments that are not much larger. When writes
 * pause and a graph is due anyway, that job takes them instead.
 */
function sealFrozen(shard: ShardStats, idleMs: number): OptimizerJob | undefined {
  // In a plain segment they would all be shown.
  if (shard.shownMax !== undefined) return undefined
  // Heads may have piled up to more than one segment can hold.
  const limit = Math.min(maxSegmentBytes(shard), maxSegmentBytesDefault)
  const frozen = firstThatFit(
    shard.parts.filter((part) => part.frozen),
    limit,
  )
  if (frozen.length === 0) return undefined
  if (graphsAllowed(shard) && gatherIntoGraph(shard, idleMs)) return undefined
  const plain = shard.parts.filter(
    (part) => isMergeable(part) && !part.hasGraphs && !wantsGraph(shard, part, idleMs),
  )
  const sources = grow(frozen, plain, maxSegmentBytes(shard))
  return merge(sources)
}

function wantsGraph(shard: ShardStats, part: PartStats, idleMs: number): boolean {
  if (part.kind !== 'segment' || part.isIndexed) return false
  const limit = idleMs >= idleMsMin ? graphThresholdBytes(shard) : busyThresholdBytes(shard)
  return part.largestVectorBytes >= limit
}

function busyThresholdBytes(shard: ShardStats): number {
  const inside = sum(shard.parts.filter((part) => part.hasGraphs).map((part) => part.largestVectorBytes))
  return Math.max(graphThresholdBytes(shard), busyGraphBytesMin, inside / 2)
}

/** Builds graphs of a segment where it stands, when nothing is worth being merged with it first. */
function addGraph(shard: ShardStats, idleMs: number): OptimizerJob | undefined {
  const stale = idleMs >= idleMsMin && bySize(shard.parts.filter((part) => part.graphsStale))[0]
  // What is merged next gets its graphs anew then.
  if (stale && !isMergedNext(shard, idleMs, stale))
    return { kind: 'index', partId: stale.partId, withGraphs: true }
  const due = bySize(shard.parts.filter((part) => wantsGraph(shard, part, idleMs))).at(-1)
  if (!due) return undefined
  if (idleMs >= idleMsMin) {
    const others = sum(outsideGraphs(shard).map((part) => part.largestVectorBytes)) - due.largestVectorBytes
    const worthMerging = others * copyWorthShare >= due.largestVectorBytes
    const graphs = bySize(shard.parts.filter((part) => part.hasGraphs && isMergeable(part)))
    const joinsGraph = graphs.some(
      (graph) =>
        graph.totalBytes <= growthFactor * due.totalBytes && fit([graph, due], maxSegmentBytes(shard)),
    )
    if ((worthMerging && fitsWithOthers(shard, due)) || joinsGraph) return undefined
  }
  return { kind: 'index', partId: due.partId, withGraphs: true }
}

function isMergedNext(shard: ShardStats, idleMs: number, { partId }: PartStats): boolean {
  const next = gatherIntoGraph(shard, idleMs)
  return next?.kind === 'merge' && next.sources.includes(partId)
}

function fitsWithOthers(shard: ShardStats, due: PartStats): boolean {
  const rest = outsideGraphs(shard).filter((part) => part.partId !== due.partId)
  const smallest = bySize(rest)[0]
  return smallest !== undefined && fit([smallest, due], maxSegmentBytes(shard))
}

/**
 * Everything outside graphs becomes one segment when it passes the threshold and writes have paused, or when
 * points wait to be shown.
 */
function gatherIntoGraph(shard: ShardStats, idleMs: number): OptimizerJob | undefined {
  const hides = hidesPoints(shard)
  if (idleMs < idleMsMin && !hides) return undefined
  const outside = outsideGraphs(shard)
  const graphs = shard.parts.filter((part) => part.isIndexed && isMergeable(part))
  const isTail = isLongTail(shard, outside, graphs)
  const bytes = sum(outside.map((part) => part.largestVectorBytes))
  const isDue = hides || bytes >= graphThresholdBytes(shard) || isTail || isCostlyTail(shard, outside)
  if (!isDue) return undefined
  const limit = maxSegmentBytes(shard)
  const all = grow([], outside, limit, Number.POSITIVE_INFINITY)
  const sources = grow(all, graphs, limit, isTail ? tailShare : growthFactor)
  const only = sources[0]
  if (sources.length === 1 && only?.kind === 'segment') {
    return only.isIndexed ? undefined : { kind: 'index', partId: only.partId, withGraphs: true }
  }
  const job = merge(sources)
  return shard.shownMax === undefined ? job : { ...job, withGraphs: true }
}

/** Whether there are points that reads do not see yet. */
function hidesPoints({ parts, shownMax }: ShardStats): boolean {
  if (shownMax === undefined) return false
  return sum(parts.filter((part) => part.kind === 'head').map((part) => part.slots)) > shownMax
}

/** Whether the points outside graphs are few beside those inside, but slow searches down all the same. */
function isLongTail(shard: ShardStats, outside: readonly PartStats[], graphs: readonly PartStats[]): boolean {
  if (graphs.length === 0 || graphThresholdBytes(shard) === Number.POSITIVE_INFINITY) return false
  if (sum(outside.map((part) => part.live)) < tailPointsMin) return false
  const inside = sum(graphs.map((part) => part.largestVectorBytes))
  return sum(outside.map((part) => part.largestVectorBytes)) * tailShare >= inside
}

/** Whether so many points are outside graphs that they are worth one, however few they are beside those inside. */
function isCostlyTail(shard: ShardStats, outside: readonly PartStats[]): boolean {
  if (graphThresholdBytes(shard) === Number.POSITIVE_INFINITY) return false
  if (!shard.parts.some((part) => part.hasGraphs)) return false
  const scanned = outside.filter((part) => part.largestVectorBytes > 0)
  return sum(scanned.map((part) => part.live)) >= ownGraphPointsMin
}

/**
 * Segments with graphs stay few: each is more than twice as large as all smaller ones together. A collection
 * that asks for a number of segments may keep as many.
 */
function levelGraphs(shard: ShardStats, idleMs: number): OptimizerJob | undefined {
  if (idleMs < idleMsMin || countSegments(shard) <= segmentsWanted(shard)) return undefined
  const graphs = bySize(shard.parts.filter((part) => part.isIndexed && isMergeable(part)))
  const limit = maxSegmentBytes(shard)
  let bytes = 0
  for (const [index, part] of graphs.entries()) {
    const level = graphs.slice(0, index + 1)
    if (index > 0 && part.totalBytes <= growthFactor * bytes && fit(level, limit)) {
      return merge(grow(level, graphs.slice(index + 1), limit))
    }
    bytes += part.totalBytes
  }
  return undefined
}

/** Merges the smallest segments when there are more than the collection asks for, as far as sizes allow. */
function reduceSegments(shard: ShardStats, idleMs: number): OptimizerJob | undefined {
  const wanted = segmentsWanted(shard)
  const excess = countSegments(shard) - wanted
  if (idleMs < idleMsMin || wanted === 0 || excess <= 0) return undefined
  const smallest = bySize(shard.parts.filter(isMergeable)).slice(0, excess + 1)
  const sources = grow([], smallest, maxSegmentBytes(shard), Number.POSITIVE_INFINITY)
  return sources.length < 2 ? undefined : merge(sources)
}

/** 0: as many as sizes make sensible. */
function segmentsWanted({ optimizers }: ShardStats): number {
  return optimizers.defaultSegmentNumber ?? 0
}

function countSegments({ parts }: ShardStats): number {
  return parts.filter(isMergeable).length
}

function vacuum({ parts, optimizers }: ShardStats): OptimizerJob | undefined {
  const threshold = optimizers.deletedThreshold ?? defaultOptimizers.deletedThreshold
  const slotsMin = optimizers.vacuumMinVectorNumber ?? defaultOptimizers.vacuumMinVectorNumber
  const worst = parts.find(
    (part) => isMergeable(part) && part.slots >= slotsMin && part.slots - part.live > threshold * part.slots,
  )
  return worst && merge([worst])
}

function isMergeable(part: PartStats): boolean {
  return part.kind === 'segment'
}

function outsideGraphs({ parts }: ShardStats): PartStats[] {
  return parts.filter((part) => !part.isIndexed && part.live > 0)
}

/** `chosen` and, from the smallest on, those of `others` that are not much larger than all before them. */
function grow(
  chosen: readonly PartStats[],
  others: readonly PartStats[],
  bytesMax: number,
  factor = growthFactor,
): PartStats[] {
  const grown = [...chosen]
  let bytes = sum(chosen.map((part) => part.totalBytes))
  for (const part of bySize(others)) {
    if (grown.length > 0 && part.totalBytes > factor * bytes) break
    if (grown.length > 0 && !fit([...grown, part], bytesMax)) break
    grown.push(part)
    bytes += part.totalBytes
  }
  return grown
}

/** Whether parts may become one segment. */
function fit(parts: readonly PartStats[], bytesMax: number): boolean {
  return (
    sum(parts.map((part) => part.totalBytes)) <= bytesMax &&
    sum(parts.map((part) => part.largestFileBytes)) <= fileBytesMax
  )
}

/** The first of the parts, as many as may become one segment; at least one. */
function firstThatFit(parts: readonly PartStats[], bytesMax: number): PartStats[] {
  let count = Math.min(1, parts.length)
  while (count < parts.length && fit(parts.slice(0, count + 1), bytesMax)) count++
  return parts.slice(0, count)
}

function merge(sources: readonly PartStats[]): MergeJob {
  return {
    kind: 'merge',
    sources: sources.map((part) => part.partId),
    freezesHead: sources.some((part) => part.kind === 'head' && !part.frozen),
    withGraphs: sources.some((part) => part.hasGraphs),
  }
}

function bySize(parts: readonly PartStats[]): PartStats[] {
  return parts.toSorted((a, b) => a.totalBytes - b.totalBytes || a.partId - b.partId)
}

function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}
