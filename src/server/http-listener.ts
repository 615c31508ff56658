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
  readonly requestBytesMax: number
  readonly fetch: (request: Request) => Response | Promise<Response>
}

/** Listens for HTTP requests on this thread. Throws when the port cannot be had. */
export function listenHttp(options: HttpListenerOptions): HttpListener {
  let inFlight = 0
  let idle = (): void => {}
  const server = Bun.serve({
    hostname: options.host,
    port: options.port,
    reusePort: options.shared,
    maxRequestBodySize: options.requestBytesMax,
    // The longest read may last longer than the default of ten seconds; deadlines end requests, not silence.
    idleTimeout: 0,
    async fetch(request) {
      inFlight++
      try {
        return await options.fetch(request)
      } finally {
        if (--inFlight === 0) idle()
      }
    },
  })
  return {
    port: server.port ?? options.port,
    async drain(timeoutMs) {
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
