import { floatListBytesMax, writeFloatList } from './json-float-list.ts'
import { float32BytesMax, float64Text, writeFloat32, writeText, writeWhole } from './json-floats.ts'

/** Longest text that is copied by a loop. */
const shortText = 32

/** A buffer that has grown beyond this is not kept for what is written next. */
const keptBytesMax = 1024 * 1024

/** Writes JSON into one growing buffer, which serves one text after another. */
export class JsonWriter {
  #buffer = Buffer.allocUnsafeSlow(512)
  /** Of the buffer; made when it is needed. */
  #view: DataView | undefined
  #length = 0

  /** What was written: a view of the buffer, good until something else is written. */
  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer.buffer, this.#buffer.byteOffset, this.#length)
  }

  /** Forgets what was written. */
  clear(): void {
    this.#length = 0
    if (this.#buffer.length <= keptBytesMax) return
    this.#buffer = Buffer.allocUnsafeSlow(512)
    this.#view = undefined
  }

  /** Text that is ASCII and JSON already. */
  raw(text: string): void {
    this.#reserve(text.length)
    if (text.length <= shortText) this.#length = writeText(this.#buffer, this.#length, text)
    else this.#length += this.#buffer.write(text, this.#length, 'latin1')
  }

  /** Text that is JSON already. */
  json(text: string): void {
    this.#reserve(text.length * 3)
    this.#length += this.#buffer.write(text, this.#length, 'utf8')
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#buffer[this.#length++] = value
  }

  /** A string, in quotes. */
  text(value: string): void {
    if (value.length <= shortText && this.#plainText(value)) return
    const encoded = JSON.stringify(value.toWellFormed())
    this.#reserve(encoded.length * 3)
    this.#length += this.#buffer.write(encoded, this.#length, 'utf8')
  }

  #plainText(value: string): boolean {
    this.#reserve(value.length + 2)
    const buffer = this.#buffer
    let at = this.#length
    buffer[at++] = 34
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code < 32 || code > 126 || code === 34 || code === 92) return false
      buffer[at++] = code
    }
    buffer[at++] = 34
    this.#length = at
    return true
  }

  /** A string whose text stands in `bytes` as UTF-8, in quotes. */
  utf8(bytes: Buffer, from: number, to: number): void {
    this.#reserve(to - from + 2)
    const buffer = this.#buffer
    let at = this.#length
    buffer[at++] = 34
    if (to - from > shortText) {
      for (let index = from; index < to; index++) {
        const byte = bytes[index] as number
        if (byte < 32 || byte === 34 || byte === 92) return this.text(bytes.toString('utf8', from, to))
      }
      at += bytes.copy(buffer, at, from, to)
    } else {
      for (let index = from; index < to; index++) {
        const byte = bytes[index] as number
        if (byte < 32 || byte === 34 || byte === 92) return this.text(bytes.toString('utf8', from, to))
        buffer[at++] = byte
      }
    }
    buffer[at++] = 34
    this.#length = at
  }

  integer(value: number | bigint): void {
    if (typeof value === 'bigint' || value < 0) {
      this.raw(String(value))
      return
    }
    this.#reserve(16)
    this.#length = writeWhole(this.#buffer, this.#length, value)
  }

  float32(value: number): void {
    this.#reserve(float32BytesMax)
    this.#length = writeFloat32(this.#buffer, this.#length, value)
  }

  float64(value: number): void {
    this.raw(float64Text(value))
  }

  /** A list of f32. */
  floats(values: Float32Array): void {
    this.#reserve(floatListBytesMax(values.length) + 2)
    const buffer = this.#buffer
    this.#view ??= new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    buffer[this.#length++] = 91
    this.#length = writeFloatList(buffer, this.#view, this.#length, values)
    buffer[this.#length++] = 93
  }

  /** Items in brackets, each written by `write`. */
  list<T>(items: Iterable<T>, write: (item: T) => void): void {
    this.byte(91)
    let first = true
    for (const item of items) {
      if (!first) this.byte(44)
      first = false
      write(item)
    }
    this.byte(93)
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes
    if (needed <= this.#buffer.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2))
    this.#buffer.copy(grown, 0, 0, this.#length)
    this.#buffer = grown
    this.#view = undefined
  }
}
