import { abortSignalOf, type CancelSignal } from '#base/cancel-signal.ts'
import type { ReadSharing } from './read-sharing.ts'
import { isSharedRequest } from './shared-operations.ts'

/** `remote`: IP address of the caller, where it is known. */
export type Fetch = (request: Request, remote?: string) => Response | Promise<Response>

/** A request to the REST API that another thread is to answer. */
export interface HttpPeerCall {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: ArrayBuffer
  readonly remote: string | undefined
}

export interface HttpPeerAnswer {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: ArrayBuffer
}

/** Larger requests are answered where they came in. */
const bodyBytesMax = 1024 * 1024

/** As `fetch`; requests that read many points are answered on any thread. */
export function shareFetch(fetch: Fetch, sharing: ReadSharing): Fetch {
  if (!sharing.hasPeers) return fetch
  return (request, remote) => {
    if (!isShared(request)) {
      sharing.noteOther()
      return fetch(request, remote)
    }
    let call: Promise<HttpPeerCall> | undefined
    return sharing.run({
      signal: request.signal,
      here: async () =>
        await fetch(call === undefined ? request : toRequest(await call, request.signal), remote),
      there: async (peer, ticket) => {
        call = toCall(request, remote)
        return toResponse(await peer.call('fetch', { ticket, ...(await call) }))
      },
    })
  }
}

/** Answers a request that came in on another thread. */
export async function answerFetch(
  fetch: Fetch,
  call: HttpPeerCall,
  signal: CancelSignal,
): Promise<HttpPeerAnswer> {
  const response = await fetch(toRequest(call, abortSignalOf(signal)), call.remote)
  const { status, headers } = response
  return { status, headers: [...headers], body: await response.arrayBuffer() }
}

function isShared(request: Request): boolean {
  const { method, url, headers } = request
  if (method !== 'POST') return false
  const length = headers.get('content-length')
  if (length === null || Number(length) > bodyBytesMax) return false
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const query = url.indexOf('?', start)
  return isSharedRequest(method, query < 0 ? url.slice(start) : url.slice(start, query))
}

async function toCall(request: Request, remote: string | undefined): Promise<HttpPeerCall> {
  const { method, url, headers } = request
  return { method, url, headers: [...headers], body: await request.arrayBuffer(), remote }
}

function toRequest({ method, url, headers, body }: HttpPeerCall, signal: AbortSignal): Request {
  return new Request(url, { method, headers: toPairs(headers), body, signal })
}

function toResponse({ status, headers, body }: HttpPeerAnswer): Response {
  return new Response(body, { status, headers: toPairs(headers) })
}

function toPairs(headers: readonly (readonly [string, string])[]): [string, string][] {
  return headers.map(([name, value]) => [name, value])
}
