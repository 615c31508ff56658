import type { HardwareUsage } from '#base/hardware-usage.ts'
import type { Task } from '#base/task.ts'
import type { Filter } from '#model/filter.ts'
import { comparePointIds } from '#model/point-id.ts'
import type { GroupsRequest, QueryNode, WithLookup } from '#model/query.ts'
import type { GroupId, PointGroup, RetrievedPoint } from '#model/result.ts'
import { attachRetrieved, attachScored, checkVectorSelector, readPayload } from './attach.ts'
import { boundedCount } from './bounded-count.ts'
import { buildPlan } from './build-plan.ts'
import { checkVectorName } from './check-vector-name.ts'
import { scoreOrder } from './display-score.ts'
import type { EngineDeps } from './engine-deps.ts'
import { GroupCollector, type RankedOrder } from './group-collector.ts'
import {
  createGroupKeyReader,
  hasGroupKey,
  insideGroups,
  outsideGroups,
  pointIdOfGroup,
} from './group-keys.ts'
import { mergeFilters } from './merge-filters.ts'
import type { PlanNode } from './plan.ts'
import { compareRanked, type Ranked } from './ranked.ts'
import type { PointRef, ReadView } from './read-view.ts'
import { type ExampleRule, type Examples, fetchExamples, openLookup } from './resolve-vectors.ts'
import { runPlan } from './run-plan.ts'
import { selectsNoShard } from './shard-selection.ts'

/** How much more each round of a search for groups asks for than the one before. */
const roundGrowth = 4
/** Rounds of a query whose lists cannot be narrowed to certain groups. */
const wideRoundsMax = 5
/** The same under MMR, whose work grows with the square of what is asked for. */
const diverseRoundsMax = 3

/**
 * The best points, in groups by the value at a payload path: the groups with the best hits, each with its best
 * points.
 *
 * @param rule what happens to examples without the vector: `grouped` for queries, `lenient` for the older
 * Recommend
 */
export async function executeGroups(
  view: ReadView,
  request: GroupsRequest,
  deps: EngineDeps,
  task: Task,
  rule: Exclude<ExampleRule, 'strict'> = 'grouped',
): Promise<PointGroup[]> {
  const { config } = view.schema
  checkVectorSelector(config, request.withVectors)
  const examples = await fetchExamples(view, request, deps, rule, task)
  if (isScoredByDistance(request.query)) checkVectorName(config, request.using)
  const grouping = new Grouping(view, request, examples, deps, task)
  const groups = selectsNoShard(request.shardKeys) ? [] : await grouping.run()
  const found = groups.map(({ id, hits }) => ({ id, hits: attachScored(view, hits, request, task.usage) }))
  return request.withLookup === undefined
    ? found
    : await attachLookups(found, request.withLookup, deps, task.usage)
}

/** Whether the order of the hits is that of the distance, which depends on the name of the vector. */
function isScoredByDistance(query: QueryNode['query']): boolean {
  return (
    query?.kind === 'nearest' ||
    (query?.kind === 'recommend' && query.strategy === 'average_vector' && query.positives.length > 0)
  )
}

/** One request for groups: asks for points in rounds until the best groups are known and full. */
class Grouping {
  readonly #view: ReadView
  readonly #request: GroupsRequest
  readonly #examples: Examples
  readonly #deps: EngineDeps
  readonly #task: Task
  #rounds = 0

  constructor(view: ReadView, request: GroupsRequest, examples: Examples, deps: EngineDeps, task: Task) {
    this.#view = view
    this.#request = request
    this.#examples = examples
    this.#deps = deps
    this.#task = task
  }

  async run(): Promise<{ readonly id: GroupId; readonly hits: readonly Ranked[] }[]> {
    const { prefetch, query, limit } = this.#request
    const isNarrowable = prefetch.length === 0 && query?.kind !== 'sample' && query?.kind !== 'mmr'
    const collector = isNarrowable ? await this.#collectNarrowing() : await this.#collectWidening()
    return collector.best(limit)
  }

  /** Looks outside the groups that are known until they are enough, then inside those that are not full. */
  async #collectNarrowing(): Promise<GroupCollector> {
    const { limit, groupSize, groupBy } = this.#request
    let count = roundSize(limit, groupSize)
    const plan = await this.#plan(undefined, count, 1)
    let points = await this.#run(plan)
    const collector = this.#collector(plan)
    collector.add(points)
    if (points.length < count) {
      await this.#tellFruitlessRounds(collector)
      return collector
    }
    while (collector.groupCount < limit && points.length >= count) {
      count = grow(count)
      points = await this.#run(await this.#plan(outsideGroups(groupBy, collector.ids()), count, 1))
      collector.add(points)
    }
    await this.#fill(collector)
    return collector
  }

  /**
   * All points have been seen. Qdrant asks again, outside of the groups that are full and inside the others, unless
   * as many as are asked for are full: what it would ask for is told, but not run.
   */
  async #tellFruitlessRounds(collector: GroupCollector): Promise<void> {
    const { limit, groupBy } = this.#request
    if (this.#deps.onGroupRound === undefined) return
    const unfilled = collector.unfilled(limit)
    const full = collector.ids().filter((id) => !unfilled.includes(id))
    if (full.length >= limit) return
    if (collector.groupCount > 0) await this.#tellRound(outsideGroups(groupBy, full), 1, 1)
    else this.#rounds = 0
    await this.#tellRound(insideGroups(groupBy, unfilled), 1, 1)
  }

  async #fill(collector: GroupCollector): Promise<void> {
    const { limit, groupSize, groupBy } = this.#request
    let count = roundSize(limit, groupSize)
    for (;;) {
      const unfilled = collector.unfilled(limit)
      if (unfilled.length === 0) return
      const points = await this.#run(await this.#plan(insideGroups(groupBy, unfilled), count, 1))
      collector.add(points, new Set(unfilled))
      if (points.length < count) return
      count = grow(count)
    }
  }

  /**
   * Every round asks for more of everything and begins anew, so that all scores are of one ranking. While groups
   * are few there are several rounds; for groups that are not full there is one more.
   */
  async #collectWidening(): Promise<GroupCollector> {
    const { limit, groupSize, prefetch, query } = this.#request
    const takesAll = prefetch.length > 0 && query?.kind !== 'mmr'
    const roundsMax = query?.kind === 'mmr' ? diverseRoundsMax : wideRoundsMax
    let scale = 1
    let known = -1
    for (let round = 1; ; round++) {
      const count = takesAll ? Number.MAX_SAFE_INTEGER : roundSize(limit, groupSize) * scale
      const plan = await this.#plan(undefined, count, groupSize * scale)
      const points = await this.#run(plan)
      const collector = this.#collector(plan)
      collector.add(points)
      const isComplete =
        collector.groupCount >= limit && (round > 1 || collector.unfilled(limit).length === 0)
      if (isComplete || points.length === known || round === roundsMax) return collector
      known = points.length
      scale = grow(scale)
    }
  }

  /**
   * The plan of one round.
   *
   * @param count points that it gives
   * @param prefetchFactor by how much the limits of prefetches are raised
   */
  async #plan(narrowing: Filter | undefined, count: number, prefetchFactor: number): Promise<PlanNode> {
    const node = await this.#tellRound(narrowing, count, prefetchFactor)
    return await buildPlan(this.#view, node, this.#examples, count, this.#task)
  }

  /** The query of one round. */
  async #tellRound(narrowing: Filter | undefined, count: number, prefetchFactor: number): Promise<QueryNode> {
    const { filter, groupBy, prefetch } = this.#request
    const node: QueryNode = {
      ...this.#request,
      filter: mergeFilters(mergeFilters(filter, hasGroupKey(groupBy)), narrowing),
      prefetch: prefetch.map((inner) => scaleLimits(inner, prefetchFactor)),
      limit: count,
    }
    await this.#deps.onGroupRound?.(node, this.#rounds++ > 0)
    return node
  }

  async #run(plan: PlanNode): Promise<Ranked[]> {
    return await runPlan(this.#view, plan, this.#deps.random, this.#task)
  }

  #collector(plan: PlanNode): GroupCollector {
    const view = this.#view
    const readKeys = createGroupKeyReader(this.#request.groupBy)
    const { usage } = this.#task
    const keysOf = (ref: PointRef): GroupId[] => readKeys(readPayload(view, ref, usage))
    return new GroupCollector(keysOf, this.#request.groupSize, orderOf(view, plan))
  }
}

const roundSize = (limit: number, groupSize: number): number => boundedCount(limit * groupSize)

const grow = (count: number): number => boundedCount(count * roundGrowth)

function scaleLimits(node: QueryNode, factor: number): QueryNode {
  const limit = boundedCount(node.limit * factor)
  return { ...node, limit, prefetch: node.prefetch.map((inner) => scaleLimits(inner, factor)) }
}

/** The order of the list that a plan makes. */
function orderOf(view: ReadView, { stage }: PlanNode): RankedOrder {
  switch (stage.kind) {
    case 'vectors': {
      const order = scoreOrder(stage.display)
      return (a, b) => compareRanked(view, a, b, order)
    }
    case 'rrf':
    case 'dbsf':
    case 'formula':
      return (a, b) => compareRanked(view, a, b, 'larger-first')
    case 'order_by': {
      const sign = stage.orderBy.direction === 'asc' ? 1 : -1
      return (a, b) => sign * compareValues(a.orderValue ?? 0, b.orderValue ?? 0) || compareIds(view, a, b)
    }
    case 'by_id':
      return (a, b) => compareIds(view, a, b)
    case 'mmr':
    case 'sample':
      return undefined
  }
}

const compareIds = (view: ReadView, a: Ranked, b: Ranked): number =>
  comparePointIds(view.idOf(a.ref), view.idOf(b.ref))

const compareValues = (a: bigint | number, b: bigint | number): number => (a < b ? -1 : a > b ? 1 : 0)

async function attachLookups(
  groups: readonly PointGroup[],
  lookup: WithLookup,
  deps: EngineDeps,
  usage: HardwareUsage,
): Promise<PointGroup[]> {
  const view = await openLookup(lookup.collection, deps)
  checkVectorSelector(view.schema.config, lookup.withVectors)
  return groups.map((group) => ({ ...group, lookup: lookUp(view, group.id, lookup, usage) }))
}

function lookUp(
  view: ReadView,
  group: GroupId,
  lookup: WithLookup,
  usage: HardwareUsage,
): RetrievedPoint | undefined {
  const id = pointIdOfGroup(group)
  const ref = id === undefined ? undefined : view.find(id)
  return ref === undefined ? undefined : attachRetrieved(view, ref, lookup, usage)
}
