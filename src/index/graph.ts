import type { BitSet } from '#base/bit-set.ts'
import type { Distance } from '#model/collection.ts'
import { type GraphLinks, openGraphLinks } from './graph-format.ts'
import { type SlotScorer, walkGraph } from './graph-walk.ts'
import { type F32Rows, type Kernels, type RowScorer, scorerOf, stableF32 } from './kernel.ts'
import {
  createQuantizedQuery,
  openQuantized,
  type QuantizedQuery,
  type QuantizedVectors,
  quantizeQuery,
  scoreQuantized,
} from './quantization.ts'
import type { SearchScratch } from './search-scratch.ts'
import { IndexFileError } from './section-file.ts'
import type { TopHits } from './top-hits.ts'

export interface GraphSearch {
  /** Candidates that are kept and rescored; raised to the number of hits asked for. Default: `efDefault`. */
  readonly ef?: number | undefined
  /** Slots that may be hits; null: all. */
  readonly allowed: BitSet | null
  /** Dead slots; null: none. */
  readonly tombstones: BitSet | null
  /** For filters that few slots pass: see `Walk.acorn`. */
  readonly acorn: boolean
  /** A slot of the base level that is to be walked around; default: none. */
  readonly hidden?: number | undefined
}

/** The graph of one dense vector in one segment, open for the searches of one thread. */
export class DenseGraph {
  readonly links: GraphLinks
  readonly quantized: QuantizedVectors
  readonly distance: Distance
  readonly #values: F32Rows
  readonly #query: F32Rows
  readonly #quantizedQuery: QuantizedQuery
  readonly #scratch: SearchScratch
  readonly #scoreRows: RowScorer<Float32Array>
  readonly #scoreWalk: SlotScorer

  constructor(
    links: GraphLinks,
    quantized: QuantizedVectors,
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
    this.#values = kernels.rows(values, dimension)
    const query = kernels.rows(stableF32(dimension), dimension)
    this.#query = query
    const quantizedQuery = createQuantizedQuery(dimension, kernels)
    this.#quantizedQuery = quantizedQuery
    const scoreRows = scorerOf(kernels, distance)
    this.#scoreRows = scoreRows
    const rows = this.#values
    this.#scoreWalk = quantized.hasCodes
      ? (slots, count, out) => scoreQuantized(kernels, quantized, quantizedQuery, slots, count, out)
      : (slots, count, out) => scoreRows(rows, query, slots, count, out)
  }

  /** False when the graph was built with `m` 0 or has no members: then only exact search is left. */
  get isNavigable(): boolean {
    return this.links.entry >= 0
  }

  /** `ef` of a search that names none. */
  get efDefault(): number {
    return this.links.efSearch
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
    this.#query.values.set(query)
    if (this.quantized.hasCodes) quantizeQuery(this.quantized, query, this.#quantizedQuery)
    const scratch = this.#scratch
    this.#walk(this.#scoreWalk, search, out.limit)
    const { results } = scratch
    const count = results.size
    scratch.reserve(count)
    this.#scoreRows(this.#values, this.#query, results.slots, count, scratch.scores)
    out.pushAll(scratch.scores, results.slots, count)
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
 * Opens what `buildGraph` wrote; copies nothing. `values` are the vectors of the segment, row after row.
 * Throws `IndexFileError` when the files are of another kind or do not fit.
 */
export function openGraph(
  graph: Uint8Array,
  quantized: Uint8Array,
  values: Float32Array,
  scratch: SearchScratch,
): DenseGraph {
  const links = openGraphLinks(graph)
  const vectors = openQuantized(quantized, scratch.kernels)
  if (links.slotCount > vectors.count) throw new IndexFileError('a graph has more slots than vectors')
  if (values.length < vectors.count * vectors.dimension) {
    throw new IndexFileError(`${vectors.count} vectors of ${vectors.dimension} do not fit the column`)
  }
  return new DenseGraph(links, vectors, values, vectors.distance, scratch)
}
