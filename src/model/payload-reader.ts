import { assert } from '#base/assert.ts'

/** Longest text that is read byte by byte; the built-in decoder is faster for longer ones. */
const shortTextBytes = 10

/** A position in stored payload bytes. What it reads was checked when it came in: bad bytes are a bug. */
export class PayloadReader {
  readonly buffer: Buffer
  at = 0

  constructor(bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Reads a varint below 2^32: a tag or a length. */
  varint(): number {
    const buffer = this.buffer
    let byte = buffer[this.at++] as number
    if (byte < 128) return byte
    let value = byte & 127
    for (let shift = 7; shift < 35; shift += 7) {
      byte = buffer[this.at++] as number
      value |= (byte & 127) << shift
      if (byte < 128) return value >>> 0
    }
    assert(false, 'a varint of a payload has at most 5 bytes')
  }

  /** Reads a signed 64-bit varint. */
  varint64(): bigint {
    const buffer = this.buffer
    let low = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = buffer[this.at++] as number
      low |= (byte & 127) << shift
      if (byte < 128) return BigInt(low)
    }
    let value = BigInt(low)
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = buffer[this.at++] as number
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return BigInt.asIntN(64, value)
    }
    assert(false, 'a varint of a payload has at most 10 bytes')
  }

  double(): number {
    const value = this.buffer.readDoubleLE(this.at)
    this.at += 8
    return value
  }

  fixed64(): bigint {
    const value = this.buffer.readBigUInt64LE(this.at)
    this.at += 8
    return value
  }

  /** Reads a text and the length before it. */
  text(): string {
    const length = this.varint()
    const from = this.at
    const to = from + length
    this.at = to
    if (length > shortTextBytes) return this.buffer.toString('utf8', from, to)
    let text = ''
    for (let at = from; at < to; at++) {
      const byte = this.buffer[at] as number
      if (byte > 127) return this.buffer.toString('utf8', from, to)
      text += String.fromCharCode(byte)
    }
    return text
  }

  /** Steps over the value of a field whose tag has been read. */
  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        while ((this.buffer[this.at++] as number) > 127);
        return
      case 1:
        this.at += 8
        return
      case 2: {
        const length = this.varint()
        this.at += length
        return
      }
      case 5:
        this.at += 4
        return
      default:
        assert(false, 'a payload holds no groups')
    }
  }
}
