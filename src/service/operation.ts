import type { CallContext } from './ports.ts'

/**
 * What a caller must be allowed to do. `open`: nothing; `list`: anything, and the answer shows only what the
 * caller may read; `extras`: more than the points themselves; `manage`: the node as a whole.
 */
export type AccessRight =
  | 'open'
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
  /** Full path of the gRPC method. */
  readonly grpc: string
  /** None: the REST API does not have it. */
  readonly rest: readonly RestRoute[]
  /** Throws RequestError; anything else that it throws is a bug of ours. */
  run(call: CallContext, request: Request): Promise<Answer>
}

/** Declares an operation, so that the types of its request and answer are read from `run`. */
export function operation<Request, Answer>(declared: Operation<Request, Answer>): Operation<Request, Answer> {
  return declared
}

/** Routes of a collection; `path` is below its own. */
export function collectionRoute(method: RestRoute['method'], path = ''): RestRoute {
  return { method, path: `/collections/{collection_name}${path}` }
}
