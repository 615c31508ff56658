import { type TlsMaterial, type TlsSource, tlsCiphers } from '#security/tls-source.ts'

export interface HttpListener {
  readonly port: number
  /** Takes no more requests and waits for those in flight, at most so long. */
  drain(timeoutMs: number): Promise<void>
}

export interface HttpListenerOptions {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Other threads listen on the same port. */
  readonly shared: boolean
  /** Connections without a request, or with half of its head, are closed after so long; 1..255. */
  readonly idleTimeoutSec?: number
  /** Undefined: connections are not encrypted. */
  readonly tls?: TlsSource | undefined
  /** `remote`: IP address of the caller, where `tellsRemote` says that it is asked for. */
  readonly fetch: (request: Request, remote?: string) => Response | Promise<Response>
  readonly tellsRemote?: boolean
}

type HttpServer = ReturnType<typeof Bun.serve>

/**
 * Listens for HTTP requests on this thread. Throws when the port cannot be had. When the certificate is
 * renewed, another server takes the place of the first on the same port, which finishes its requests.
 */
export function listenHttp(options: HttpListenerOptions): HttpListener {
  let inFlight = 0
  let idle = (): void => {}
  const fetch = async (request: Request, remote?: string): Promise<Response> => {
    inFlight++
    try {
      return await options.fetch(request, remote)
    } finally {
      if (--inFlight === 0) idle()
    }
  }
  let server = serve(options, options.port, fetch)
  const port = server.port ?? options.port
  let stopping = false
  options.tls?.onChange(() => {
    if (stopping) return
    const former = server
    if (canJoin(options)) server = serve(options, port, fetch)
    // Not awaited: it waits for requests that may last.
    void former.stop()
    if (!canJoin(options)) server = serve(options, port, fetch)
  })
  return {
    port,
    async drain(timeoutMs) {
      stopping = true
      // Not awaited: it waits for idle keep-alive connections too.
      void server.stop()
      if (inFlight > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs)
          idle = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      await server.stop(true)
    },
  }
}

/** Whether two servers of this process may have the port at once. */
function canJoin({ shared, tls }: HttpListenerOptions): boolean {
  return shared || (tls !== undefined && process.platform === 'linux')
}

function serve(
  options: HttpListenerOptions,
  port: number,
  fetch: (request: Request, remote?: string) => Promise<Response>,
): HttpServer {
  return Bun.serve({
    hostname: options.host,
    port,
    reusePort: canJoin(options),
    ...(options.tls ? { tls: secureOptions(options.tls.current) } : {}),
    // The app bounds bodies itself, so that it can say why it refuses one.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    idleTimeout: options.idleTimeoutSec ?? 255,
    fetch(request, server) {
      // The longest read may last longer: deadlines end requests, not silence.
      server.timeout(request, 0)
      return fetch(request, options.tellsRemote ? server.requestIP(request)?.address : undefined)
    },
  })
}

/** Versions before 1.2 are refused by the runtime itself. */
function secureOptions({ cert, key, clientCa }: TlsMaterial): Bun.TLSOptions {
  const ofClients =
    clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }
  return { cert, key, ciphers: tlsCiphers, ...ofClients }
}
