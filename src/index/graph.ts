import type { BitSet } from '#base/bit-set.ts'
import { openCodes } from './codes/open-codes.ts'
import type { CodesQuery, VectorCodes } from './codes/vector-codes.ts'
import type { Distance, QuantizationConfig } from '#model/collection.ts'
import { type GraphLinks, openGraphLinks } from './graph-format.ts'
import { type SlotScorer, walkGraph } from './graph-walk.ts'
import { type F32Rows, type Kernels, scorerOf, stableF32 } from './kernel.ts'
import { type ChosenLinks, walkPassing } from './passing-walk.ts'
import { scanAll, scanBest } from './quick-scan.ts'
import { rescoreBest } from './rescore-best.ts'
import type { SearchScratch } from './search-scratch.ts'
import { IndexFileError } from './section-file.ts'
import type { SlotSelection } from './slot-cursor.ts'
import { scanTiles, type TileScan } from './tile-scan.ts'
import type { TopHits } from './top-hits.ts'

export interface GraphSearch {
  /** Candidates that are kept, to be rescored; raised to the number of hits asked for. Default: `efDefault`. */
  readonly ef?: number | undefined
  /** Slots that may be hits; null: all. */
  readonly allowed: BitSet | null
  /** Dead slots; null: none. */
  readonly tombstones: BitSet | null
  /** For filters that few slots pass: see `Walk.acorn`. */
  readonly acorn: boolean
  /** A slot of the base level that is to be walked around; default: none. */
  readonly hidden?: number | undefined
  /** False: the hits have the scores that codes give. Default: those of the original vectors. */
  readonly rescore?: boolean | undefined
}

/** A search among slots that share payload values: see `PassingWalk`. */
export interface PassingSearch {
  /** Candidates that are kept, to be rescored; raised to the number of hits asked for. */
  readonly ef: number
  readonly payload: readonly ChosenLinks[]
  readonly allowed: BitSet
  readonly allowedCount: number
  readonly present: BitSet | null
  readonly tombstones: BitSet | null
  /** A slot that is to be walked around; default: none. */
  readonly hidden?: number | undefined
  readonly rescore?: boolean | undefined
}

/** A scan of so few slots that nobody need wait for it. */
export interface QuickScan {
  readonly selection: SlotSelection
  /** Selected slots, about: those without a vector may be among them. */
  readonly count: number
  /** Candidates that codes choose. */
  readonly candidates: number
  /** No more slots than that are all scored exactly. */
  readonly exactMax: number
  /** False: the hits have the scores that codes give. */
  readonly rescore: boolean
}

/** The graph of one dense vector in one segment, open for the searches of one thread. */
export class DenseGraph {
  readonly links: GraphLinks
  readonly quantized: VectorCodes
  readonly distance: Distance
  readonly #query: F32Rows
  readonly #codesQuery: CodesQuery | undefined
  readonly #scratch: SearchScratch
  readonly #scoreOriginal: SlotScorer
  #rescoredSlots = 0
  readonly #scoreWalk: SlotScorer

  constructor(
    links: GraphLinks,
    quantized: VectorCodes,
    values: Float32Array,
    distance: Distance,
    scratch: SearchScratch,
  ) {
    const { kernels } = scratch
    const { dimension } = quantized
    this.links = links
    this.quantized = quantized
    this.distance = distance
    this.#scratch = scratch
    const rows = kernels.rows(values, dimension)
    const query = kernels.rows(stableF32(dimension), dimension)
    this.#query = query
    this.#codesQuery = quantized.hasCodes ? quantized.createQuery() : undefined
    const scoreRows = scorerOf(kernels, distance)
    this.#scoreOriginal = (slots, count, out) => scoreRows(rows, query, slots, count, out)
    this.#scoreWalk = this.#codesQuery?.score ?? this.#scoreOriginal
  }

  /** False when the graph was built with `m` 0 or has no members: then only exact search is left. */
  get isNavigable(): boolean {
    return this.links.entry >= 0
  }

  /** `ef` of a search that names none. */
  get efDefault(): number {
    return Math.max(this.links.efSearch, this.quantized.candidates.efMin)
  }

  /** Candidates that the last `search` scored by their original vectors. */
  get rescoredSlots(): number {
    return this.#rescoredSlots
  }

  /** Slots that the last walk scored, on its thread; what is scored again at its end is not among them. */
  get scoredSlots(): number {
    return this.#scratch.scoredSlots
  }

  get kernels(): Kernels {
    return this.#scratch.kernels
  }

  /**
   * Pushes the best slots that a walk finds, with exact f32 scores, to `out`; returns how many candidates it
   * had. Fewer than `out.limit` means that the walk met no more: when more slots pass, scan exactly instead.
   * `query` is prepared as stored vectors are.
   */
  search(query: Float32Array, search: GraphSearch, out: TopHits): number {
    this.#prepare(query)
    this.#walk(this.#scoreWalk, search, out.limit)
    return search.rescore === false ? this.#takeEstimates(out) : this.#rescore(out)
  }

  /** The same among slots that pass a filter only, along links between those that share payload values. */
  searchPassing(query: Float32Array, search: PassingSearch, out: TopHits): number {
    this.#prepare(query)
    const { hidden = -1, allowedCount } = search
    const ef = Math.min(Math.max(search.ef, out.limit), allowedCount)
    const { links: graph, quantized } = this
    const walk = { ...search, graph, score: this.#scoreWalk, ef, hidden, slotCount: quantized.count }
    walkPassing(walk, this.#scratch)
    return search.rescore === false ? this.#takeEstimates(out) : this.#rescore(out)
  }

  /**
   * Pushes the best of all selected slots to `out`, at once: candidates are chosen by codes and, unless `rescore` is
   * false, scored again. Where there are no codes, or so few slots that looking at the query would take longer than
   * scoring them, all are scored exactly.
   */
  scan(query: Float32Array, scan: QuickScan, out: TopHits): void {
    const { selection, candidates, rescore } = scan
    const scratch = this.#scratch
    const codes = this.#codesQuery
    const isExact = codes === undefined || (rescore && scan.count <= scan.exactMax)
    if (isExact) {
      this.#query.values.set(query)
      scratch.scoredSlots = 0
      this.#rescoredSlots = scanAll(selection, this.#scoreOriginal, out, scratch)
      return
    }
    this.#prepare(query)
    if (rescore) {
      scanBest(selection, codes.score, candidates, scratch)
      this.#rescore(out)
      return
    }
    scratch.scoredSlots = scanAll(selection, codes.score, out, scratch)
    this.#rescoredSlots = 0
  }

  /**
   * Pushes the best slots of some tiles to `out`, which must be tiles of these codes; returns how many candidates it
   * had. `rescore`: see `GraphSearch`.
   */
  scanTiles(query: Float32Array, scan: TileScan, rescore: boolean, out: TopHits): number {
    this.#prepare(query)
    const codes = this.#codesQuery
    const tileQuery = codes?.tileQuery
    if (codes === undefined || tileQuery === undefined) return 0
    scanTiles(scan, codes, tileQuery, this.#scratch)
    return rescore ? this.#rescore(out) : this.#takeEstimates(out)
  }

  #prepare(query: Float32Array): void {
    this.#query.values.set(query)
    this.#codesQuery?.set(query)
  }

  /** Pushes what a walk has left, as it was scored there. */
  #takeEstimates(out: TopHits): number {
    const scratch = this.#scratch
    const { results } = scratch
    const count = results.size
    scratch.reserve(count)
    results.drainBestFirst(scratch.ordered, scratch.estimates)
    out.pushAll(scratch.estimates, scratch.ordered, count)
    this.#rescoredSlots = 0
    return count
  }

  /** Pushes what a walk has left, scored exactly. */
  #rescore(out: TopHits): number {
    const scratch = this.#scratch
    const { results } = scratch
    const count = results.size
    scratch.reserve(count)
    const candidates = { slots: scratch.ordered, estimates: scratch.estimates, count }
    results.drainBestFirst(candidates.slots, candidates.estimates)
    this.#rescoredSlots = rescoreBest(candidates, this.#scoreOriginal, out, scratch)
    return count
  }

  /** The same by any score: `score` leads the walk, and its scores are those of the hits. */
  searchWith(score: SlotScorer, search: GraphSearch, out: TopHits): number {
    const scratch = this.#scratch
    this.#walk(score, search, out.limit)
    const { results } = scratch
    const count = results.size
    const slots = results.slots.slice(0, count)
    scratch.reserve(count)
    score(slots, count, scratch.scores)
    out.pushAll(scratch.scores, slots, count)
    return count
  }

  #walk(score: SlotScorer, search: GraphSearch, limit: number): void {
    const { allowed, tombstones, acorn, hidden = -1 } = search
    const ef = Math.min(Math.max(search.ef ?? this.efDefault, limit), this.links.memberCount)
    walkGraph({ links: this.links, score, ef, allowed, tombstones, acorn, hidden }, this.#scratch)
  }
}

/**
 * Opens what `buildGraph` wrote, or that graph with other codes; copies nothing. `values` are the vectors of the
 * segment, row after row; `config` is what the codes were made by.
 * Throws `IndexFileError` when the files are of another kind or do not fit.
 */
export function openGraph(
  graph: Uint8Array,
  quantized: Uint8Array,
  values: Float32Array,
  scratch: SearchScratch,
  config?: QuantizationConfig,
): DenseGraph {
  const links = openGraphLinks(graph)
  const vectors = openCodes(quantized, scratch.kernels, config)
  if (links.slotCount > vectors.count) throw new IndexFileError('a graph has more slots than vectors')
  if (values.length < vectors.count * vectors.dimension) {
    throw new IndexFileError(`${vectors.count} vectors of ${vectors.dimension} do not fit the column`)
  }
  return new DenseGraph(links, vectors, values, vectors.distance, scratch)
}
