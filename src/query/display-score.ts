import type { CollectionConfig, Distance } from '#model/collection.ts'
import type { Ranked, ScoreOrder } from './ranked.ts'
import type { Hit } from './read-view.ts'

/** How the scores of a vector stage are shown and compared with a threshold. */
export interface ScoreDisplay {
  readonly distance: Distance
  /** True for plain nearest, which shows distances; all other scorings are shown as they are. */
  readonly nearest: boolean
}

/** Sparse vectors are compared by their dot product. */
export function distanceOf(config: CollectionConfig, vectorName: string): Distance {
  return config.vectors.get(vectorName)?.distance ?? 'Dot'
}

/** True where a smaller shown value of plain nearest is the better one. */
function isDistance(distance: Distance): boolean {
  return distance === 'Euclid' || distance === 'Manhattan'
}

export function scoreOrder(display: ScoreDisplay): ScoreOrder {
  return display.nearest && isDistance(display.distance) ? 'smaller-first' : 'larger-first'
}

/** The shown score of a raw one, in single precision. */
function shownScore(display: ScoreDisplay, raw: number): number {
  const score = Math.fround(raw)
  if (!display.nearest) return score
  if (display.distance === 'Euclid') return Math.fround(Math.sqrt(Math.abs(score)))
  return display.distance === 'Manhattan' ? Math.abs(score) : score
}

/**
 * Hits, best first, as points with shown scores, cut at the first that fails the threshold. The threshold is
 * strict and follows the distance, also for scorings that are not distances: under Euclid and Manhattan the
 * score has to be smaller than it.
 */
export function showHits(
  hits: readonly Hit[],
  display: ScoreDisplay,
  threshold: number | undefined,
): Ranked[] {
  const points: Ranked[] = []
  const smallerPasses = isDistance(display.distance)
  const limit = threshold === undefined ? undefined : Math.fround(threshold)
  for (const hit of hits) {
    const score = shownScore(display, hit.score)
    if (limit !== undefined && !passes(score, limit, smallerPasses)) break
    points.push({ ref: hit.ref, score, versioned: true, orderValue: undefined })
  }
  return points
}

/** NaN counts as larger than everything. */
function passes(score: number, limit: number, smallerPasses: boolean): boolean {
  return smallerPasses ? score < limit : score > limit || Number.isNaN(score)
}
