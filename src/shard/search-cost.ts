import type { VectorCodes } from '#index/codes/vector-codes.ts'
import type { DenseGraph } from '#index/graph.ts'
import type { SearchParams } from '#model/query.ts'
import type { Scorer } from '#query/read-view.ts'
import type { LinksChoice } from './payload-links-choice.ts'

export interface GraphPlan {
  readonly kind: 'walk' | 'scan'
  readonly ef: number
  readonly acorn: boolean
  /** In rows of bytes that a scan scores in the same time. */
  readonly cost: number
}

/**
 * A combination of similarities has optima that a graph of neighbours does not lead to: at ef = 512 a walk
 * finds .82 of the points that are farthest from one vector, .79 of the best by three pairs of context, but
 * all of the best by one positive and one negative. So all points are scanned as long as that takes at most so
 * many comparisons, about a tenth of a second.
 */
const combinedComparisonsMax = 2_000_000
/** Beyond that a walk keeps at least so many candidates. */
const combinedEfMin = 512

/** So many rows are scored by their original vectors in the time that it takes to get a query ready for codes. */
export const exactScanMax = 128

/**
 * What a walk costs for each candidate that it keeps, in rows of bytes that a scan scores in the same time (18 ns at
 * 128 dimensions, 41 at 384). With a filter slots that do not pass are scored too, so the cost goes with how many of
 * them there are for each that passes. Among 100,000 embeddings it is 22 to 55 rows without a filter, and 60 to 170
 * more for each, where those that pass lie together, as those of one repository do, and the walk has to come there.
 */
const walkRows = 30
const walkRowsOverShare = 100
/**
 * The same for a walk that goes past the slots that do not pass (ACORN), whatever their share. Only clients
 * choose it: at ef = 100 it found .88 of the ten best when 10 % of 100,000 embeddings passed, .95 at 17 %, and
 * .93 among a million at the ef that gives .98 without a filter, where a scan takes no longer and finds all.
 */
const acornRows = 90
/** Below this share the slots that pass are not connected well enough for such a walk. */
const acornShareMin = 0.08

/**
 * The same for a walk from passing slots to passing slots: it scores no others, but looks at more links, which costs
 * as much whatever the dimension, while a scan is quicker the fewer dimensions there are. 2.1 to 2.6 us among 100,000
 * embeddings of 128 to 768 dimensions, where a row of bytes takes 18 to 70 ns.
 */
function passingRows(dimension: number): number {
  return 16 + 12_288 / Math.max(callDimension, dimension)
}
/** A row of fewer dimensions takes no less time: it is that of the call. */
const callDimension = 128
/** What a row in a tile takes of the time of a row by itself. */
const tileRow = 1 / 3
/** Bytes of tiles beyond this come from memory, which brings so many of them in the time of a row of bytes. */
const tileBytesCached = 6 << 20
const tileBytesPerRow = 400
/** A search that costs less is hardly quicker by tiles, and not by links. */
const payloadSearchMin = 256

/** Tiles of what passes are made for a filter that comes often when searches take so much less by them than a scan. */
const gatheredShare = 0.75
/** Beside a walk they may take longer: it misses some of the best. */
const gatheredShareOfWalk = 1.4

/** Whether tiles of just what passes are better than a walk, if there is one, or than what costs `otherCost`. */
export function prefersGathered(cost: number, walk: PassingPlan | undefined, otherCost: number): boolean {
  return cost < (walk ? walk.cost * gatheredShareOfWalk : otherCost * gatheredShare)
}

/** What a scan of tiles costs, and of some slots that are in none, as `GraphPlan.cost`. */
export function tilesCost(
  { rowCost, rowBytes }: Pick<VectorCodes, 'rowCost' | 'rowBytes'>,
  tileRows: number,
  slots: number,
): number {
  const uncached = Math.max(0, tileRows * rowBytes - tileBytesCached)
  return (slots + tileRows * tileRow) * rowCost + uncached / tileBytesPerRow
}

/** Passing neighbours that a slot has for such a walk, by its payload links: with fewer it misses too much. */
const passingDegreeMin = 8
/**
 * An `ef` that was asked for is raised by as much as payload links need more candidates than the graph of all slots
 * for the same recall, but not by more than this: the client has said what a search may cost.
 */
const askedEfRaisedMax = 1.5

/** A walk among passing slots; `cost` as that of a `GraphPlan`. */
export interface PassingPlan {
  readonly ef: number
  readonly cost: number
}

/**
 * The `ef` of a walk among passing slots along payload links, undefined when something else costs less, or it would
 * miss too much.
 */
export function planPassingWalk(
  graph: Pick<DenseGraph, 'efDefault'>,
  links: LinksChoice,
  dimension: number,
  params: SearchParams,
  limit: number,
  otherCost: number,
): PassingPlan | undefined {
  if (links.degree < passingDegreeMin) return undefined
  const raised = Math.min(askedEfRaisedMax, Math.max(1, links.efSearch / Math.max(1, graph.efDefault)))
  const { hnswEf } = params
  const wanted = hnswEf === undefined ? Math.max(links.efSearch, graph.efDefault) : Math.ceil(hnswEf * raised)
  const ef = Math.max(wanted, oversampled(params, limit))
  const cost = ef * passingRows(dimension)
  return cost < otherCost ? { ef, cost } : undefined
}

/** False when a search costs so little that what lies beside payload indexes would save nothing. */
export function maySearchByPayload({ cost }: GraphPlan): boolean {
  return cost > payloadSearchMin
}

/**
 * How to search a part that has a graph, whichever is cheaper: to walk it, or to score each slot that passes.
 */
export function planGraphSearch(
  graph: Pick<DenseGraph, 'efDefault' | 'isNavigable'> & {
    readonly quantized: Pick<VectorCodes, 'rowCost'>
  },
  params: SearchParams,
  scorer: Scorer,
  passingCount: number,
  slotCount: number,
  limit: number,
): GraphPlan {
  const asked = Math.max(params.hnswEf ?? graph.efDefault, oversampled(params, limit))
  const ef = scorer.kind === 'nearest' ? asked : Math.max(asked, combinedEfMin)
  const scanCost = passingCount * graph.quantized.rowCost
  const scan = { kind: 'scan', ef, acorn: false, cost: scanCost } as const
  if (!graph.isNavigable) return scan
  if (scorer.kind === 'combined' && passingCount * scorer.vectors.length <= combinedComparisonsMax)
    return scan
  const share = passingCount / slotCount
  const walkCost = ef * (walkRows + walkRowsOverShare * (1 / share - 1))
  const acorn = share >= acornShareMin && share <= acornShareAsked(params)
  const cost = acorn ? ef * acornRows : walkCost
  return scanCost <= cost ? { ...scan, acorn } : { kind: 'walk', ef, acorn, cost }
}

/** Rescoring is exact, but the last hits of many are chosen by approximate scores: some more are looked at. */
function oversampled(params: SearchParams, limit: number): number {
  return Math.ceil(limit * Math.max(1.25, params.quantization?.oversampling ?? 1))
}

/** Up to which share of passing slots the client asks for ACORN. */
function acornShareAsked({ acorn }: SearchParams): number {
  return acorn?.enable ? (acorn.maxSelectivity ?? 0.4) : 0
}
