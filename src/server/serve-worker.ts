import { createHttpApp } from '#api/rest/http-app.ts'
import { createRequestStats } from '#telemetry/request-stats.ts'
import type { ListenAddress, ServeCalls } from './contracts.ts'
import { type HttpListener, listenHttp } from './http-listener.ts'
import { createHttpContext, createServiceContext } from './serve-context.ts'
import { joinMain } from './thread.ts'

const stats = createRequestStats()
const listeners: HttpListener[] = []

const thread = joinMain<ServeCalls>({
  listen,
  drain: async ({ timeoutMs }) => {
    await Promise.all(listeners.map((listener) => listener.drain(timeoutMs)))
  },
  requestStats: () => stats.snapshot(),
})
const service = createServiceContext(thread)

async function listen(address: ListenAddress): Promise<ListenAddress> {
  const app = createHttpApp(createHttpContext(thread, service, stats))
  const http = listenHttp({
    host: address.host,
    port: address.httpPort,
    shared: address.shared,
    requestBytesMax: thread.data.config.requestBytesMax,
    fetch: (request) => app.fetch(request),
  })
  listeners.push(http)
  return { ...address, httpPort: http.port }
}
