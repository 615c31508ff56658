import { TaskCancelled, TaskTimeout } from '#base/task.ts'
import { type ErrorKind, RequestError } from '#model/errors.ts'

/** Status codes of gRPC. */
export const grpcStatus = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  dataLoss: 15,
  unauthenticated: 16,
} as const

/** How a failure is shown to the client. */
export interface ErrorStatus {
  readonly grpc: number
  readonly http: number
  readonly message: string
  readonly retryAfterSec: number | undefined
  /** The node is out of room, not the client out of its share. */
  readonly insufficientStorage: boolean
  /** False: a bug of ours, whose stack belongs in the log. */
  readonly expected: boolean
}

interface Codes {
  readonly grpc: number
  readonly http: number
}

const codes: Readonly<Record<ErrorKind, Codes>> = {
  'invalid-argument': { grpc: grpcStatus.invalidArgument, http: 400 },
  validation: { grpc: grpcStatus.invalidArgument, http: 422 },
  'already-exists': { grpc: grpcStatus.alreadyExists, http: 409 },
  'not-found': { grpc: grpcStatus.notFound, http: 404 },
  internal: { grpc: grpcStatus.internal, http: 500 },
  unimplemented: { grpc: grpcStatus.unimplemented, http: 501 },
  standalone: { grpc: grpcStatus.unimplemented, http: 405 },
  'deadline-exceeded': { grpc: grpcStatus.deadlineExceeded, http: 408 },
  // Nobody waits for this answer any more; the code is for the log.
  cancelled: { grpc: grpcStatus.cancelled, http: 499 },
  'data-loss': { grpc: grpcStatus.dataLoss, http: 400 },
  'permission-denied': { grpc: grpcStatus.permissionDenied, http: 403 },
  unauthenticated: { grpc: grpcStatus.unauthenticated, http: 401 },
  'failed-precondition': { grpc: grpcStatus.failedPrecondition, http: 500 },
  'resource-exhausted': { grpc: grpcStatus.resourceExhausted, http: 429 },
  'insufficient-storage': { grpc: grpcStatus.resourceExhausted, http: 507 },
  unavailable: { grpc: grpcStatus.unavailable, http: 503 },
}

/** The one place where an error becomes a status. */
export function errorStatus(error: unknown): ErrorStatus {
  if (error instanceof RequestError) {
    return {
      ...codes[error.kind],
      message: error.message,
      retryAfterSec: error.retryAfterSec,
      insufficientStorage: error.kind === 'insufficient-storage',
      expected: true,
    }
  }
  if (error instanceof TaskTimeout) return plain('deadline-exceeded', `Timeout: ${error.message}`, true)
  if (error instanceof TaskCancelled) return plain('cancelled', error.message, true)
  return plain('internal', 'Service internal error: an unexpected error', false)
}

function plain(kind: ErrorKind, message: string, expected: boolean): ErrorStatus {
  return { ...codes[kind], message, retryAfterSec: undefined, insufficientStorage: false, expected }
}
