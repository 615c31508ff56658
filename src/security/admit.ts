import type { Access } from './access.ts'
import type { AuditLog, Caller } from './audit-log.ts'
import { callerOf, type IncomingCall } from './caller.ts'
import type { Gate } from './gate.ts'

/** What every call comes through. */
export interface Door {
  readonly gate: Gate
  /** Undefined: nobody writes down who does what. */
  readonly audit?: AuditLog | undefined
}

/** A call that came in. */
export interface Admission {
  readonly access: Access
  /** For the audit log; undefined: there is none. */
  readonly caller?: Caller | undefined
}

/**
 * Lets a call in, or throws or rejects as the gate does; that is written down. Callers with a plain key are
 * answered at once, so that their calls need not wait for a turn.
 */
export function admit(door: Door, call: IncomingCall): Admission | Promise<Admission> {
  const { gate, audit } = door
  const credentials = { apiKey: call.header('api-key'), authorization: call.header('authorization') }
  const letIn = (access: Access): Admission =>
    audit === undefined ? { access } : { access, caller: callerOf(audit.settings, gate, call, access) }
  const refuse = (error: unknown): never => {
    audit?.note(callerOf(audit.settings, gate, call, undefined), {
      method: undefined,
      collection: undefined,
      error: error instanceof Error ? error.message : String(error),
    })
    throw error
  }
  try {
    const access = gate.admit(credentials)
    return access instanceof Promise ? access.then(letIn, refuse) : letIn(access)
  } catch (error) {
    return refuse(error)
  }
}
