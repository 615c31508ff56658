import type { Task } from '#base/task.ts'
import { hasSlot, nextSlot, type SlotSet } from './slot-set.ts'

/** The points of one part that may be chosen. */
export interface SamplePart {
  /** Slots that live, and have the vector where one is asked for. */
  readonly slots: SlotSet
  /** How many slots there are in `slots`. */
  readonly count: number
  /** The filter, undefined without one. */
  readonly test: ((slot: number) => boolean) | undefined
  /** The same for all slots at once. */
  readonly bits: ((task: Task) => Promise<SlotSet> | SlotSet) | undefined
}

/** Slots that are looked at between two looks at the clock. */
const stepSlots = 256
/** Random tries for each point that is asked for, before all points are looked at. */
const triesPerPoint = 8

/**
 * Up to `limit` distinct points, each as likely as any other, in random order; fewer only when there are no
 * more. `take` gets part and slot. `random` gives numbers in [0, 1).
 */
export async function samplePoints(
  parts: readonly SamplePart[],
  limit: number,
  random: () => number,
  task: Task,
  refOf: (partIndex: number, slot: number) => number,
): Promise<number[]> {
  const total = parts.reduce((sum, part) => sum + part.count, 0)
  const wanted = Math.min(limit, total)
  if (wanted === 0) return []
  const quick = wanted * 4 <= total ? await tryRandomSlots(parts, wanted, random, task, refOf) : undefined
  return quick ?? shuffle(await reservoir(parts, wanted, random, task, refOf), random)
}

/** Picks random slots until enough of them pass; gives up when few do. */
async function tryRandomSlots(
  parts: readonly SamplePart[],
  wanted: number,
  random: () => number,
  task: Task,
  refOf: (partIndex: number, slot: number) => number,
): Promise<number[] | undefined> {
  const slotCount = parts.reduce((sum, part) => sum + part.slots.slotCount, 0)
  const chosen = new Set<number>()
  const tries = wanted * triesPerPoint + 64
  for (let tried = 0; tried < tries && chosen.size < wanted; tried++) {
    let at = Math.floor(random() * slotCount)
    let partIndex = 0
    while (at >= (parts[partIndex] as SamplePart).slots.slotCount) {
      at -= (parts[partIndex] as SamplePart).slots.slotCount
      partIndex++
    }
    const part = parts[partIndex] as SamplePart
    if (hasSlot(part.slots, at) && (part.test === undefined || part.test(at)))
      chosen.add(refOf(partIndex, at))
    const pause = (tried & 63) === 63 ? task.tick() : undefined
    if (pause) await pause
  }
  return chosen.size === wanted ? [...chosen] : undefined
}

/** Looks at all passing points and keeps `wanted` of them (algorithm R). */
async function reservoir(
  parts: readonly SamplePart[],
  wanted: number,
  random: () => number,
  task: Task,
  refOf: (partIndex: number, slot: number) => number,
): Promise<number[]> {
  const kept: number[] = []
  let seen = 0
  for (const [partIndex, part] of parts.entries()) {
    const slots = part.bits ? await part.bits(task) : part.slots
    for (let slot = nextSlot(slots, 0); slot >= 0; slot = nextSlot(slots, slot + 1)) {
      const place = seen < wanted ? seen : Math.floor(random() * (seen + 1))
      if (place < wanted) kept[place] = refOf(partIndex, slot)
      const pause = ++seen % stepSlots === 0 ? task.tick() : undefined
      if (pause) await pause
    }
  }
  return kept
}

function shuffle(refs: number[], random: () => number): number[] {
  for (let index = refs.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1))
    const held = refs[index] as number
    refs[index] = refs[other] as number
    refs[other] = held
  }
  return refs
}
