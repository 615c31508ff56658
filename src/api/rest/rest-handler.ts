import { type ErrorStatus, errorStatus } from '#api/error-status.ts'
import type { Admission } from '#security/admit.ts'
import type { ServiceContext } from '#service/ports.ts'
import { createUsageMeter } from '#service/usage-meter.ts'
import { JsonWriter } from '#wire/json-writer.ts'
import { restUsage } from '#wire/rest-usage.ts'
import { packBody } from './compressed-response.ts'
import { readLargeBody } from './large-body.ts'
import { BodyRefused, readBody } from './request-body.ts'
import type { RouteMatch } from './router.ts'

export interface RestHandlerOptions {
  readonly service: ServiceContext
  /** Bodies may have so many bytes, packed or not. */
  readonly requestBytesMax: number
  /** Told of failures that are bugs of ours. */
  readonly onBug: (error: unknown) => void
}

/** A request of a bound operation, by somebody who was let in. */
export interface RestRequest {
  readonly request: Request
  readonly admission: Admission
  readonly match: RouteMatch
  readonly search: string
}

/** Answers the requests of bound operations. */
export type RestHandler = (call: RestRequest) => Promise<Response>

const noBytes = new Uint8Array(0)

export function createRestHandler({ service, requestBytesMax, onBug }: RestHandlerOptions): RestHandler {
  return async ({ request, admission, match: { binding, names }, search }) => {
    let startedMs: number | undefined
    const meter = service.reportsUsage ? createUsageMeter() : undefined
    try {
      const context = { ...service, ...admission, signal: request.signal, onUsage: meter?.onUsage }
      if ('respond' in binding) {
        startedMs = performance.now()
        return await binding.respond({ context, names, search, request, startedMs })
      }
      const readCall = binding.read(names, search)
      const body = binding.takesBody ? await readBody(request, requestBytesMax) : noBytes
      const call = readCall(body, await readLargeBody(body))
      startedMs = performance.now()
      const write = await call.run(context)
      if (write === undefined) return acceptedResponse(startedMs)
      return await okResponse(write, request, startedMs, restUsage(meter?.usage))
    } catch (error) {
      const status = errorStatus(error)
      if (!status.expected) onBug(error)
      return errorResponse(status, startedMs, error instanceof BodyRefused, restUsage(meter?.usage))
    }
  }
}

/** The result that `write` writes, in its envelope. */
export async function okResponse(
  write: (writer: JsonWriter) => void,
  request: Request,
  startedMs: number,
  usage: string,
): Promise<Response> {
  const writer = new JsonWriter()
  writer.raw('{"result":')
  write(writer)
  writer.raw(`,"status":"ok","time":${secondsSince(startedMs)}${usage}}`)
  return await jsonResponse(writer.finish(), request)
}

/** For callers that do not wait for the result. */
export function acceptedResponse(startedMs: number): Response {
  const text = `{"status":"accepted","time":${secondsSince(startedMs)}}`
  return new Response(text, { status: 202, headers: { 'content-type': 'application/json' } })
}

/** Of a result that is JSON already. */
export function resultResponse(result: string, startedMs: number): Response {
  const text = `{"result":${result},"status":"ok","time":${secondsSince(startedMs)}}`
  return new Response(text, { headers: { 'content-type': 'application/json' } })
}

/** Never with a sign of an exponent that JSON readers may not know. */
function secondsSince(startedMs: number): string {
  return ((performance.now() - startedMs) / 1000).toFixed(9)
}

async function jsonResponse(bytes: Uint8Array<ArrayBuffer>, request: Request): Promise<Response> {
  const { body, encoding } = await packBody(bytes, request.headers.get('accept-encoding'))
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (encoding !== undefined) {
    headers['content-encoding'] = encoding
    headers['vary'] = 'accept-encoding'
  }
  return new Response(body, { headers })
}

/** Stands before faults of models, but not in this API. */
const grpcOnlyPrefix = /^Inference error: /

/** Failures before the operation began took no time. `close`: the rest of the connection cannot be read. */
export function errorResponse(
  status: ErrorStatus,
  startedMs: number | undefined,
  close: boolean,
  usage = '',
): Response {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (status.retryAfterSec !== undefined) headers['retry-after'] = String(Math.ceil(status.retryAfterSec))
  if (close) headers['connection'] = 'close'
  const time = startedMs === undefined ? '0.0' : secondsSince(startedMs)
  const text = `{"status":{"error":${JSON.stringify(status.message.replace(grpcOnlyPrefix, ''))}},"time":${time}${usage}}`
  return new Response(text, { status: status.http, headers })
}
