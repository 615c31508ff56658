/** Stands for NaN in the heap, which needs an order; no score of single-precision vectors comes near it. */
const notANumber = Number.MAX_VALUE

/**
 * The best `limit` scored slots of those that are pushed, in bounded memory. Larger scores are better; of
 * equal scores the smaller slot is. Memory grows with what is pushed, so a huge limit costs nothing by itself.
 */
export class TopHits {
  readonly limit: number
  /** Binary heap, worst hit at the root, once full; plain list before that. */
  #scores: Float64Array
  #slots: Uint32Array
  #size = 0
  #isHeap = false

  constructor(limit: number) {
    this.limit = limit
    const capacity = Math.max(1, Math.min(limit, 64))
    this.#scores = new Float64Array(capacity)
    this.#slots = new Uint32Array(capacity)
  }

  get size(): number {
    return this.#size
  }

  get isFull(): boolean {
    return this.#size >= this.limit
  }

  /** A hit below this score is not taken: the worst score once full, -Infinity before. */
  get floor(): number {
    if (this.#size < this.limit) return Number.NEGATIVE_INFINITY
    if (this.limit === 0) return Number.POSITIVE_INFINITY
    if (!this.#isHeap) this.#heapify()
    return this.#scores[0] as number
  }

  /** Takes the hit if it is one of the best so far. NaN is better than every finite score. */
  push(score: number, slot: number): void {
    const known = Number.isNaN(score) ? notANumber : score
    if (this.#size < this.limit) {
      if (this.#size === this.#scores.length) this.#grow()
      this.#scores[this.#size] = known
      this.#slots[this.#size++] = slot
      return
    }
    if (this.limit === 0) return
    if (!this.#isHeap) this.#heapify()
    const worst = this.#scores[0] as number
    if (known < worst || (known === worst && slot > (this.#slots[0] as number))) return
    this.#sink(known, slot, 0, this.#size)
  }

  /** Pushes `count` hits. */
  pushAll(scores: Float64Array, slots: Uint32Array, count: number): void {
    const floor = this.floor
    for (let index = 0; index < count; index++) {
      const score = scores[index] as number
      if (score >= floor || Number.isNaN(score)) this.push(score, slots[index] as number)
    }
  }

  /** Slots in no order; the first `size` are valid until the next change. */
  get slots(): Uint32Array {
    return this.#slots
  }

  /** The hits, best first, as arrays that are valid until the next change. */
  sorted(): { readonly scores: Float64Array; readonly slots: Uint32Array } {
    const scores = this.#scores
    const slots = this.#slots
    const size = this.#size
    if (!this.#isHeap) this.#heapify()
    // Heap sort: the worst goes behind the rest, again and again.
    for (let end = size - 1; end > 0; end--) {
      const score = scores[end] as number
      const slot = slots[end] as number
      scores[end] = scores[0] as number
      slots[end] = slots[0] as number
      this.#sink(score, slot, 0, end)
    }
    this.#isHeap = false
    return { scores: withoutStandIns(scores.subarray(0, size)), slots: slots.subarray(0, size) }
  }

  #grow(): void {
    const capacity = Math.min(this.limit, this.#scores.length * 2)
    const scores = new Float64Array(capacity)
    scores.set(this.#scores)
    this.#scores = scores
    const slots = new Uint32Array(capacity)
    slots.set(this.#slots)
    this.#slots = slots
  }

  #heapify(): void {
    this.#isHeap = true
    for (let index = (this.#size >>> 1) - 1; index >= 0; index--) {
      this.#sink(this.#scores[index] as number, this.#slots[index] as number, index, this.#size)
    }
  }

  /** Sinks a hit from position `start` of a heap of `size`. */
  #sink(score: number, slot: number, start: number, size: number): void {
    const scores = this.#scores
    const slots = this.#slots
    let at = start
    while (true) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && isWorse(scores, slots, child + 1, child)) child++
      const childScore = scores[child] as number
      const childSlot = slots[child] as number
      if (score < childScore || (score === childScore && slot > childSlot)) break
      scores[at] = childScore
      slots[at] = childSlot
      at = child
    }
    scores[at] = score
    slots[at] = slot
  }
}

/** Scores, best first, with NaN where it was stood in for. */
function withoutStandIns(scores: Float64Array): Float64Array {
  return scores.includes(notANumber)
    ? scores.map((score) => (score === notANumber ? Number.NaN : score))
    : scores
}

function isWorse(scores: Float64Array, slots: Uint32Array, a: number, b: number): boolean {
  const scoreA = scores[a] as number
  const scoreB = scores[b] as number
  return scoreA < scoreB || (scoreA === scoreB && (slots[a] as number) > (slots[b] as number))
}
