import { ConnectionError, errorCode } from './error-codes.ts'
import type { Piece } from './frame-reader.ts'
import { frameFlag, frameType, readUint31 } from './frames.ts'
import { type DecodedHeaders, HpackDecoder } from './hpack-decoder.ts'
import type { Http2Limits } from './limits.ts'

/** A header block that is complete. */
export interface HeaderBlock extends DecodedHeaders {
  readonly streamId: number
  readonly endsStream: boolean
  /** It says that the stream depends on itself. */
  readonly selfDependent: boolean
}

/** Puts HEADERS and CONTINUATION frames together and decodes them. Everything throws ConnectionError. */
export class HeaderBlocks {
  readonly #decoder: HpackDecoder
  readonly #blockBytesMax: number
  readonly #continuationsMax: number
  /** The stream whose block is not complete; 0: none is. */
  #streamId = 0
  #flags = 0
  #selfDependent = false
  #continuations = 0
  #parts: Buffer[] = []
  #bytes = 0

  constructor(limits: Pick<Http2Limits, 'headerBytesMax' | 'continuationsMax'>) {
    this.#decoder = new HpackDecoder(limits.headerBytesMax)
    this.#blockBytesMax = limits.headerBytesMax
    this.#continuationsMax = limits.continuationsMax
  }

  /** Nothing may come between the frames of a block. */
  check(type: number, streamId: number): void {
    const continues = type === frameType.continuation && streamId === this.#streamId
    if (this.#streamId === 0 ? type === frameType.continuation : !continues) {
      throw new ConnectionError(
        errorCode.protocolError,
        'a header block is not continued, or what is none is',
      )
    }
  }

  /** Takes a HEADERS frame. Undefined: the block goes on. */
  begin(streamId: number, flags: number, { bytes, start, end }: Piece): HeaderBlock | undefined {
    let from = start
    let to = end
    if ((flags & frameFlag.padded) !== 0) {
      to -= from < to ? (bytes[from] as number) : 0
      from++
    }
    const hasPriority = (flags & frameFlag.priority) !== 0
    this.#selfDependent = hasPriority && from + 5 <= to && readUint31(bytes, from) === streamId
    if (hasPriority) from += 5
    if (from > to) throw new ConnectionError(errorCode.protocolError, 'the padding is longer than the frame')
    this.#flags = flags
    if ((flags & frameFlag.endHeaders) !== 0) return this.#decode(streamId, bytes, from, to)
    this.#streamId = streamId
    this.#continuations = 0
    this.#add(bytes, from, to)
    return undefined
  }

  /** Takes a CONTINUATION frame. Undefined: the block goes on. */
  continue(streamId: number, flags: number, { bytes, start, end }: Piece): HeaderBlock | undefined {
    if (++this.#continuations > this.#continuationsMax) {
      throw new ConnectionError(errorCode.enhanceYourCalm, 'a header block has too many frames')
    }
    this.#add(bytes, start, end)
    if ((flags & frameFlag.endHeaders) === 0) return undefined
    const block = Buffer.concat(this.#parts, this.#bytes)
    this.#parts = []
    this.#bytes = 0
    this.#streamId = 0
    return this.#decode(streamId, block, 0, block.length)
  }

  #add(bytes: Buffer, start: number, end: number): void {
    this.#bytes += end - start
    this.#checkBytes(this.#bytes)
    this.#parts.push(Buffer.from(bytes.subarray(start, end)))
  }

  #decode(streamId: number, bytes: Buffer, start: number, end: number): HeaderBlock {
    this.#checkBytes(end - start)
    const { headers, tooLarge } = this.#decoder.decode(bytes, start, end)
    const endsStream = (this.#flags & frameFlag.endStream) !== 0
    return { streamId, headers, tooLarge, endsStream, selfDependent: this.#selfDependent }
  }

  #checkBytes(bytes: number): void {
    if (bytes > this.#blockBytesMax) {
      throw new ConnectionError(errorCode.enhanceYourCalm, 'a header block is too large')
    }
  }
}
