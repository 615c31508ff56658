import type { DenseGraph } from '#index/graph.ts'
import type { SearchParams } from '#model/query.ts'
import type { Scorer } from '#query/read-view.ts'

export interface GraphPlan {
  readonly kind: 'walk' | 'scan'
  readonly ef: number
  readonly acorn: boolean
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

/**
 * What a walk costs for each candidate that it keeps, in rows that a scan scores in the same time (about 40 ns
 * at 128 dimensions). With a filter slots that do not pass are scored too, so the cost goes with one over the
 * share of those that pass: by about 20 when they lie anywhere, by 30 to 50 among 100,000 and by 80 among a
 * million when they lie together, as those of one language or repository do, and the walk has to come there.
 */
const walkRows = 30
const walkRowsOverShare = 40
/**
 * The same for a walk that goes past the slots that do not pass (ACORN), whatever their share. Only clients
 * choose it: at ef = 100 it found .88 of the ten best when 10 % of 100,000 embeddings passed, .95 at 17 %, and
 * .93 among a million at the ef that gives .98 without a filter, where a scan takes no longer and finds all.
 */
const acornRows = 90
/** Below this share the slots that pass are not connected well enough for such a walk. */
const acornShareMin = 0.08

/**
 * How to search a part that has a graph, whichever is cheaper: to walk it, or to score each slot that passes.
 */
export function planGraphSearch(
  graph: Pick<DenseGraph, 'efDefault'>,
  params: SearchParams,
  scorer: Scorer,
  passingCount: number,
  slotCount: number,
  limit: number,
): GraphPlan {
  const asked = Math.max(params.hnswEf ?? graph.efDefault, oversampled(params, limit))
  const ef = scorer.kind === 'nearest' ? asked : Math.max(asked, combinedEfMin)
  if (scorer.kind === 'combined' && passingCount * scorer.vectors.length <= combinedComparisonsMax) {
    return { kind: 'scan', ef, acorn: false }
  }
  const share = passingCount / slotCount
  const walkCost = ef * (share === 1 ? walkRows : walkRows + walkRowsOverShare / share)
  const acorn = share >= acornShareMin && share <= acornShareAsked(params)
  const kind = passingCount <= (acorn ? ef * acornRows : walkCost) ? 'scan' : 'walk'
  return { kind, ef, acorn }
}

/** Rescoring is exact, but the last hits of many are chosen by approximate scores: some more are looked at. */
function oversampled(params: SearchParams, limit: number): number {
  return Math.ceil(limit * Math.max(1.25, params.quantization?.oversampling ?? 1))
}

/** Up to which share of passing slots the client asks for ACORN. */
function acornShareAsked({ acorn }: SearchParams): number {
  return acorn?.enable ? (acorn.maxSelectivity ?? 0.4) : 0
}
