import type { Task } from '#base/task.ts'
import type { TopHits } from '#index/top-hits.ts'
import type { SparseVector } from '#model/vector.ts'
import type { Part } from '#storage/part.ts'
import { hasSlot, type SlotSet } from './slot-set.ts'

/** The slots that have an index, ascending, with their weights; `count` of them. */
interface Posting {
  slots: Uint32Array
  weights: Float32Array
  count: number
}

/**
 * An inverted index over one sparse vector name of a head, in the memory of one thread. It takes in the slots
 * that were written since when it is asked next.
 */
export class HeadSparse {
  readonly #key: number
  readonly #postings = new Map<number, Posting>()
  #slotCount = 0
  #sums = new Float64Array(0)
  #touched = new Uint8Array(0)

  constructor(key: number) {
    this.#key = key
  }

  /** Takes in all slots of the part. Pauses through the task. */
  async follow(part: Part, task: Task): Promise<void> {
    while (this.#slotCount < part.slotCount) {
      const slot = this.#slotCount++
      const vector = part.blobVectorAt(this.#key, slot)
      if (vector?.kind === 'sparse') this.#add(slot, vector)
      const pause = (slot & 63) === 63 ? task.tick() : undefined
      if (pause) await pause
    }
  }

  /**
   * Pushes the slots of `set` that share an index with the query and whose score is not 0. Returns how many
   * postings it went through.
   */
  search(query: SparseVector, set: SlotSet, top: TopHits): number {
    if (this.#sums.length < this.#slotCount) {
      this.#sums = new Float64Array(this.#slotCount * 2)
      this.#touched = new Uint8Array(this.#slotCount * 2)
    }
    const candidates: number[] = []
    let postings = 0
    for (let term = 0; term < query.indices.length; term++) {
      const posting = this.#postings.get(query.indices[term] as number)
      if (!posting) continue
      postings += posting.count
      this.#accumulate(posting, query.values[term] as number, candidates)
    }
    for (const slot of candidates) {
      const score = Math.fround(this.#sums[slot] as number)
      this.#sums[slot] = 0
      this.#touched[slot] = 0
      if (score !== 0 && hasSlot(set, slot)) top.push(score, slot)
    }
    return postings
  }

  /** Slots of `set` that have the index. */
  documentFrequency(index: number, set: SlotSet): number {
    const posting = this.#postings.get(index)
    if (!posting) return 0
    let count = 0
    for (let at = 0; at < posting.count; at++) if (hasSlot(set, posting.slots[at] as number)) count++
    return count
  }

  #accumulate({ slots, weights, count }: Posting, factor: number, candidates: number[]): void {
    const sums = this.#sums
    const touched = this.#touched
    for (let at = 0; at < count; at++) {
      const slot = slots[at] as number
      if (touched[slot] === 0) {
        touched[slot] = 1
        candidates.push(slot)
      }
      sums[slot] = (sums[slot] as number) + (weights[at] as number) * factor
    }
  }

  #add(slot: number, { indices, values }: SparseVector): void {
    for (let at = 0; at < indices.length; at++) {
      const index = indices[at] as number
      let posting = this.#postings.get(index)
      if (!posting) {
        posting = { slots: new Uint32Array(2), weights: new Float32Array(2), count: 0 }
        this.#postings.set(index, posting)
      } else if (posting.count === posting.slots.length) grow(posting)
      posting.slots[posting.count] = slot
      posting.weights[posting.count++] = values[at] as number
    }
  }
}

function grow(posting: Posting): void {
  const slots = new Uint32Array(posting.count * 2)
  slots.set(posting.slots)
  posting.slots = slots
  const weights = new Float32Array(posting.count * 2)
  weights.set(posting.weights)
  posting.weights = weights
}
