import { type ErrorStatus, errorStatus } from '#api/error-status.ts'
import type { Admission } from '#security/admit.ts'
import type { ServiceContext } from '#service/ports.ts'
import { createUsageMeter } from '#service/usage-meter.ts'
import { restUsage } from '#wire/rest-usage.ts'
import { acceptedResponse, JsonResponses, secondsSince } from './json-response.ts'
import { BodyTurns, isLargeBody, letGoOf } from './large-body.ts'
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
  const responses = new JsonResponses()
  const turns = new BodyTurns()
  return async ({ request, admission, match: { binding, names }, search }) => {
    let startedMs: number | undefined
    const meter = service.reportsUsage ? createUsageMeter() : undefined
    try {
      const context = { ...service, ...admission, signal: request.signal, onUsage: meter?.onUsage }
      if ('respond' in binding) {
        startedMs = performance.now()
        return await binding.respond({ context, names, search, request, startedMs })
      }
      const reader = binding.read(names, search)
      const coming = binding.takesBody ? readBody(request, requestBytesMax) : noBytes
      const body = coming instanceof Promise ? await coming : coming
      const isLarge = isLargeBody(body)
      const call = isLarge ? await reader.inTurns(body, turns) : reader.now(body)
      if (isLarge) letGoOf(body)
      startedMs = performance.now()
      const write = await call.run(context)
      if (write === undefined) return acceptedResponse(startedMs)
      const response = responses.ok(write, request, startedMs, restUsage(meter?.usage))
      return response instanceof Response ? response : await response
    } catch (error) {
      const status = errorStatus(error)
      if (!status.expected) onBug(error)
      return errorResponse(status, startedMs, error instanceof BodyRefused, restUsage(meter?.usage))
    }
  }
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
