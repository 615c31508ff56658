import type { CancelSignal } from '#base/cancel-signal.ts'
import { must } from '#base/assert.ts'
import type { CallInfo, GrpcMethod, GrpcMethods } from '#api/grpc/grpc-method.ts'
import { ownBytes } from '#threads/portable.ts'
import type { ReadSharing } from './read-sharing.ts'
import { isSharedOperation } from './shared-operations.ts'

/** A call of a gRPC method that another thread is to answer. */
export interface GrpcPeerCall {
  readonly path: string
  readonly message: Uint8Array
  readonly info: PlainInfo
}

/** What goes to another thread with the message; the signal goes as a message of its own. */
type PlainInfo = Omit<CallInfo, 'signal'>

/** The methods as a listener is to call them: those that read many points are answered on any thread. */
export function shareMethods(methods: GrpcMethods, sharing: ReadSharing): GrpcMethods {
  if (!sharing.hasPeers) return methods
  const shared = [...methods.values()].map((method) => {
    if (method.streaming) return method
    return isSharedOperation(method.path) ? shareMethod(method, sharing) : noteMethod(method, sharing)
  })
  return new Map(shared.map((method) => [method.path, method]))
}

/** Answers a call that came in on another thread. */
export async function answerMethod(
  methods: GrpcMethods,
  { path, message, info }: GrpcPeerCall,
  signal: CancelSignal,
): Promise<Uint8Array> {
  const method = must(methods.get(path), `every thread has ${path}`)
  return ownBytes(await method.handle(message, { ...info, signal }))
}

function shareMethod(method: GrpcMethod, sharing: ReadSharing): GrpcMethod {
  const { path } = method
  return {
    ...method,
    handle: (message, info) => {
      return sharing.run({
        signal: info.signal,
        here: () => method.handle(message, info),
        there: (peer, ticket) => {
          // A copy is moved, as the read may come back. The slice of a Buffer would be none.
          const copy = new Uint8Array(message)
          const { signal: _, ...plain } = info
          return peer.call('method', { ticket, path, message: copy, info: plain }, [copy.buffer])
        },
      })
    },
  }
}

function noteMethod(method: GrpcMethod, sharing: ReadSharing): GrpcMethod {
  return {
    ...method,
    handle: (message, info) => {
      sharing.noteOther()
      return method.handle(message, info)
    },
  }
}
