import type { AddressInfo } from 'node:net'
import { errorStatus, grpcStatus } from '#api/error-status.ts'
import { errorCode } from '#http2/error-codes.ts'
import { listenPlain } from '#http2/plain-listener.ts'
import { Http2Server } from '#http2/server.ts'
import type { Http2Stream } from '#http2/stream.ts'
import { carryOver } from '#http2/stream-transport.ts'
import type { Door } from '#security/admit.ts'
import type { TlsSource } from '#security/tls-source.ts'
import type { LogLevel } from '#telemetry/log-threshold.ts'
import type { Logger } from '#telemetry/logger.ts'
import type { RequestSpans } from '#telemetry/request-spans.ts'
import type { RequestStats } from '#telemetry/request-stats.ts'
import { createAcceptor } from './acceptor.ts'
import { admitCall } from './admit-call.ts'
import { ByteBudget } from './byte-budget.ts'
import { type CallHead, readCallHead } from './call-head.ts'
import type { CallRecord } from './call-record.ts'
import { type CallHost, GrpcCall } from './grpc-call.ts'
import type { GrpcMethods } from './grpc-method.ts'
import { trailersOnly } from './status-headers.ts'
import { StreamDuplex } from './stream-duplex.ts'
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

export interface ListenAddress {
  readonly host: string
  readonly port: number
  /** Others listen on the same port, and the system spreads connections over all. */
  readonly shared: boolean
}

export interface GrpcListener {
  /** Accepts connections; resolves with the port. */
  listen(address: ListenAddress): Promise<number>
  /** Sends the answers that wait to share a write with others. They go in the next turn anyway. */
  flush(): void
  /** Takes no more calls, waits for those in flight, at most so long, and closes every connection. */
  drain(timeoutMs: number): Promise<void>
}

const messageBytesMaxDefault = 512 * 1024 * 1024
const requestBytesMaxDefault = 1024 * 1024 * 1024

/** gRPC over HTTP/2 on this thread. */
export function createGrpcListener(options: GrpcListenerOptions): GrpcListener {
  return new Listener(options)
}

class Listener implements GrpcListener, CallHost {
  readonly door: Door
  readonly messageBytesMax: number
  readonly budget: ByteBudget
  readonly #options: GrpcListenerOptions
  readonly #http2: Http2Server<CallHead>
  #nextId = 1
  #streaming: Promise<StreamingCarrier> | undefined
  #stopAccepting: (() => void) | undefined

  constructor(options: GrpcListenerOptions) {
    const { methods, logger } = options
    this.#options = options
    this.door = options
    this.messageBytesMax = options.messageBytesMax ?? messageBytesMaxDefault
    this.budget = new ByteBudget(options.requestBytesMax ?? requestBytesMaxDefault)
    this.#http2 = new Http2Server({
      readRequest: (headers) => readCallHead(headers, methods),
      onStream: (stream) => this.#take(stream),
      onError: (error) => logger.debug('a gRPC connection failed', { error }),
    })
  }

  async listen(address: ListenAddress): Promise<number> {
    const { tls } = this.#options
    if (tls) return await this.#listenSecurely(address, tls)
    const listener = listenPlain({ ...address, accept: (transport) => this.#http2.accept(transport) })
    this.#stopAccepting = () => listener.close()
    return listener.port
  }

  async #listenSecurely({ host, port, shared }: ListenAddress, tls: TlsSource): Promise<number> {
    const { logger } = this.#options
    const server = createAcceptor(
      (socket) => {
        socket.setNoDelay(true)
        carryOver(socket, (transport) => this.#http2.accept(transport))
      },
      { tls, logger },
    )
    this.#stopAccepting = () => server.close()
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, reusePort: shared }, () => {
        server.off('error', reject)
        resolve()
      })
    })
    server.on('error', (error) => logger.warn('the gRPC port failed', { error }))
    return (server.address() as AddressInfo).port
  }

  flush(): void {
    this.#http2.flush()
  }

  async drain(timeoutMs: number): Promise<void> {
    this.#stopAccepting?.()
    await this.#http2.drain(timeoutMs)
  }

  #take(stream: Http2Stream<CallHead>): void {
    const head = stream.request
    const record: CallRecord = {
      id: this.#nextId++,
      head,
      startedMs: performance.now(),
      span: this.#options.spans?.begin((name) => head.headers.get(name)),
      collection: undefined,
    }
    if (head.method?.streaming) {
      void this.#carry(new StreamDuplex(stream), stream, record)
      return
    }
    const call = new GrpcCall(this, stream, record)
    stream.listener = call
    call.start()
  }

  async #carry(duplex: StreamDuplex, stream: Http2Stream<CallHead>, record: CallRecord): Promise<void> {
    // What ends a stream is told by its close.
    duplex.on('error', () => {})
    const { head } = record
    try {
      await admitCall(this.door, head, () => stream.remoteAddress)
      this.#streaming ??= loadStreaming(this.#options.methods, this.messageBytesMax)
      const carrier = await this.#streaming
      if (stream.closed) this.report(record, grpcStatus.cancelled)
      else carrier.take(duplex, head.headers, (status) => this.report(record, status))
    } catch (error) {
      const status = errorStatus(error)
      this.report(record, status.grpc, error)
      stream.sendHeaders(trailersOnly(status), true)
      stream.reset(errorCode.noError)
    }
  }

  report(record: CallRecord, status: number, error?: unknown): void {
    const { logger, stats, spans } = this.#options
    const { id, head, startedMs, span, collection } = record
    const ms = performance.now() - startedMs
    // Methods that do not exist count as one, whatever clients make up.
    const endpoint = head.method?.path ?? '*'
    stats.observe('grpc', '', endpoint, status, ms / 1000)
    if (span) spans?.end(span, { protocol: 'grpc', method: '', endpoint, status, collection })
    logCall(logger, { id, path: head.path, status, ms }, error)
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

interface EndedCall {
  readonly id: number
  readonly path: string
  readonly status: number
  readonly ms: number
}

function logCall(logger: Logger, record: EndedCall, error: unknown): void {
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
