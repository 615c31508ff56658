import type { Task } from '#base/task.ts'
import type { VectorData } from '#model/vector.ts'
import type { MmrStage } from './plan.ts'
import { compareScores, type Ranked } from './ranked.ts'
import type { ReadView } from './read-view.ts'

/**
 * Maximal Marginal Relevance: picks first the candidate most similar to the query, then again and again the
 * one with the largest `lambda * similarity to the query - (1 - lambda) * largest similarity to a picked one`.
 * Similarities are raw; the candidate is the query side of those between candidates. Of equal values the last
 * of the remaining wins, and the last takes the place of the one picked. Candidates without the vector are
 * left out; a single one is returned whatever the limit.
 *
 * @returns points in the order of picking, scores untouched
 */
export async function selectDiverse(
  view: ReadView,
  stage: MmrStage,
  candidates: readonly Ranked[],
  limit: number,
  task: Task,
): Promise<Ranked[]> {
  const { points, vectors } = withVectors(view, stage.relevance.using, candidates)
  if (points.length < 2) return points
  const selection = new Selection(view, stage, vectors, task)
  const picked: Ranked[] = []
  while (picked.length < limit && picked.length < points.length) {
    const best = picked.length === 0 ? selection.mostRelevant() : selection.best()
    picked.push(points[best.candidate] as Ranked)
    selection.take(best.position)
    if (picked.length < limit) await selection.compareWith(best.candidate, task)
  }
  return picked
}

function withVectors(
  view: ReadView,
  using: string,
  candidates: readonly Ranked[],
): { points: Ranked[]; vectors: VectorData[] } {
  const points: Ranked[] = []
  const vectors: VectorData[] = []
  for (const candidate of candidates) {
    const vector = view.vectorOf(candidate.ref, using)
    if (vector === undefined) continue
    points.push(candidate)
    vectors.push(vector)
  }
  return { points, vectors }
}

/** The candidates that remain, and how near each is to the query and to those taken. */
class Selection {
  readonly #view: ReadView
  readonly #using: string
  readonly #lambda: number
  readonly #vectors: readonly VectorData[]
  readonly #relevance: Float32Array
  /** Largest similarity to a taken candidate. */
  readonly #nearness: Float32Array
  readonly #remaining: number[]

  constructor(view: ReadView, stage: MmrStage, vectors: readonly VectorData[], task: Task) {
    this.#view = view
    this.#using = stage.relevance.using
    this.#lambda = stage.lambda
    this.#vectors = vectors
    this.#relevance = Float32Array.from(vectors, (vector) => {
      task.usage.cpu += comparedBytes(stage.vector, vector)
      return view.similarity(stage.relevance.using, stage.vector, vector)
    })
    this.#nearness = new Float32Array(vectors.length).fill(Number.NEGATIVE_INFINITY)
    this.#remaining = vectors.map((_, index) => index)
  }

  mostRelevant(): { position: number; candidate: number } {
    return this.#largest((candidate) => this.#relevance[candidate] as number)
  }

  best(): { position: number; candidate: number } {
    const lambda = this.#lambda
    const diversity = Math.fround(1 - lambda)
    return this.#largest((candidate) =>
      Math.fround(
        Math.fround(lambda * (this.#relevance[candidate] as number)) -
          Math.fround(diversity * (this.#nearness[candidate] as number)),
      ),
    )
  }

  /** Removes what stands at this position; the last takes its place. */
  take(position: number): void {
    const last = this.#remaining.pop() as number
    if (position < this.#remaining.length) this.#remaining[position] = last
  }

  /** Takes notice of a candidate that was taken. */
  async compareWith(taken: number, task: Task): Promise<void> {
    const takenVector = this.#vectors[taken] as VectorData
    let compared = 0
    for (const candidate of this.#remaining) {
      const vector = this.#vectors[candidate] as VectorData
      task.usage.cpu += comparedBytes(vector, takenVector)
      const similarity = Math.fround(this.#view.similarity(this.#using, vector, takenVector))
      if (compareScores(similarity, this.#nearness[candidate] as number) > 0) {
        this.#nearness[candidate] = similarity
      }
      if ((++compared & 63) === 0) {
        const pause = task.tick()
        if (pause) await pause
      }
    }
  }

  #largest(valueOf: (candidate: number) => number): { position: number; candidate: number } {
    let position = 0
    let best = valueOf(this.#remaining[0] as number)
    for (let at = 1; at < this.#remaining.length; at++) {
      const value = valueOf(this.#remaining[at] as number)
      if (compareScores(value, best) >= 0) {
        position = at
        best = value
      }
    }
    return { position, candidate: this.#remaining[position] as number }
  }
}

/** Bytes of the numbers that are compared: every row with every row, or the values of both that are not zero. */
function comparedBytes(a: VectorData, b: VectorData): number {
  // An index and a value each.
  if (a.kind === 'sparse' || b.kind === 'sparse') return (a.values.length + b.values.length) * 8
  const rows = b.kind === 'multi' ? b.values.length / b.dimension : 1
  return a.values.byteLength * rows
}
