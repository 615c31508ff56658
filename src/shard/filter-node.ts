import type { BitSet } from '#base/bit-set.ts'
import type { Task } from '#base/task.ts'
import type { Estimate } from '#index/payload/column.ts'

/** Gives way to other work whenever it yields; ends with the slots that pass. */
export type Narrowing = Generator<Promise<void>, BitSet, void>

/** A piece of a filter, compiled for one part. */
export interface FilterNode {
  /** False when payloads have to be read. */
  readonly isIndexed: boolean
  /** Of all slots of the part. */
  estimate(): Estimate
  test(slot: number): boolean
  /**
   * The candidates that pass, of all slots when there are none (null). The result may be changed by the
   * caller, the candidates are left as they are. Bits of dead slots may be either way.
   */
  narrow(candidates: BitSet | null, task: Task): BitSet | Narrowing
  /** Sets the bits of all slots that pass, where that needs no set of its own. */
  readonly collectInto?: (bits: BitSet) => void
}

/** The slots that a narrowing ends with, whether it paused or not. */
export function* settle(narrowing: BitSet | Narrowing): Narrowing {
  return narrowing instanceof Uint32Array ? narrowing : yield* narrowing
}

/** What all nodes of a part share. */
export interface NodeSpace {
  readonly slotCount: number
  /** A set bit: the slot need not be looked at. */
  readonly dead: BitSet
}
