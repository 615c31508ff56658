import { ConnectionError, errorCode, type ErrorCode } from './error-codes.ts'
import type { FrameSink, Piece } from './frame-reader.ts'
import { frameFlag, frameType, readUint31 } from './frames.ts'
import { type HeaderBlock, HeaderBlocks } from './header-blocks.ts'
import type { Http2Limits } from './limits.ts'
import { applySettings } from './peer-settings.ts'
import { PeerRates } from './peer-rates.ts'
import { areTrailers } from './request-headers.ts'
import type { Sender } from './sender.ts'
import type { Http2Stream } from './stream.ts'
import type { StreamTable } from './stream-table.ts'

/** What frames make a connection do. */
export interface ReceiverHost {
  /** A client asks for something, on a stream that it has just opened. */
  openStream(block: HeaderBlock): void
  /** Gives a stream up and tells the client why. It need not be open. */
  resetStream(streamId: number, code: ErrorCode): void
  /** The client has ended its side, */
  endRemote(stream: Http2Stream<unknown>): void
  /** or has given the stream up. */
  closeStream(stream: Http2Stream<unknown>, code: number): void
  /** The client opens no more streams. */
  leave(): void
  pingAcknowledged(): void
  /** The client has made progress possible. */
  noteProgress(): void
}

export interface ReceiverOptions {
  readonly host: ReceiverHost
  readonly limits: Http2Limits
  readonly nowMs: () => number
  readonly sender: Sender
  readonly streams: StreamTable<unknown>
}

/** What one connection does with the frames of the client. Broken rules that concern all throw ConnectionError. */
export class Receiver implements FrameSink {
  readonly #host: ReceiverHost
  readonly #limits: Http2Limits
  readonly #sender: Sender
  readonly #streams: StreamTable<unknown>
  readonly #blocks: HeaderBlocks
  readonly #rates: PeerRates
  /** What the client may send on all streams, and what it has sent and may send again. */
  #window: number
  #credit = 0
  /** The client has sent its settings. */
  begun = false

  constructor({ host, limits, nowMs, sender, streams }: ReceiverOptions) {
    this.#host = host
    this.#limits = limits
    this.#sender = sender
    this.#streams = streams
    this.#blocks = new HeaderBlocks(limits)
    this.#rates = new PeerRates(limits, nowMs)
    this.#window = limits.connectionWindow
  }

  dataPiece(streamId: number, flags: number, piece: Piece, last: boolean): void {
    this.#beforeFrame(frameType.data, streamId)
    const { bytes, start, end } = piece
    this.#data(streamId, bytes, start, end, end - start, last && (flags & frameFlag.endStream) !== 0)
  }

  frame(type: number, flags: number, streamId: number, payload: Piece): void {
    this.#beforeFrame(type, streamId)
    switch (type) {
      case frameType.headers:
        this.#checkHeadersStream(streamId)
        return this.#block(this.#blocks.begin(streamId, flags, payload))
      case frameType.continuation:
        return this.#block(this.#blocks.continue(streamId, flags, payload))
      case frameType.data:
        return this.#paddedData(streamId, flags, payload)
      case frameType.windowUpdate:
        return this.#windowUpdate(streamId, payload)
      case frameType.settings:
        return this.#settings(flags, streamId, payload)
      case frameType.ping:
        return this.#ping(flags, streamId, payload)
      case frameType.rstStream:
        return this.#rstStream(streamId, payload)
      case frameType.priority:
        return this.#priority(streamId, payload)
      case frameType.goaway:
        checkPayload(sizeOf(payload) >= 8)
        checkConnectionFrame(streamId)
        return this.#host.leave()
      case frameType.pushPromise:
        throw new ConnectionError(errorCode.protocolError, 'a client cannot push')
      default:
        this.#rates.chatter()
    }
  }

  /** The client may send so many bytes again. */
  credit(stream: Http2Stream<unknown> | undefined, bytes: number): void {
    this.#credit += bytes
    const { connectionWindow, streamWindow } = this.#limits
    if (this.#credit * 2 >= connectionWindow) {
      this.#sender.words(frameType.windowUpdate, 0, 0, [this.#credit])
      this.#window += this.#credit
      this.#credit = 0
    }
    if (stream === undefined || stream.closed || stream.remoteEnded) return
    stream.credit += bytes
    if (stream.credit * 2 < streamWindow) return
    this.#sender.words(frameType.windowUpdate, 0, stream.id, [stream.credit])
    stream.receiveWindow += stream.credit
    stream.credit = 0
  }

  #beforeFrame(type: number, streamId: number): void {
    if (!this.begun && type !== frameType.settings) {
      throw new ConnectionError(errorCode.protocolError, 'the first frame is no SETTINGS')
    }
    this.#blocks.check(type, streamId)
  }

  // Requests.

  #checkHeadersStream(streamId: number): void {
    if (this.#streams.open.has(streamId) || this.#streams.wasReset(streamId)) return
    if (streamId % 2 === 0)
      throw new ConnectionError(errorCode.protocolError, 'the stream is not the client’s')
    if (streamId <= this.#streams.lastId) {
      throw new ConnectionError(errorCode.streamClosed, 'the stream was closed before')
    }
  }

  #block(block: HeaderBlock | undefined): void {
    if (!block) return
    const { streamId } = block
    const stream = this.#streams.open.get(streamId)
    if (stream) this.#trailers(stream, block)
    else if (!this.#streams.wasReset(streamId)) {
      this.#streams.lastId = streamId
      if (block.selfDependent) this.#streamError(streamId, errorCode.protocolError)
      else this.#host.openStream(block)
    }
  }

  #trailers(stream: Http2Stream<unknown>, { endsStream, headers }: HeaderBlock): void {
    if (stream.remoteEnded) this.#streamError(stream.id, errorCode.streamClosed)
    else if (!endsStream || !areTrailers(headers)) this.#streamError(stream.id, errorCode.protocolError)
    else this.#endRemote(stream)
  }

  #endRemote(stream: Http2Stream<unknown>): void {
    if (stream.bodyBytesLeft > 0) this.#streamError(stream.id, errorCode.protocolError)
    else this.#host.endRemote(stream)
  }

  /** What a client breaks costs us as much as what it gives up. */
  #streamError(streamId: number, code: ErrorCode): void {
    this.#rates.reset()
    this.#host.resetStream(streamId, code)
  }

  // Bodies.

  #paddedData(streamId: number, flags: number, { bytes, start, end }: Piece): void {
    const padding = start < end ? (bytes[start] as number) : 0
    if (start + 1 + padding > end) {
      throw new ConnectionError(errorCode.protocolError, 'the padding is longer than the frame')
    }
    // The bytes of the frame are not ours to keep.
    const body = Buffer.from(bytes.subarray(start + 1, end - padding))
    this.#data(streamId, body, 0, body.length, end - start, (flags & frameFlag.endStream) !== 0)
  }

  /** Takes a piece of a body; `counted`: what it takes of the windows. */
  #data(
    streamId: number,
    bytes: Buffer,
    start: number,
    end: number,
    counted: number,
    endsStream: boolean,
  ): void {
    if (start === end && !endsStream) this.#rates.emptyData()
    this.#window -= counted
    if (this.#window < 0) {
      throw new ConnectionError(errorCode.flowControlError, 'more was sent than the connection takes')
    }
    const stream = this.#streams.open.get(streamId)
    if (!stream || stream.remoteEnded) {
      this.#dataNowhere(streamId)
      this.credit(undefined, counted)
      return
    }
    stream.receiveWindow -= counted
    if (stream.receiveWindow < 0) return this.#streamError(streamId, errorCode.flowControlError)
    if (stream.holdsBack) this.credit(stream, counted - (end - start))
    else this.credit(stream, counted)
    if (stream.bodyBytesLeft >= 0) {
      stream.bodyBytesLeft -= end - start
      if (stream.bodyBytesLeft < 0) return this.#streamError(streamId, errorCode.protocolError)
    }
    if (end > start) stream.listener.onData(bytes, start, end)
    if (endsStream && !stream.closed) this.#endRemote(stream)
  }

  #dataNowhere(streamId: number): void {
    if (this.#streams.isIdle(streamId)) {
      throw new ConnectionError(errorCode.protocolError, 'there is a body without a request')
    }
    if (!this.#streams.wasReset(streamId)) this.#streamError(streamId, errorCode.streamClosed)
  }

  // All else.

  #windowUpdate(streamId: number, { bytes, start, end }: Piece): void {
    checkPayload(end - start === 4)
    const increment = readUint31(bytes, start)
    this.#host.noteProgress()
    if (streamId === 0) {
      if (increment === 0) throw new ConnectionError(errorCode.protocolError, 'a window grows by nothing')
      this.#sender.addWindow(increment)
      this.#sender.pump()
      return
    }
    const stream = this.#streams.open.get(streamId)
    if (!stream) this.#checkNotIdle(streamId)
    else if (increment === 0) this.#streamError(streamId, errorCode.protocolError)
    else if (!this.#sender.addStreamWindow(stream, increment)) {
      this.#streamError(streamId, errorCode.flowControlError)
    } else this.#sender.pump()
  }

  #settings(flags: number, streamId: number, payload: Piece): void {
    checkConnectionFrame(streamId)
    if ((flags & frameFlag.ack) !== 0) {
      checkPayload(sizeOf(payload) === 0)
      if (!this.begun) throw new ConnectionError(errorCode.protocolError, 'the first frame is no SETTINGS')
      return
    }
    checkPayload(sizeOf(payload) % 6 === 0)
    this.#rates.settings()
    this.begun = true
    applySettings(payload, this.#sender, this.#streams)
    this.#sender.words(frameType.settings, frameFlag.ack, 0, [])
    this.#sender.pump()
  }

  #ping(flags: number, streamId: number, payload: Piece): void {
    checkConnectionFrame(streamId)
    checkPayload(sizeOf(payload) === 8)
    this.#rates.chatter()
    if ((flags & frameFlag.ack) !== 0) return this.#host.pingAcknowledged()
    const { bytes, start, end } = payload
    this.#sender.bytes(frameType.ping, frameFlag.ack, 0, bytes.subarray(start, end))
  }

  #rstStream(streamId: number, { bytes, start, end }: Piece): void {
    checkPayload(end - start === 4)
    const stream = this.#streams.open.get(streamId)
    if (!stream) return this.#checkNotIdle(streamId)
    if (!stream.localEnded) this.#rates.reset()
    this.#host.closeStream(stream, readUint31(bytes, start))
  }

  /** It changes nothing: answers go out in the order in which they are ready. */
  #priority(streamId: number, payload: Piece): void {
    if (streamId === 0) throw new ConnectionError(errorCode.protocolError, 'PRIORITY is about a stream')
    this.#rates.chatter()
    if (sizeOf(payload) !== 5) this.#streamError(streamId, errorCode.frameSizeError)
    else if (readUint31(payload.bytes, payload.start) === streamId) {
      this.#streamError(streamId, errorCode.protocolError)
    }
  }

  #checkNotIdle(streamId: number): void {
    if (this.#streams.isIdle(streamId)) {
      throw new ConnectionError(errorCode.protocolError, 'a stream that was never open is told something')
    }
  }
}

function sizeOf({ start, end }: Piece): number {
  return end - start
}

function checkPayload(right: boolean): void {
  if (!right) throw new ConnectionError(errorCode.frameSizeError, 'a frame has a wrong length')
}

function checkConnectionFrame(streamId: number): void {
  if (streamId !== 0) throw new ConnectionError(errorCode.protocolError, 'the frame is not about a stream')
}
