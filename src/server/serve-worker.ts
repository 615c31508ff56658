import { createDispatch } from '#api/grpc/dispatch.ts'
import { createGrpcListener, type GrpcListener } from '#api/grpc/grpc-listener.ts'
import { createHttpApp } from '#api/rest/http-app.ts'
import { createMetricsApp } from '#api/rest/metrics-app.ts'
import { must } from '#base/assert.ts'
import { IdleCollection } from '#base/idle-collection.ts'
import { YoungGarbage } from '#base/young-garbage.ts'
import { AuditLog } from '#security/audit-log.ts'
import { openTlsSource } from '#security/tls-source.ts'
import { FilterCache } from '#shard/filter-cache.ts'
import { GatheredTiles } from '#shard/gathered-tiles.ts'
import { createReaderThread } from '#shard/reader-thread.ts'
import { RequestSpans } from '#telemetry/request-spans.ts'
import { createRequestStats } from '#telemetry/request-stats.ts'
import { SlowRequests } from '#telemetry/slow-requests.ts'
import { answerBatch, ThreadBatches } from './batch-sharing.ts'
import { collectAfterFetch, collectAfterMethods } from './collect-garbage.ts'
import type { ListenAddress, PeerCalls, ServeCalls } from './contracts.ts'
import { listenHttp } from './http-listener.ts'
import { serveThreadPlace } from './read-loads.ts'
import { ReadSharing } from './read-sharing.ts'
import { createHttpContext, createServiceContext } from './serve-context.ts'
import { createServeGate } from './serve-gate.ts'
import { answerFetch, type Fetch, shareFetch } from './shared-fetch.ts'
import { answerMethod, shareMethods } from './shared-methods.ts'
import { createSharingGate } from './sharing-gate.ts'
import { joinMain } from './thread.ts'
import type { ServeReport } from './thread-reports.ts'

/** What takes requests, and stops taking them. */
interface Listener {
  drain(timeoutMs: number): Promise<void>
}

/** Milliseconds between two looks at open collections that nobody may have asked for meanwhile. */
const followMs = 2000

const stats = createRequestStats()
const listeners: Listener[] = []
let grpcListener: GrpcListener | undefined

const thread = joinMain<ServeCalls>({
  listen,
  drain: async ({ timeoutMs }) => {
    clearInterval(following)
    tls?.close()
    await Promise.all(listeners.map((listener) => listener.drain(timeoutMs)))
    await spans?.flush()
  },
  shrink: () => {
    readerThread.filterCache.clear()
    readerThread.gathered.clear()
    Bun.gc(true)
  },
  metrics: () => httpContext.metricFamilies(),
  report: (): ServeReport => ({
    requests: stats.snapshot(),
    collections: service.collections.counts(),
    slow: slow.snapshot(),
    filterCache: {
      ...readerThread.filterCache.report(),
      bytes: readerThread.filterCache.bytes + readerThread.gathered.bytes,
    },
    reads: { sent: sharing.sent, received: sharing.received },
  }),
})
const { logger, data } = thread
const own = must(serveThreadPlace(thread.name), 'a serve thread has a place')
const sharing = new ReadSharing({
  loads: data.readLoads,
  own,
  hasCores: createSharingGate(),
  beforeReads: () => grpcListener?.flush(),
})
const garbage = new YoungGarbage({ isBusy: () => sharing.isBusy })
const readerThread = createReaderThread({
  filterCache: new FilterCache(data.config.memory.filterCacheBytes / 2),
  gathered: new GatheredTiles(data.config.memory.filterCacheBytes / 2),
  warn: (message, cause) => logger.warn(message, { cause }),
})
const slow = new SlowRequests(data.config.slowQuerySec * 1000, ({ collection, name, durationSec }) =>
  logger.warn('a request was slow', { collection, request: name, ms: Math.round(durationSec * 1000) }),
)
const audit =
  data.config.audit &&
  new AuditLog(data.config.audit, {
    onFailure: (error) => logger.error('a record of the audit log cannot be written', { error }),
  })
const traces = data.config.openTelemetry?.traces
const spans =
  traces &&
  new RequestSpans({
    sampling: traces.sampling,
    random: Math.random,
    send: (records) => thread.main.call('takeSpans', records),
  })
const service = {
  ...createServiceContext(thread, readerThread),
  slow,
  audit,
  batches: new ThreadBatches(sharing),
}
const idle = new IdleCollection({ isBusy: () => sharing.isBusy })
const following = setInterval(() => {
  if (service.collections.follow()) idle.note()
}, followMs)
const tls = data.config.tls && openTlsSource(data.config.tls, logger)
const gate = createServeGate(data.config.keys, service)
const methods = collectAfterMethods(createDispatch(service), garbage)
const httpContext = createHttpContext(thread, service, gate, { stats, spans })
const httpApp = createHttpApp(httpContext)
const fetch: Fetch = collectAfterFetch((request, remote) => httpApp.fetch(request, remote), garbage)
joinPeers()

async function listen(address: ListenAddress): Promise<ListenAddress> {
  const { host, shared } = address
  let { grpcPort } = address
  if (grpcPort !== undefined) {
    grpcListener = createGrpcListener({
      methods: shareMethods(methods, sharing),
      gate,
      audit,
      tls,
      logger,
      stats,
      spans,
    })
    listeners.push(grpcListener)
    grpcPort = await grpcListener.listen({ host, port: grpcPort, shared })
  }
  const http = listenHttp({
    host,
    port: address.httpPort,
    shared,
    idleTimeoutSec: data.config.idleTimeoutSec,
    tls,
    fetch: shareFetch(fetch, sharing),
    tellsRemote: audit !== undefined,
  })
  listeners.push(http)
  return { ...address, grpcPort, httpPort: http.port, metricsPort: listenForMetrics(address) }
}

/** Gives the port. */
function listenForMetrics({ host, metricsPort }: ListenAddress): number | undefined {
  if (metricsPort === undefined) return undefined
  const app = createMetricsApp(httpContext)
  const http = listenHttp({ host, port: metricsPort, shared: false, fetch: (request) => app.fetch(request) })
  listeners.push(http)
  return http.port
}

/** Joins this thread to the other serve threads, so that they answer for each other. */
function joinPeers(): void {
  for (const peer of thread.peers) {
    const place = serveThreadPlace(peer)
    if (place === undefined) continue
    const inbox = sharing.openInbox()
    const channel = thread.connect<PeerCalls, PeerCalls>(peer, {
      method: (call) => inbox.run(call.ticket, (signal) => answerMethod(methods, call, signal)),
      fetch: (call) => inbox.run(call.ticket, (signal) => answerFetch(fetch, call, signal)),
      batch: (call) => inbox.run(call.ticket, (signal) => answerBatch(service, call, signal)),
      cancel: (ticket) => inbox.cancel(ticket),
    })
    sharing.addPeer(place, channel)
  }
}
