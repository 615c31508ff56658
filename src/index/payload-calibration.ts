import { type BitSet, createBitSet, setBit } from '#base/bit-set.ts'
import { quantizedScan } from './exact-scan.ts'
import { type DenseGraph, openGraph } from './graph.ts'
import { leastEf } from './graph-calibration.ts'
import type { ChosenLinks } from './passing-walk.ts'
import type { PayloadLinks } from './payload-links.ts'
import { SearchScratch } from './search-scratch.ts'
import { TopHits } from './top-hits.ts'

export interface LinksCalibrationInput {
  readonly values: Float32Array
  readonly dimension: number
  readonly count: number
  readonly present: BitSet | null
  /** The graph of all slots, and their quantized vectors, as files. */
  readonly graph: Uint8Array
  readonly quantized: Uint8Array
  /** The least `ef`. */
  readonly efConstruct: number
}

/** Blocks that are searched, and stored vectors that are asked for in each. */
const blockCountMax = 8
const queriesPerBlock = 32
const hitsWanted = 10
/** No walk with so many candidates is quicker than a scan of the block. */
const slotsPerCandidate = 8

interface BlockQueries {
  readonly chosen: ChosenLinks
  readonly members: BitSet
  readonly memberCount: number
  readonly slots: readonly number[]
  readonly best: readonly ReadonlySet<number>[]
}

/**
 * The smallest `ef` by which walks in whole blocks find what they should, as `calibrateEf` has it for the graph of
 * all slots. Vectors that are asked for are from anywhere (those of the block are hidden): a filter is asked for
 * beside vectors that are far from all that pass it too, and for those it takes more candidates.
 */
export function* calibrateLinks(
  input: LinksCalibrationInput,
  links: PayloadLinks,
  members: readonly Uint32Array[],
): Generator<void, number> {
  const { efConstruct } = input
  const graph = openGraph(input.graph, input.quantized, input.values, new SearchScratch())
  const asked: BlockQueries[] = []
  const stride = Math.max(1, members.length / blockCountMax)
  let smallest = Number.POSITIVE_INFINITY
  for (let at = 0; at < members.length; at += stride) {
    const block = Math.floor(at)
    const slots = members[block] as Uint32Array
    if (slots.length <= hitsWanted) continue
    asked.push(yield* askBlock(input, graph, links, block, slots))
    smallest = Math.min(smallest, slots.length)
  }
  if (asked.length === 0) return efConstruct
  const recallOf = (ef: number): number => recallAt(input, graph, asked, ef)
  return yield* leastEf(recallOf, efConstruct, Math.ceil(smallest / slotsPerCandidate))
}

function* askBlock(
  input: LinksCalibrationInput,
  graph: DenseGraph,
  links: PayloadLinks,
  block: number,
  slots: Uint32Array,
): Generator<void, BlockQueries> {
  const members = createBitSet(input.count)
  for (const slot of slots) setBit(members, slot)
  const blocks = new Uint8Array(links.blockCount)
  blocks[block] = 1
  const queries: number[] = []
  const best: Set<number>[] = []
  for (let query = 0; query < queriesPerBlock; query++) {
    // Where a slot has no vector, its row is of zeros: no query, and no matter.
    const slot = Math.floor(((query + 0.5) / queriesPerBlock) * input.count)
    queries.push(slot)
    best.push(exactNeighbours(input, graph, members, slot))
    yield
  }
  return { chosen: { links, blocks }, members, memberCount: slots.length, slots: queries, best }
}

function vectorAt({ values, dimension }: LinksCalibrationInput, slot: number): Float32Array {
  return values.subarray(slot * dimension, (slot + 1) * dimension)
}

function exactNeighbours(
  input: LinksCalibrationInput,
  { kernels, quantized }: DenseGraph,
  members: BitSet,
  slot: number,
): Set<number> {
  // Many more than are wanted, so that it is the original vectors that decide.
  const out = new TopHits(hitsWanted * 10)
  const selection = { slotCount: input.count, allowed: members, present: input.present, tombstones: null }
  const scan = quantizedScan(kernels, quantized, input, vectorAt(input, slot), selection, out)
  while (!scan.advance());
  return new Set(
    out
      .sorted()
      .slots.filter((each) => each !== slot)
      .subarray(0, hitsWanted),
  )
}

function recallAt(
  input: LinksCalibrationInput,
  graph: DenseGraph,
  asked: readonly BlockQueries[],
  ef: number,
): number {
  let found = 0
  let wanted = 0
  for (const { chosen, members, memberCount, slots, best } of asked) {
    for (const [index, slot] of slots.entries()) {
      const out = new TopHits(hitsWanted + 1)
      const search = {
        ef,
        payload: [chosen],
        allowed: members,
        allowedCount: memberCount,
        present: null,
        tombstones: null,
        hidden: slot,
      }
      graph.searchPassing(vectorAt(input, slot), search, out)
      const expected = best[index] as ReadonlySet<number>
      for (const hit of out.sorted().slots) if (expected.has(hit)) found++
      wanted += expected.size
    }
  }
  return wanted === 0 ? 1 : found / wanted
}
