import type { AuditLog, Caller } from '#security/audit-log.ts'

/** What is known of a call when its right is checked. */
export interface CheckedCall {
  /** Undefined: nobody writes down who does what. */
  readonly audit?: AuditLog | undefined
  /** Undefined: the node itself asks, or what was already written down asks for a part of it. */
  readonly caller?: Caller | undefined
}

/** Makes the check, which throws when it fails, and writes down how it ended. */
export function checkCall(
  { audit, caller }: CheckedCall,
  asked: { readonly method: string; readonly collection: string | undefined },
  check: () => void,
): void {
  if (audit === undefined || caller === undefined) {
    check()
    return
  }
  try {
    check()
  } catch (error) {
    audit.note(caller, { ...asked, error: error instanceof Error ? error.message : String(error) })
    throw error
  }
  audit.note(caller, { ...asked, error: undefined })
}
