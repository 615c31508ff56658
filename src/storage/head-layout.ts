import { bitSetWords } from '#base/bit-set.ts'
import type { ColumnDescription } from './segment-layout.ts'

/**
 * The files of a head. All have their full length from the start (they are sparse), so that a mapping never
 * has to grow; `table` and the heads of the columns are allocated for real, the rest as points come.
 *
 * - `table`: header, tombstone bits, and a hash table from ids to the newest slot with that id;
 * - `entries`: what is known of a slot, 64 bytes each;
 * - `log`: payload bytes and records of sparse and multi vectors;
 * - `dense-<key>`: header, bits of the slots that have the vector, rows.
 */
export const tableFile = 'table'
export const entriesFile = 'entries'
export const logFile = 'log'
export const columnFile = (vectorKey: number): string => `dense-${vectorKey}`

/** What must be known of a head to open it. */
export interface HeadDescription {
  /** Slots, a multiple of 64. */
  readonly capacity: number
  /** Length of the log file, below 2^32. */
  readonly logBytes: number
  readonly columns: readonly ColumnDescription[]
}

export const headMagic = 0x44484451 // "QDHD"
export const headerBytes = 64
/** 32-bit words of the header of `table`. */
export const tableWords = { magic: 0, slotCount: 1, deadCount: 2, frozen: 3 } as const
/** 32-bit words of the header of a column. */
export const columnWords = { magic: 0, missing: 1 } as const

/** An entry as 32-bit words; row and version are doubles, at half the word. */
export const entryWords = {
  id: 0,
  row: 4,
  version: 6,
  payloadStart: 8,
  payloadLength: 9,
  blobStart: 10,
  blobLength: 11,
  /** The slot before this one with the same id, plus one; 0: none. */
  previous: 12,
  flags: 13,
  stride: 16,
} as const
export const entryBytes = entryWords.stride * 4
export const entryFlags = { uuid: 1, payload: 2 } as const

const matrixBytesMax = 32 << 20
const capacityMin = 256
/** Rows of the largest head. */
export const headCapacityMax = 16384
const logBytesDefault = 64 << 20

/** Sizes of a new head for points with these dense vectors, of which the first needs `logBytesMin`. */
export function describeHead(
  columns: readonly ColumnDescription[],
  logBytesMin: number,
  capacityMax: number = headCapacityMax,
): HeadDescription {
  let rowBytes = 0
  for (const column of columns) rowBytes += column.dimension * 4
  const fitting = rowBytes === 0 ? capacityMax : Math.floor(matrixBytesMax / rowBytes)
  const capacity = Math.min(capacityMax, Math.max(capacityMin, fitting)) & ~63
  return { capacity, logBytes: Math.max(logBytesDefault, align8(logBytesMin) + 8), columns }
}

/** Slots of the hash table of a head: a power of two, at most half full. */
export function hashSlots(capacity: number): number {
  let slots = 1
  while (slots < capacity * 2) slots *= 2
  return slots
}

export function tableBytes(capacity: number): number {
  return headerBytes + bitSetWords(capacity) * 4 + hashSlots(capacity) * 4
}

/** Where the rows of a column start. */
export function columnValuesStart(capacity: number): number {
  return headerBytes + ((bitSetWords(capacity) * 4 + 63) & ~63)
}

export function align8(length: number): number {
  return Math.ceil(length / 8) * 8
}
