import type { DenseGraph } from '#index/graph.ts'
import type { SearchParams } from '#model/query.ts'
import type { Scorer } from '#query/read-view.ts'

export interface GraphPlan {
  readonly kind: 'walk' | 'scan'
  readonly ef: number
  readonly acorn: boolean
}

/** Candidates of a walk that is led by a combination of similarities, whose optima are less connected. */
const combinedEfMin = 256
/** A walk scores about so many slots for each candidate that it keeps. */
const scoredPerCandidate = 16
/** A step of a walk waits for memory that a scan has read ahead: it costs so many steps of a scan. */
const walkStepCost = 3
/** Below this share of passing slots the walk goes past those that do not pass. */
const acornShareMax = 0.25

/**
 * How to search a part that has a graph: by a walk, or by scoring each passing slot when that is cheaper or
 * when nearly all of them are asked for.
 */
export function planGraphSearch(
  graph: DenseGraph,
  params: SearchParams,
  scorer: Scorer,
  passingCount: number,
  slotCount: number,
  limit: number,
): GraphPlan {
  const asked = Math.max(params.hnswEf ?? graph.efDefault, oversampled(params, limit))
  const ef = scorer.kind === 'nearest' ? asked : Math.max(asked, combinedEfMin)
  const share = passingCount / slotCount
  const acorn = share <= Math.max(acornShareMax, acornShare(params))
  const scored = acorn ? ef * scoredPerCandidate : (ef * scoredPerCandidate) / share
  return { kind: passingCount <= scored * walkStepCost ? 'scan' : 'walk', ef, acorn }
}

function oversampled(params: SearchParams, limit: number): number {
  return Math.ceil(limit * Math.max(1.25, params.quantization?.oversampling ?? 1))
}

function acornShare({ acorn }: SearchParams): number {
  return acorn?.enable ? (acorn.maxSelectivity ?? 0.4) : 0
}
