import type { Task } from '#base/task.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import { hasSlot } from './slot-set.ts'
import type { ViewPart } from './view-part.ts'

/** A filter is tested slot by slot when at most this share of a part is expected to be looked at. */
const lazyShareMax = 0.25

/** Whether so few slots must be looked at, until `wanted` have passed, that testing each is best. */
export function isBestTestedLazily(expectedPassing: number, slotCount: number, wanted: number): boolean {
  return (wanted * slotCount) / Math.max(expectedPassing, 1e-9) < lazyShareMax * slotCount
}

/**
 * A test whether a slot lives and passes. `wanted`: how many passing slots the caller will take, which says
 * whether it is worth while to know all passing slots first.
 */
export async function passingTest(
  { part, open, live }: ViewPart,
  filter: Filter | undefined,
  schema: CollectionSchema,
  wanted: number,
  task: Task,
): Promise<(slot: number) => boolean> {
  if (filter === undefined) return (slot) => hasSlot(live, slot)
  const compiled = open.filter(part, filter, schema, task.usage)
  if (isBestTestedLazily(compiled.estimate().expected, live.slotCount, wanted)) {
    return (slot) => hasSlot(live, slot) && compiled.test(slot)
  }
  const set = { ...live, allowed: await compiled.bits(task) }
  return (slot) => hasSlot(set, slot)
}
