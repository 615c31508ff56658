import type { HeaderList } from '#http2/header-list.ts'
import { compressesFor } from './compression.ts'
import type { GrpcMethod, GrpcMethods } from './grpc-method.ts'
import { parseTimeout } from './status-headers.ts'

/** What the headers of a call say. Calls with the same headers share it. */
export interface CallHead {
  readonly headers: HeaderList
  readonly path: string
  /** Undefined: there is no such method. */
  readonly method: GrpcMethod | undefined
  readonly isGrpc: boolean
  /** How compressed messages are. */
  readonly encoding: string | undefined
  /** The client takes answers that are compressed. */
  readonly acceptsGzip: boolean
  /** Undefined: the client waits as long as it takes. */
  readonly timeoutMs: number | undefined
}

export function readCallHead(headers: HeaderList, methods: GrpcMethods): CallHead {
  const path = headers.get(':path') ?? ''
  return {
    headers,
    path,
    method: methods.get(path),
    isGrpc: headers.get('content-type')?.startsWith('application/grpc') ?? false,
    encoding: headers.get('grpc-encoding'),
    acceptsGzip: compressesFor(headers.get('grpc-accept-encoding')),
    timeoutMs: parseTimeout(headers.get('grpc-timeout')),
  }
}
