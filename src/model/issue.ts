import type { PayloadIndexType } from './collection.ts'

/** A path by which slow queries were filtered, and that no payload index answers for. */
export interface UnindexedField {
  /** Real name. */
  readonly collection: string
  /** Text of the path. */
  readonly path: string
  /** Of which an index would do; at least one. */
  readonly types: readonly PayloadIndexType[]
}

/** What the node advises its operators to change. */
export interface Issue extends UnindexedField {
  /** When it was first noticed, milliseconds since the epoch. */
  readonly timeMs: number
}
