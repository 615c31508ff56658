import type { Task } from '#base/task.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import { comparePointIds, type PointId } from '#model/point-id.ts'
import type { SegmentPart } from '#storage/part.ts'
import { isBestTestedLazily } from './passing-test.ts'
import { hasSlot, nextSlot, type SlotSet } from './slot-set.ts'
import type { ViewPart } from './view-part.ts'

/** Slots that are looked at between two looks at the clock. */
const stepSlots = 64

/** A place in one part that moves on in order of ids. */
export interface ScrollCursor {
  readonly partIndex: number
  /** The slot found last. */
  slot: number
  /** Its id. */
  id: PointId
  /** Looks at some more slots: `found` at a passing one, `end` when there are no more, else `more`. */
  step(): 'found' | 'end' | 'more'
}

/** A cursor over the points of a part that pass, from the id `from` (inclusive) on. */
export async function openCursor(
  view: ViewPart,
  partIndex: number,
  schema: CollectionSchema,
  filter: Filter | undefined,
  from: PointId | undefined,
  limit: number,
  task: Task,
): Promise<ScrollCursor> {
  const { slotCount } = view.live
  const compiled = filter && view.open.filter(view.part, filter, schema, task.usage)
  let test: ((slot: number) => boolean) | undefined
  let set = view.live
  if (compiled) {
    if (isBestTestedLazily(compiled.estimate().expected, slotCount, limit))
      test = (slot) => compiled.test(slot)
    else set = { ...set, allowed: await compiled.bits(task) }
  }
  if (view.part.kind === 'head') {
    const order = view.open.order(view.part)
    const slots = order.slots(slotCount)
    const start = from === undefined ? 0 : order.lowerBound(slots, from)
    return new PartCursor(view, partIndex, set, test, slots, start)
  }
  const start = from === undefined ? 0 : (view.part as SegmentPart).lowerBound(from)
  return new PartCursor(view, partIndex, set, test, null, start)
}

class PartCursor implements ScrollCursor {
  readonly partIndex: number
  slot = -1
  id: PointId = 0
  readonly #view: ViewPart
  readonly #set: SlotSet
  readonly #test: ((slot: number) => boolean) | undefined
  /** Slots in order of ids; null when they stand in that order. */
  readonly #order: Uint32Array | null
  readonly #end: number
  #next: number

  constructor(
    view: ViewPart,
    partIndex: number,
    set: SlotSet,
    test: ((slot: number) => boolean) | undefined,
    order: Uint32Array | null,
    start: number,
  ) {
    this.#view = view
    this.partIndex = partIndex
    this.#set = set
    this.#test = test
    this.#order = order
    this.#next = start
    this.#end = order === null ? set.slotCount : order.length
  }

  step(): 'found' | 'end' | 'more' {
    if (this.#order === null && this.#test === undefined) return this.#jump()
    const stop = Math.min(this.#end, this.#next + stepSlots)
    while (this.#next < stop) {
      const slot = this.#order === null ? this.#next : (this.#order[this.#next] as number)
      this.#next++
      if (hasSlot(this.#set, slot) && (this.#test === undefined || this.#test(slot))) {
        return this.#found(slot)
      }
    }
    return this.#next >= this.#end ? 'end' : 'more'
  }

  /** Where slots are in order and all is known in bits, the next one is a few instructions away. */
  #jump(): 'found' | 'end' {
    const slot = nextSlot(this.#set, this.#next)
    if (slot < 0) return 'end'
    this.#next = slot + 1
    return this.#found(slot)
  }

  #found(slot: number): 'found' {
    this.slot = slot
    this.id = this.#view.part.idAt(slot)
    return 'found'
  }
}

/** The first `limit` points of all cursors together, by ascending id; `take` gets part and slot. */
export async function mergeCursors(
  cursors: readonly ScrollCursor[],
  limit: number,
  task: Task,
  take: (partIndex: number, slot: number) => void,
): Promise<void> {
  const open: ScrollCursor[] = []
  for (const cursor of cursors) if (await advance(cursor, task)) open.push(cursor)
  for (let taken = 0; taken < limit && open.length > 0; taken++) {
    const first = firstOf(open)
    const cursor = open[first] as ScrollCursor
    take(cursor.partIndex, cursor.slot)
    if (taken + 1 === limit) return
    const pause = (taken & 1023) === 1023 ? task.tick() : undefined
    if (pause) await pause
    const moved = cursor.step()
    if (moved === 'end' || (moved === 'more' && !(await advance(cursor, task)))) open.splice(first, 1)
  }
}

function firstOf(cursors: readonly ScrollCursor[]): number {
  let first = 0
  for (let index = 1; index < cursors.length; index++) {
    const a = cursors[index] as ScrollCursor
    const b = cursors[first] as ScrollCursor
    if (comparePointIds(a.id, b.id) < 0) first = index
  }
  return first
}

/** Moves on to the next passing point; false at the end. */
async function advance(cursor: ScrollCursor, task: Task): Promise<boolean> {
  for (;;) {
    const moved = cursor.step()
    if (moved !== 'more') return moved === 'found'
    const pause = task.tick()
    if (pause) await pause
  }
}
