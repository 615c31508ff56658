/**
 * The protobufjs runtime as the generated code of this project uses it: 64-bit integers are exact without
 * a Long class. A decoded one is a `number` when it is safe (at most 2^53 - 1 from zero), else a `bigint`;
 * encoding takes either. Unknown fields are dropped. The contract has varint 64-bit fields only
 * (no sint64, no fixed64), which `proto.test.ts` holds.
 */
import protobuf from 'protobufjs/minimal.js'

export type Int64 = number | bigint

/** What protobufjs takes for a 64-bit value that is not a number. */
interface LongLike {
  readonly low: number
  readonly high: number
  readonly unsigned: boolean
}

type Method64 = 'uint64' | 'int64' | 'uint64s' | 'int64s'
const BaseReader = protobuf.BufferReader as unknown as new (
  bytes: Buffer,
) => Omit<protobuf.BufferReader, Method64> & { discardUnknown: boolean }
const BaseWriter = protobuf.BufferWriter as unknown as new () => Omit<protobuf.BufferWriter, Method64> & {
  uint64(value: Int64 | LongLike): Writer
  uint64s(values: readonly (Int64 | LongLike)[]): Writer
}

export class Reader extends BaseReader {
  /** Levels of nested messages before decoding fails with `max depth exceeded`. */
  static readonly recursionLimit = 100

  constructor(bytes: Uint8Array) {
    super(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    this.discardUnknown = true
  }

  static create(bytes: Uint8Array): Reader {
    return new Reader(bytes)
  }

  uint64(): Int64 {
    const start = this.pos
    this.pos = varintEnd(this.buf, start, this.len)
    return unsignedVarint(this.buf, start, this.pos)
  }

  int64(): Int64 {
    const start = this.pos
    this.pos = varintEnd(this.buf, start, this.len)
    return signedVarint(this.buf, start, this.pos)
  }

  uint64s(into: Int64[] = []): Int64[] {
    const end = this.#packedEnd()
    while (this.pos < end) into.push(this.uint64())
    return this.#closePacked(end, into)
  }

  int64s(into: Int64[] = []): Int64[] {
    const end = this.#packedEnd()
    while (this.pos < end) into.push(this.int64())
    return this.#closePacked(end, into)
  }

  #packedEnd(): number {
    const length = this.uint32()
    if (length > this.len - this.pos) throw new RangeError('index out of range')
    return this.pos + length
  }

  #closePacked(end: number, into: Int64[]): Int64[] {
    if (this.pos !== end) throw new RangeError('index out of range')
    return into
  }
}

export class Writer extends BaseWriter {
  static create(): Writer {
    return new Writer()
  }

  override uint64(value: Int64): Writer {
    return super.uint64(longOf(value))
  }

  int64(value: Int64): Writer {
    return super.uint64(longOf(value))
  }

  override uint64s(values: readonly Int64[]): Writer {
    return super.uint64s(values.map(longOf))
  }

  int64s(values: readonly Int64[]): Writer {
    return super.uint64s(values.map(longOf))
  }
}

/** The helpers of protobufjs without its Long, whatever other packages have installed. */
export const util: typeof protobuf.util = Object.create(protobuf.util, { Long: { value: null } })

/** Where the generated code keeps its namespace. */
export const roots: Record<string, unknown> = {}

/** Position after the varint at `start`, which must end before `end`. */
function varintEnd(bytes: Uint8Array, start: number, end: number): number {
  const last = start + 10
  for (let at = start; at < last; at++) {
    if (at >= end) throw new RangeError('index out of range')
    if ((bytes[at] as number) < 128) return at + 1
  }
  throw new Error('invalid varint encoding')
}

/** The 28 bits of the bytes `from` to `to` (at most four) of a varint. */
function varintBits(bytes: Uint8Array, from: number, to: number): number {
  let bits = 0
  for (let at = to - 1; at >= from; at--) bits = (bits << 7) | ((bytes[at] as number) & 127)
  return bits
}

function unsignedVarint(bytes: Uint8Array, start: number, end: number): Int64 {
  const low = varintBits(bytes, start, Math.min(end, start + 4))
  if (end <= start + 4) return low
  const middle = varintBits(bytes, start + 4, Math.min(end, start + 8))
  const high = end <= start + 8 ? 0 : varintBits(bytes, start + 8, end)
  if (high === 0 && middle < 1 << 25) return middle * (1 << 28) + low
  return BigInt.asUintN(64, (BigInt(high) << 56n) | (BigInt(middle) << 28n) | BigInt(low))
}

function signedVarint(bytes: Uint8Array, start: number, end: number): Int64 {
  const value = unsignedVarint(bytes, start, end)
  if (typeof value === 'number') return value
  const signed = BigInt.asIntN(64, value)
  return signed >= Number.MIN_SAFE_INTEGER && signed < 0n ? Number(signed) : signed
}

function longOf(value: Int64): number | LongLike {
  if (typeof value === 'number') return value
  return {
    low: Number(BigInt.asIntN(32, value)),
    high: Number(BigInt.asIntN(32, value >> 32n)),
    unsigned: true,
  }
}
