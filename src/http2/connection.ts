import { ConnectionError, errorCode, type ErrorCode } from './error-codes.ts'
import { FrameReader } from './frame-reader.ts'
import { frameType, initialWindow, settingId } from './frames.ts'
import type { HeaderBlock } from './header-blocks.ts'
import type { HeaderList } from './header-list.ts'
import { encodeHeaders } from './hpack-encoder.ts'
import type { Http2Limits } from './limits.ts'
import { Receiver, type ReceiverHost } from './receiver.ts'
import { bodyBytesOf, isRequest } from './request-headers.ts'
import { Sender } from './sender.ts'
import { type Answer, Http2Stream, type StreamOwner } from './stream.ts'
import { StreamTable } from './stream-table.ts'
import type { Transport, TransportListener } from './transport.ts'

/** What connections belong to. */
export interface ConnectionHost<Request> {
  readonly limits: Http2Limits
  readonly nowMs: () => number
  /** Reads the headers of a request. What comes of it may serve for several with the same headers. */
  readonly readRequest: (headers: HeaderList) => Request
  /** A request has come; its body follows once this returns. */
  onStream(stream: Http2Stream<Request>): void
  /** Frames have gathered: flush the connection soon. */
  flushSoon(connection: Connection<Request>): void
  onClosed(connection: Connection<Request>): void
  /** Why a connection was ended by us. */
  onError(error: unknown): void
}

type AnyStream = Http2Stream<unknown>

/** What a client is told to have been the last of its streams when it may have opened any. */
const anyStreamId = 0x7fffffff

const tooLargeAnswer = encodeHeaders([[':status', '431']])

/** The server's side of one HTTP/2 connection (RFC 9113). Nothing that a client sends makes it throw. */
export class Connection<Request> implements TransportListener, StreamOwner, ReceiverHost {
  readonly #host: ConnectionHost<Request>
  readonly #transport: Transport
  readonly #limits: Http2Limits
  readonly #sender: Sender
  readonly #receiver: Receiver
  readonly #reader: FrameReader
  readonly #streams = new StreamTable<Request>()
  /** The host will flush it soon. */
  awaitsFlush = false
  /** Within `received`, which sends what has gathered at its end. */
  #receiving = false
  #paused = false
  /** When the client was asked for no more streams. */
  #announcedMs: number | undefined
  /** No new streams: the connection ends with the last one. */
  #leaving = false
  /** It has ended for us, */
  #ended = false
  /** and altogether. */
  #closed = false
  #finished = false
  /** When the client has last let us go on. */
  #progressMs: number
  #lastHeaders: HeaderList | undefined
  #lastRequest: Request | undefined

  constructor(transport: Transport, host: ConnectionHost<Request>) {
    const { limits, nowMs } = host
    this.#host = host
    this.#transport = transport
    this.#limits = limits
    this.#progressMs = nowMs()
    const sender = new Sender(transport, (stream) => this.#afterLocalEnd(stream))
    this.#sender = sender
    const streams = this.#streams as StreamTable<unknown>
    this.#receiver = new Receiver({ host: this, limits, nowMs, sender, streams })
    this.#reader = new FrameReader(this.#receiver, limits.frameBytesMax)
    this.#sayHello()
  }

  get remoteAddress(): string | undefined {
    return this.#transport.remoteAddress
  }

  #sayHello(): void {
    const { streamsMax, streamWindow, connectionWindow, frameBytesMax, headerBytesMax } = this.#limits
    this.#sender.settings([
      [settingId.maxConcurrentStreams, streamsMax],
      [settingId.initialWindowSize, streamWindow],
      [settingId.maxFrameSize, frameBytesMax],
      [settingId.maxHeaderListSize, headerBytesMax],
    ])
    this.#sender.words(frameType.windowUpdate, 0, 0, [connectionWindow - initialWindow])
    this.flush()
  }

  // What the transport tells.

  received(chunk: Buffer): void {
    if (this.#ended) return
    this.#receiving = true
    try {
      this.#reader.push(chunk)
    } catch (error) {
      this.#fail(error)
    }
    this.#receiving = false
    this.#afterWork()
  }

  writable(): void {
    const { out } = this.#sender
    this.#progressMs = this.#host.nowMs()
    out.unblock()
    if (!this.#ended) this.#sender.pump()
    this.flush()
    if (this.#paused && out.length * 2 < this.#limits.outBytesMax) {
      this.#paused = false
      this.#transport.resume()
    }
  }

  closed(): void {
    if (this.#closed) return
    this.#closed = true
    this.#ended = true
    this.#closeStreams(errorCode.cancel)
    this.#host.onClosed(this)
  }

  // What the server asks for.

  /** Writes what has gathered, and ends the connection when it is to end and everything is out. */
  flush(): void {
    if (this.#closed) return
    const { out } = this.#sender
    out.flush()
    if (this.#leaving && this.#streams.open.size === 0) this.#ended = true
    if (this.#ended) this.#finish()
    else if (out.length > this.#limits.outBytesMax && !this.#paused) {
      this.#paused = true
      this.#transport.pause()
    }
  }

  #finish(): void {
    if (this.#finished || this.#sender.out.length > 0) return
    this.#finished = true
    this.#progressMs = this.#host.nowMs()
    this.#transport.end()
  }

  /**
   * Asks the client for no more streams, and leaves once it knows: those that are on their way until then are taken
   * (RFC 9113, section 6.8).
   */
  announceLeave(): void {
    if (this.#announcedMs !== undefined || this.#leaving || this.#ended) return
    this.#announcedMs = this.#host.nowMs()
    this.#sender.words(frameType.goaway, 0, 0, [anyStreamId, errorCode.noError])
    this.#sender.words(frameType.ping, 0, 0, [0, 0])
    this.#afterWork()
  }

  /** Takes no more streams; the connection ends when the open ones have. */
  leave(): void {
    if (this.#leaving || this.#ended) return
    this.#leaving = true
    this.#sender.words(frameType.goaway, 0, 0, [this.#streams.lastId, errorCode.noError])
    this.#afterWork()
  }

  destroy(): void {
    if (this.#closed) return
    this.#transport.destroy()
    this.closed()
  }

  /** Ends what has lasted too long. To be called now and then. */
  sweep(nowMs: number): void {
    if (nowMs - (this.#announcedMs ?? nowMs) > this.#limits.closeMsMax) this.leave()
    const { out, queuedBytes } = this.#sender
    const waitedMs = nowMs - this.#progressMs
    if (this.#finished) {
      if (waitedMs > this.#limits.closeMsMax) this.destroy()
    } else if (!this.#receiver.begun) {
      if (waitedMs > this.#limits.prefaceMsMax) this.#giveUp('it does not begin')
    } else if (out.blocked || queuedBytes > 0) {
      if (waitedMs > this.#limits.stallMsMax) this.#giveUp('it does not take its answers')
    } else {
      this.#progressMs = nowMs
      out.shrink()
    }
  }

  #giveUp(text: string): void {
    this.#host.onError(new ConnectionError(errorCode.enhanceYourCalm, text))
    this.destroy()
  }

  /** Ends the connection, and tells the client why. */
  #fail(error: unknown): void {
    this.#host.onError(error)
    const code = error instanceof ConnectionError ? error.code : errorCode.internalError
    this.#sender.words(frameType.goaway, 0, 0, [this.#streams.lastId, code])
    this.#ended = true
    this.#closeStreams(code)
  }

  // What streams ask for.

  sendHeaders(stream: AnyStream, block: Buffer, end: boolean): void {
    this.#sender.headers(stream, block, end)
    this.#afterWork()
  }

  sendAnswer(stream: AnyStream, answer: Answer): void {
    this.#sender.answer(stream, answer)
    this.#afterWork()
  }

  sendQueued(stream: AnyStream, bytes: number): void {
    this.#sender.queued(stream, bytes)
    this.#afterWork()
  }

  giveUp(stream: AnyStream, code: ErrorCode): void {
    this.resetStream(stream.id, code)
    this.#afterWork()
  }

  credit(stream: AnyStream, bytes: number): void {
    if (this.#ended) return
    this.#receiver.credit(stream, bytes)
    this.#afterWork()
  }

  // What frames do.

  openStream({ streamId: id, headers, tooLarge, endsStream }: HeaderBlock): void {
    const isFull = this.#streams.open.size >= this.#limits.streamsMax
    if (isFull || this.#leaving || this.#sender.queuedBytes > this.#limits.queuedBytesMax) {
      this.resetStream(id, errorCode.refusedStream)
      return
    }
    const stream = this.#newStream(id, headers, tooLarge)
    if (!stream) {
      this.resetStream(id, errorCode.protocolError)
      return
    }
    this.#streams.open.add(stream)
    if (tooLarge) {
      this.#sender.headers(stream, tooLargeAnswer, true)
      this.resetStream(id, errorCode.noError)
      return
    }
    this.#host.onStream(stream)
    if (endsStream && !stream.closed) this.endRemote(stream)
  }

  /** Undefined: these are no headers of a request. */
  #newStream(id: number, headers: HeaderList, tooLarge: boolean): Http2Stream<Request> | undefined {
    const isKnown = headers === this.#lastHeaders
    if (!isKnown && !tooLarge && !isRequest(headers)) return undefined
    const bodyBytes = bodyBytesOf(headers)
    if (bodyBytes === undefined) return undefined
    const request = isKnown ? (this.#lastRequest as Request) : this.#host.readRequest(headers)
    this.#lastHeaders = headers
    this.#lastRequest = request
    const { streamWindow } = this.#limits
    const sendWindow = this.#sender.streamWindow
    return new Http2Stream(this, { id, headers, request, sendWindow, receiveWindow: streamWindow, bodyBytes })
  }

  resetStream(streamId: number, code: ErrorCode): void {
    this.#sender.reset(streamId, code)
    this.#streams.noteReset(streamId)
    const stream = this.#streams.open.get(streamId)
    if (stream) this.closeStream(stream, code)
  }

  endRemote(stream: AnyStream): void {
    stream.remoteEnded = true
    if (stream.localEnded) this.closeStream(stream, errorCode.noError)
    else stream.listener.onEnd()
  }

  closeStream(stream: AnyStream, code: number): void {
    if (stream.closed) return
    stream.closed = true
    this.#sender.drop(stream)
    this.#streams.open.delete(stream.id)
    stream.listener.onClose(code)
  }

  /** Only what announces the end is a PING of ours. */
  pingAcknowledged(): void {
    if (this.#announcedMs !== undefined) this.leave()
  }

  noteProgress(): void {
    this.#progressMs = this.#host.nowMs()
  }

  #afterLocalEnd(stream: AnyStream): void {
    if (stream.remoteEnded) this.closeStream(stream, errorCode.noError)
  }

  #closeStreams(code: number): void {
    for (const stream of this.#streams.open.values()) this.closeStream(stream, code)
  }

  /** What has gathered goes out now when nobody else waits for an answer; else answers share a write. */
  #afterWork(): void {
    if (this.#receiving || this.#closed) return
    if (this.#ended || this.#streams.open.size === 0) this.flush()
    else if (this.#sender.out.length > 0) this.#host.flushSoon(this)
  }
}
