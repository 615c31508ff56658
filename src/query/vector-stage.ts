import { must } from '#base/assert.ts'
import type { Task } from '#base/task.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { notFound, vectorNameMissing, wrongInput } from '#model/errors.ts'
import { prepareSparseVector, prepareVector } from '#model/prepare-vector.ts'
import type { Query, QueryNode, VectorInput } from '#model/query.ts'
import type { VectorData } from '#model/vector.ts'
import { contextScore, discoverScore } from './discover.ts'
import { distanceOf } from './display-score.ts'
import { feedbackScore } from './feedback.ts'
import type { MmrStage, VectorStage } from './plan.ts'
import type { ReadView, Scorer } from './read-view.ts'
import { averageVector, bestScore, checkPositives, sumScores } from './recommend.ts'
import type { Examples } from './resolve-vectors.ts'

/** Queries that score points by vectors. */
export type VectorQuery = Extract<
  Query,
  { readonly kind: 'nearest' | 'mmr' | 'recommend' | 'discover' | 'context' | 'feedback' }
>

/** The stage of a query by vectors; for `mmr` that of its relevance. */
export async function buildVectorStage(
  view: ReadView,
  node: QueryNode,
  query: VectorQuery,
  examples: Examples,
  task: Task,
): Promise<VectorStage> {
  if (query.kind === 'recommend' && query.strategy === 'average_vector') checkPositives(query.positives)
  checkVectorStage(view.schema.config, node)
  const builder = new ScorerBuilder(view, node, examples, task)
  const scorer = await builder.build(query)
  const nearest = scorer.kind === 'nearest'
  return {
    kind: 'vectors',
    using: node.using,
    scorer,
    display: { distance: distanceOf(view.schema.config, node.using), nearest },
    params: node.params,
    dropsZero: nearest && scorer.vector.kind === 'sparse',
  }
}

/**
 * The stage of Maximal Marginal Relevance.
 *
 * @param candidatesLimit undefined: all points of the sources
 */
export async function buildMmrStage(
  view: ReadView,
  node: QueryNode,
  query: Extract<Query, { readonly kind: 'mmr' }>,
  examples: Examples,
  candidatesLimit: number | undefined,
  task: Task,
): Promise<MmrStage> {
  const relevance = await buildVectorStage(view, node, query, examples, task)
  const vector = prepareQueryVector(
    view.schema.config,
    node.using,
    must(examples.resolve(node, query.vector), 'the vector of mmr is known'),
  )
  const lambda = Math.fround(1 - Math.fround(query.diversity ?? 0.5))
  return { kind: 'mmr', relevance, vector, lambda, candidatesLimit }
}

function checkVectorStage(config: CollectionConfig, node: QueryNode): void {
  const sparse = config.sparseVectors.get(node.using)
  if (sparse === undefined && !config.vectors.has(node.using)) throw vectorNameMissing(node.using)
  if (node.params.idf !== undefined && sparse?.modifier !== 'idf') {
    throw wrongInput(
      `Validation failed: search param \`idf\` requires a sparse vector with the \`idf\` modifier, which vector "${node.using}" is not`,
    )
  }
}

/** The vector as it is compared with those stored under the name. */
function prepareQueryVector(config: CollectionConfig, using: string, vector: VectorData): VectorData {
  const dense = config.vectors.get(using)
  if (dense !== undefined) return prepareVector(dense, vector)
  if (config.sparseVectors.has(using)) return prepareSparseVector(vector)
  throw vectorNameMissing(using)
}

class ScorerBuilder {
  readonly #view: ReadView
  readonly #node: QueryNode
  readonly #examples: Examples
  readonly #task: Task

  constructor(view: ReadView, node: QueryNode, examples: Examples, task: Task) {
    this.#view = view
    this.#node = node
    this.#examples = examples
    this.#task = task
  }

  async build(query: VectorQuery): Promise<Scorer> {
    switch (query.kind) {
      case 'nearest':
      case 'mmr':
        return this.#nearest(this.#present(query.vector))
      case 'recommend':
        return await this.#recommend(query)
      case 'discover': {
        const target = this.#examples.resolve(this.#node, query.target)
        const pairs = this.#pairs(query.pairs)
        if (target === undefined) return await this.#combined(pairs, contextScore)
        return await this.#combined([target, ...pairs], discoverScore)
      }
      case 'context':
        return await this.#combined(this.#pairs(query.pairs), contextScore)
      case 'feedback': {
        const vectors = [query.target, ...query.items.map((item) => item.example)]
        const scores = query.items.map((item) => item.score)
        return await this.#combined(
          vectors.map((input) => this.#present(input)),
          await feedbackScore(scores, query, this.#task),
        )
      }
    }
  }

  async #recommend(query: Extract<Query, { readonly kind: 'recommend' }>): Promise<Scorer> {
    const known = (inputs: readonly VectorInput[]): VectorData[] =>
      inputs
        .map((input) => this.#examples.resolve(this.#node, input))
        .filter((vector) => vector !== undefined)
    const positives = known(query.positives)
    const negatives = known(query.negatives)
    if (query.strategy === 'average_vector') return await this.#nearest(averageVector(positives, negatives))
    const combine = query.strategy === 'best_score' ? bestScore : sumScores
    return await this.#combined([...positives, ...negatives], combine(positives.length))
  }

  /** Positive and negative of each pair, in turn. */
  #pairs(pairs: readonly { readonly positive: VectorInput; readonly negative: VectorInput }[]): VectorData[] {
    return pairs.flatMap((pair) => [this.#present(pair.positive), this.#present(pair.negative)])
  }

  #present(input: VectorInput): VectorData {
    const vector = this.#examples.resolve(this.#node, input)
    if (vector !== undefined) return vector
    throw notFound(
      `Vector with name "${this.#node.lookupFrom?.vectorName ?? this.#node.using}" for point not found`,
    )
  }

  async #nearest(vector: VectorData): Promise<Scorer> {
    return { kind: 'nearest', vector: await this.#prepare(vector) }
  }

  async #combined(
    vectors: readonly VectorData[],
    combine: (similarities: Float64Array) => number,
  ): Promise<Scorer> {
    const prepared: VectorData[] = []
    for (const vector of vectors) prepared.push(await this.#prepare(vector))
    return { kind: 'combined', vectors: prepared, combine }
  }

  async #prepare(vector: VectorData): Promise<VectorData> {
    const { using, params } = this.#node
    const { config } = this.#view.schema
    const prepared = prepareQueryVector(config, using, vector)
    if (prepared.kind !== 'sparse' || config.sparseVectors.get(using)?.modifier !== 'idf') return prepared
    return await this.#view.weighSparse(using, prepared, params.idf?.corpus, this.#task)
  }
}
