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
import {
  type GraphPlan,
  maySearchByPayload,
  type PassingPlan,
  planPassingWalk,
  prefersGathered,
  tilesCost,
} from './search-cost.ts'
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
  const { quantized } = graph
  if (plan.acorn || set.allowed === null || !maySearchByPayload(plan)) return undefined
  const groups = conditionsOf(view, search)
  const runs = choosePayloadRuns(groups, quantized)
  const runsCost = runs ? tilesCost(quantized, runs.rowCount, runs.restCount) : Number.POSITIVE_INFINITY
  const cheapest = Math.min(runsCost, plan.cost)
  const links = choosePayloadLinks(groups, set.count)
  const walk = links && planPassingWalk(graph, links, quantized.dimension, params, top.limit, cheapest)
  const gathered = gatheredTiles(graph, view, set, walk, cheapest)
  if (gathered) return scanRuns(graph, view, search, gathered, top)
  if (links && walk) return walkLinks(graph, view, search, { ef: walk.ef, payload: links.payload }, top)
  return runs && runsCost < plan.cost ? scanRuns(graph, view, search, runs, top) : undefined
}

/** What passes as tiles of its own, when the filter comes often and nothing else costs as little. */
function gatheredTiles(
  { quantized }: DenseGraph,
  { open }: ViewPart,
  set: CountedSlots,
  walk: PassingPlan | undefined,
  otherCost: number,
): TilesToScan | undefined {
  if (!prefersGathered(tilesCost(quantized, set.count, 0), walk, otherCost)) return undefined
  const { gathered, scratch } = open.thread
  const range = gathered.rangeOf(set, quantized, scratch.tileKernel)
  return range && { ranges: [range], rest: [], repeats: false }
}

type TilesToScan = Pick<RunsChoice, 'ranges' | 'rest' | 'repeats'>

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
  { ranges, rest, repeats }: TilesToScan,
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
