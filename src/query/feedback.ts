import type { Task } from '#base/task.ts'

export interface FeedbackWeights {
  readonly a: number
  readonly b: number
  readonly c: number
}

/**
 * The naive relevance feedback score over similarities to the target, then to each example:
 * `a * sim(target) + sum over pairs (i, j) of examples with score_i > score_j of
 * (score_i - score_j)^b * c * (sim_i - sim_j)`. The sum over pairs is turned into one weight an example.
 *
 * @param scores feedback scores of the examples
 */
export async function feedbackScore(
  scores: readonly number[],
  weights: FeedbackWeights,
  task: Task,
): Promise<(similarities: Float64Array) => number> {
  const { a, b, c } = weights
  const exampleWeights = new Float64Array(scores.length)
  for (let i = 0; i < scores.length; i++) {
    for (let j = 0; j < scores.length; j++) {
      const confidence = Math.fround((scores[i] as number) - (scores[j] as number))
      if (!(confidence > 0)) continue
      const weight = Math.fround(Math.fround(confidence ** b) * c)
      exampleWeights[i] = (exampleWeights[i] as number) + weight
      exampleWeights[j] = (exampleWeights[j] as number) - weight
    }
    const pause = task.tick()
    if (pause) await pause
  }
  return (similarities) => {
    let score = a * (similarities[0] as number)
    for (let index = 0; index < exampleWeights.length; index++) {
      score += (exampleWeights[index] as number) * (similarities[index + 1] as number)
    }
    return Math.fround(score)
  }
}
