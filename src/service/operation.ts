import type { SlowRequests } from '#telemetry/slow-requests.ts'
import { checkCall } from './check-call.ts'
import { checkRight } from './check-right.ts'
import type { CallContext } from './ports.ts'

/**
 * What a caller must be allowed to do. `list`: anything, and the answer shows only what the caller may read;
 * `extras`: more than the points themselves; `manage` and `global-read`: the node as a whole. The other rights
 * are about the collection that the request names.
 */
export type AccessRight =
  | 'list'
  | 'read'
  | 'write'
  | 'extras'
  | 'write-extras'
  | 'write-manage-extras'
  | 'manage'
  | 'global-read'

export interface RestRoute {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'
  /** Segments in braces are parameters. */
  readonly path: string
}

/** One thing that clients can ask for, whatever the protocol. */
export interface Operation<Request, Answer> {
  /** As `service.method`, in lower case. */
  readonly name: string
  readonly kind: 'read' | 'write' | 'admin'
  readonly right: AccessRight
  /** Full path of the gRPC method; undefined: gRPC does not have it. */
  readonly grpc: string | undefined
  /** None: the REST API does not have it. */
  readonly rest: readonly RestRoute[]
  /** Collections that a request reads beside its own, by the names that it has for them. */
  lookups?(request: Request): readonly string[]
  /** Throws RequestError; anything else that it throws is a bug of ours. */
  run(call: CallContext, request: Request): Promise<Answer>
}

/**
 * Declares an operation, so that the types of its request and answer are read from `run`. The operation that
 * comes of it checks the right of the caller before it runs, whoever calls it.
 */
export function operation<Request, Answer>(declared: Operation<Request, Answer>): Operation<Request, Answer> {
  const { name, right } = declared
  return {
    ...declared,
    async run(call, request) {
      checkCall(call, { method: name, collection: collectionOf(request) }, () =>
        checkRight(right, call.access, request, () => declared.lookups?.(request) ?? []),
      )
      if (call.slow === undefined) return await declared.run(call, request)
      const startedMs = performance.now()
      try {
        return await declared.run(call, request)
      } finally {
        noteSlow(call.slow, name, request, performance.now() - startedMs)
      }
    },
  }
}

function noteSlow(slow: SlowRequests, name: string, request: unknown, durationMs: number): void {
  if (durationMs < slow.thresholdMs) return
  const collection = collectionOf(request)
  if (collection !== undefined) slow.note(collection, name, durationMs, request)
}

/** The collection that a request names, by its real name or an alias. */
export function collectionOf(request: unknown): string | undefined {
  if (typeof request !== 'object' || request === null || !('collection' in request)) return undefined
  return typeof request.collection === 'string' ? request.collection : undefined
}

/** Routes of a collection; `path` is below its own. */
export function collectionRoute(method: RestRoute['method'], path = ''): RestRoute {
  return { method, path: `/collections/{collection_name}${path}` }
}
