import { readUint32, writeUint32 } from '#http2/frames.ts'
import { RequestError } from '#model/errors.ts'

/** A message as it came: still compressed or not. */
export interface FramedMessage {
  readonly compressed: boolean
  readonly bytes: Buffer
}

const prefixBytes = 5
/** Memory of smaller messages is not reckoned up, if they come in one piece. */
const reservedBytesMin = 16 * 1024
/** A message keeps all that was received with it; much of that must not be kept for little. */
const keptBytesMax = 64 * 1024

const none: readonly FramedMessage[] = []

/**
 * Cuts the body of a call into messages: a byte that says whether one is compressed, its length in four bytes,
 * and its bytes. Memory is taken once the length is known, and never more than `messageBytesMax`.
 */
export class MessageReader {
  readonly #messageBytesMax: number
  readonly #reserve: (bytes: number) => boolean
  /** The prefix of a message, as far as it has come. */
  readonly #prefix = new Uint8Array(prefixBytes)
  #prefixFilled = 0
  /** The message that is being filled; undefined while its prefix is read. */
  #message: Buffer | undefined
  #filled = 0

  /** `reserve` is asked for the memory of a message; false refuses it. */
  constructor(messageBytesMax: number, reserve: (bytes: number) => boolean = () => true) {
    this.#messageBytesMax = messageBytesMax
    this.#reserve = reserve
  }

  /** True when the body ended, or was cut, within a message. */
  get incomplete(): boolean {
    return this.#prefixFilled > 0 || this.#message !== undefined
  }

  /**
   * Takes the next piece of the body, `piece[start..end)`, and returns the messages that it completes. They may
   * be parts of the piece. Throws RequestError.
   */
  push(piece: Buffer, start = 0, end = piece.length): readonly FramedMessage[] {
    let complete: FramedMessage[] | undefined
    for (let at = start; at < end; ) {
      if (this.#message === undefined) {
        at = this.#readPrefix(piece, at, end)
        if (this.#prefixFilled < prefixBytes) break
        const length = this.#messageLength()
        const isWhole = end - at >= length
        if ((!isWhole || length >= reservedBytesMin) && !this.#reserve(length)) {
          throw new RequestError('resource-exhausted', 'too many bytes of requests are on their way')
        }
        if (isWhole) {
          complete = [...(complete ?? none), this.#finish(messageWithin(piece, at, length))]
          at += length
          continue
        }
        this.#message = Buffer.allocUnsafeSlow(length)
        this.#filled = 0
      }
      const message: Buffer = this.#message
      const taken = piece.copy(message, this.#filled, at, end)
      this.#filled += taken
      at += taken
      if (this.#filled === message.length) complete = [...(complete ?? none), this.#finish(message)]
    }
    return complete ?? none
  }

  #readPrefix(piece: Buffer, start: number, end: number): number {
    let at = start
    while (at < end && this.#prefixFilled < prefixBytes)
      this.#prefix[this.#prefixFilled++] = piece[at++] as number
    return at
  }

  #messageLength(): number {
    const length = readUint32(this.#prefix, 1)
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

function messageWithin(piece: Buffer, at: number, length: number): Buffer {
  const kept = piece.length
  if (kept <= keptBytesMax || kept <= length * 2) return piece.subarray(at, at + length)
  return Buffer.from(piece.subarray(at, at + length))
}

/** What goes before a message of so many bytes. */
export function messagePrefix(bytes: number, compressed: boolean): Buffer {
  const prefix = Buffer.allocUnsafe(prefixBytes)
  prefix[0] = compressed ? 1 : 0
  writeUint32(prefix, 1, bytes)
  return prefix
}

/** A message with its prefix. */
export function frameMessage(bytes: Uint8Array, compressed: boolean): Buffer {
  return Buffer.concat([messagePrefix(bytes.length, compressed), bytes])
}
