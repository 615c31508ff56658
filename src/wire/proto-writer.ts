import { assert } from '#base/assert.ts'

/**
 * Writes protobuf into memory of a size that was computed before: messages need their length in front, so
 * sizes come first anyway. `finish` checks that both passes agree.
 */
export class ProtoWriter {
  readonly #bytes: Buffer
  readonly #view: DataView
  #at = 0

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size)
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, size)
  }

  finish(): Buffer {
    assert(this.#at === this.#bytes.length, 'a message has the size that was computed for it')
    return this.#bytes
  }

  byte(value: number): void {
    this.#bytes[this.#at++] = value
  }

  /** A non-negative whole number up to 2^53. */
  varint(value: number): void {
    const bytes = this.#bytes
    let rest = value
    while (rest >= 0x80000000) {
      bytes[this.#at++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    while (rest > 127) {
      bytes[this.#at++] = (rest & 127) | 128
      rest >>>= 7
    }
    bytes[this.#at++] = rest
  }

  /** 64 bits, signed or not. */
  varint64(value: number | bigint): void {
    if (typeof value === 'number' && value >= 0) {
      this.varint(value)
      return
    }
    let rest = BigInt.asUintN(64, BigInt(value))
    while (rest > 127n) {
      this.#bytes[this.#at++] = Number(rest & 127n) | 128
      rest >>= 7n
    }
    this.#bytes[this.#at++] = Number(rest)
  }

  float(value: number): void {
    this.#view.setFloat32(this.#at, value, true)
    this.#at += 4
  }

  double(value: number): void {
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
  }

  raw(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }

  floats(values: Float32Array): void {
    this.raw(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }

  /** Length and text; `size` is its `textBytes`. */
  text(text: string, size: number): void {
    this.varint(size)
    const bytes = this.#bytes
    if (size === text.length && size <= shortTextMax) {
      for (let index = 0; index < size; index++) bytes[this.#at + index] = text.charCodeAt(index)
    } else {
      bytes.write(text, this.#at, size, 'utf8')
    }
    this.#at += size
  }
}

/** Longest ASCII text that is written character by character. */
const shortTextMax = 40

/** Bytes of a text in UTF-8. */
export function textBytes(text: string): number {
  return Buffer.byteLength(text)
}

/** Bytes of a varint of a non-negative whole number up to 2^53. */
export function varintBytes(value: number): number {
  if (value < 128) return 1
  let size = 1
  for (let rest = value; rest >= 128; rest /= 128) size++
  return size
}

/** Bytes of a varint of 64 bits, signed or not. */
export function varint64Bytes(value: number | bigint): number {
  if (typeof value === 'number' && value >= 0) return varintBytes(value)
  let size = 1
  for (let rest = BigInt.asUintN(64, BigInt(value)) >> 7n; rest > 0n; rest >>= 7n) size++
  return size
}

/** Bytes of a field with a tag of one byte whose content has `size` bytes. */
export function delimitedBytes(size: number): number {
  return 1 + varintBytes(size) + size
}
