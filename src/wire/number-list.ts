import { type Field, faultsIn, type MessageCodec, messageCodec } from './proto-message.ts'
import { ProtoError, type ProtoReader, wireType, wrongWireType } from './proto-reader.ts'

/**
 * Repeated numbers in typed memory. They come packed nearly always and are copied at once then; pieces and
 * single numbers are appended to memory that doubles.
 */
export class NumberList<A extends Float32Array | Uint32Array> {
  #memory: A
  #length: number

  constructor(memory: A) {
    this.#memory = memory
    this.#length = memory.length
  }

  get length(): number {
    return this.#length
  }

  /** The numbers, in memory of exactly their size that nothing else refers to. */
  take(): A {
    if (this.#memory.length !== this.#length) this.#memory = this.#memory.slice(0, this.#length) as A
    return this.#memory
  }

  append(numbers: A): void {
    const needed = this.#length + numbers.length
    if (needed > this.#memory.length) {
      const grown = new (this.#memory.constructor as new (length: number) => A)(
        Math.max(needed, 2 * this.#length),
      )
      grown.set(this.#memory.subarray(0, this.#length))
      this.#memory = grown
    }
    this.#memory.set(numbers, this.#length)
    this.#length = needed
  }
}

export type FloatList = NumberList<Float32Array>
export type IndexList = NumberList<Uint32Array>

/** A repeated float field; undefined when it has none. */
export function floats(number: number): Field<FloatList | undefined> {
  return { initial: undefined, arms: [{ number, merge: mergeFloats }] }
}

/** A repeated uint32 field; undefined when it has none. */
export function indices(number: number): Field<IndexList | undefined> {
  return { initial: undefined, arms: [{ number, merge: mergeIndices }] }
}

/** A message that has one repeated float field, number 1. */
export const floatsMessage: MessageCodec<FloatList> = listMessage(
  'DenseVector.data',
  mergeFloats,
  () => new Float32Array(0),
)
/** A message that has one repeated uint32 field, number 1. */
export const indicesMessage: MessageCodec<IndexList> = listMessage(
  'SparseIndices.data',
  mergeIndices,
  () => new Uint32Array(0),
)

type Merge<A extends Float32Array | Uint32Array> = (
  reader: ProtoReader,
  type: number,
  previous: NumberList<A> | undefined,
) => NumberList<A>

function listMessage<A extends Float32Array | Uint32Array>(
  place: string,
  merge: Merge<A>,
  empty: () => A,
): MessageCodec<NumberList<A>> {
  const mergeList = (reader: ProtoReader, previous: NumberList<A> | undefined): NumberList<A> => {
    let list = previous
    while (reader.position < reader.end) {
      const tag = reader.tag()
      if (tag >>> 3 === 1) list = merge(reader, tag & 7, list)
      else reader.skip(tag)
    }
    return list ?? new NumberList(empty())
  }
  return messageCodec(faultsIn(place, mergeList))
}

function mergeFloats(reader: ProtoReader, type: number, previous: FloatList | undefined): FloatList {
  return append(previous, readFloats(reader, type))
}

function mergeIndices(reader: ProtoReader, type: number, previous: IndexList | undefined): IndexList {
  return append(previous, readIndices(reader, type))
}

function append<A extends Float32Array | Uint32Array>(
  previous: NumberList<A> | undefined,
  numbers: A,
): NumberList<A> {
  if (previous === undefined) return new NumberList(numbers)
  previous.append(numbers)
  return previous
}

function readFloats(reader: ProtoReader, type: number): Float32Array {
  if (type === wireType.fixed32) return Float32Array.of(reader.float())
  if (type !== wireType.bytes) throw wrongWireType(type, wireType.fixed32)
  const end = reader.delimited()
  const { bytes, position } = reader
  if ((end - position) % 4 !== 0) throw new ProtoError('buffer underflow')
  reader.position = end
  const from = bytes.byteOffset + position
  return new Float32Array(bytes.buffer.slice(from, from + end - position))
}

function readIndices(reader: ProtoReader, type: number): Uint32Array {
  if (type === wireType.varint) return Uint32Array.of(reader.uint32())
  if (type !== wireType.bytes) throw wrongWireType(type, wireType.varint)
  const end = reader.delimited()
  const numbers = new Uint32Array(countVarints(reader.bytes, reader.position, end))
  let count = 0
  while (reader.position < end) numbers[count++] = reader.uint32()
  if (reader.position !== end) throw new ProtoError('delimited length exceeded')
  return numbers
}

/** Each varint ends with the one byte of it that is below 128. */
function countVarints(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let at = start; at < end; at++) if ((bytes[at] as number) < 128) count++
  return count
}
