import type { SlotScorer } from './graph-walk.ts'
import type { TopHits } from './top-hits.ts'

/** Candidates by approximate scores, best first, and room for scoring some of them again. */
export interface Candidates {
  readonly slots: Uint32Array
  readonly estimates: Float64Array
  readonly count: number
}

/** Memory that rescoring uses, at least `count` of the largest candidates long; its contents are lost. */
export interface RescoringRoom {
  slots: Uint32Array
  scores: Float64Array
}

/** Candidates that are scored again before the first look at the errors, above the number of hits. */
const firstExtra = 6
const firstMin = 16
/** Candidates that are scored between two looks at the errors. */
const stepCount = 8

/**
 * Scores the best candidates again by `score`, the more exact one, into `out`, and stops where the next
 * estimate is too low to lead to a hit: by more than the largest error seen so far and half of the width of all
 * errors seen. An original vector takes as much memory as four or more quantized ones, and of a hundred
 * candidates for ten hits about twenty are scored. Estimates that say nothing, such as those of vectors that
 * share their codes, have wide errors, and all candidates are scored. Gives how many were.
 */
export function rescoreBest(
  candidates: Candidates,
  score: SlotScorer,
  out: TopHits,
  room: RescoringRoom,
): number {
  const { slots, estimates, count } = candidates
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  let at = 0
  let size = Math.max(firstMin, out.limit + firstExtra)
  while (at < count) {
    const end = Math.min(at + size, count)
    for (let index = at; index < end; index++) room.slots[index - at] = slots[index] as number
    score(room.slots, end - at, room.scores)
    for (let index = at; index < end; index++) {
      const error = (room.scores[index - at] as number) - (estimates[index] as number)
      if (error < lowest) lowest = error
      if (error > highest) highest = error
    }
    out.pushAll(room.scores, room.slots, end - at)
    at = end
    const reachable = (estimates[at] ?? 0) + highest + (highest - lowest) / 2
    // Errors that are not finite, as those of NaN, say nothing of what is reachable.
    if (at < count && reachable < out.floor && Number.isFinite(reachable)) break
    size = stepCount
  }
  return at
}
