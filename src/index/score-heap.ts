/**
 * A binary heap of scored slots in two flat arrays. `sign` 1 keeps the best at the root (candidates), -1 the
 * worst (results). It grows, and keeps what it has grown to, so that a thread's searches stop allocating.
 */
export class ScoreHeap {
  readonly #sign: number
  /** Scores times `sign`: the root is the largest. */
  #keys = new Float64Array(256)
  #slots = new Uint32Array(256)
  size = 0

  constructor(order: 'best-first' | 'worst-first') {
    this.#sign = order === 'best-first' ? 1 : -1
  }

  /** Slots in no order; the first `size` are valid until the next change. */
  get slots(): Uint32Array {
    return this.#slots
  }

  clear(): void {
    this.size = 0
  }

  /** The score at the root. */
  get rootScore(): number {
    return (this.#keys[0] as number) * this.#sign
  }
  get rootSlot(): number {
    return this.#slots[0] as number
  }

  push(score: number, slot: number): void {
    if (this.size === this.#keys.length) this.#grow()
    const keys = this.#keys
    const slots = this.#slots
    const key = score * this.#sign
    let at = this.size++
    while (at > 0) {
      const parent = (at - 1) >>> 1
      const parentKey = keys[parent] as number
      if (key <= parentKey) break
      keys[at] = parentKey
      slots[at] = slots[parent] as number
      at = parent
    }
    keys[at] = key
    slots[at] = slot
  }

  /**
   * Keeps the best `countMax` of what is there, in a heap that is `worst-first`, and of `count` scored slots; of
   * equal ones those that came first. NaN is better than every finite score.
   */
  keepBest(scores: Float64Array, slots: Uint32Array, count: number, countMax: number): void {
    let index = this.#fill(scores, slots, Math.min(count, countMax - this.size))
    if (index === count || countMax === 0) return
    let floor = this.rootScore
    for (; index < count; index++) {
      const score = scores[index] as number
      if (score <= floor) continue
      const order = orderOf(score)
      if (order <= floor) continue
      this.replaceRoot(order, slots[index] as number)
      floor = this.rootScore
    }
  }

  /** Adds `count` scored slots; gives how many that is. */
  #fill(scores: Float64Array, slots: Uint32Array, count: number): number {
    if (count <= 0) return 0
    const from = this.size
    if (from > count * 4) {
      for (let index = 0; index < count; index++) {
        this.push(orderOf(scores[index] as number), slots[index] as number)
      }
      return count
    }
    // To order all at once takes less than one by one, unless most are in order already.
    while (this.#keys.length < from + count) this.#grow()
    for (let index = 0; index < count; index++) {
      this.#keys[from + index] = orderOf(scores[index] as number) * this.#sign
      this.#slots[from + index] = slots[index] as number
    }
    this.size = from + count
    for (let at = (this.size >>> 1) - 1; at >= 0; at--) {
      this.#place(this.#keys[at] as number, this.#slots[at] as number, at, this.size)
    }
    return count
  }

  /** Drops the root. */
  pop(): void {
    const last = --this.size
    if (last > 0) this.#place(this.#keys[last] as number, this.#slots[last] as number, 0, last)
  }

  /** Empties a heap that is `worst-first` into arrays that are long enough, best first. */
  drainBestFirst(slots: Uint32Array, scores: Float64Array): void {
    for (let at = this.size - 1; at >= 0; at--) {
      slots[at] = this.rootSlot
      scores[at] = this.rootScore
      this.pop()
    }
  }

  /** Puts a hit in the place of the root. */
  replaceRoot(score: number, slot: number): void {
    this.#place(score * this.#sign, slot, 0, this.size)
  }

  /** Sinks a hit from the position `start` into a heap of `size`. */
  #place(key: number, slot: number, start: number, size: number): void {
    const keys = this.#keys
    const slots = this.#slots
    let at = start
    while (true) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && (keys[child + 1] as number) > (keys[child] as number)) child++
      const childKey = keys[child] as number
      if (key >= childKey) break
      keys[at] = childKey
      slots[at] = slots[child] as number
      at = child
    }
    keys[at] = key
    slots[at] = slot
  }

  #grow(): void {
    const keys = new Float64Array(this.#keys.length * 2)
    keys.set(this.#keys)
    this.#keys = keys
    const slots = new Uint32Array(this.#slots.length * 2)
    slots.set(this.#slots)
    this.#slots = slots
  }
}

/** NaN has no order: the largest number stands for it, which no score of single-precision vectors comes near. */
function orderOf(score: number): number {
  return Number.isNaN(score) ? Number.MAX_VALUE : score
}
