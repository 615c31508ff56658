import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import { noAccess } from '#security/access.ts'
import { type Admission, admit, type Door } from '#security/admit.ts'
import type { GrpcMethod } from './grpc-method.ts'
import { headerOf } from './status-headers.ts'

/**
 * Lets a call in, by its headers. Throws, or rejects, when it is refused: also for methods that do not exist
 * (`method` undefined), so that nobody learns which ones do.
 */
export function admitCall(
  door: Door,
  method: GrpcMethod | undefined,
  headers: IncomingHttpHeaders,
  stream: ServerHttp2Stream,
): Admission | Promise<Admission> {
  if (method?.open) return { access: noAccess }
  return admit(door, {
    header: (name) => headerOf(headers, name),
    remote: door.audit && stream.session?.socket?.remoteAddress,
    api: String(headers[':path']),
  })
}
