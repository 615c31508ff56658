import type { SegmentFileInfo } from './segment-file.ts'

/**
 * The files of a segment that storage knows:
 *
 * - `ids`: the numeric ids ascending, two words each (high, low), then the UUIDs, four words each;
 * - `points`: four doubles a slot and a last set of them as the end: row, version, where its payload starts
 *   (`-1 - start` when it has none), where its sparse and multi vectors start;
 * - `payloads`, `blobs`: the payload bytes, and the vector records of what is not in a column, slot by slot;
 * - `dense-<key>`: the rows of a dense vector, zeros where a point lacks it; `present-<key>`: a bit set of the
 *   slots that have it, when some lack it.
 *
 * Files with other names belong to who made the segment.
 */
export const idsFile = 'ids'
export const pointsFile = 'points'
export const payloadsFile = 'payloads'
export const blobsFile = 'blobs'
export const denseFile = (vectorKey: number): string => `dense-${vectorKey}`
export const presentFile = (vectorKey: number): string => `present-${vectorKey}`

/** Doubles a slot in `points`, and which is which. */
export const pointFields = { row: 0, version: 1, payload: 2, blob: 3, stride: 4 } as const

/** A dense vector that has a column in a part. */
export interface ColumnDescription {
  readonly vectorKey: number
  readonly dimension: number
}

/** What must be known of a segment to open it. */
export interface SegmentDescription {
  readonly slotCount: number
  readonly columns: readonly ColumnDescription[]
  readonly files: Readonly<Record<string, SegmentFileInfo>>
}
