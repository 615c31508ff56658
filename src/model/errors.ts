/**
 * What can go wrong with a request, by kind. `api/` turns a kind into a gRPC status and an HTTP code in
 * one table. `message` is the whole text that a client sees, prefix included.
 */
export type ErrorKind =
  | 'invalid-argument'
  | 'already-exists'
  | 'not-found'
  | 'internal'
  | 'unimplemented'
  | 'standalone'
  | 'deadline-exceeded'
  | 'cancelled'
  | 'data-loss'
  | 'permission-denied'
  | 'unauthenticated'
  | 'failed-precondition'
  | 'resource-exhausted'
  | 'insufficient-storage'
  | 'unavailable'
  /** A request that was read but breaks a rule of its fields: INVALID_ARGUMENT, HTTP 422. */
  | 'validation'

/** An expected failure of a request, named for the client. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly kind: ErrorKind
  /** Seconds after which a refused request may be tried again, when known. */
  readonly retryAfterSec: number | undefined

  constructor(kind: ErrorKind, message: string, options: { cause?: unknown; retryAfterSec?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.retryAfterSec = options.retryAfterSec
  }
}

/** A request that could not be read: the bare text, INVALID_ARGUMENT / 400. */
export const malformed = (message: string): RequestError => new RequestError('invalid-argument', message)
/** Input that the storage layer refuses: `Wrong input: ...`. */
export const wrongInput = (message: string): RequestError =>
  new RequestError('invalid-argument', `Wrong input: ${message}`)
/** A request against the rules: `Bad request: ...`. */
export const badRequest = (message: string): RequestError =>
  new RequestError('invalid-argument', `Bad request: ${message}`)
export const notFound = (message: string): RequestError =>
  new RequestError('not-found', `Not found: ${message}`)
export const alreadyExists = (message: string): RequestError =>
  new RequestError('already-exists', `Wrong input: ${message}`)
export const internal = (message: string, cause?: unknown): RequestError =>
  new RequestError('internal', `Service internal error: ${message}`, { cause })

export const collectionMissing = (name: string): RequestError =>
  notFound(`Collection \`${name}\` doesn't exist!`)
export const pointMissing = (id: string | number | bigint): RequestError =>
  notFound(`No point with id ${id} found`)
export const vectorNameMissing = (name: string): RequestError =>
  wrongInput(`Not existing vector name error: ${name}`)
/** `vectorName` is given where the request named the vector. */
export const wrongDimension = (expected: number, actual: number, vectorName?: string): RequestError =>
  wrongInput(
    `Vector dimension error: expected dim: ${expected}, got ${actual}` +
      (vectorName === undefined ? '' : ` for vector '${vectorName}'`),
  )

/** One broken rule of a field: where, and the text of the rule. */
export interface FieldProblem {
  readonly path: string
  readonly text: string
}
/** A readable request whose fields break rules; `where` is `body`, `JSON body`, `path parameters`... */
export const invalidFields = (where: string, problems: readonly FieldProblem[]): RequestError =>
  new RequestError(
    'validation',
    `Validation error in ${where}: [${problems.map((p) => `${p.path}: ${p.text}`).join('; ')}]`,
  )
