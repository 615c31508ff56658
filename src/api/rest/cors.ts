const methods = 'PUT, TRACE, CONNECT, DELETE, POST, HEAD, GET, PATCH, OPTIONS'
const vary = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'

/** Any origin may use the API: its own name is sent back. */
export function addCorsHeaders(request: Request, response: Pick<Response, 'headers'>): void {
  const origin = request.headers.get('origin')
  if (origin === null) return
  const { headers } = response
  headers.set('access-control-allow-origin', origin)
  headers.append('vary', vary)
}

/** The answer to a browser that asks before it calls; undefined for other requests. */
export function preflightResponse(request: Request): Response | undefined {
  if (request.method !== 'OPTIONS') return undefined
  const method = request.headers.get('access-control-request-method')
  if (method === null || !request.headers.has('origin')) return undefined
  const headers = new Headers({ 'access-control-allow-methods': methods })
  const asked = request.headers.get('access-control-request-headers')
  if (asked !== null) headers.set('access-control-allow-headers', asked)
  addCorsHeaders(request, { headers })
  return new Response(null, { status: 200, headers })
}
