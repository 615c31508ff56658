import {
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2'
import { type ErrorStatus, errorStatus, grpcStatus } from '#api/error-status.ts'
import { RequestError } from '#model/errors.ts'
import { noAccess } from '#security/access.ts'
import type { Admission, Door } from '#security/admit.ts'
import { admitCall } from './admit-call.ts'
import type { ByteBudget } from './byte-budget.ts'
import { acceptedEncodings, checkEncoding, compress, compressesAnswer, decompress } from './compression.ts'
import type { GrpcMethod } from './grpc-method.ts'
import { type FramedMessage, frameMessage, MessageReader } from './message-reader.ts'
import { headerOf, parseTimeout, trailersOnly } from './status-headers.ts'

export interface GrpcCallOptions {
  readonly stream: ServerHttp2Stream
  readonly headers: IncomingHttpHeaders
  /** Undefined: there is no such method. */
  readonly method: GrpcMethod | undefined
  readonly door: Door
  readonly messageBytesMax: number
  /** Memory for requests of all calls together. */
  readonly budget: ByteBudget
  /** Told of the request, decompressed, before it is answered. Undefined: nobody asks. */
  readonly onMessage?: ((message: Uint8Array) => void) | undefined
  /** Told once, when the answer is given or the client has gone. `error`: what was thrown, if anything. */
  readonly onEnd: (status: number, error: unknown) => void
  /** Told once, after `onEnd`, when the stream has let go of the answer. */
  readonly onClose: () => void
}

/** The longest time that a timer can hold. */
const timerMsMax = 2 ** 31 - 1

/** One unary call: the request of one HTTP/2 stream from its headers to its trailers. */
export class GrpcCall {
  readonly #options: GrpcCallOptions
  readonly #stream: ServerHttp2Stream
  readonly #abort = new AbortController()
  readonly #reader: MessageReader
  #admission: Admission = { access: noAccess }
  #timer: ReturnType<typeof setTimeout> | undefined
  #bytesTaken = 0
  #ended = false
  #message: FramedMessage | undefined

  constructor(options: GrpcCallOptions) {
    this.#options = options
    this.#stream = options.stream
    this.#reader = new MessageReader(options.messageBytesMax, (bytes) => this.#takeBytes(bytes))
  }

  start(): void {
    const { stream } = this.#options
    stream.on('error', () => this.#clientGone())
    stream.on('aborted', () => this.#clientGone())
    stream.on('close', () => {
      this.#clientGone()
      this.#options.budget.giveBack(this.#bytesTaken)
      this.#options.onClose()
    })
    this.#startTimer()
    void this.#admit()
  }

  /** Who calls is asked before anything else. */
  async #admit(): Promise<void> {
    const { door, headers, method, stream } = this.#options
    try {
      const admission = admitCall(door, method, headers, stream)
      // Most callers are known at once: their calls need not wait for a turn.
      this.#admission = admission instanceof Promise ? await admission : admission
      this.#readRequest()
    } catch (error) {
      this.#fail(error)
    }
  }

  #readRequest(): void {
    const { stream, method } = this.#options
    if (this.#ended) return
    if (!this.#header('content-type')?.startsWith('application/grpc')) {
      this.#refuseContentType()
      return
    }
    if (method === undefined) throw new RequestError('unimplemented', '')
    checkEncoding(this.#header('grpc-encoding'))
    stream.on('data', (piece: Buffer) => this.#take(piece))
    stream.on('end', () => this.#endOfRequest(method))
  }

  #header(name: string): string | undefined {
    return headerOf(this.#options.headers, name)
  }

  #takeBytes(bytes: number): boolean {
    if (!this.#options.budget.take(bytes)) return false
    this.#bytesTaken += bytes
    return true
  }

  #startTimer(): void {
    const timeoutMs = parseTimeout(this.#header('grpc-timeout'))
    if (timeoutMs === undefined || timeoutMs > timerMsMax) return
    this.#timer = setTimeout(() => {
      this.#fail(new RequestError('cancelled', 'Timeout expired'))
      this.#abort.abort()
    }, timeoutMs)
  }

  #take(piece: Buffer): void {
    if (this.#ended) return
    try {
      for (const message of this.#reader.push(piece)) this.#message ??= message
    } catch (error) {
      this.#fail(error)
    }
  }

  #endOfRequest(method: GrpcMethod): void {
    if (this.#ended) return
    if (this.#reader.incomplete) this.#fail(new RequestError('internal', 'Unexpected EOF decoding stream.'))
    else if (this.#message === undefined) this.#fail(new RequestError('internal', 'Missing request message.'))
    else void this.#answer(this.#message, method)
  }

  async #answer({ compressed, bytes }: FramedMessage, method: GrpcMethod): Promise<void> {
    try {
      const message = compressed
        ? await decompress(bytes, this.#header('grpc-encoding'), this.#options.messageBytesMax)
        : bytes
      this.#options.onMessage?.(message)
      const answer = await method.handle(message, { signal: this.#abort.signal, ...this.#admission })
      if (this.#ended) return
      if (!compressesAnswer(this.#header('grpc-accept-encoding'), answer.length)) {
        this.#send(frameMessage(answer, false), undefined)
        return
      }
      const frame = frameMessage(await compress(answer), true)
      if (!this.#ended) this.#send(frame, 'gzip')
    } catch (error) {
      this.#fail(error)
    }
  }

  #send(frame: Buffer, encoding: string | undefined): void {
    const headers: OutgoingHttpHeaders = { ':status': 200, 'content-type': 'application/grpc' }
    if (encoding !== undefined) headers['grpc-encoding'] = encoding
    this.#finish(grpcStatus.ok, undefined)
    this.#stream.on('wantTrailers', () => this.#stream.sendTrailers({ 'grpc-status': '0' }))
    this.#stream.respond(headers, { waitForTrailers: true })
    this.#stream.end(frame)
  }

  #fail(error: unknown): void {
    if (this.#ended) return
    const status = errorStatus(error)
    this.#finish(status.grpc, error)
    this.#respondTrailersOnly(status)
  }

  #respondTrailersOnly(status: ErrorStatus): void {
    const stream = this.#stream
    if (stream.destroyed) return
    const headers = trailersOnly(status)
    if (status.grpc === grpcStatus.unimplemented && this.#options.method) {
      headers['grpc-accept-encoding'] = acceptedEncodings
    }
    stream.respond(headers, { endStream: true })
    this.#stopRequest()
  }

  /** What is left of a refused request is of no use: the client is told to stop sending it. */
  #stopRequest(): void {
    this.#stream.resume()
    if (!this.#stream.readableEnded) this.#stream.close(constants.NGHTTP2_NO_ERROR)
  }

  #refuseContentType(): void {
    this.#finish(grpcStatus.unknown, undefined)
    this.#stream.respond({ ':status': 415 }, { endStream: true })
    this.#stopRequest()
  }

  #clientGone(): void {
    if (this.#ended) return
    this.#finish(grpcStatus.cancelled, undefined)
    this.#abort.abort()
  }

  /** Comes before the answer is sent: sending may close the stream at once, which is no longer news then. */
  #finish(status: number, error: unknown): void {
    this.#ended = true
    clearTimeout(this.#timer)
    this.#options.onEnd(status, error)
  }
}
