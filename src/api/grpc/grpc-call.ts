import { CancelSource } from '#base/cancel-signal.ts'
import { type ErrorStatus, errorStatus, grpcStatus } from '#api/error-status.ts'
import { errorCode } from '#http2/error-codes.ts'
import type { Http2Stream, StreamListener } from '#http2/stream.ts'
import { RequestError } from '#model/errors.ts'
import { noAccess } from '#security/access.ts'
import type { Admission, Door } from '#security/admit.ts'
import { collectionInMessage } from '#wire/collection-in-message.ts'
import { admitCall } from './admit-call.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { CallHead } from './call-head.ts'
import type { CallRecord, ReportCall } from './call-record.ts'
import { acceptedEncodings, checkEncoding, compress, compressedBytesMin, decompress } from './compression.ts'
import type { GrpcMethod } from './grpc-method.ts'
import { type FramedMessage, messagePrefix, MessageReader } from './message-reader.ts'
import { notGrpc, okCompressedHead, okHead, okTrailers, trailersOnly } from './status-headers.ts'

/** What all calls of a listener share. */
export interface CallHost {
  readonly door: Door
  readonly messageBytesMax: number
  /** Memory for requests of all calls together. */
  readonly budget: ByteBudget
  /** Told once of each call, when the answer is given or the client has gone. */
  readonly report: ReportCall
}

/** The longest time that a timer can hold. */
const timerMsMax = 2 ** 31 - 1

/** One unary call: the request of one HTTP/2 stream from its headers to its trailers. */
export class GrpcCall implements StreamListener {
  readonly #host: CallHost
  readonly #stream: Http2Stream<CallHead>
  readonly #record: CallRecord
  readonly #signal = new CancelSource()
  readonly #reader: MessageReader
  #admission: Admission = { access: noAccess }
  /** The body that came before the caller was known; undefined: he is known. */
  #early: Buffer[] | undefined = []
  #bodyEnded = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #bytesTaken = 0
  #ended = false
  #message: FramedMessage | undefined

  constructor(host: CallHost, stream: Http2Stream<CallHead>, record: CallRecord) {
    this.#host = host
    this.#stream = stream
    this.#record = record
    this.#reader = new MessageReader(host.messageBytesMax, (bytes) => this.#takeBytes(bytes))
  }

  /** Who calls is asked before anything else. */
  start(): void {
    this.#startTimer()
    try {
      const { request } = this.#stream
      const admission = admitCall(this.#host.door, request, () => this.#stream.remoteAddress)
      // Most callers are known at once: their calls need not wait for a turn.
      if (admission instanceof Promise) void this.#admitLater(admission)
      else this.#admit(admission)
    } catch (error) {
      this.#fail(error)
    }
  }

  async #admitLater(admission: Promise<Admission>): Promise<void> {
    // Meanwhile the client may send as much as the window of the stream holds, and no more.
    this.#stream.holdsBack = true
    try {
      this.#admit(await admission)
    } catch (error) {
      this.#fail(error)
    }
  }

  #admit(admission: Admission): void {
    if (this.#ended) return
    this.#admission = admission
    const { isGrpc, method, encoding } = this.#stream.request
    if (!isGrpc) {
      this.#refuseContentType()
      return
    }
    if (method === undefined) throw new RequestError('unimplemented', '')
    checkEncoding(encoding)
    this.#readEarly()
  }

  #readEarly(): void {
    const early = this.#early ?? []
    this.#early = undefined
    this.#stream.holdsBack = false
    for (const piece of early) {
      this.#stream.consume(piece.length)
      this.#take(piece, 0, piece.length)
    }
    if (this.#bodyEnded) this.#endOfRequest()
  }

  // What the stream tells.

  onData(bytes: Buffer, start: number, end: number): void {
    if (this.#ended) return
    if (this.#early) this.#early.push(bytes.subarray(start, end))
    else this.#take(bytes, start, end)
  }

  onEnd(): void {
    this.#bodyEnded = true
    if (!this.#early) this.#endOfRequest()
  }

  onClose(): void {
    if (!this.#ended) {
      this.#finish(grpcStatus.cancelled, undefined)
      this.#signal.cancel()
    }
    this.#host.budget.giveBack(this.#bytesTaken)
  }

  #takeBytes(bytes: number): boolean {
    if (!this.#host.budget.take(bytes)) return false
    this.#bytesTaken += bytes
    return true
  }

  #startTimer(): void {
    const { timeoutMs } = this.#stream.request
    if (timeoutMs === undefined || timeoutMs > timerMsMax) return
    this.#timer = setTimeout(() => {
      this.#fail(new RequestError('cancelled', 'Timeout expired'))
      this.#signal.cancel()
    }, timeoutMs)
  }

  #take(bytes: Buffer, start: number, end: number): void {
    if (this.#ended) return
    try {
      for (const message of this.#reader.push(bytes, start, end)) this.#message ??= message
    } catch (error) {
      this.#fail(error)
    }
  }

  #endOfRequest(): void {
    const { method } = this.#stream.request
    if (this.#ended || method === undefined) return
    if (this.#reader.incomplete) this.#fail(new RequestError('internal', 'Unexpected EOF decoding stream.'))
    else if (this.#message === undefined) this.#fail(new RequestError('internal', 'Missing request message.'))
    else void this.#answer(this.#message, method)
  }

  async #answer({ compressed, bytes }: FramedMessage, method: GrpcMethod): Promise<void> {
    const { encoding, acceptsGzip, path } = this.#stream.request
    try {
      const message = compressed ? await decompress(bytes, encoding, this.#host.messageBytesMax) : bytes
      if (this.#record.span) this.#record.collection = collectionInMessage(path, message)
      const answer = await method.handle(message, {
        signal: this.#signal,
        access: this.#admission.access,
        caller: this.#admission.caller,
      })
      if (this.#ended) return
      if (!acceptsGzip || answer.length < compressedBytesMin) {
        this.#send(answer, false)
        return
      }
      const packed = await compress(answer)
      if (!this.#ended) this.#send(packed, true)
    } catch (error) {
      this.#fail(error)
    }
  }

  #send(body: Uint8Array, compressed: boolean): void {
    this.#finish(grpcStatus.ok, undefined)
    this.#stream.sendAnswer({
      head: compressed ? okCompressedHead : okHead,
      prefix: messagePrefix(body.length, compressed),
      body,
      trailers: okTrailers,
    })
  }

  #fail(error: unknown): void {
    if (this.#ended) return
    const status = errorStatus(error)
    this.#finish(status.grpc, error)
    this.#refuse(this.#headersOf(status))
  }

  #headersOf(status: ErrorStatus): Buffer {
    const isKnown = this.#stream.request.method !== undefined
    if (status.grpc !== grpcStatus.unimplemented || !isKnown) return trailersOnly(status)
    return trailersOnly(status, [['grpc-accept-encoding', acceptedEncodings]])
  }

  #refuseContentType(): void {
    this.#finish(grpcStatus.unknown, undefined)
    this.#refuse(notGrpc)
  }

  /** What is left of a refused request is of no use: the client is told to stop sending it. */
  #refuse(headers: Buffer): void {
    this.#stream.sendHeaders(headers, true)
    this.#stream.reset(errorCode.noError)
  }

  /** Comes before the answer is sent: sending may close the stream at once, which is no longer news then. */
  #finish(status: number, error: unknown): void {
    this.#ended = true
    this.#early = undefined
    clearTimeout(this.#timer)
    this.#host.report(this.#record, status, error)
  }
}
