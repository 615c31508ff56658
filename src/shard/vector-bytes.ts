import { countBits } from '#base/bit-set.ts'
import type { Part } from '#storage/part.ts'
import type { VectorSpace } from './vector-space.ts'

/** Slots that are looked at to estimate the bytes of sparse and multi vectors. */
const sampledSlots = 32

/** Bytes of the living vectors of a name, as f32: an estimate where some points lack it or died. */
export function vectorBytes(part: Part, space: VectorSpace): number {
  if (part.slotCount === 0) return 0
  const liveShare = (part.slotCount - part.deadCount) / part.slotCount
  if (space.kind === 'dense') {
    const column = part.dense(space.key)
    if (!column) return 0
    const count = column.present === null ? part.slotCount : countBits(column.present)
    return Math.round(count * liveShare) * column.dimension * 4
  }
  const step = Math.max(1, Math.floor(part.slotCount / sampledSlots))
  let bytes = 0
  let looked = 0
  for (let slot = 0; slot < part.slotCount; slot += step) {
    const vector = part.blobVectorAt(space.key, slot)
    if (vector) bytes += vector.values.byteLength * (vector.kind === 'sparse' ? 2 : 1)
    looked++
  }
  return Math.round((bytes / looked) * part.slotCount * liveShare)
}
