import { unreachable } from '#base/assert.ts'
import type { Task } from '#base/task.ts'
import { badRequest, type RequestError, wrongInput } from '#model/errors.ts'
import type { Filter } from '#model/filter.ts'
import type { Query, QueryNode } from '#model/query.ts'
import { compileFormula } from './formula.ts'
import { excludeIds, mergeFilters } from './merge-filters.ts'
import type { PlanNode, Stage } from './plan.ts'
import type { ReadView } from './read-view.ts'
import type { Examples } from './resolve-vectors.ts'
import { buildMmrStage, buildVectorStage, type VectorQuery } from './vector-stage.ts'
import { nodesOf } from './vector-inputs.ts'

/** Levels of prefetches below the root. */
const prefetchDepthMax = 64

const vectorQueries: ReadonlySet<Query['kind']> = new Set<VectorQuery['kind']>([
  'nearest',
  'mmr',
  'recommend',
  'discover',
  'context',
  'feedback',
])

const validationFailed = (text: string): RequestError => wrongInput(`Validation failed: ${text}`)

/** What all nodes of one tree share while they are planned. */
interface PlanContext {
  readonly view: ReadView
  readonly examples: Examples
  readonly task: Task
}

/** Where a node stands in its tree. */
type Place = 'root' | 'below-root-fusion' | 'inner'

/**
 * Plans a tree whose examples are known. The filter of a node, with those of all nodes above it, goes to the
 * nodes without prefetches; ids of examples are excluded everywhere.
 *
 * @param limit how many points the root has to give, offset included
 */
export async function buildPlan(
  view: ReadView,
  root: QueryNode,
  examples: Examples,
  limit: number,
  task: Task,
): Promise<PlanNode> {
  checkTree(root)
  const filter = excludeIds(root.filter, examples.excluded)
  return await buildNode({ view, examples, task }, root, 'root', filter, limit)
}

function checkTree(root: QueryNode): void {
  for (const node of nodesOf(root)) checkNode(node)
  const depth = depthOf(root)
  if (depth > prefetchDepthMax) {
    throw validationFailed(`prefetches depth ${depth} exceeds max depth ${prefetchDepthMax}`)
  }
}

function checkNode(node: QueryNode): void {
  const { query, scoreThreshold } = node
  if (query === undefined && node.prefetch.length > 0) {
    throw badRequest(
      "A query is needed to merge the prefetches. Can't have prefetches without defining a query.",
    )
  }
  if (scoreThreshold !== undefined && query === undefined) {
    throw badRequest(
      "A query is needed to use the score_threshold. Can't have score_threshold without defining a query.",
    )
  }
  if (scoreThreshold !== undefined && query?.kind === 'order_by') {
    throw badRequest("Can't use score_threshold with an order_by query.")
  }
  if (isFusion(query) && node.using !== '') {
    throw badRequest("Fusion queries cannot be combined with the 'using' field.")
  }
}

const depthOf = (node: QueryNode): number =>
  node.prefetch.reduce((deepest, prefetch) => Math.max(deepest, 1 + depthOf(prefetch)), 0)

function isFusion(query: Query | undefined): boolean {
  return query?.kind === 'rrf' || query?.kind === 'dbsf'
}

async function buildNode(
  context: PlanContext,
  node: QueryNode,
  place: Place,
  filter: Filter | undefined,
  limit: number,
): Promise<PlanNode> {
  const threshold = node.scoreThreshold
  // What is wrong with a fusion or a formula is told before what is wrong with its sources.
  const early = hasVectors(node.query) ? undefined : await buildStage(context, node)
  const sources: PlanNode[] = []
  const sourcePlace = place === 'root' && isFusion(node.query) ? 'below-root-fusion' : 'inner'
  for (const prefetch of node.prefetch) {
    const merged = mergeFilters(filter, prefetch.filter)
    sources.push(await buildNode(context, prefetch, sourcePlace, merged, prefetch.limit))
  }
  if (node.query?.kind === 'mmr') return await buildMmrNode(context, node, node.query, place, filter, sources)
  const stage = early ?? (await buildStage(context, node))
  return { stage, sources, filter, limit, threshold }
}

function hasVectors(query: Query | undefined): boolean {
  return query !== undefined && vectorQueries.has(query.kind)
}

async function buildStage({ view, examples, task }: PlanContext, node: QueryNode): Promise<Stage> {
  const { query } = node
  const sourceCount = node.prefetch.length
  switch (query?.kind) {
    case undefined:
      return { kind: 'by_id' }
    case 'nearest':
    case 'mmr':
    case 'recommend':
    case 'discover':
    case 'context':
    case 'feedback':
      return await buildVectorStage(view, node, query, examples, task)
    case 'rrf':
      if (sourceCount === 0) throw validationFailed('cannot apply Fusion without prefetches')
      if (query.weights !== undefined && query.weights.length !== sourceCount) {
        throw validationFailed(
          `RRF weights length (${query.weights.length}) does not match number of prefetches (${sourceCount})`,
        )
      }
      return query
    case 'dbsf':
      if (sourceCount === 0) throw validationFailed('cannot apply Fusion without prefetches')
      return query
    case 'formula': {
      const formula = compileFormula(query.expression, query.defaults, view)
      if (sourceCount === 0) throw validationFailed('cannot apply Formula without prefetches')
      return { kind: 'formula', formula }
    }
    case 'order_by':
    case 'sample':
      return query
    default:
      return unreachable(query)
  }
}

/**
 * MMR selects at the root from its best candidates, and within the tree from all points of its sources. As a
 * prefetch of its own it is plain nearest that gives all candidates, cut to the limit below a fusion at the
 * root. At the root it selects `limit` points before the offset is skipped.
 */
async function buildMmrNode(
  { view, examples, task }: PlanContext,
  node: QueryNode,
  query: Extract<Query, { readonly kind: 'mmr' }>,
  place: Place,
  filter: Filter | undefined,
  sources: readonly PlanNode[],
): Promise<PlanNode> {
  const candidatesLimit = query.candidatesLimit ?? node.limit
  const threshold = node.scoreThreshold
  if (place === 'root' || sources.length > 0) {
    const candidates = place === 'root' ? candidatesLimit : undefined
    const stage = await buildMmrStage(view, node, query, examples, candidates, task)
    return { stage, sources, filter, limit: node.limit, threshold }
  }
  const stage = await buildVectorStage(view, node, query, examples, task)
  const limit = place === 'below-root-fusion' ? Math.min(candidatesLimit, node.limit) : candidatesLimit
  return { stage, sources, filter, limit, threshold }
}
