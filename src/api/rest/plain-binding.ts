import { must } from '#base/assert.ts'
import { RequestError } from '#model/errors.ts'
import type { CallContext } from '#service/ports.ts'
import { createUsageMeter } from '#service/usage-meter.ts'
import { type Decode, Place } from '#wire/json-decode.ts'
import { JsonError, formatError } from '#wire/json-error.ts'
import { readJson } from '#wire/json-reader.ts'
import type { JsonWriter } from '#wire/json-writer.ts'
import { restUsage } from '#wire/rest-usage.ts'
import { readBody } from './request-body.ts'
import type { PathNames, StreamBinding, StreamCall } from './rest-binding.ts'
import { JsonResponses } from './json-response.ts'

export interface PlainSpec<Request> {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  /** Reads path and query string, then the body. They throw RequestError, and JsonError of the body. */
  readonly read: (names: PathNames, search: string) => (body: Uint8Array) => Request
  readonly takesBody: boolean
  /** Gives what writes the result. */
  readonly run: (context: CallContext, request: Request) => Promise<(writer: JsonWriter) => void>
}

/** Bodies of these routes may have so many bytes. */
const bodyBytesMax = 32 * 1024 * 1024

/**
 * A route whose requests are not held to the rules of fields, and which tells in plain text what it cannot read.
 * The API has a few of them beside the others.
 */
export function plainBinding<Request>(spec: PlainSpec<Request>): StreamBinding {
  const { name, method, path } = spec
  return { name, route: { method, path }, respond: (call) => respond(spec, call) }
}

async function respond<Request>(spec: PlainSpec<Request>, call: StreamCall): Promise<Response> {
  const { context, names, search, startedMs } = call
  let request: Request
  try {
    const readRequest = spec.read(names, search)
    const body = spec.takesBody ? await readBody(call.request, bodyBytesMax) : new Uint8Array(0)
    request = readRequest(body)
  } catch (error) {
    const refusal = error instanceof RequestError ? refusalOf(error.message) : undefined
    if (refusal === undefined) throw error
    return refusal
  }
  const meter = context.onUsage === undefined ? undefined : createUsageMeter()
  const write = await spec.run({ ...context, onUsage: meter?.onUsage }, request)
  return await new JsonResponses().ok(write, call.request, startedMs, restUsage(meter?.usage))
}

const plainTexts = [
  { from: 'Deserialize error in path parameters: ', to: '', status: 404 },
  { from: 'Deserialize error in query parameters: ', to: 'Query deserialize error: ', status: 400 },
  { from: 'Format error in JSON body: ', to: 'Json deserialize error: ', status: 400 },
] as const

/** Undefined: it is told as everywhere. */
function refusalOf(message: string): Response | undefined {
  const text = plainTexts.find(({ from }) => message.startsWith(from))
  if (text === undefined) return undefined
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  return new Response(text.to + message.slice(text.from.length), { status: text.status, headers })
}

/** Reads a body without holding its fields to their rules. */
export function plainBody<T>(bytes: Uint8Array, decode: Decode<T>): T {
  try {
    return decode(readJson(bytes), new Place())
  } catch (error) {
    throw error instanceof JsonError ? formatError(error, bytes) : error
  }
}

export function nameIn(names: PathNames, name: string): string {
  return must(names[name], `the path has ${name}`)
}
