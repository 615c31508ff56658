import { unreachable } from '#base/assert.ts'
import type { Task } from '#base/task.ts'
import { scoreOrder, showHits } from './display-score.ts'
import { scoreByFormula } from './formula.ts'
import { cutFused, fuseByDistribution, fuseByRank } from './fusion.ts'
import { onlyIds } from './merge-filters.ts'
import { selectDiverse } from './mmr.ts'
import type { MmrStage, PlanNode, VectorStage } from './plan.ts'
import { bestHits, bestRanked, type Ranked, settleTies, unionOf } from './ranked.ts'
import type { PointRef, ReadView } from './read-view.ts'

/** Runs a planned query and returns its list, best first. */
export async function runPlan(
  view: ReadView,
  node: PlanNode,
  random: () => number,
  task: Task,
): Promise<Ranked[]> {
  if (node.sources.length === 0) return await runLeaf(view, node, task)
  const lists: Ranked[][] = []
  for (const source of node.sources) lists.push(await runPlan(view, source, random, task))
  return await runStage(view, node, lists, random, task)
}

/** A node that reads the collection. */
async function runLeaf(view: ReadView, node: PlanNode, task: Task): Promise<Ranked[]> {
  const { stage, filter, limit } = node
  switch (stage.kind) {
    case 'vectors':
      return await searchPoints(view, node, stage, limit, task)
    case 'mmr':
      if (stage.candidatesLimit === 0) return []
      return await selectDiverse(
        view,
        stage,
        await searchPoints(view, node, stage.relevance, stage.candidatesLimit ?? limit, task),
        limit,
        task,
      )
    case 'order_by':
      return (await view.order(filter, stage.orderBy, limit, task)).map(({ ref, value }) =>
        unscored(ref, value),
      )
    case 'sample':
      return (await view.sample(filter, limit, task)).map((ref) => unscored(ref))
    case 'by_id':
      return (await view.scroll(filter, undefined, limit, task)).map((ref) => unscored(ref))
    case 'rrf':
    case 'dbsf':
    case 'formula':
      return []
    default:
      return unreachable(stage)
  }
}

/** A node that works on the points of its sources. */
async function runStage(
  view: ReadView,
  node: PlanNode,
  lists: readonly (readonly Ranked[])[],
  random: () => number,
  task: Task,
): Promise<Ranked[]> {
  const { stage, limit, threshold } = node
  switch (stage.kind) {
    case 'vectors':
      return await rescore(view, stage, unionOf(lists), limit, threshold, task)
    case 'mmr':
      return await selectDiverse(
        view,
        stage,
        await mmrCandidates(view, node, stage, lists, task),
        limit,
        task,
      )
    case 'order_by': {
      const ids = new Set(unionOf(lists).map((ref) => view.idOf(ref)))
      const entries = await view.order(onlyIds(ids), stage.orderBy, limit, task)
      return entries.map(({ ref, value }) => unscored(ref, value))
    }
    case 'sample':
      return pickRandom(unionOf(lists), limit, random).map((ref) => unscored(ref))
    case 'rrf':
      return cutFused(view, await fuseByRank(lists, stage.k, stage.weights, task), limit, threshold)
    case 'dbsf':
      return cutFused(view, await fuseByDistribution(lists, task), limit, threshold)
    case 'formula': {
      const points = await scoreByFormula(view, stage.formula, lists, threshold, task)
      return bestRanked(view, points, limit, 'larger-first')
    }
    case 'by_id':
      return unionOf(lists).map((ref) => unscored(ref))
    default:
      return unreachable(stage)
  }
}

const unscored = (ref: PointRef, orderValue?: bigint | number): Ranked => ({
  ref,
  score: 1,
  versioned: false,
  orderValue,
})

async function searchPoints(
  view: ReadView,
  node: PlanNode,
  stage: VectorStage,
  limit: number,
  task: Task,
): Promise<Ranked[]> {
  const { using, scorer, params, display } = stage
  const hits = await view.search({ using, scorer, filter: node.filter, limit, params }, task)
  return settleTies(view, showHits(hits, display, node.threshold), scoreOrder(display))
}

async function rescore(
  view: ReadView,
  stage: VectorStage,
  refs: readonly PointRef[],
  limit: number,
  threshold: number | undefined,
  task: Task,
): Promise<Ranked[]> {
  const { using, scorer, display } = stage
  let hits = await view.score(refs, using, scorer, task)
  if (stage.dropsZero) hits = hits.filter((hit) => hit.score !== 0)
  const best = bestHits(view, hits, limit, scoreOrder(display))
  const points = showHits(best, display, threshold)
  return settleTies(view, points, scoreOrder(display))
}

async function mmrCandidates(
  view: ReadView,
  node: PlanNode,
  stage: MmrStage,
  lists: readonly (readonly Ranked[])[],
  task: Task,
): Promise<readonly Ranked[]> {
  if (stage.candidatesLimit !== undefined) {
    return await rescore(view, stage.relevance, unionOf(lists), stage.candidatesLimit, node.threshold, task)
  }
  const first = new Map<PointRef, Ranked>()
  for (const list of lists) for (const point of list) if (!first.has(point.ref)) first.set(point.ref, point)
  return [...first.values()]
}

/** So many of the points in random order; shuffles them in place. */
function pickRandom(refs: PointRef[], limit: number, random: () => number): PointRef[] {
  const count = Math.min(limit, refs.length)
  for (let at = 0; at < count; at++) {
    const other = at + Math.floor(random() * (refs.length - at))
    const picked = refs[other] as PointRef
    refs[other] = refs[at] as PointRef
    refs[at] = picked
  }
  return refs.slice(0, count)
}
