import type { BitSet } from '#base/bit-set.ts'
import { comparePointIds, type PointId } from '#model/point-id.ts'
import type { Part } from '#storage/part.ts'
import { HeadOrder } from './head-order.ts'
import { hasSlot, nextSlot, type SlotSet } from './slot-set.ts'

/** Points of one part to be copied. */
export interface MergeSource {
  readonly part: Part
  readonly slotCount: number
  /** Slots that are left out. */
  readonly dead: BitSet | null
}

/** A point of a merge. The object is used again for the next one. */
export interface MergedPoint {
  readonly part: Part
  readonly slot: number
}

/** The points of all sources by ascending id. Of points with one id only that with the largest row comes. */
export function* mergeById(sources: readonly MergeSource[]): Generator<MergedPoint> {
  const heap: Cursor[] = []
  for (const source of sources) {
    const cursor = new Cursor(source)
    if (cursor.advance()) heap.push(cursor)
  }
  for (let index = (heap.length >>> 1) - 1; index >= 0; index--) siftDown(heap, index)
  const merged: { part: Part; slot: number } = { part: undefined as never, slot: 0 }
  let lastId: PointId | undefined
  while (heap.length > 0) {
    const first = heap[0] as Cursor
    if (first.id !== lastId) {
      lastId = first.id
      merged.part = first.part
      merged.slot = first.slot
      yield merged
    }
    if (!first.advance()) {
      const last = heap.pop() as Cursor
      if (heap.length > 0) heap[0] = last
    }
    siftDown(heap, 0)
  }
}

class Cursor {
  readonly part: Part
  slot = -1
  id: PointId = 0
  row = 0
  readonly #slots: SlotSet
  readonly #order: Uint32Array | undefined
  #next = 0

  constructor({ part, slotCount, dead }: MergeSource) {
    this.part = part
    this.#slots = { slotCount, allowed: null, dead }
    if (part.kind === 'head') this.#order = new HeadOrder((slot) => part.idAt(slot)).slots(slotCount)
  }

  advance(): boolean {
    const slot = this.#order ? this.#nextOf(this.#order) : nextSlot(this.#slots, this.#next)
    if (slot < 0) return false
    if (!this.#order) this.#next = slot + 1
    this.slot = slot
    this.id = this.part.idAt(slot)
    this.row = this.part.rowAt(slot)
    return true
  }

  #nextOf(order: Uint32Array): number {
    while (this.#next < order.length) {
      const slot = order[this.#next++] as number
      if (hasSlot(this.#slots, slot)) return slot
    }
    return -1
  }
}

function comesBefore(a: Cursor, b: Cursor): boolean {
  const order = comparePointIds(a.id, b.id)
  return order < 0 || (order === 0 && a.row > b.row)
}

function siftDown(heap: Cursor[], start: number): void {
  const item = heap[start]
  if (!item) return
  let at = start
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && comesBefore(heap[child + 1] as Cursor, heap[child] as Cursor)) child++
    if (!comesBefore(heap[child] as Cursor, item)) break
    heap[at] = heap[child] as Cursor
    at = child
  }
  heap[at] = item
}
