import { type BitSet, hasBit } from '#base/bit-set.ts'
import { quantizedScan } from './exact-scan.ts'
import { type DenseGraph, openGraph } from './graph.ts'
import { SearchScratch } from './search-scratch.ts'
import { TopHits } from './top-hits.ts'

/** What a search that names no `ef` is to find of the ten best, on average. */
const recallMin = 0.99
/**
 * Some neighbours of a hidden vector are led to by nothing but its own links, so no walk finds them: a wide one
 * tells what can be found, and recall is measured against that. New queries agree with it. Where less than this
 * can be found, it is the graph that is cut, and nothing is forgiven.
 */
const reachableMin = 0.95
/** A wide walk keeps at first so many times the least candidates, then twice as many while that finds more. */
const wideFactor = 8
const gainMin = 0.001
const hitsWanted = 10
/** Stored vectors that are asked for as queries: so many tell 0.99 from 0.985. */
const queryCount = 256
const growth = 1.15

export interface CalibrationInput {
  readonly graph: Uint8Array
  readonly quantized: Uint8Array
  readonly values: Float32Array
  readonly dimension: number
  readonly count: number
  readonly present: BitSet | null
}

/**
 * The smallest `ef` from `efMin` on by which a walk finds what it should: how many candidates that takes
 * depends on the data more than on the settings of the graph (random vectors of 128 dimensions need ten times
 * as many as embeddings). Queries are stored vectors, hidden from the walk, because a vector that is itself
 * in the graph is easier to come near to than a new one. Gives up at `efMax`, where a scan is cheaper. Yields
 * now and then, so that the thread can do other things.
 */
export function* calibrateEf(input: CalibrationInput, efMin: number, efMax: number): Generator<void, number> {
  const graph = openGraph(input.graph, input.quantized, input.values, new SearchScratch())
  const queries = chooseQueries(input, graph)
  if (queries.length === 0) return efMin
  const best: Set<number>[] = []
  for (const slot of queries) {
    best.push(exactNeighbours(input, graph, slot))
    yield
  }
  const recallOf = (ef: number): number => recallAt(input, graph, queries, best, ef)
  return yield* leastEf(recallOf, efMin, efMax)
}

/** The smallest `ef` between the bounds by which walks find what they should, given what share they find by one. */
export function* leastEf(
  recallOf: (ef: number) => number,
  efMin: number,
  efMax: number,
): Generator<void, number> {
  const wanted = recallMin * (yield* reachableShare(recallOf, efMin * wideFactor, efMax))
  let ef = efMin
  while (ef < efMax && recallOf(ef) < wanted) {
    ef = Math.ceil(ef * growth)
    yield
  }
  return Math.min(ef, Math.max(efMin, efMax))
}

/** What walks can find of the best at all; 1 where that cannot be told, or is too little to be put up with. */
function* reachableShare(
  recallOf: (ef: number) => number,
  efWide: number,
  efMax: number,
): Generator<void, number> {
  let found = 0
  for (let ef = efWide; ef < efMax; ef *= 2) {
    const recall = recallOf(ef)
    yield
    if (recall - found < gainMin) return recall >= reachableMin ? recall : 1
    found = recall
  }
  return 1
}

const vectorAt = ({ values, dimension }: CalibrationInput, slot: number): Float32Array =>
  values.subarray(slot * dimension, (slot + 1) * dimension)

/** Slots evenly spread, of the base level only: so a walk can do without them. */
function chooseQueries({ count, present }: CalibrationInput, graph: DenseGraph): number[] {
  const { upperStart } = graph.links
  const slots: number[] = []
  const stride = Math.max(1, Math.floor(count / queryCount))
  for (let first = 0; first < count && slots.length < queryCount; first += stride) {
    for (let slot = first; slot < Math.min(first + stride, count); slot++) {
      if (upperStart[slot] !== 0 || (present !== null && !hasBit(present, slot))) continue
      slots.push(slot)
      break
    }
  }
  return slots
}

function exactNeighbours(input: CalibrationInput, graph: DenseGraph, slot: number): Set<number> {
  const { count, present } = input
  // Many more than are wanted, so that it is the original vectors that decide.
  const out = new TopHits(hitsWanted * 25)
  const selection = { slotCount: count, allowed: null, present, tombstones: null }
  const query = vectorAt(input, slot)
  const scan = quantizedScan(graph.kernels, graph.quantized, input, query, selection, out)
  while (!scan.advance());
  const neighbours = out.sorted().slots.filter((each) => each !== slot)
  return new Set(neighbours.subarray(0, hitsWanted))
}

function recallAt(
  input: CalibrationInput,
  graph: DenseGraph,
  queries: readonly number[],
  best: readonly ReadonlySet<number>[],
  ef: number,
): number {
  let found = 0
  let wanted = 0
  for (const [index, slot] of queries.entries()) {
    const out = new TopHits(hitsWanted + 1)
    const search = { ef, allowed: null, tombstones: null, acorn: false, hidden: slot }
    graph.search(vectorAt(input, slot), search, out)
    const expected = best[index] as ReadonlySet<number>
    for (const hit of out.sorted().slots) if (expected.has(hit)) found++
    wanted += expected.size
  }
  return wanted === 0 ? 1 : found / wanted
}
