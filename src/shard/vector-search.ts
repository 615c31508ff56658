import type { HardwareUsage } from '#base/hardware-usage.ts'
import type { Task } from '#base/task.ts'
import { candidatesFor } from '#index/exact-scan.ts'
import type { DenseGraph } from '#index/graph.ts'
import { isQuick } from '#index/quick-scan.ts'
import { TopHits } from '#index/top-hits.ts'
import { type CollectionSchema, defaultHnsw, defaultOptimizers } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import { isOnDisk } from '#model/on-disk.ts'
import type { SearchParams } from '#model/query.ts'
import type { DenseVector, MultiVector } from '#model/vector.ts'
import { compareScores } from '#query/ranked.ts'
import type { Hit, Scorer } from '#query/read-view.ts'
import type { DenseColumn } from '#storage/part.ts'
import { type CodesChoice, codesChoice } from './codes-choice.ts'
import { scanCombined, scanMulti, scanNearest } from './indexed-scan.ts'
import { searchByPayload } from './payload-search.ts'
import { pointRef } from './point-ref.ts'
import { type PartScorer, type PreparedScorer, prepareScorer } from './prepared-scorer.ts'
import { exactScanMax, type GraphPlan, planGraphSearch } from './search-cost.ts'
import { scanSlots } from './similarity-scan.ts'
import type { CountedSlots, SlotSet } from './slot-set.ts'
import { searchSparse } from './sparse-search.ts'
import type { VectorSpace } from './vector-space.ts'
import type { ViewPart } from './view-part.ts'

export interface PartsSearch {
  readonly schema: CollectionSchema
  readonly space: VectorSpace
  readonly scorer: Scorer
  /** Undefined when every point passes. */
  readonly filter: Filter | undefined
  /** The living slots of a part that pass; undefined without a filter. */
  readonly passing: ((part: ViewPart) => CountedSlots | Promise<CountedSlots>) | undefined
  readonly limit: number
  readonly params: SearchParams
}

/** The best hits of all parts together, best first; of equal ones the older part and smaller slot. */
export async function searchParts(
  parts: readonly ViewPart[],
  search: PartsSearch,
  task: Task,
): Promise<Hit[]> {
  const found: TopHits[] = []
  const binding = new ScorerBinding(search, task.usage)
  for (const part of parts) {
    const limit = Math.min(search.limit, part.liveCount)
    found.push(limit === 0 ? new TopHits(0) : await searchPart(part, search, binding, limit, task))
  }
  return mergeHits(found, search.limit)
}

/** The scorer of a search, made ready when a part is first scored by it: a walk does without. */
class ScorerBinding {
  readonly #search: PartsSearch
  readonly #usage: HardwareUsage
  #prepared: PreparedScorer | undefined

  constructor(search: PartsSearch, usage: HardwareUsage) {
    this.#search = search
    this.#usage = usage
  }

  /** Undefined when no point of the part has the vector. */
  to({ part, open }: ViewPart): PartScorer | undefined {
    const { space, scorer } = this.#search
    this.#prepared ??= prepareScorer(open.thread.scratch.kernels, space, scorer, this.#usage)
    return this.#prepared.bind(part, open.rowsOf)
  }
}

async function searchPart(
  view: ViewPart,
  search: PartsSearch,
  binding: ScorerBinding,
  limit: number,
  task: Task,
): Promise<TopHits> {
  const { part, open, live } = view
  const { schema, space, params, passing } = search
  const passed = passing ? passing(view) : live
  const set = passed instanceof Promise ? await passed : passed
  const top = new TopHits(limit)
  if (space.kind === 'sparse') {
    await searchSparse(view, space, search.scorer, binding.to(view), set, top, task)
    return top
  }
  const query = quantizedQuery(search.scorer, params)
  const rows =
    query?.kind === 'multi'
      ? space.kind === 'multi'
        ? open.multiIndex(part, schema.config, space)
        : undefined
      : undefined
  if (query?.kind === 'multi' && rows?.rows.hasCodes) {
    await scanMulti(rows, view, space, codesChoice(schema.config, space, params), query, set, top, task)
    return top
  }
  const graph = space.kind === 'dense' && !params.exact ? open.graph(part, schema.config, space) : undefined
  if (graph) return await searchGraph(graph, view, search, binding, set, top, task)
  if (params.indexedOnly && !params.exact && isLargeUnindexed(search, set)) return top
  const scorer = binding.to(view)
  if (scorer) await scanSlots(set, scorer, top, task)
  return top
}

async function searchGraph(
  graph: DenseGraph,
  view: ViewPart,
  search: PartsSearch,
  binding: ScorerBinding,
  set: CountedSlots,
  top: TopHits,
  task: Task,
): Promise<TopHits> {
  const { limit } = top
  const passingCount = set.count
  if (passingCount === 0) return top
  const plan = planGraphSearch(graph, search.params, search.scorer, passingCount, set.slotCount, limit)
  const found = byPayload(graph, view, search, plan, set, top)
  if (found !== undefined) {
    countWalk(graph, search.space, task.usage)
    if (found >= Math.min(limit, passingCount)) return top
  } else if (plan.kind === 'walk') {
    const met = walk(graph, view, search, plan, binding, set, top, task.usage)
    // The walk met too few: it was cut off from the others, or they are hidden behind slots that do not pass.
    if (met >= Math.min(limit, passingCount)) return top
  }
  const all = new TopHits(limit)
  await scanGraphPart(graph, view, search, binding, set, all, task)
  return all
}

/** A search by what lies beside payload indexes: see `searchByPayload`. */
function byPayload(
  graph: DenseGraph,
  view: ViewPart,
  { schema, space, scorer, params, filter }: PartsSearch,
  plan: GraphPlan,
  set: CountedSlots,
  top: TopHits,
): number | undefined {
  const query = quantizedQuery(scorer, params)
  if (!query || filter === undefined || space.kind !== 'dense') return undefined
  return searchByPayload(graph, view, { schema, space, params, filter, query: query.values, set }, plan, top)
}

/** Walks the graph; gives the number of candidates that it met. */
function walk(
  graph: DenseGraph,
  view: ViewPart,
  { schema, space, scorer, params }: PartsSearch,
  plan: GraphPlan,
  binding: ScorerBinding,
  set: SlotSet,
  top: TopHits,
  usage: HardwareUsage,
): number {
  const search = { ef: plan.ef, allowed: set.allowed, tombstones: set.dead, acorn: plan.acorn }
  const query = quantizedQuery(scorer, params)
  if (query && space.kind !== 'sparse') {
    const { rescore } = codesChoice(schema.config, space, params)
    const found = graph.search(query.values, { ...search, rescore }, top)
    countWalk(graph, space, usage)
    return found
  }
  const partScorer = binding.to(view)
  if (!partScorer) return 0
  return graph.searchWith((slots, count, out) => partScorer.score(slots, count, out), search, top)
}

/** A walk by codes reads the original vectors of what it rescores; one without codes those of all that it met. */
function countWalk(graph: DenseGraph, space: VectorSpace, usage: HardwareUsage): void {
  const { dimension, hasCodes, rowBytes } = graph.quantized
  const compared = graph.rescoredSlots + (hasCodes ? 0 : graph.scoredSlots)
  const exact = compared * dimension * Float32Array.BYTES_PER_ELEMENT
  usage.cpu += exact + (hasCodes ? graph.scoredSlots * rowBytes : 0)
  if (isOnDisk(space.config)) usage.vectorIoRead += exact
}

/** Scores all passing slots of a part that has a graph, and with it quantized vectors. */
async function scanGraphPart(
  graph: DenseGraph,
  view: ViewPart,
  { schema, space, scorer, params }: PartsSearch,
  binding: ScorerBinding,
  set: CountedSlots,
  top: TopHits,
  task: Task,
): Promise<void> {
  const column = view.part.dense(space.key)
  if (!column) return
  const readsDisk = isOnDisk(space.config)
  const indexed = { kernels: view.open.thread.scratch.kernels, quantized: graph.quantized, column, readsDisk }
  const query = quantizedQuery(scorer, params)
  if (query && space.kind !== 'sparse') {
    const choice = codesChoice(schema.config, space, params)
    if (isQuick(graph.quantized, set.count)) {
      quickScan(graph, column, query.values, choice, set, readsDisk, top)
      countWalk(graph, space, task.usage)
      return
    }
    await scanNearest(indexed, query.values, choice, set, top, task)
    return
  }
  const exact = binding.to(view)
  if (!exact) return
  if (scorer.kind === 'nearest' || params.quantization?.ignore) await scanSlots(set, exact, top, task)
  else await scanCombined(indexed, scorer, exact, set, top, task)
}

/** The same at once, for few slots. */
function quickScan(
  graph: DenseGraph,
  { present }: DenseColumn,
  query: Float32Array,
  choice: CodesChoice,
  { slotCount, allowed, dead, count, list }: CountedSlots,
  readsDisk: boolean,
  top: TopHits,
): void {
  const candidates = Math.max(candidatesFor(graph.quantized, top.limit), choice.candidates(top.limit))
  graph.scan(
    query,
    {
      selection: { slotCount, allowed, present, tombstones: dead, list },
      count,
      candidates,
      exactMax: readsDisk ? candidates : Math.max(candidates, exactScanMax),
      rescore: choice.rescore,
    },
    top,
  )
}

/** The vector of a plain nearest search, when quantized vectors may choose its candidates. */
function quantizedQuery(scorer: Scorer, params: SearchParams): DenseVector | MultiVector | undefined {
  if (scorer.kind !== 'nearest' || params.exact || params.quantization?.ignore) return undefined
  return scorer.vector.kind === 'sparse' ? undefined : scorer.vector
}

/** A scan that a search of indexed points only leaves out. */
function isLargeUnindexed({ schema, space }: PartsSearch, { count }: CountedSlots): boolean {
  if (space.kind === 'sparse') return false
  const { config } = schema
  const threshold = Math.max(
    config.optimizers.indexingThreshold ?? defaultOptimizers.indexingThreshold,
    space.config.hnsw?.fullScanThreshold ?? config.hnsw.fullScanThreshold ?? defaultHnsw.fullScanThreshold,
  )
  return count * space.config.size * 4 > threshold * 1024
}

function mergeHits(found: readonly TopHits[], limit: number): Hit[] {
  const hits: Hit[] = []
  let lists = 0
  for (const [partIndex, top] of found.entries()) {
    if (top.size === 0) continue
    lists++
    const { scores, slots } = top.sorted()
    for (let index = 0; index < slots.length; index++) {
      hits.push({ ref: pointRef(partIndex, slots[index] as number), score: scores[index] as number })
    }
  }
  if (lists < 2) return hits
  hits.sort((a, b) => compareScores(b.score, a.score) || a.ref - b.ref)
  return hits.length > limit ? hits.slice(0, limit) : hits
}
