import type { PayloadValue } from '#model/payload.ts'
import type { PayloadColumn } from './column.ts'

/** A column in private memory that grows with the head that it is of. */
export interface HeadColumn extends PayloadColumn {
  /** Adds the next slot, with the values at the path of the column. */
  append(values: readonly PayloadValue[]): void
}
