import { createDispatch } from '#api/grpc/dispatch.ts'
import type { GrpcMethods } from '#api/grpc/grpc-method.ts'
import { createGrpcListener } from '#api/grpc/grpc-listener.ts'
import { createHttpApp } from '#api/rest/http-app.ts'
import { openTlsSource } from '#security/tls-source.ts'
import { createRequestStats } from '#telemetry/request-stats.ts'
import type { ListenAddress, ServeCalls } from './contracts.ts'
import { listenHttp } from './http-listener.ts'
import { createIdleCoresProbe } from './idle-cores.ts'
import { type PeerCalls, ReadSharing, serveThreadPlace } from './read-sharing.ts'
import { createServeGate } from './serve-gate.ts'
import { createHttpContext, createServiceContext } from './serve-context.ts'
import { isSharedRead } from './shared-methods.ts'
import { joinMain } from './thread.ts'

/** What takes requests, and stops taking them. */
interface Listener {
  drain(timeoutMs: number): Promise<void>
}

const stats = createRequestStats()
const listeners: Listener[] = []

const thread = joinMain<ServeCalls>({
  listen,
  drain: async ({ timeoutMs }) => {
    tls?.close()
    await Promise.all(listeners.map((listener) => listener.drain(timeoutMs)))
  },
  requestStats: () => stats.snapshot(),
})
const { logger, data } = thread
const service = createServiceContext(thread)
const tls = data.config.tls && openTlsSource(data.config.tls, logger)
const gate = createServeGate(data.config.keys, service)
const methods = shareReads(createDispatch(service))
const httpApp = createHttpApp(createHttpContext(thread, service, gate, stats))

async function listen(address: ListenAddress): Promise<ListenAddress> {
  const { host, shared } = address
  let { grpcPort } = address
  if (grpcPort !== undefined) {
    const grpc = createGrpcListener({ methods, gate, tls, logger, stats })
    listeners.push(grpc)
    grpcPort = await grpc.listen({ host, port: grpcPort, shared })
  }
  const http = listenHttp({
    host,
    port: address.httpPort,
    shared,
    tls,
    fetch: (request) => httpApp.fetch(request),
  })
  listeners.push(http)
  return { ...address, grpcPort, httpPort: http.port }
}

/** Joins this thread to the other serve threads, so that they answer for each other. */
function shareReads(dispatch: GrpcMethods): GrpcMethods {
  const sharing = new ReadSharing({
    loads: data.readLoads,
    own: serveThreadPlace(thread.name),
    isShared: isSharedRead,
    idleCores: createIdleCoresProbe(),
  })
  for (const peer of thread.peers) {
    if (peer === 'main' || peer === 'writer') continue
    sharing.addPeer(serveThreadPlace(peer), thread.connect<PeerCalls, PeerCalls>(peer, sharing.peerCalls()))
  }
  return sharing.share(dispatch)
}
