import { RequestError } from '#model/errors.ts'

/** A message as it came: still compressed or not. */
export interface FramedMessage {
  readonly compressed: boolean
  readonly bytes: Buffer
}

const prefixBytes = 5

/**
 * Cuts the body of a call into messages: a byte that says whether one is compressed, its length in four bytes,
 * and its bytes. Memory is taken once the length is known, and never more than `messageBytesMax`.
 */
export class MessageReader {
  readonly #messageBytesMax: number
  readonly #reserve: (bytes: number) => boolean
  readonly #prefix = Buffer.alloc(prefixBytes)
  #prefixFilled = 0
  /** The message that is being filled; undefined while its prefix is read. */
  #message: Buffer | undefined
  #filled = 0

  /** `reserve` is asked for the memory of a message that does not come in one piece; false refuses it. */
  constructor(messageBytesMax: number, reserve: (bytes: number) => boolean = () => true) {
    this.#messageBytesMax = messageBytesMax
    this.#reserve = reserve
  }

  /** True when the body ended, or was cut, within a message. */
  get incomplete(): boolean {
    return this.#prefixFilled > 0 || this.#message !== undefined
  }

  /** Takes the next piece of the body and returns the messages that it completes. Throws RequestError. */
  push(piece: Buffer): FramedMessage[] {
    const complete: FramedMessage[] = []
    let at = 0
    while (at < piece.length) {
      if (this.#message === undefined) {
        at = this.#readPrefix(piece, at)
        if (this.#prefixFilled < prefixBytes) break
        const length = this.#messageLength()
        if (piece.length - at >= length) {
          complete.push(this.#finish(piece.subarray(at, at + length)))
          at += length
          continue
        }
        if (!this.#reserve(length)) {
          throw new RequestError('resource-exhausted', 'too many bytes of requests are on their way')
        }
        this.#message = Buffer.allocUnsafeSlow(length)
        this.#filled = 0
      }
      const message: Buffer = this.#message
      const taken = piece.copy(message, this.#filled, at)
      this.#filled += taken
      at += taken
      if (this.#filled === message.length) complete.push(this.#finish(message))
    }
    return complete
  }

  #readPrefix(piece: Buffer, at: number): number {
    const taken = piece.copy(this.#prefix, this.#prefixFilled, at)
    this.#prefixFilled += taken
    return at + taken
  }

  #messageLength(): number {
    const length = this.#prefix.readUInt32BE(1)
    if (length > this.#messageBytesMax) {
      const text = `received message larger than max (${length} vs. ${this.#messageBytesMax})`
      throw new RequestError('resource-exhausted', text)
    }
    return length
  }

  #finish(bytes: Buffer): FramedMessage {
    const flag = this.#prefix[0] as number
    if (flag > 1) {
      const text = `protocol error: received message with invalid compression flag: ${flag} (valid flags are 0 and 1)`
      throw new RequestError('internal', text)
    }
    this.#prefixFilled = 0
    this.#message = undefined
    return { compressed: flag === 1, bytes }
  }
}

/** A message with its prefix. */
export function frameMessage(bytes: Uint8Array, compressed: boolean): Buffer {
  const frame = Buffer.allocUnsafe(prefixBytes + bytes.length)
  frame[0] = compressed ? 1 : 0
  frame.writeUInt32BE(bytes.length, 1)
  frame.set(bytes, prefixBytes)
  return frame
}
