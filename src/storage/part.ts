import type { BitSet } from '#base/bit-set.ts'
import type { PayloadBytes } from '#model/payload.ts'
import type { PointId } from '#model/point-id.ts'
import type { VectorData } from '#model/vector.ts'

/** One dense vector name in one part: row `slot` stands at `values[slot * dimension]`. */
export interface DenseColumn {
  readonly dimension: number
  /** At least `slotCount * dimension` numbers, over shared memory or a mapped file. */
  readonly values: Float32Array
  /** Slots that have the vector; null: all of them. The rows of the others are zero. */
  readonly present: BitSet | null
}

/**
 * A set of points in slots 0..slotCount-1 at one moment: of a head, which grows, or of a sealed segment.
 * Points of a segment stand in order of their ids; those of a head in order of writing. A slot that was
 * written never changes, it can only die. In the parts of one snapshot of a shard an id lives in one slot.
 */
export interface Part {
  readonly kind: 'head' | 'segment'
  /** Unique in the shard for all time; larger = younger. */
  readonly partId: number
  /** Slots at that moment: a later picture of a head has more. */
  readonly slotCount: number
  /** Set bit = the point was dead at that moment. A copy, which never changes. */
  readonly tombstones: BitSet
  /** Number of tombstones. */
  readonly deadCount: number

  idAt(slot: number): PointId
  /** The slot of the live point with this id, or -1. */
  find(id: PointId): number
  /** Number of the operation that wrote the point last. */
  versionAt(slot: number): number
  /** Position of the point in the shard's order of writing. */
  rowAt(slot: number): number
  payloadAt(slot: number): PayloadBytes | null
  /** The column of a dense vector (not multivector); undefined when no point here has it. */
  dense(vectorKey: number): DenseColumn | undefined
  /** The sparse or multi vector of a slot. */
  blobVectorAt(vectorKey: number, slot: number): VectorData | undefined
  hasVector(vectorKey: number, slot: number): boolean
}

/** A sealed segment: a folder of immutable files. Index files are bytes that storage does not read. */
export interface SegmentPart extends Part {
  readonly kind: 'segment'
  readonly path: string
  /** A mapped file of the segment by name (such as `graph-0`), checked; undefined when there is none. */
  file(name: string): Uint8Array | undefined
  /** Slot of the first point whose id is not below `id`. */
  lowerBound(id: PointId): number
}

export interface HeadPart extends Part {
  readonly kind: 'head'
  /** A frozen head takes no more points and waits to be sealed. */
  readonly frozen: boolean
}
