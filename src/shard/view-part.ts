import type { Part } from '#storage/part.ts'
import type { OpenPart } from './open-part.ts'
import type { SlotSet } from './slot-set.ts'

/** A part as one view sees it, and what its thread holds open of it. Nothing here changes. */
export interface ViewPart {
  readonly part: Part
  readonly open: OpenPart
  /** The slots that live. */
  readonly live: SlotSet
  readonly liveCount: number
}

export function viewPart(part: Part, open: OpenPart): ViewPart {
  const dead = part.deadCount === 0 ? null : part.tombstones
  return {
    part,
    open,
    live: { slotCount: part.slotCount, allowed: null, dead },
    liveCount: part.slotCount - part.deadCount,
  }
}
