import { malformed } from '#model/errors.ts'
import type { PayloadObject, PayloadValue } from '#model/payload.ts'
import { faultsIn, lazy, type MessageCodec, map, messageCodec, record, repeated } from './proto-message.ts'
import { type ProtoReader, wireType, wrongWireType } from './proto-reader.ts'

/**
 * qdrant.Value as a payload value. A value without a kind is null. NaN and infinities are read as they are;
 * `requireFinite` refuses them when the request is converted.
 */
export const valueCodec: MessageCodec<PayloadValue> = messageCodec(faultsIn('Value.kind', mergeValue))

const structCodec = record('Struct', { fields: map(1, valueCodec) })
const listCodec = record('ListValue', {
  values: repeated(
    1,
    lazy(() => valueCodec),
  ),
})

function mergeValue(reader: ProtoReader, previous: PayloadValue | undefined): PayloadValue {
  let value = previous ?? null
  while (reader.position < reader.end) {
    const tag = reader.tag()
    const read = valueReaders[tag >>> 3]
    if (read === undefined) reader.skip(tag)
    else if ((tag & 7) !== read.type) throw wrongWireType(tag & 7, read.type)
    else value = read.read(reader, value)
  }
  return value
}

interface ValueReader {
  readonly type: number
  readonly read: (reader: ProtoReader, previous: PayloadValue) => PayloadValue
}

/** By field number. */
const valueReaders: readonly (ValueReader | undefined)[] = [
  undefined,
  { type: wireType.varint, read: readNull },
  { type: wireType.fixed64, read: (reader) => reader.double() },
  { type: wireType.varint, read: (reader) => reader.int64() },
  { type: wireType.bytes, read: (reader) => reader.string() },
  { type: wireType.varint, read: (reader) => reader.bool() },
  { type: wireType.bytes, read: readStruct },
  { type: wireType.bytes, read: readList },
]

function readNull(reader: ProtoReader): null {
  reader.int32()
  return null
}

function readStruct(reader: ProtoReader, previous: PayloadValue): PayloadObject {
  const same = previous instanceof Map ? { fields: previous } : undefined
  return new Map(structCodec.read(reader, same).fields)
}

function readList(reader: ProtoReader, previous: PayloadValue): PayloadValue[] {
  const same = Array.isArray(previous) ? { values: previous } : undefined
  return [...listCodec.read(reader, same).values]
}

/** Throws when a number that JSON does not have is somewhere in the value. */
export function requireFinite(value: PayloadValue): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw malformed('cannot convert to json number')
  } else if (value instanceof Map) {
    for (const member of value.values()) requireFinite(member)
  } else if (Array.isArray(value)) {
    for (const element of value) requireFinite(element)
  }
}

/** A value that must be there and finite; `missing` is what the client is told without one. */
export function requireValue(value: PayloadValue | undefined, missing: string): PayloadValue {
  if (value === undefined) throw malformed(missing)
  requireFinite(value)
  return value
}
