import { type BitSet, hasBit } from '#base/bit-set.ts'
import { quantizedScan } from './exact-scan.ts'
import { type DenseGraph, openGraph } from './graph.ts'
import { SearchScratch } from './search-scratch.ts'
import { TopHits } from './top-hits.ts'

/**
 * Share of the ten best that the queries below must find, so that new queries find 0.99. They are harder: each is
 * hidden from its own walk, and with it the links that lead through it to its neighbours. The `ef` that gives them
 * 0.985 gave new queries 0.99 on embeddings, on these with copies, and on random vectors (67, 138 and 566); the
 * one that gives them 0.99 was up to three times as large.
 */
const recallMin = 0.985
const hitsWanted = 10
/** Stored vectors that are asked for as queries: so many tell 0.985 from 0.98. */
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
  let ef = efMin
  while (ef < efMax && recallAt(input, graph, queries, best, ef) < recallMin) {
    ef = Math.ceil(ef * growth)
    yield
  }
  return Math.min(ef, Math.max(efMin, efMax))
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
