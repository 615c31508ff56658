import { type Kernels, openKernels } from './kernel.ts'
import { ScoreHeap } from './score-heap.ts'
import { openTileKernel, type TileKernel } from './tile-kernel.ts'

/**
 * What searches of one thread reuse, so that their loops allocate nothing. Used by one search at a time: a
 * search that pauses (a scan in slices) keeps its state elsewhere.
 */
export class SearchScratch {
  readonly kernels: Kernels
  readonly candidates = new ScoreHeap('best-first')
  readonly results = new ScoreHeap('worst-first')
  /** Slots to score next, and their scores. */
  slots = new Uint32Array(1024)
  scores = new Float64Array(1024)
  /** What a walk found, best first, and its scores: see `drainBestFirst`. */
  ordered = new Uint32Array(1024)
  estimates = new Float64Array(1024)
  /** Neighbours of one slot that do not pass the filter. */
  failing = new Uint32Array(1024)

  /** Products of rows of tiles; does not move. */
  #products = new Int32Array(0)
  #tileKernel: TileKernel | null | undefined

  /** Slots that were scored in this search. */
  scoredSlots = 0

  /** Links of the slot at hand that lead to slots that pass, visited ones too: see `walkPassing`. */
  passingLinks = 0

  /** A sum of what was read only for the cache: kept, else the compiler would drop the loads. */
  touched = 0

  /** A slot was visited in this search when its byte is `mark`. */
  visited = new Uint8Array(0)
  mark = 255

  constructor(kernels: Kernels = openKernels()) {
    this.kernels = kernels
  }

  /** Undefined where there is none. */
  get tileKernel(): TileKernel | undefined {
    this.#tileKernel ??= (this.kernels.native ? openTileKernel() : undefined) ?? null
    return this.#tileKernel ?? undefined
  }

  /** Room for `count` products, with anything in it. */
  productsOf(count: number): Int32Array {
    if (this.#products.length < count) this.#products = new Int32Array(new ArrayBuffer(count * 4))
    return this.#products
  }

  /** Forgets which slots were visited. A byte a slot: clearing them is due only once in 255 searches. */
  beginVisit(slotCount: number): void {
    if (this.visited.length < slotCount) {
      this.visited = new Uint8Array(Math.max(slotCount, Math.ceil(this.visited.length * 1.5)))
      this.mark = 0
    }
    if (this.mark === 255) {
      this.visited.fill(0)
      this.mark = 0
    }
    this.mark++
  }

  /** Makes room for `count` slots to score. What was there is lost. */
  reserve(count: number): void {
    if (this.slots.length >= count) return
    const capacity = Math.max(count, this.slots.length * 2)
    this.slots = new Uint32Array(capacity)
    this.scores = new Float64Array(capacity)
    this.failing = new Uint32Array(capacity)
    this.ordered = new Uint32Array(capacity)
    this.estimates = new Float64Array(capacity)
  }
}
