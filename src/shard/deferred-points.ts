import { type BitSet, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import { type CollectionConfig, defaultOptimizers } from '#model/collection.ts'
import type { Head } from '#storage/head.ts'
import type { Segment } from '#storage/segment.ts'
import { mayBeIndexed } from './index-files.ts'
import { vectorSpaces } from './vector-space.ts'

/** What a multivector is taken to have in vectors. */
const vectorsOfMultivector = 16
/** Bytes of a number as `indexing_threshold` counts them. */
const numberBytes = { float32: 4, float16: 2, uint8: 1, turbo4: 1 } as const

/**
 * How many points outside indexes are shown at most, when the collection asks for `prevent_unoptimized`: as
 * many as have vectors of `indexing_threshold` kilobytes. Undefined: all.
 */
export function shownUnindexedMax(config: CollectionConfig): number | undefined {
  const kilobytes = config.optimizers.indexingThreshold ?? defaultOptimizers.indexingThreshold
  if (config.optimizers.preventUnoptimized !== true || kilobytes === 0) return undefined
  const counts: number[] = []
  for (const space of vectorSpaces(config)) {
    if (space.kind === 'sparse' || !mayBeIndexed(config, space)) continue
    const { size, datatype = 'float32' } = space.config
    const rows = space.kind === 'multi' ? vectorsOfMultivector : 1
    counts.push(Math.ceil((kilobytes * 1024) / (numberBytes[datatype] * size * rows)))
  }
  return counts.length === 0 ? undefined : Math.min(...counts)
}

/** What is known of the slots of one head. Slots never change, so each is looked at once. */
interface SeenHead {
  /** Slots of heads before this one. */
  readonly before: number
  slotCount: number
  /** Slots that are not shown. */
  deferred: BitSet
  /** The head as it was last, and what was shown of it. */
  from: Head
  shown: Head
}

/**
 * Hides points of heads until they are optimized (`prevent_unoptimized`), for one reader: a search scans no more
 * of them than the threshold. A new version of a point that was shown before is shown at once, or the point
 * would vanish while it waits.
 */
export class DeferredPoints {
  #heads: SeenHead[] = []
  #shownMax: number | undefined

  /** Living points that are not shown; undefined: the collection shows all. */
  get count(): number | undefined {
    if (this.#shownMax === undefined) return undefined
    return this.#heads.reduce((sum, { from, shown }) => sum + shown.deadCount - from.deadCount, 0)
  }

  /** The parts with what is to be seen of them. */
  hide(parts: readonly (Segment | Head)[], config: CollectionConfig): readonly (Segment | Head)[] {
    const shownMax = shownUnindexedMax(config)
    const known = shownMax === this.#shownMax ? this.#heads : []
    this.#shownMax = shownMax
    this.#heads = []
    if (shownMax === undefined) return parts
    const segments = parts.filter((part) => part.kind === 'segment')
    const heads = parts.filter((part) => part.kind === 'head')
    let before = 0
    for (const head of heads) {
      const last = known.find(({ from }) => from.partId === head.partId)
      this.#heads.push(
        this.#look(head, last?.before === before ? last : undefined, segments, before, shownMax),
      )
      before += head.slotCount
    }
    return [...segments, ...this.#heads.map(({ shown }) => shown)]
  }

  #look(
    head: Head,
    last: SeenHead | undefined,
    segments: readonly Segment[],
    before: number,
    shownMax: number,
  ): SeenHead {
    if (last?.from === head) return last
    const deferred = last?.deferred ?? createBitSet(head.tombstones.length * 32)
    const first = Math.max(last?.slotCount ?? 0, shownMax - before)
    for (let slot = first; slot < head.slotCount; slot++) {
      if (!this.#wasShown(head, slot, deferred, segments)) setBit(deferred, slot)
    }
    const shown = head.slotCount > shownMax - before ? head.without(deferred) : head
    return { before, slotCount: head.slotCount, deferred, from: head, shown }
  }

  /** Whether an older version of the point in a slot is shown, or was until this one came. */
  #wasShown(head: Head, slot: number, deferred: BitSet, segments: readonly Segment[]): boolean {
    const previous = head.previousOf(slot)
    if (previous >= 0) return !hasBit(deferred, previous)
    const id = head.idAt(slot)
    return (
      segments.some((segment) => segment.slotOf(id) >= 0) ||
      this.#heads.some((earlier) => {
        const at = earlier.from.slotOf(id)
        return at >= 0 && !hasBit(earlier.deferred, at)
      })
    )
  }
}
