import type { Part } from '#storage/part.ts'
import type { OpenPart } from './open-part.ts'
import type { CountedSlots } from './slot-set.ts'

/** A part as one view sees it, and what its thread holds open of it. Nothing here changes. */
export interface ViewPart {
  readonly part: Part
  readonly open: OpenPart
  /** The slots that live. */
  readonly live: CountedSlots
  readonly liveCount: number
}

export function viewPart(part: Part, open: OpenPart): ViewPart {
  const { slotCount, deadCount, tombstones } = part
  const liveCount = slotCount - deadCount
  const dead = deadCount === 0 ? null : tombstones
  return { part, open, live: { slotCount, allowed: null, dead, count: liveCount }, liveCount }
}
