import type { DenseGraph } from '#index/graph.ts'
import { candidatesFor } from '#index/exact-scan.ts'
import type { TopHits } from '#index/top-hits.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import type { SearchParams } from '#model/query.ts'
import { codesChoice } from './codes-choice.ts'
import { indexedConditions, type IndexedCondition } from './indexed-conditions.ts'
import type { PathLinks } from './open-part.ts'
import { choosePayloadLinks } from './payload-links-choice.ts'
import { choosePayloadRuns, type RunsChoice } from './payload-runs-choice.ts'
import { type GraphPlan, maySearchByPayload, planPassingWalk, tilesCost } from './search-cost.ts'
import type { CountedSlots } from './slot-set.ts'
import type { DenseSpace } from './vector-space.ts'
import type { ViewPart } from './view-part.ts'

/** A search of a part that has a graph, for the nearest to one vector among those that pass a filter. */
export interface PayloadSearch {
  readonly schema: CollectionSchema
  readonly space: DenseSpace
  readonly filter: Filter
  readonly params: SearchParams
  readonly query: Float32Array
  /** What passes. */
  readonly set: CountedSlots
}

/**
 * Searches by what lies beside payload indexes, when that costs less than what is planned: tiles are scanned, or
 * links followed. Pushes the best to `top`; gives how many candidates there were, undefined when nothing was done.
 */
export function searchByPayload(
  graph: DenseGraph,
  view: ViewPart,
  search: PayloadSearch,
  plan: GraphPlan,
  top: TopHits,
): number | undefined {
  const { params, set } = search
  const { dimension } = graph.quantized
  if (plan.acorn || set.allowed === null || !maySearchByPayload(plan)) return undefined
  const groups = conditionsOf(view, search)
  if (groups.length === 0) return undefined
  const runs = choosePayloadRuns(groups, graph.quantized)
  const cost = runs ? tilesCost(graph.quantized, runs.rowCount, runs.restCount) : Number.POSITIVE_INFINITY
  const cheapest = Math.min(cost, plan.cost)
  const links = choosePayloadLinks(groups, set.count)
  const ef = links && planPassingWalk(graph, links, dimension, params, top.limit, cheapest)
  if (links && ef !== undefined) return walkLinks(graph, view, search, { ef, payload: links.payload }, top)
  return runs && cost < plan.cost ? scanRuns(graph, view, search, runs, top) : undefined
}

function conditionsOf(view: ViewPart, { schema, space, filter }: PayloadSearch): IndexedCondition[][] {
  const linksOf = (path: string): PathLinks | undefined => {
    const index = schema.payloadIndexes.get(path)
    return index && view.open.payloadLinks(view.part, schema.config, space, path, index)
  }
  return indexedConditions(schema, linksOf, filter)
}

function walkLinks(
  graph: DenseGraph,
  view: ViewPart,
  { schema, space, params, query, set }: PayloadSearch,
  walk: Pick<Parameters<DenseGraph['searchPassing']>[1], 'ef' | 'payload'>,
  top: TopHits,
): number | undefined {
  const { allowed, dead, count } = set
  if (allowed === null) return undefined
  const present = view.part.dense(space.key)?.present ?? null
  const { rescore } = codesChoice(schema.config, space, params)
  const search = { ...walk, allowed, allowedCount: count, present, tombstones: dead, rescore }
  return graph.searchPassing(query, search, top)
}

function scanRuns(
  graph: DenseGraph,
  view: ViewPart,
  { schema, space, params, query, set }: PayloadSearch,
  { ranges, rest, repeats }: RunsChoice,
  top: TopHits,
): number | undefined {
  const { allowed, dead, slotCount } = set
  if (allowed === null) return undefined
  const present = view.part.dense(space.key)?.present ?? null
  const choice = codesChoice(schema.config, space, params)
  const wanted = Math.max(candidatesFor(graph.quantized, top.limit), choice.candidates(top.limit))
  const candidates = choice.rescore ? wanted : top.limit
  const scan = { ranges, rest, repeats, allowed, present, tombstones: dead, slotCount, candidates }
  return graph.scanTiles(query, scan, choice.rescore, top)
}
