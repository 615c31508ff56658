import { comparePointIds, type PointId } from '#model/point-id.ts'

/**
 * The slots of a head in order of their ids, kept for one thread and brought up to date when somebody
 * scrolls. Slots are never taken away: dead ones are for the reader to skip, so an id may stand here twice.
 */
export class HeadOrder {
  readonly #idAt: (slot: number) => PointId
  readonly #ids: PointId[] = []
  #slots: Uint32Array = new Uint32Array(0)

  constructor(idAt: (slot: number) => PointId) {
    this.#idAt = idAt
  }

  /** At least slots 0..slotCount-1, by ascending id. What was returned stays as it is. */
  slots(slotCount: number): Uint32Array {
    const known = this.#ids.length
    if (slotCount <= known) return this.#slots
    for (let slot = known; slot < slotCount; slot++) this.#ids.push(this.#idAt(slot))
    const added = new Uint32Array(slotCount - known)
    for (let index = 0; index < added.length; index++) added[index] = known + index
    added.sort((a, b) => this.#compare(a, b))
    this.#slots = this.#merge(this.#slots, added)
    return this.#slots
  }

  /** Position in `slots` of the first slot whose id is not below `id`. */
  lowerBound(slots: Uint32Array, id: PointId): number {
    let low = 0
    let high = slots.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (comparePointIds(this.#idOf(slots[middle] as number), id) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #merge(left: Uint32Array, right: Uint32Array): Uint32Array {
    const merged = new Uint32Array(left.length + right.length)
    let fromLeft = 0
    let fromRight = 0
    for (let index = 0; index < merged.length; index++) {
      const takesLeft =
        fromRight === right.length ||
        (fromLeft < left.length && this.#compare(left[fromLeft] as number, right[fromRight] as number) <= 0)
      merged[index] = (takesLeft ? left[fromLeft++] : right[fromRight++]) as number
    }
    return merged
  }

  #compare(a: number, b: number): number {
    return comparePointIds(this.#idOf(a), this.#idOf(b))
  }

  #idOf(slot: number): PointId {
    return this.#ids[slot] as PointId
  }
}
