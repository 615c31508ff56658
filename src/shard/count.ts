import type { Task } from '#base/task.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import { countSlots } from './slot-set.ts'
import type { ViewPart } from './view-part.ts'

/**
 * How many living points pass. Not `exact`: what the indexes expect, without a look at single points, in
 * proportion to those that live.
 */
export async function countPoints(
  parts: readonly ViewPart[],
  schema: CollectionSchema,
  filter: Filter | undefined,
  exact: boolean,
  task: Task,
): Promise<number> {
  let count = 0
  for (const { part, open, live, liveCount } of parts) {
    if (filter === undefined || liveCount === 0) {
      count += liveCount
      continue
    }
    const compiled = open.filter(part, filter, schema, task.usage)
    if (exact) count += countSlots({ ...live, allowed: await compiled.bits(task) })
    else count += Math.round((compiled.estimate().expected * liveCount) / live.slotCount)
    const pause = task.tick()
    if (pause) await pause
  }
  return count
}
