import {
  constants,
  createServer as createHttp2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo, Server, Socket } from 'node:net'
import { errorStatus, grpcStatus } from '#api/error-status.ts'
import type { Door } from '#security/admit.ts'
import type { TlsSource } from '#security/tls-source.ts'
import type { LogLevel } from '#telemetry/log-threshold.ts'
import type { Logger } from '#telemetry/logger.ts'
import type { RequestSpans } from '#telemetry/request-spans.ts'
import type { RequestStats } from '#telemetry/request-stats.ts'
import { collectionInMessage } from '#wire/collection-in-message.ts'
import { admitCall } from './admit-call.ts'
import { ByteBudget } from './byte-budget.ts'
import { GrpcCall } from './grpc-call.ts'
import { createAcceptor } from './acceptor.ts'
import type { GrpcMethod, GrpcMethods } from './grpc-method.ts'
import { headerOf, trailersOnly } from './status-headers.ts'
import type { StreamingCarrier } from './streaming-carrier.ts'

export interface GrpcListenerOptions extends Door {
  readonly methods: GrpcMethods
  /** Undefined: connections are not encrypted. */
  readonly tls?: TlsSource | undefined
  readonly logger: Logger
  readonly stats: RequestStats
  /** Undefined: nothing is traced. */
  readonly spans?: RequestSpans | undefined
  /** Larger messages are refused, compressed or not. */
  readonly messageBytesMax?: number
  /** Calls whose messages would together take more memory are refused. */
  readonly requestBytesMax?: number
}

export interface GrpcListener {
  /**
   * Accepts connections; resolves with the port. `shared`: others listen on the same port and the system
   * spreads connections over all.
   */
  listen(address: { readonly host: string; readonly port: number; readonly shared: boolean }): Promise<number>
  /** Speaks HTTP/2 on a connection that was accepted elsewhere. */
  accept(socket: Socket): void
  /** Takes no more calls, waits for those in flight, at most so long, and closes every connection. */
  drain(timeoutMs: number): Promise<void>
}

const messageBytesMaxDefault = 512 * 1024 * 1024
const requestBytesMaxDefault = 1024 * 1024 * 1024
/** Bytes that a client may send on one stream before it must wait. */
const streamWindowBytes = 4 * 1024 * 1024
const streamsMax = 4096

/** gRPC over HTTP/2 on this thread. */
export function createGrpcListener(options: GrpcListenerOptions): GrpcListener {
  const { methods, messageBytesMax = messageBytesMaxDefault } = options
  const sessions = new Set<ServerHttp2Session>()
  const calls = new CallCount()
  const budget = new ByteBudget(options.requestBytesMax ?? requestBytesMaxDefault)
  let acceptor: Server | undefined
  let draining = false
  let nextId = 1
  let streaming: Promise<StreamingCarrier> | undefined

  const http2 = createHttp2Server({
    settings: { initialWindowSize: streamWindowBytes, maxConcurrentStreams: streamsMax },
  })
  http2.on('session', (session) => {
    sessions.add(session)
    session.on('close', () => sessions.delete(session))
    session.on('error', (error) => options.logger.debug('a gRPC connection failed', { error }))
    if (draining) session.close()
  })
  http2.on('sessionError', (error) => options.logger.debug('a gRPC connection failed', { error }))
  http2.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const path = String(headers[':path'])
    const method = methods.get(path)
    const startedMs = performance.now()
    const id = nextId++
    const span = options.spans?.begin((name) => headerOf(headers, name))
    let collection: string | undefined
    const onEnd = (status: number, error?: unknown): void => {
      const ms = performance.now() - startedMs
      // Methods that do not exist count as one, whatever clients make up.
      const endpoint = method?.path ?? '*'
      options.stats.observe('grpc', '', endpoint, status, ms / 1000)
      if (span) options.spans?.end(span, { protocol: 'grpc', method: '', endpoint, status, collection })
      logCall(options.logger, { id, path, status, ms }, error)
    }
    calls.enter()
    if (method?.streaming) {
      stream.on('close', () => calls.leave())
      void carry(stream, headers, method, onEnd)
      return
    }
    new GrpcCall({
      stream,
      headers,
      method,
      door: options,
      messageBytesMax,
      budget,
      onMessage: span && ((message) => (collection = collectionInMessage(path, message))),
      onEnd,
      onClose: () => calls.leave(),
    }).start()
  })

  async function carry(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    method: GrpcMethod,
    onEnd: (status: number, error?: unknown) => void,
  ): Promise<void> {
    // What ends a stream is told by its close.
    stream.on('error', () => {})
    try {
      await admitCall(options, method, headers, stream)
      streaming ??= loadStreaming(methods, messageBytesMax)
      const carrier = await streaming
      if (stream.destroyed) onEnd(grpcStatus.cancelled)
      else carrier.take(stream, headers, onEnd)
    } catch (error) {
      const status = errorStatus(error)
      onEnd(status.grpc, error)
      if (!stream.destroyed) stream.respond(trailersOnly(status), { endStream: true })
      stream.close(constants.NGHTTP2_NO_ERROR)
    }
  }

  const accept = (socket: Socket): void => {
    socket.setNoDelay(true)
    socket.on('error', (error) => options.logger.debug('a gRPC socket failed', { error }))
    http2.emit('connection', socket)
  }

  return {
    accept,
    async listen({ host, port, shared }) {
      const server = createAcceptor(accept, options)
      acceptor = server
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen({ host, port, reusePort: shared }, () => {
          server.off('error', reject)
          resolve()
        })
      })
      server.on('error', (error) => options.logger.warn('the gRPC port failed', { error }))
      return (server.address() as AddressInfo).port
    },
    async drain(timeoutMs) {
      draining = true
      acceptor?.close()
      for (const session of sessions) session.close()
      await calls.idle(timeoutMs)
      for (const session of sessions) session.destroy()
      http2.close()
    },
  }
}

/** grpc-js costs a thread many megabytes, and hardly any call streams: it comes with the first one. */
async function loadStreaming(methods: GrpcMethods, messageBytesMax: number): Promise<StreamingCarrier> {
  const { StreamingCarrier } = await import('./streaming-carrier.ts')
  return new StreamingCarrier(
    [...methods.values()].filter((method) => method.streaming),
    messageBytesMax,
  )
}

/** Calls in flight. */
class CallCount {
  #count = 0
  #onIdle: (() => void) | undefined

  enter(): void {
    this.#count++
  }

  leave(): void {
    if (--this.#count === 0) this.#onIdle?.()
  }

  /** Resolves when there are none, or after that time. */
  async idle(timeoutMs: number): Promise<void> {
    if (this.#count === 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      this.#onIdle = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

interface CallRecord {
  readonly id: number
  readonly path: string
  readonly status: number
  readonly ms: number
}

function logCall(logger: Logger, record: CallRecord, error: unknown): void {
  const level = levelOf(record.status)
  if (!logger.enabled(level)) return
  const { id, path, status, ms } = record
  const fields = { id, status, ms: Math.round(ms * 1000) / 1000 }
  if (error === undefined) {
    logger[level](`gRPC ${path}`, fields)
    return
  }
  const shown = errorStatus(error)
  const text = level === 'error' ? 'unexpectedly failed' : 'failed'
  const cause = shown.expected ? undefined : error
  logger[level](`gRPC ${path} ${text} with ${shown.message}`, { ...fields, error: cause })
}

/** What a client did wrong is of interest, what we did wrong is more so. */
function levelOf(status: number): LogLevel {
  switch (status) {
    case grpcStatus.ok:
    case grpcStatus.cancelled:
      return 'trace'
    case grpcStatus.internal:
    case grpcStatus.unimplemented:
    case grpcStatus.unavailable:
    case grpcStatus.dataLoss:
    case grpcStatus.unknown:
      return 'error'
    default:
      return 'info'
  }
}
