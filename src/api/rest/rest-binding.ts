import type { Operation, RestRoute } from '#service/operation.ts'
import type { CallContext } from '#service/ports.ts'
import { type Decode, Place, type QuickDecode } from '#wire/json-decode.ts'
import { formatError, JsonError } from '#wire/json-error.ts'
import type { JsonNode } from '#wire/json-node.ts'
import { readJson } from '#wire/json-reader.ts'
import type { JsonWriter } from '#wire/json-writer.ts'
import { invalidFields } from '#model/errors.ts'
import { must } from '#base/assert.ts'
import { type BodyTurns, readLargeBody } from './large-body.ts'

/** The values of the parameters of a path, by name. */
export type PathNames = Readonly<Record<string, string>>

/** How one route of an operation reads requests and writes results. */
export type RestBinding = JsonBinding | StreamBinding

interface Bound {
  /** Name of the operation. */
  readonly name: string
  readonly route: RestRoute
}

/** Bodies or answers are streams: it reads the one and makes the other itself. */
export interface StreamBinding extends Bound {
  /** Throws RequestError; what it throws is answered as for every other route. */
  respond(call: StreamCall): Promise<Response>
}

export interface StreamCall {
  readonly context: CallContext
  readonly names: PathNames
  readonly search: string
  readonly request: Request
  readonly startedMs: number
}

export interface JsonBinding extends Bound {
  readonly takesBody: boolean
  /** Checks path and query string first, then gives what reads the body. Both throw RequestError. */
  read(names: PathNames, search: string): BodyReader
}

/** Reads a body at once, or piece by piece, so that the calls of others do not wait for all of it. */
export interface BodyReader {
  now(bytes: Uint8Array): BoundCall
  inTurns(bytes: Uint8Array, turns: BodyTurns): Promise<BoundCall>
}

/** Of routes without a body. */
export function withoutBody(call: BoundCall): BodyReader {
  return { now: () => call, inTurns: async () => call }
}

/** A request that was read. */
export interface BoundCall {
  /** Gives what writes the result; undefined: there is none yet, because the caller does not wait for it. */
  run(context: CallContext): Promise<((writer: JsonWriter) => void) | undefined>
}

export interface BindingSpec<Names, Params, Body, Request, Answer> {
  /** Of several routes of the operation, the one that is bound. */
  readonly route?: number
  /** The operation as which it is known, when another one does the work. */
  readonly knownAs?: Pick<Operation<never, unknown>, 'name' | 'rest'>
  readonly names: (names: PathNames) => Names
  readonly params: (search: string) => Params
  readonly body?: Decode<Body>
  readonly quickBody?: QuickDecode<Body>
  /** Whether the answer is that there is no result yet. */
  readonly isPending?: (answer: NoInfer<Answer>) => boolean
  readonly request: (names: Names, params: Params, body: Body) => NoInfer<Request>
  readonly write: (
    writer: JsonWriter,
    answer: NoInfer<Answer>,
    request: NoInfer<Request>,
    body: NoInfer<Body>,
  ) => void
}

export function bind<Names, Params, Body, Request, Answer>(
  operation: Operation<Request, Answer>,
  spec: BindingSpec<Names, Params, Body, Request, Answer>,
): JsonBinding {
  const { name, rest } = spec.knownAs ?? operation
  return {
    name,
    route: must(rest[spec.route ?? 0], `${name} has the route`),
    takesBody: spec.body !== undefined,
    read(pathNames, search) {
      const names = spec.names(pathNames)
      const params = spec.params(search)
      const callOf = (body: Body): BoundCall => {
        const request = spec.request(names, params, body)
        return {
          async run(context) {
            const answer = await operation.run(context, request)
            if (spec.isPending?.(answer)) return undefined
            return (writer) => spec.write(writer, answer, request, body)
          },
        }
      }
      const decode = (bytes: Uint8Array, root?: JsonNode): Body =>
        (spec.body === undefined ? undefined : decodeBody(bytes, spec.body, root)) as Body
      return {
        now: (bytes) => callOf(spec.quickBody?.now(bytes) ?? decode(bytes)),
        async inTurns(bytes, turns) {
          const pause = await turns.begin()
          const body = await spec.quickBody?.inTurns(bytes, pause)
          return callOf(body ?? decode(bytes, await readLargeBody(bytes, pause)))
        },
      }
    },
  }
}

/** Reads a body; then refuses it for all the rules that it breaks. */
export function decodeBody<Body>(bytes: Uint8Array, decode: Decode<Body>, root?: JsonNode): Body {
  const place = new Place()
  const body = decoded(bytes, decode, place, root)
  if (place.problems.length > 0) throw invalidFields('JSON body', place.problems)
  return body
}

function decoded<Body>(
  bytes: Uint8Array,
  decode: Decode<Body>,
  place: Place,
  root: JsonNode | undefined,
): Body {
  try {
    return decode(root ?? readJson(bytes), place)
  } catch (error) {
    throw error instanceof JsonError ? formatError(error, bytes) : error
  }
}
