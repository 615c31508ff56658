import type { IncomingHttpHeaders } from 'node:http2'
import { type Access, noAccess } from '#security/access.ts'
import type { Gate } from '#security/gate.ts'
import type { GrpcMethod } from './grpc-method.ts'
import { headerOf } from './status-headers.ts'

/**
 * What the caller may do, by the headers of the call. Throws, or rejects, when it is refused: also for methods
 * that do not exist (`method` undefined), so that nobody learns which ones do.
 */
export function admitCall(
  gate: Gate,
  method: GrpcMethod | undefined,
  headers: IncomingHttpHeaders,
): Access | Promise<Access> {
  if (method?.open) return noAccess
  return gate.admit({
    apiKey: headerOf(headers, 'api-key'),
    authorization: headerOf(headers, 'authorization'),
  })
}
