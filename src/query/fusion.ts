import type { Task } from '#base/task.ts'
import { bestRanked, type Ranked } from './ranked.ts'
import type { PointRef, ReadView } from './read-view.ts'

/**
 * Reciprocal rank fusion: the point at 0-based position r of a list of weight w gets `1 / ((r + 1) / w + k - 1)`,
 * 0 when w <= 0; summed over the lists. A point that a list holds twice counts twice. The rest of a point comes
 * from the first list that holds it.
 *
 * @param weights one a list, or undefined for 1 each
 * @returns all points, in no order
 */
export async function fuseByRank(
  lists: readonly (readonly Ranked[])[],
  k: number,
  weights: readonly number[] | undefined,
  task: Task,
): Promise<Ranked[]> {
  const weigh = (_list: readonly Ranked[], listIndex: number): Scoring => {
    const weight = weights?.[listIndex] ?? 1
    return (_score, position) => rankScore(position, k, weight)
  }
  return await fuse(lists, weigh, task)
}

function rankScore(position: number, k: number, weight: number): number {
  if (!(weight > 0)) return 0
  const place = Math.fround(Math.fround(position + 1) / Math.fround(weight))
  return Math.fround(1 / Math.fround(Math.fround(place + Math.fround(k)) - 1))
}

/**
 * Distribution-based score fusion: scores of a list are moved so that three standard deviations below its mean
 * become 0 and three above 1 (0.5 where all are equal, or where there is one alone), then summed over the
 * lists. Larger scores count as better whatever the distance.
 *
 * @returns all points, in no order
 */
export async function fuseByDistribution(
  lists: readonly (readonly Ranked[])[],
  task: Task,
): Promise<Ranked[]> {
  return await fuse(lists, normaliser, task)
}

function normaliser(list: readonly Ranked[]): Scoring {
  if (list.length < 2) return () => 0.5
  const { mean, deviation } = spreadOf(list)
  const low = Math.fround(mean - Math.fround(3 * deviation))
  const high = Math.fround(mean + Math.fround(3 * deviation))
  if (low === high) return () => 0.5
  const range = Math.fround(high - low)
  return (score) => Math.fround(Math.fround(score - low) / range)
}

/** Mean and sample standard deviation in one pass (Welford), in single precision. */
function spreadOf(list: readonly Ranked[]): { mean: number; deviation: number } {
  let mean = 0
  let squares = 0
  let count = 0
  for (const { score } of list) {
    count++
    const before = Math.fround(score - mean)
    mean = Math.fround(mean + Math.fround(before / count))
    squares = Math.fround(squares + Math.fround(before * Math.fround(score - mean)))
  }
  return { mean, deviation: Math.fround(Math.sqrt(Math.fround(squares / (count - 1)))) }
}

/** What a point gains from a list, by its score and its position there. */
type Scoring = (score: number, position: number) => number

async function fuse(
  lists: readonly (readonly Ranked[])[],
  scoringOf: (list: readonly Ranked[], listIndex: number) => Scoring,
  task: Task,
): Promise<Ranked[]> {
  const fused = new Map<PointRef, { -readonly [Key in keyof Ranked]: Ranked[Key] }>()
  for (const [listIndex, list] of lists.entries()) {
    const scoring = scoringOf(list, listIndex)
    for (const [position, point] of list.entries()) {
      const gained = scoring(point.score, position)
      const known = fused.get(point.ref)
      if (known === undefined) fused.set(point.ref, { ...point, score: gained })
      else known.score = Math.fround(known.score + gained)
      if (position % 1024 === 1023) {
        const pause = task.tick()
        if (pause) await pause
      }
    }
  }
  return [...fused.values()]
}

/** The best so many fused points, those below the threshold left out. */
export function cutFused(
  view: ReadView,
  points: Ranked[],
  limit: number,
  threshold: number | undefined,
): Ranked[] {
  const best = bestRanked(view, points, limit, 'larger-first')
  if (threshold === undefined) return best
  const least = Math.fround(threshold)
  const end = best.findIndex((point) => !(point.score >= least))
  return end < 0 ? best : best.slice(0, end)
}
