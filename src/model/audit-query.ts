/** Which records of the audit log are asked for. */
export interface AuditQuery {
  /** Milliseconds since the epoch, inclusive. */
  readonly fromMs: number | undefined
  /** Exclusive. */
  readonly toMs: number | undefined
  /** At least 1. */
  readonly limit: number
  /** Fields that must have these values. */
  readonly filters: ReadonlyMap<string, string>
}
