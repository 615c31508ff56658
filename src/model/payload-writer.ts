/** Most bytes that are copied by a loop. */
const loopBytesMax = 48

/** A growable buffer for the bytes of payloads. */
export class PayloadWriter {
  #buffer: Buffer
  #length = 0

  /** `capacity`: bytes to start with. */
  constructor(capacity = 256) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity)
  }

  get length(): number {
    return this.#length
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return new Uint8Array(this.#buffer.subarray(0, this.#length))
  }

  /** Forgets what was written and keeps the memory. */
  reset(): void {
    this.#length = 0
  }

  /** Writes one byte (a one-byte tag). */
  byte(value: number): void {
    this.#reserve(1)
    this.#buffer[this.#length++] = value
  }

  /** Writes an unsigned integer below 2^32 as a varint. */
  varint(value: number): void {
    this.#reserve(5)
    const buffer = this.#buffer
    let at = this.#length
    let rest = value
    while (rest > 127) {
      buffer[at++] = (rest & 127) | 128
      rest >>>= 7
    }
    buffer[at++] = rest
    this.#length = at
  }

  /** Writes a signed 64-bit integer as a varint. */
  varint64(value: bigint): void {
    if (value >= 0n && value <= 0xffff_ffffn) {
      this.varint(Number(value))
      return
    }
    this.#reserve(10)
    let rest = BigInt.asUintN(64, value)
    while (rest > 127n) {
      this.#buffer[this.#length++] = Number(rest & 127n) | 128
      rest >>= 7n
    }
    this.#buffer[this.#length++] = Number(rest)
  }

  double(value: number): void {
    this.#reserve(8)
    this.#length = this.#buffer.writeDoubleLE(value, this.#length)
  }

  fixed64(value: bigint): void {
    this.#reserve(8)
    this.#length = this.#buffer.writeBigUInt64LE(value, this.#length)
  }

  /** Writes the length of a text in UTF-8 and the text. */
  text(value: string): void {
    const bytesMax = value.length * 3
    this.#reserve(bytesMax + 5)
    const at = this.#length
    if (bytesMax < 128) {
      const written = this.#buffer.write(value, at + 1, bytesMax, 'utf8')
      this.#buffer[at] = written
      this.#length = at + 1 + written
      return
    }
    const start = this.begin()
    this.#length += this.#buffer.write(value, this.#length, bytesMax, 'utf8')
    this.end(start)
  }

  bytes(value: Uint8Array, from = 0, to: number = value.length): void {
    this.#reserve(to - from)
    const buffer = this.#buffer
    let at = this.#length
    this.#length += to - from
    if (to - from > loopBytesMax) {
      buffer.set(from === 0 && to === value.length ? value : value.subarray(from, to), at)
      return
    }
    for (let index = from; index < to; index++) buffer[at++] = value[index] as number
  }

  /**
   * Begins something whose length is not known yet: one byte is left for it. Give the result to `end` once
   * its content is written.
   */
  begin(): number {
    this.byte(0)
    return this.#length
  }

  /** Writes the length of what was begun at `start`; content of 128 bytes or more moves over for it. */
  end(start: number): void {
    const length = this.#length - start
    if (length < 128) {
      this.#buffer[start - 1] = length
      return
    }
    let extra = 1
    for (let rest = length >>> 14; rest !== 0; rest >>>= 7) extra++
    this.#reserve(extra)
    this.#buffer.copyWithin(start + extra, start, this.#length)
    const end = this.#length + extra
    this.#length = start - 1
    this.varint(length)
    this.#length = end
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes
    if (needed <= this.#buffer.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2))
    this.#buffer.copy(grown, 0, 0, this.#length)
    this.#buffer = grown
  }
}
