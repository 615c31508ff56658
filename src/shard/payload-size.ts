import { hasBit } from '#base/bit-set.ts'
import type { ViewPart } from './view-part.ts'

/** Slots of a part that are looked at. */
const samples = 128

/** Bytes of the payloads of the living points, about: exact where there are few. */
export function payloadSize(parts: readonly ViewPart[]): number {
  let bytes = 0
  for (const view of parts) bytes += sizeOf(view)
  return Math.round(bytes)
}

function sizeOf({ part, live: { slotCount, dead }, liveCount }: ViewPart): number {
  const step = Math.max(slotCount / samples, 1)
  let bytes = 0
  let seen = 0
  for (let at = 0; at < slotCount; at += step) {
    const slot = Math.floor(at)
    if (dead && hasBit(dead, slot)) continue
    bytes += part.payloadAt(slot)?.length ?? 0
    seen++
  }
  return seen === 0 ? 0 : (bytes * liveCount) / seen
}
