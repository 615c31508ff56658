import { Connection, type ConnectionHost } from './connection.ts'
import type { HeaderList } from './header-list.ts'
import { defaultLimits, type Http2Limits } from './limits.ts'
import type { Http2Stream } from './stream.ts'
import type { Transport, TransportListener } from './transport.ts'

export interface Http2ServerOptions<Request> {
  readonly limits?: Partial<Http2Limits>
  /**
   * Reads the headers of a request, once for several requests that have the same ones: the result is shared by
   * them. Must not throw.
   */
  readonly readRequest: (headers: HeaderList) => Request
  /** Answers a request: sets the listener of the stream. Must not throw. */
  readonly onStream: (stream: Http2Stream<Request>) => void
  /** Told why a connection was ended: what its client did wrong. */
  readonly onError: (error: unknown) => void
  /** Milliseconds of a clock that only goes forward. */
  readonly nowMs?: () => number
}

/** Milliseconds between two looks at what has lasted too long. */
const sweepMs = 1000

/** Speaks HTTP/2 on connections that others accept. */
export class Http2Server<Request> implements ConnectionHost<Request> {
  readonly limits: Http2Limits
  readonly nowMs: () => number
  readonly readRequest: (headers: HeaderList) => Request
  readonly onStream: (stream: Http2Stream<Request>) => void
  readonly onError: (error: unknown) => void
  readonly #connections = new Set<Connection<Request>>()
  /** Connections on which frames have gathered. */
  #unflushed: Connection<Request>[] = []
  #draining = false
  #onEmpty: (() => void) | undefined
  #sweeping: ReturnType<typeof setInterval> | undefined

  constructor(options: Http2ServerOptions<Request>) {
    this.limits = { ...defaultLimits, ...options.limits }
    this.readRequest = options.readRequest
    this.onStream = options.onStream
    this.onError = options.onError
    this.nowMs = options.nowMs ?? (() => performance.now())
  }

  /** Takes a connection, and gives what is to be told of it. */
  accept(transport: Transport): TransportListener {
    const connection = new Connection(transport, this)
    this.#connections.add(connection)
    if (this.#draining) connection.announceLeave()
    this.#sweeping ??= setInterval(() => this.sweep(), sweepMs).unref()
    return connection
  }

  get connectionCount(): number {
    return this.#connections.size
  }

  /** Writes what has gathered on all connections. It is done in the next turn anyway. */
  flush(): void {
    const unflushed = this.#unflushed
    if (unflushed.length === 0) return
    this.#unflushed = []
    for (const connection of unflushed) {
      connection.awaitsFlush = false
      connection.flush()
    }
  }

  /** Ends what has lasted too long. */
  sweep(): void {
    const nowMs = this.nowMs()
    for (const connection of this.#connections) connection.sweep(nowMs)
  }

  /**
   * Takes no more requests than those that clients send before they know, waits for those in flight, at most so long,
   * and closes every connection.
   */
  async drain(timeoutMs: number): Promise<void> {
    this.#draining = true
    for (const connection of this.#connections) connection.announceLeave()
    if (this.#connections.size > 0) await this.#empty(timeoutMs)
    for (const connection of this.#connections) connection.destroy()
    clearInterval(this.#sweeping)
  }

  async #empty(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      this.#onEmpty = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  flushSoon(connection: Connection<Request>): void {
    if (connection.awaitsFlush) return
    connection.awaitsFlush = true
    this.#unflushed.push(connection)
    if (this.#unflushed.length === 1) setImmediate(this.#flushNow)
  }

  readonly #flushNow = (): void => this.flush()

  onClosed(connection: Connection<Request>): void {
    this.#connections.delete(connection)
    if (this.#connections.size > 0) return
    clearInterval(this.#sweeping)
    this.#sweeping = undefined
    this.#onEmpty?.()
  }
}
