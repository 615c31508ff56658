import { RequestError } from '#model/errors.ts'

/** Wire types of protobuf. */
export const wireType = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const

const wireTypeNames = ['Varint', 'SixtyFourBit', 'LengthDelimited', 'StartGroup', 'EndGroup', 'ThirtyTwoBit']

/** Messages within messages, map entries included, below the request itself. */
const nestingMax = 100

/** Bytes that are no message; becomes the RequestError of the whole request (`decodeMessage`). */
export class ProtoError extends Error {
  override readonly name = 'ProtoError'
  /** Fields on the way to the fault, innermost first. */
  readonly path: string[] = []
}

/**
 * A position in the bytes of a message. Methods read one value and move on; they throw `ProtoError` on
 * bytes that no encoder makes and never read past `end`.
 */
export class ProtoReader {
  readonly bytes: Buffer
  position = 0
  /** End of the message that is being read. */
  end: number
  readonly #view: DataView
  #nesting = 0

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.end = bytes.length
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Field number and wire type in one number, as they stand: `number << 3 | type` (unsigned). */
  tag(): number {
    const tag = this.#varintNumber()
    if (tag > 0xffffffff) throw new ProtoError(`invalid key value: ${tag}`)
    const type = tag & 7
    if (type > 5) throw new ProtoError(`invalid wire type value: ${type}`)
    if (tag < 8) throw new ProtoError('invalid tag value: 0')
    return tag
  }

  /** The 64 bits of a varint, as a number when it is exact and a bigint otherwise. */
  uint64(): number | bigint {
    const value = this.#varintNumber()
    return value <= Number.MAX_SAFE_INTEGER ? value : this.#lastVarint()
  }

  /** A varint as an unsigned number, rounded to a double above 2^53. */
  unsigned(): number {
    return this.#varintNumber()
  }

  int64(): bigint {
    const value = this.#varintNumber()
    return value <= Number.MAX_SAFE_INTEGER ? BigInt(value) : BigInt.asIntN(64, this.#lastVarint())
  }

  /** The low 32 bits of a varint, signed; enums too. */
  int32(): number {
    const value = this.#varintNumber()
    if (value <= Number.MAX_SAFE_INTEGER) return value | 0
    return Number(BigInt.asIntN(32, this.#lastVarint()))
  }

  uint32(): number {
    return this.int32() >>> 0
  }

  bool(): boolean {
    return this.#varintNumber() !== 0
  }

  double(): number {
    const at = this.#advance(8)
    return this.#view.getFloat64(at, true)
  }

  float(): number {
    const at = this.#advance(4)
    return this.#view.getFloat32(at, true)
  }

  /** Reads a length and returns where that many bytes end; the position stands at their start. */
  delimited(): number {
    const length = this.#varintNumber()
    if (length > this.end - this.position) throw new ProtoError('buffer underflow')
    return this.position + length
  }

  string(): string {
    const end = this.delimited()
    const start = this.position
    this.position = end
    return decodeText(this.bytes, start, end)
  }

  /** How many messages may still be within each other from here on. */
  get nestingLeft(): number {
    return nestingMax - this.#nesting
  }

  /** Enters a message of known length; returns what `leave` needs. */
  enter(): number {
    const end = this.delimited()
    if (++this.#nesting > nestingMax) throw new ProtoError('recursion limit reached')
    const outerEnd = this.end
    this.end = end
    return outerEnd
  }

  leave(outerEnd: number): void {
    this.#nesting--
    this.position = this.end
    this.end = outerEnd
  }

  /** Passes over the value of a field that nobody knows. */
  skip(tag: number): void {
    const type = tag & 7
    if (type === wireType.varint) this.#varintNumber()
    else if (type === wireType.fixed64) this.#advance(8)
    else if (type === wireType.bytes) this.position = this.delimited()
    else if (type === wireType.fixed32) this.#advance(4)
    else if (type === wireType.groupStart) this.#skipGroup(tag >>> 3)
    else throw new ProtoError('unexpected end group tag')
  }

  #skipGroup(number: number): void {
    const open = [number]
    while (open.length > 0) {
      const tag = this.tag()
      if ((tag & 7) === wireType.groupStart) {
        if (open.push(tag >>> 3) > nestingMax) throw new ProtoError('recursion limit reached')
      } else if ((tag & 7) === wireType.groupEnd) {
        if (open.pop() !== tag >>> 3) throw new ProtoError('unexpected end group tag')
      } else {
        this.skip(tag)
      }
    }
  }

  #advance(length: number): number {
    const at = this.position
    if (length > this.end - at) throw new ProtoError('buffer underflow')
    this.position = at + length
    return at
  }

  /** An unsigned varint as a double: exact below 2^53, else `#lastVarint` has the exact bits. */
  #varintNumber(): number {
    const { bytes, end } = this
    let at = this.position
    if (at >= end) throw new ProtoError('invalid varint')
    let byte = bytes[at++] as number
    if (byte < 128) {
      this.position = at
      return byte
    }
    let value = byte & 127
    let scale = 128
    for (let count = 1; count < 10; count++) {
      if (at >= end) throw new ProtoError('invalid varint')
      byte = bytes[at++] as number
      if (count === 9 && byte > 1) throw new ProtoError('invalid varint')
      value += (byte & 127) * scale
      if (byte < 128) {
        this.position = at
        return value
      }
      scale *= 128
    }
    throw new ProtoError('invalid varint')
  }

  /** The exact bits of the varint that ends at the position. */
  #lastVarint(): bigint {
    let value = BigInt(this.bytes[this.position - 1] as number)
    let at = this.position - 2
    while (at >= 0 && (this.bytes[at] as number) >= 128) {
      value = (value << 7n) | BigInt((this.bytes[at] as number) & 127)
      at--
    }
    return value
  }
}

/** The error of a field that came with another wire type than it has. */
export function wrongWireType(actual: number, expected: number): ProtoError {
  return new ProtoError(`invalid wire type: ${wireTypeNames[actual]} (expected ${wireTypeNames[expected]})`)
}

/** What a client is told about bytes that are no message. */
export function undecodable(error: ProtoError): RequestError {
  const path = error.path.map((step) => `${step}: `).join('')
  return new RequestError('internal', `failed to decode Protobuf message: ${path}${error.message}`)
}

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Longest text that is tested for ASCII byte by byte, which is what names and ids are. */
const shortTextBytesMax = 64

/** Reads UTF-8 strictly. */
function decodeText(bytes: Buffer, start: number, end: number): string {
  if (start === end) return ''
  if (end - start <= shortTextBytesMax && isAscii(bytes, start, end)) {
    return bytes.toString('latin1', start, end)
  }
  try {
    return textDecoder.decode(bytes.subarray(start, end))
  } catch {
    throw new ProtoError('invalid string value: data is not UTF-8 encoded')
  }
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let bits = 0
  for (let at = start; at < end; at++) bits |= bytes[at] as number
  return bits < 128
}
