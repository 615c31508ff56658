import type { SlotScorer } from '#index/graph-walk.ts'

/** Scores slots by what `combine` makes of the scores that several scorers give them, in their order. */
export function combineScores(
  scorers: readonly SlotScorer[],
  combine: (similarities: Float64Array) => number,
): SlotScorer {
  const similarities = new Float64Array(scorers.length)
  let columns = scorers.map(() => new Float64Array(0))
  return (slots, count, out) => {
    if ((columns[0]?.length ?? count) < count) columns = scorers.map(() => new Float64Array(count))
    for (const [at, score] of scorers.entries()) score(slots, count, columns[at] as Float64Array)
    for (let index = 0; index < count; index++) {
      for (let at = 0; at < columns.length; at++) {
        similarities[at] = (columns[at] as Float64Array)[index] as number
      }
      out[index] = combine(similarities)
    }
  }
}
