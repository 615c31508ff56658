import { comparePointIds } from '#model/point-id.ts'
import type { Hit, PointRef, ReadView } from './read-view.ts'

/** A point in the list that a stage of a query made. */
export interface Ranked {
  readonly ref: PointRef
  /** As clients see it, in single precision. */
  readonly score: number
  /** False for stages that read no vectors: their points show version 0. */
  readonly versioned: boolean
  /** The value that an ordered read sorted by. */
  readonly orderValue: bigint | number | undefined
}

/** Which scores come first. */
export type ScoreOrder = 'larger-first' | 'smaller-first'

/** Order of scores, NaN above everything. */
export function compareScores(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  if (a === b) return 0
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : -1
}

/** Sorts in place, best first. Equal scores: the larger id first, or the smaller where smaller scores are. */
function sortRanked(view: ReadView, points: Ranked[], order: ScoreOrder): Ranked[] {
  return points.sort((a, b) => compareRanked(view, a, b, order))
}

/** The better point first, as `sortRanked` orders them. */
export function compareRanked(view: ReadView, a: Ranked, b: Ranked, order: ScoreOrder): number {
  const larger = compareScores(a.score, b.score) || compareRefs(view, a.ref, b.ref)
  return order === 'larger-first' ? -larger : larger
}

/** The best so many of points that come in any order, best first. */
export function bestRanked(view: ReadView, points: Ranked[], limit: number, order: ScoreOrder): Ranked[] {
  return sortRanked(view, contenders(points, limit, order), order).slice(0, limit)
}

/**
 * The best so many of raw scores that come in any order, larger first. Equal ones follow the order of the scores
 * that are shown.
 */
export function bestHits(view: ReadView, hits: Hit[], limit: number, shown: ScoreOrder): Hit[] {
  const sign = shown === 'larger-first' ? -1 : 1
  return contenders(hits, limit, 'larger-first')
    .sort((a, b) => compareScores(b.score, a.score) || sign * compareRefs(view, a.ref, b.ref))
    .slice(0, limit)
}

/** Those that can be among the best so many, so that only few of a long list need the costly comparison. */
function contenders<T extends { readonly score: number }>(
  points: T[],
  limit: number,
  order: ScoreOrder,
): T[] {
  if (points.length <= 2 * limit) return points
  if (limit === 0) return []
  const scores = Float64Array.from(points, (point) => point.score).sort()
  if (order === 'larger-first') {
    const least = scores[points.length - limit] as number
    return points.filter((point) => compareScores(point.score, least) >= 0)
  }
  const most = scores[limit - 1] as number
  return points.filter((point) => compareScores(point.score, most) <= 0)
}

const compareRefs = (view: ReadView, a: PointRef, b: PointRef): number =>
  comparePointIds(view.idOf(a), view.idOf(b))

/** Puts neighbours of equal score into their order by id, in a list that is already sorted by score. */
export function settleTies(view: ReadView, points: Ranked[], order: ScoreOrder): Ranked[] {
  for (let index = 1; index < points.length; index++) {
    if ((points[index] as Ranked).score === (points[index - 1] as Ranked).score) {
      return sortRanked(view, points, order)
    }
  }
  return points
}

/** The distinct points of several lists, in order of first appearance. */
export function unionOf(lists: readonly (readonly Ranked[])[]): PointRef[] {
  const refs = new Set<PointRef>()
  for (const list of lists) for (const point of list) refs.add(point.ref)
  return [...refs]
}
