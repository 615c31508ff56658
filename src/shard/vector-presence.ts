import { type BitSet, createBitSet, setBit } from '#base/bit-set.ts'
import type { Task } from '#base/task.ts'
import type { Part } from '#storage/part.ts'
import type { SlotSet } from './slot-set.ts'
import type { VectorSpace } from './vector-space.ts'
import type { ViewPart } from './view-part.ts'

/** The living slots of a part that have a vector. */
export async function slotsWithVector(view: ViewPart, space: VectorSpace, task: Task): Promise<SlotSet> {
  const { part, open, live } = view
  if (space.kind !== 'dense') return { ...live, allowed: await open.presence(space.key).bits(part, task) }
  const column = part.dense(space.key)
  return { ...live, allowed: column ? column.present : createBitSet(0) }
}

/** Whether a slot of a part counts as having the vector of a key. */
type HasVector = (part: Part, key: number, slot: number) => boolean

const hasVector: HasVector = (part, key, slot) => part.hasVector(key, slot)

/** Whether a slot has a sparse vector with at least one index: others are no documents of a corpus. */
export const hasSparseContent: HasVector = (part, key, slot) => {
  const vector = part.blobVectorAt(key, slot)
  return vector?.kind === 'sparse' && vector.indices.length > 0
}

/** Which slots of a part have a sparse or multi vector, for one thread; takes in new slots when asked. */
export class BlobPresence {
  readonly #key: number
  readonly #has: HasVector
  #bits: BitSet = createBitSet(0)
  #slotCount = 0

  constructor(key: number, has: HasVector = hasVector) {
    this.#key = key
    this.#has = has
  }

  /** Bits of at least all slots of the part. Pauses through the task. */
  async bits(part: Part, task: Task): Promise<BitSet> {
    while (this.#slotCount < part.slotCount) {
      this.#reserve(part.slotCount)
      const end = Math.min(part.slotCount, this.#slotCount + 256)
      for (let slot = this.#slotCount; slot < end; slot++) {
        if (this.#has(part, this.#key, slot)) setBit(this.#bits, slot)
      }
      this.#slotCount = end
      const pause = task.tick()
      if (pause) await pause
    }
    return this.#bits
  }

  #reserve(slotCount: number): void {
    if (this.#bits.length * 32 >= slotCount) return
    const bits = createBitSet(Math.max(slotCount, this.#bits.length * 64))
    bits.set(this.#bits)
    this.#bits = bits
  }
}
