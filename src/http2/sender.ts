import { ConnectionError, errorCode, type ErrorCode } from './error-codes.ts'
import {
  frameBytesMin,
  frameFlag,
  frameHeadBytes,
  frameType,
  initialWindow,
  windowMax,
  writeFrameHead,
  writeUint32,
} from './frames.ts'
import { noTable } from './hpack-encoder.ts'
import { OutBuffer } from './out-buffer.ts'
import type { Answer, Http2Stream } from './stream.ts'
import type { Transport } from './transport.ts'

type Stream = Http2Stream<unknown>

/** So much of one answer goes out before another one has its turn. */
const turnBytes = 64 * 1024

/** What one connection sends: frames in the order in which they are written, answers as windows allow. */
export class Sender {
  readonly out: OutBuffer
  /** Bytes of answers that wait for a window, or for the other end to read. */
  queuedBytes = 0
  /** What a new stream may send. */
  streamWindow = initialWindow
  #window = initialWindow
  #frameBytesMax = frameBytesMin
  /** Streams that have something to send and a window for it. */
  readonly #ready = new Set<Stream>()
  /** The client wants a smaller table for headers: the next block says that there is none. */
  #tableChanged = false
  readonly #onEnded: (stream: Stream) => void

  /** `onEnded`: the last frame of a stream was written. */
  constructor(transport: Transport, onEnded: (stream: Stream) => void) {
    this.out = new OutBuffer(transport)
    this.#onEnded = onEnded
  }

  /** Writes a frame whose payload is numbers of four bytes. */
  words(type: number, flags: number, streamId: number, words: readonly number[]): void {
    let at = this.#head(type, flags, streamId, words.length * 4)
    for (const word of words) {
      writeUint32(this.out.bytes, at, word)
      at += 4
    }
  }

  /** Writes a frame with this payload. */
  bytes(type: number, flags: number, streamId: number, payload: Uint8Array): void {
    const at = this.#head(type, flags, streamId, payload.length)
    this.out.bytes.set(payload, at)
  }

  /** `settings`: pairs of identifier and value. */
  settings(settings: readonly (readonly [id: number, value: number])[]): void {
    let at = this.#head(frameType.settings, 0, 0, settings.length * 6)
    const { bytes } = this.out
    for (const [id, value] of settings) {
      bytes[at] = 0
      bytes[at + 1] = id
      writeUint32(bytes, at + 2, value)
      at += 6
    }
  }

  reset(streamId: number, code: ErrorCode): void {
    this.words(frameType.rstStream, 0, streamId, [code])
  }

  headers(stream: Stream, block: Buffer, end: boolean): void {
    const whole = this.#tableChanged ? Buffer.concat([noTable, block]) : block
    this.#tableChanged = false
    const max = this.#frameBytesMax
    let type: number = frameType.headers
    let flags = end ? frameFlag.endStream : 0
    for (let at = 0; ; at += max) {
      const last = at + max >= whole.length
      if (last) flags |= frameFlag.endHeaders
      this.bytes(type, flags, stream.id, whole.subarray(at, last ? whole.length : at + max))
      if (last) break
      type = frameType.continuation
      flags = 0
    }
    if (end) this.#end(stream)
  }

  answer(stream: Stream, answer: Answer): void {
    const { head, prefix, body, trailers } = answer
    const bodyBytes = prefix.length + body.length
    const bytes = bodyBytes + head.length + trailers.length + 3 * frameHeadBytes
    const fits = bodyBytes <= stream.sendWindow && bodyBytes <= this.#window && bytes <= this.out.room
    if (fits && bytes <= frameBytesMin && !this.#tableChanged) {
      this.#answerAtOnce(stream, answer, bytes)
      return
    }
    this.headers(stream, head, false)
    stream.queue.push(prefix, body)
    stream.queueBytes += bodyBytes
    this.queuedBytes += bodyBytes
    stream.trailers = trailers
    this.ready(stream)
    this.pump()
  }

  /** Takes what was added to the queue of a stream. */
  queued(stream: Stream, bytes: number): void {
    this.queuedBytes += bytes
    this.ready(stream)
    this.pump()
  }

  /** The stream sends nothing more, whatever is in its queue. */
  drop(stream: Stream): void {
    this.queuedBytes -= stream.queueBytes
    stream.queue.length = 0
    stream.queueBytes = 0
    stream.queueAt = 0
    stream.onSent = undefined
    if (this.#ready.size > 0) this.#ready.delete(stream)
  }

  /** The stream may have something to send now. */
  ready(stream: Stream): void {
    if (stream.closed || stream.localEnded) return
    if (stream.queueBytes > 0 ? stream.sendWindow > 0 : stream.trailers !== undefined) this.#ready.add(stream)
  }

  /** The client takes more bytes of all streams together. */
  addWindow(increment: number): void {
    if (this.#window + increment > windowMax) {
      throw new ConnectionError(errorCode.flowControlError, 'the window of the connection is too large')
    }
    this.#window += increment
  }

  /** The client takes more, or less, of one stream. False: more than there can be. */
  addStreamWindow(stream: Stream, change: number): boolean {
    if (stream.sendWindow + change > windowMax) return false
    stream.sendWindow += change
    this.ready(stream)
    return true
  }

  setFrameBytesMax(bytes: number): void {
    this.#frameBytesMax = bytes
  }

  /** The client has a table of so many bytes for headers. */
  setTableBytes(bytes: number): void {
    if (bytes < 4096) this.#tableChanged = true
  }

  /** Writes as much of the answers as can go out. */
  pump(): void {
    while (this.#ready.size > 0) {
      if (!this.#pumpOnce()) return
    }
  }

  /** Gives every stream a turn. False: no more can go out now. */
  #pumpOnce(): boolean {
    for (const stream of this.#ready) {
      this.#ready.delete(stream)
      if (!this.#sendTurn(stream)) {
        this.ready(stream)
        if (this.#window <= 0) return false
        this.out.flush()
        return !this.out.blocked
      }
      this.ready(stream)
    }
    return true
  }

  /** False: the connection has no window or no room for more. */
  #sendTurn(stream: Stream): boolean {
    for (let sent = 0; sent < turnBytes && stream.queueBytes > 0 && stream.sendWindow > 0; ) {
      const bytes = Math.min(
        stream.queueBytes,
        stream.sendWindow,
        this.#window,
        this.#frameBytesMax,
        this.out.room - frameHeadBytes,
      )
      if (bytes <= 0) return false
      this.#sendPiece(stream, bytes)
      sent += bytes
    }
    if (stream.queueBytes > 0) return true
    const { onSent } = stream
    stream.onSent = undefined
    onSent?.()
    const { trailers } = stream
    if (stream.localEnded || stream.closed || stream.queueBytes > 0 || trailers === undefined) return true
    if (trailers.length > 0) this.headers(stream, trailers, true)
    else {
      this.#head(frameType.data, frameFlag.endStream, stream.id, 0)
      this.#end(stream)
    }
    return true
  }

  #sendPiece(stream: Stream, count: number): void {
    let at = this.#head(frameType.data, 0, stream.id, count)
    const { queue } = stream
    for (let left = count; left > 0; ) {
      const piece = queue[0] as Uint8Array
      const taken = Math.min(left, piece.length - stream.queueAt)
      this.out.bytes.set(piece.subarray(stream.queueAt, stream.queueAt + taken), at)
      at += taken
      left -= taken
      stream.queueAt += taken
      if (stream.queueAt === piece.length) {
        queue.shift()
        stream.queueAt = 0
      }
    }
    stream.queueBytes -= count
    stream.sendWindow -= count
    this.queuedBytes -= count
    this.#window -= count
  }

  #answerAtOnce(stream: Stream, { head, prefix, body, trailers }: Answer, total: number): void {
    const { out } = this
    let at = out.reserve(total)
    const { bytes } = out
    const streamId = stream.id
    const bodyBytes = prefix.length + body.length
    at = writeBlock(bytes, at, frameFlag.endHeaders, streamId, head)
    writeFrameHead(bytes, at, bodyBytes, frameType.data, 0, streamId)
    at += frameHeadBytes
    bytes.set(prefix, at)
    bytes.set(body, at + prefix.length)
    at += bodyBytes
    out.end = writeBlock(bytes, at, frameFlag.endHeaders | frameFlag.endStream, streamId, trailers)
    stream.sendWindow -= bodyBytes
    this.#window -= bodyBytes
    this.#end(stream)
  }

  #end(stream: Stream): void {
    stream.localEnded = true
    this.#onEnded(stream)
  }

  /** Begins a frame, and gives where its payload goes. */
  #head(type: number, flags: number, streamId: number, length: number): number {
    const at = this.out.reserve(frameHeadBytes + length)
    writeFrameHead(this.out.bytes, at, length, type, flags, streamId)
    this.out.end = at + frameHeadBytes + length
    return at + frameHeadBytes
  }
}

function writeBlock(bytes: Buffer, at: number, flags: number, streamId: number, block: Buffer): number {
  writeFrameHead(bytes, at, block.length, frameType.headers, flags, streamId)
  bytes.set(block, at + frameHeadBytes)
  return at + frameHeadBytes + block.length
}
