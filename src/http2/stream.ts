import type { ErrorCode } from './error-codes.ts'
import type { HeaderList } from './header-list.ts'

/** Who answers a request. */
export interface StreamListener {
  /** A piece of the body, `bytes[start..end)`, which may be kept. */
  onData(bytes: Buffer, start: number, end: number): void
  /** The body is complete. */
  onEnd(): void
  /** Told once, and nothing after it: both sides have ended, or one has given up, or the connection is lost. */
  onClose(code: number): void
}

/** What a stream asks of its connection. */
export interface StreamOwner {
  readonly remoteAddress: string | undefined
  sendHeaders(stream: Http2Stream<unknown>, block: Buffer, end: boolean): void
  sendAnswer(stream: Http2Stream<unknown>, answer: Answer): void
  /** Something was added to the queue of the stream. */
  sendQueued(stream: Http2Stream<unknown>, bytes: number): void
  giveUp(stream: Http2Stream<unknown>, code: ErrorCode): void
  credit(stream: Http2Stream<unknown>, bytes: number): void
}

/** A whole answer: header blocks as `encodeHeaders` makes them, and the body in two parts. */
export interface Answer {
  readonly head: Buffer
  readonly prefix: Buffer
  readonly body: Uint8Array
  readonly trailers: Buffer
}

const nobody: StreamListener = { onData() {}, onEnd() {}, onClose() {} }

/** One request and its answer. */
export class Http2Stream<Request> {
  readonly id: number
  readonly headers: HeaderList
  /** What was read from the headers. */
  readonly request: Request
  listener: StreamListener = nobody
  /** True: the client may send more only as `consume` is called. */
  holdsBack = false
  /** Both ends are done with it. */
  closed = false
  /** We, or the client, will send no more. */
  localEnded = false
  remoteEnded = false
  /** What we may send, and what the client may. */
  sendWindow: number
  receiveWindow: number
  /** What the client has sent and may send again. */
  credit = 0
  /** Bytes of the body that are to come; -1: the client did not say. */
  bodyBytesLeft: number
  /** What waits to be sent: pieces from `queueAt` in the first one on. */
  readonly queue: Uint8Array[] = []
  queueAt = 0
  queueBytes = 0
  /** What comes after the queue: a block of trailers, or, when that is empty, the end in the last frame. */
  trailers: Buffer | undefined
  /** Called when the queue has become empty. */
  onSent: (() => void) | undefined
  readonly #owner: StreamOwner

  constructor(
    owner: StreamOwner,
    request: {
      readonly id: number
      readonly headers: HeaderList
      readonly request: Request
      readonly sendWindow: number
      readonly receiveWindow: number
      readonly bodyBytes: number
    },
  ) {
    this.#owner = owner
    this.id = request.id
    this.headers = request.headers
    this.request = request.request
    this.sendWindow = request.sendWindow
    this.receiveWindow = request.receiveWindow
    this.bodyBytesLeft = request.bodyBytes
  }

  /** IP address of the client. */
  get remoteAddress(): string | undefined {
    return this.#owner.remoteAddress
  }

  /** Sends headers; `end`: nothing follows. All that sends does nothing once the stream is closed. */
  sendHeaders(block: Buffer, end: boolean): void {
    if (!this.closed && !this.localEnded) this.#owner.sendHeaders(this, block, end)
  }

  /** Sends everything there is to send. The body is used until it has gone out. */
  sendAnswer(answer: Answer): void {
    if (!this.closed && !this.localEnded) this.#owner.sendAnswer(this, answer)
  }

  /** Sends a piece of the body. `onSent` is called when it has gone out and the next one may come. */
  sendData(bytes: Uint8Array, onSent: () => void): void {
    if (this.closed || this.localEnded) return
    this.queue.push(bytes)
    this.queueBytes += bytes.length
    this.onSent = onSent
    this.#owner.sendQueued(this, bytes.length)
  }

  /** Ends the answer, with trailers or, where they are empty, without. */
  end(trailers: Buffer): void {
    if (this.closed || this.localEnded) return
    this.trailers = trailers
    this.#owner.sendQueued(this, 0)
  }

  /** Gives the stream up: what is not sent yet is dropped. */
  reset(code: ErrorCode): void {
    if (!this.closed) this.#owner.giveUp(this, code)
  }

  /** The client may send so many bytes more. */
  consume(bytes: number): void {
    this.#owner.credit(this, bytes)
  }
}
