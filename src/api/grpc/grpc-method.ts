import type { CancelSignal } from '#base/cancel-signal.ts'
import type { Access } from '#security/access.ts'
import type { Caller } from '#security/audit-log.ts'

/** What is known of a call beside its message. */
export interface CallInfo {
  /** Aborted when the client has gone or its deadline has passed. */
  readonly signal: CancelSignal
  /** What the caller may do. */
  readonly access: Access
  /** For the audit log; undefined: there is none. */
  readonly caller?: Caller | undefined
}

/** One gRPC method, whatever carries its messages. */
export interface GrpcMethod {
  /** Such as `/qdrant.Points/Search`. */
  readonly path: string
  /** True: each message of the client is answered by one of ours, until the client ends. */
  readonly streaming: boolean
  /** Callers need not say who they are. */
  readonly open?: true
  /** From the bytes of a message to those of its answer. What it throws is turned into a status. */
  handle(message: Uint8Array, info: CallInfo): Promise<Uint8Array>
}

export type GrpcMethods = ReadonlyMap<string, GrpcMethod>
