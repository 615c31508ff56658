import type { Access } from './access.ts'
import type { AuditSettings, Caller } from './audit-log.ts'
import { type Gate, openGate } from './gate.ts'

/** A call as its listener sees it. */
export interface IncomingCall {
  /** A header by its name in lower case. */
  readonly header: (name: string) => string | undefined
  /** IP address of the other end of the connection. */
  readonly remote: string | undefined
  /** Path of the REST request or the gRPC method. */
  readonly api: string
}

/** The first that is there names a request in the records of other systems. */
const tracingHeaders = ['x-request-id', 'x-tracing-id', 'traceparent'] as const
const tracingIdMax = 256

/** Who calls, as the audit log tells it. `access`: undefined when he was not let in. Never has a secret in it. */
export function callerOf(
  settings: Pick<AuditSettings, 'trustsForwarded'>,
  gate: Gate,
  call: IncomingCall,
  access: Access | undefined,
): Caller {
  const tracingId = tracingHeaders.map(call.header).find((value) => value !== undefined)
  return {
    authType: authTypeOf(gate, access),
    subject: access?.bearer?.subject,
    remote: (settings.trustsForwarded ? forwardedFor(call) : undefined) ?? call.remote,
    api: call.api,
    tracingId: tracingId?.slice(0, tracingIdMax),
  }
}

function authTypeOf(gate: Gate, access: Access | undefined): Caller['authType'] {
  if (access === undefined || gate === openGate) return 'None'
  return access.bearer ? 'Jwt' : 'ApiKey'
}

/** The client of the first proxy. */
function forwardedFor({ header }: IncomingCall): string | undefined {
  return header('x-forwarded-for')?.split(',', 1)[0]?.trim() || undefined
}
