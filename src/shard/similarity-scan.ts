import type { Task } from '#base/task.ts'
import { SlotCursor } from '#index/slot-cursor.ts'
import type { TopHits } from '#index/top-hits.ts'
import type { PartScorer } from './prepared-scorer.ts'
import type { SlotSet } from './slot-set.ts'

/** Scores every slot of a set and pushes what is among the best to `top`. Pauses through the task. */
export async function scanSlots(set: SlotSet, scorer: PartScorer, top: TopHits, task: Task): Promise<void> {
  const { slotCount, allowed, dead } = set
  const cursor = new SlotCursor({ slotCount, allowed, present: null, tombstones: dead })
  const atOnce = Math.min(scorer.slotsAtOnce, Math.max(1, slotCount))
  const slots = new Uint32Array(atOnce)
  const scores = new Float64Array(atOnce)
  for (let count = cursor.next(slots); count > 0; count = cursor.next(slots)) {
    const scored = scorer.score(slots, count, scores)
    top.pushAll(scores, slots, scored)
    const pause = task.tick()
    if (pause) await pause
  }
}
