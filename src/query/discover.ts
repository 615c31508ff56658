import { fastSigmoid, halfSigmoid } from './recommend.ts'

const epsilon = 1.1920929e-7

/**
 * The discover score over similarities to the target, then to the positive and the negative of each pair: the
 * number of pairs whose positive is nearer minus those whose negative is, plus the target's similarity moved
 * into 0..1.
 */
export function discoverScore(similarities: Float64Array): number {
  let rank = 0
  for (let at = 1; at + 1 < similarities.length; at += 2) {
    const positive = Math.fround(similarities[at] as number)
    const negative = Math.fround(similarities[at + 1] as number)
    rank += positive > negative ? 1 : positive < negative ? -1 : 0
  }
  return Math.fround(rank + halfSigmoid(Math.fround(similarities[0] as number)))
}

/**
 * The context score over similarities to the positive and the negative of each pair: 0 where every positive is
 * nearer, else less by how far the point lies on the wrong side.
 */
export function contextScore(similarities: Float64Array): number {
  let score = 0
  for (let at = 0; at + 1 < similarities.length; at += 2) {
    const positive = Math.fround(similarities[at] as number)
    const negative = Math.fround(similarities[at + 1] as number)
    const margin = Math.fround(Math.fround(positive - negative) - epsilon)
    // A margin that is not a number is no reason to be less.
    if (margin < 0) score = Math.fround(score + fastSigmoid(margin))
  }
  return score
}
