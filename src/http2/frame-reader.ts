import { ConnectionError, errorCode } from './error-codes.ts'
import { frameFlag, frameHeadBytes, frameType, preface, readUint31 } from './frames.ts'

/** What frames are told to. What it throws goes through. */
export interface FrameSink {
  /**
   * A piece of a DATA frame without padding, `bytes[start..end)`, as soon as it is here. A frame that is empty
   * has one empty piece.
   *
   * @param last true: nothing of the frame is left
   */
  dataPiece(streamId: number, flags: number, piece: Piece, last: boolean): void
  /** Any other frame, whole: its payload is `bytes[start..end)`. */
  frame(type: number, flags: number, streamId: number, payload: Piece): void
}

/** Bytes within what was received. They may be kept, but for those of `frame`, which are overwritten. */
export interface Piece {
  bytes: Buffer
  start: number
  end: number
}

/** Cuts what a client sends into frames, after its preface. */
export class FrameReader {
  readonly #sink: FrameSink
  readonly #frameBytesMax: number
  #prefaceSeen = 0
  /** The beginning of a frame that is not whole yet: its first `#kept` bytes. */
  #keep: Buffer = Buffer.allocUnsafeSlow(64)
  #kept = 0
  /** Bytes that are to come of a DATA frame, whose head this is. */
  #dataLeft = 0
  #dataFlags = 0
  #dataStream = 0
  /** Reused: a call for each frame would otherwise make one. */
  readonly #piece: Piece = { bytes: Buffer.alloc(0), start: 0, end: 0 }

  constructor(sink: FrameSink, frameBytesMax: number) {
    this.#sink = sink
    this.#frameBytesMax = frameBytesMax
  }

  get hasPreface(): boolean {
    return this.#prefaceSeen === preface.length
  }

  /** Takes the next bytes. Throws ConnectionError. */
  push(chunk: Buffer): void {
    let at = this.hasPreface ? 0 : this.#readPreface(chunk)
    while (at < chunk.length) {
      if (this.#dataLeft > 0) at = this.#takeData(chunk, at)
      else if (this.#kept > 0) at = this.#continueKept(chunk, at)
      else if (chunk.length - at < frameHeadBytes) at = this.#keepRest(chunk, at)
      else at = this.#readFrame(chunk, at)
    }
  }

  #readPreface(chunk: Buffer): number {
    let at = 0
    while (at < chunk.length && this.#prefaceSeen < preface.length) {
      if (chunk[at++] !== preface[this.#prefaceSeen++]) {
        throw new ConnectionError(errorCode.protocolError, 'this is no HTTP/2')
      }
    }
    return at
  }

  /** Reads the frame that begins at `at`, of which at least the head is there. */
  #readFrame(chunk: Buffer, at: number): number {
    const length = this.#lengthAt(chunk, at)
    if (isPlainData(chunk, at)) return this.#beginData(chunk, at, length)
    const end = at + frameHeadBytes + length
    if (end > chunk.length) return this.#keepRest(chunk, at)
    this.#tellFrame(chunk, at, end)
    return end
  }

  #lengthAt(bytes: Buffer, at: number): number {
    const length =
      ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number)
    if (length > this.#frameBytesMax) {
      throw new ConnectionError(errorCode.frameSizeError, `a frame of ${length} bytes is too large`)
    }
    return length
  }

  #tellFrame(bytes: Buffer, at: number, end: number): void {
    const piece = this.#piece
    piece.bytes = bytes
    piece.start = at + frameHeadBytes
    piece.end = end
    this.#sink.frame(bytes[at + 3] as number, bytes[at + 4] as number, readUint31(bytes, at + 5), piece)
  }

  /** Gives where its payload begins. */
  #beginData(bytes: Buffer, at: number, length: number): number {
    this.#dataFlags = bytes[at + 4] as number
    this.#dataStream = readUint31(bytes, at + 5)
    this.#dataLeft = length
    const begin = at + frameHeadBytes
    if (length === 0) this.#tellData(bytes, begin, begin)
    return begin
  }

  #takeData(chunk: Buffer, at: number): number {
    const end = Math.min(at + this.#dataLeft, chunk.length)
    this.#dataLeft -= end - at
    this.#tellData(chunk, at, end)
    return end
  }

  #tellData(bytes: Buffer, start: number, end: number): void {
    const piece = this.#piece
    piece.bytes = bytes
    piece.start = start
    piece.end = end
    this.#sink.dataPiece(this.#dataStream, this.#dataFlags, piece, this.#dataLeft === 0)
  }

  #keepRest(chunk: Buffer, at: number): number {
    return this.#keepUpTo(chunk, at, this.#kept + chunk.length - at)
  }

  /** Keeps bytes until there are `total`, and gives where they end. */
  #keepUpTo(chunk: Buffer, at: number, total: number): number {
    const end = Math.min(at + total - this.#kept, chunk.length)
    const kept = this.#kept + end - at
    if (kept > this.#keep.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(kept, Math.min(total, this.#keep.length * 2)))
      larger.set(this.#keep.subarray(0, this.#kept))
      this.#keep = larger
    }
    chunk.copy(this.#keep, this.#kept, at, end)
    this.#kept = kept
    return end
  }

  /** Goes on with a frame whose beginning is kept. */
  #continueKept(chunk: Buffer, at: number): number {
    if (this.#kept < frameHeadBytes) {
      const next = this.#keepUpTo(chunk, at, frameHeadBytes)
      if (this.#kept < frameHeadBytes) return next
      const length = this.#lengthAt(this.#keep, 0)
      if (isPlainData(this.#keep, 0)) {
        this.#kept = 0
        this.#beginData(this.#keep, 0, length)
      } else if (length === 0) this.#endKept(frameHeadBytes)
      return next
    }
    const total = frameHeadBytes + this.#lengthAt(this.#keep, 0)
    const next = this.#keepUpTo(chunk, at, total)
    if (this.#kept === total) this.#endKept(total)
    return next
  }

  #endKept(total: number): void {
    this.#kept = 0
    this.#tellFrame(this.#keep, 0, total)
    if (this.#keep.length > 1024) this.#keep = Buffer.allocUnsafeSlow(64)
  }
}

/** Padding must be whole before it can be taken off. */
function isPlainData(bytes: Buffer, at: number): boolean {
  return bytes[at + 3] === frameType.data && ((bytes[at + 4] as number) & frameFlag.padded) === 0
}
