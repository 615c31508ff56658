import type { PointRef } from '#query/read-view.ts'

const slotsPerPart = 2 ** 32

/** The reference of a slot in the part that stands at `partIndex` of a view. */
export function pointRef(partIndex: number, slot: number): PointRef {
  return partIndex * slotsPerPart + slot
}

export function partIndexOf(ref: PointRef): number {
  return Math.floor(ref / slotsPerPart)
}

export function slotOf(ref: PointRef): number {
  return ref % slotsPerPart
}
