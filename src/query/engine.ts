import type { Task } from '#base/task.ts'
import { badRequest } from '#model/errors.ts'
import type { CountRequest, FacetRequest, GetRequest, Query, QueryRequest } from '#model/query.ts'
import type { FacetHit, RetrievedPoint, ScoredPoint } from '#model/result.ts'
import { attachRetrieved, attachScored, checkVectorSelector } from './attach.ts'
import { boundedCount } from './bounded-count.ts'
import { buildPlan } from './build-plan.ts'
import type { EngineDeps } from './engine-deps.ts'
import type { PlanNode } from './plan.ts'
import type { Ranked } from './ranked.ts'
import type { PointRef, ReadView } from './read-view.ts'
import { type ExampleRule, fetchExamples } from './resolve-vectors.ts'
import { runPlan } from './run-plan.ts'
import { selectsNoShard } from './shard-selection.ts'

export type { EngineDeps } from './engine-deps.ts'
export { executeGroups } from './groups.ts'
export { executeMatrix } from './matrix.ts'
export { executeScroll } from './scroll.ts'

/** Universal query: the plan of its tree is run, and the page of its root's list is returned. */
export async function executeQuery(
  view: ReadView,
  request: QueryRequest,
  deps: EngineDeps,
  task: Task,
): Promise<ScoredPoint[]> {
  return await runQuery(view, request, deps, 'strict', task)
}

/** Many queries, answered in their order. One that fails, fails them all. */
export async function executeQueryBatch(
  view: ReadView,
  requests: readonly QueryRequest[],
  deps: EngineDeps,
  task: Task,
): Promise<ScoredPoint[][]> {
  return await runBatch(view, requests, deps, 'strict', task)
}

/** The older Recommend: examples without the vector are left out; a limit of 0 gives nothing, unchecked. */
export async function executeRecommend(
  view: ReadView,
  request: QueryRequest,
  deps: EngineDeps,
  task: Task,
): Promise<ScoredPoint[]> {
  if (request.limit === 0) return []
  checkRecommend(request.query)
  return await runQuery(view, request, deps, 'lenient', task)
}

/** Many of `executeRecommend`; all are checked before the first is run. */
export async function executeRecommendBatch(
  view: ReadView,
  requests: readonly QueryRequest[],
  deps: EngineDeps,
  task: Task,
): Promise<ScoredPoint[][]> {
  if (requests.every((request) => request.limit === 0)) return requests.map(() => [])
  for (const request of requests) checkRecommend(request.query)
  return await runBatch(view, requests, deps, 'lenient', task)
}

/** The older Discover (a query of kind `discover` or `context`): a target without the vector counts as none. */
export async function executeDiscover(
  view: ReadView,
  request: QueryRequest,
  deps: EngineDeps,
  task: Task,
): Promise<ScoredPoint[]> {
  checkDiscover(request.query)
  return await runQuery(view, request, deps, 'lenient', task)
}

/** Many of `executeDiscover`; all are checked before the first is run. */
export async function executeDiscoverBatch(
  view: ReadView,
  requests: readonly QueryRequest[],
  deps: EngineDeps,
  task: Task,
): Promise<ScoredPoint[][]> {
  for (const request of requests) checkDiscover(request.query)
  return await runBatch(view, requests, deps, 'lenient', task)
}

/** Points by id in the order of the request, each once; unknown ids are left out. */
export async function executeGet(view: ReadView, request: GetRequest, task: Task): Promise<RetrievedPoint[]> {
  if (selectsNoShard(request.shardKeys)) return []
  checkVectorSelector(view.schema.config, request.withVectors)
  const found = new Set<PointRef>()
  const points: RetrievedPoint[] = []
  for (const id of request.ids) {
    const ref = view.find(id)
    if (ref === undefined || found.has(ref)) continue
    found.add(ref)
    points.push(attachRetrieved(view, ref, request, task.usage))
    const pause = task.tick()
    if (pause) await pause
  }
  return points
}

/** How many points pass the filter; an estimate unless exact. */
export async function executeCount(view: ReadView, request: CountRequest, task: Task): Promise<number> {
  if (selectsNoShard(request.shardKeys)) return 0
  return await view.count(request.filter, request.exact, task)
}

/** The most frequent values at a path among the points that pass the filter. */
export async function executeFacet(view: ReadView, request: FacetRequest, task: Task): Promise<FacetHit[]> {
  if (selectsNoShard(request.shardKeys)) return []
  return await view.facet(request.path, request.filter, request.limit, request.exact, task)
}

async function runBatch(
  view: ReadView,
  requests: readonly QueryRequest[],
  deps: EngineDeps,
  rule: ExampleRule,
  task: Task,
): Promise<ScoredPoint[][]> {
  const plans: PlanNode[] = []
  for (const request of requests) plans.push(await planQuery(view, request, deps, rule, task))
  const results: ScoredPoint[][] = []
  for (const [index, request] of requests.entries()) {
    const plan = plans[index] as PlanNode
    results.push(request.limit === 0 ? [] : await runPage(view, request, plan, deps, task))
    const pause = task.tick()
    if (pause) await pause
  }
  return results
}

async function runQuery(
  view: ReadView,
  request: QueryRequest,
  deps: EngineDeps,
  rule: ExampleRule,
  task: Task,
): Promise<ScoredPoint[]> {
  return await runPage(view, request, await planQuery(view, request, deps, rule, task), deps, task)
}

async function planQuery(
  view: ReadView,
  request: QueryRequest,
  deps: EngineDeps,
  rule: ExampleRule,
  task: Task,
): Promise<PlanNode> {
  const examples = await fetchExamples(view, request, deps, rule, task)
  return await buildPlan(view, request, examples, pageEnd(request), task)
}

/** Skips the offset of the root's list, and reads payloads and vectors of what is left. */
async function runPage(
  view: ReadView,
  request: QueryRequest,
  plan: PlanNode,
  deps: EngineDeps,
  task: Task,
): Promise<ScoredPoint[]> {
  if (selectsNoShard(request.shardKeys)) return []
  const points = joinRepeats(plan, await runPlan(view, plan, deps.random, task))
  const offset = plan.stage.kind === 'sample' && plan.sources.length === 0 ? 0 : boundedCount(request.offset)
  return attachScored(
    view,
    points.slice(offset, pageEnd({ offset, limit: request.limit })),
    request,
    task.usage,
  )
}

/** The position after the last point of a page. */
function pageEnd({ offset, limit }: { readonly offset: number; readonly limit: number }): number {
  return boundedCount(offset + limit)
}

/** A point that an ordered root lists for several neighbouring values is shown for the first of them. */
function joinRepeats(plan: PlanNode, points: Ranked[]): Ranked[] {
  if (plan.stage.kind !== 'order_by') return points
  return points.filter((point, index) => point.ref !== points[index - 1]?.ref)
}

function checkRecommend(query: Query | undefined): void {
  if (query?.kind !== 'recommend') return
  if (query.strategy === 'average_vector') {
    if (query.positives.length > 0) return
    throw badRequest('At least one positive vector ID required with this strategy')
  }
  if (query.positives.length > 0 || query.negatives.length > 0) return
  throw badRequest('At least one positive or negative vector ID required with this strategy')
}

function checkDiscover(query: Query | undefined): void {
  if (query?.kind === 'context' && query.pairs.length === 0) {
    throw badRequest('target and/or context_pairs must be specified')
  }
}
