import { assert } from '#base/assert.ts'
import { malformed, type RequestError } from './errors.ts'
import type { Payload, PayloadBytes, PayloadObject, PayloadValue } from './payload.ts'
import { payloadDepthMax, payloadTag, valueTag } from './payload-format.ts'
import { PayloadReader } from './payload-reader.ts'
import { PayloadWriter } from './payload-writer.ts'

const int64Max = 2n ** 63n - 1n
const int64Min = -(2n ** 63n)
const uint64Max = 2n ** 64n - 1n

/**
 * Writes a payload in its stored form. Refuses what clients could not read back: NaN and infinities, and
 * nesting beyond `payloadDepthMax`. Integers must have 64 bits.
 */
export function encodePayload(payload: Payload): PayloadBytes {
  const writer = new PayloadWriter()
  writeEntries(writer, payload, payloadTag.entry, 1)
  return writer.finish()
}

/** Reads a stored payload. */
export function decodePayload(bytes: PayloadBytes): Payload {
  return readEntries(new PayloadReader(bytes), bytes.length, payloadTag.entry)
}

/** The refusal of a payload with too many levels. */
export function tooDeep(): RequestError {
  return malformed(`a payload may have at most ${payloadDepthMax} levels`)
}

/** Writes one value as the content of a qdrant.Value; `depth` levels of containers are around it. */
export function writeValue(writer: PayloadWriter, value: PayloadValue, depth: number): void {
  if (typeof value === 'string') {
    writer.byte(valueTag.string)
    writer.text(value)
  } else if (typeof value === 'bigint') writeInteger(writer, value)
  else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw malformed('cannot convert to json number')
    writer.byte(valueTag.double)
    writer.double(value)
  } else if (typeof value === 'boolean') {
    writer.byte(valueTag.boolean)
    writer.byte(value ? 1 : 0)
  } else if (value === null) {
    writer.byte(valueTag.null)
    writer.byte(0)
  } else writeContainer(writer, value, depth + 1)
}

function writeContainer(writer: PayloadWriter, value: PayloadValue[] | PayloadObject, depth: number): void {
  if (depth > payloadDepthMax) throw tooDeep()
  if (Array.isArray(value)) {
    writer.byte(valueTag.list)
    const list = writer.begin()
    for (const element of value) {
      writer.byte(payloadTag.element)
      const start = writer.begin()
      writeValue(writer, element, depth)
      writer.end(start)
    }
    writer.end(list)
    return
  }
  writer.byte(valueTag.struct)
  const struct = writer.begin()
  writeEntries(writer, value, payloadTag.structEntry, depth)
  writer.end(struct)
}

function writeEntries(writer: PayloadWriter, object: PayloadObject, tag: number, depth: number): void {
  for (const [key, value] of object) {
    writer.byte(tag)
    const entry = writer.begin()
    writer.byte(payloadTag.entryKey)
    writer.text(key)
    writer.byte(payloadTag.entryValue)
    const start = writer.begin()
    writeValue(writer, value, depth)
    writer.end(start)
    writer.end(entry)
  }
}

function writeInteger(writer: PayloadWriter, value: bigint): void {
  if (value <= int64Max) {
    assert(value >= int64Min, 'an integer of a payload has 64 bits')
    writer.byte(valueTag.integer)
    writer.varint64(value)
    return
  }
  assert(value <= uint64Max, 'an integer of a payload has 64 bits')
  writer.byte(valueTag.double)
  writer.double(Number(value))
  writer.byte(valueTag.exactUnsigned)
  writer.fixed64(value)
}

/** Reads entries with the given tag from the reader's position up to `end`. */
function readEntries(reader: PayloadReader, end: number, entryTag: number): PayloadObject {
  const object: PayloadObject = new Map()
  while (reader.at < end) {
    const tag = reader.varint()
    if (tag !== entryTag) {
      reader.skip(tag)
      continue
    }
    const length = reader.varint()
    readEntry(reader, reader.at + length, object)
  }
  return object
}

function readEntry(reader: PayloadReader, end: number, object: PayloadObject): void {
  let key = ''
  let value: PayloadValue = null
  while (reader.at < end) {
    const tag = reader.varint()
    if (tag === payloadTag.entryKey) key = reader.text()
    else if (tag === payloadTag.entryValue) {
      const length = reader.varint()
      value = readValue(reader, reader.at + length)
    } else reader.skip(tag)
  }
  object.set(key, value)
}

/** Reads the content of a qdrant.Value, which ends at `end`. A value without a kind is null. */
export function readValue(reader: PayloadReader, end: number): PayloadValue {
  let value: PayloadValue = null
  while (reader.at < end) {
    const tag = reader.varint()
    switch (tag) {
      case valueTag.string:
        value = reader.text()
        break
      case valueTag.integer:
        value = reader.varint64()
        break
      case valueTag.double:
        value = reader.double()
        break
      case valueTag.exactUnsigned:
        value = reader.fixed64()
        break
      case valueTag.boolean:
        value = reader.varint() !== 0
        break
      case valueTag.struct: {
        const length = reader.varint()
        value = readEntries(reader, reader.at + length, payloadTag.structEntry)
        break
      }
      case valueTag.list: {
        const length = reader.varint()
        value = readElements(reader, reader.at + length)
        break
      }
      default:
        reader.skip(tag)
        value = null
    }
  }
  return value
}

function readElements(reader: PayloadReader, end: number): PayloadValue[] {
  const elements: PayloadValue[] = []
  while (reader.at < end) {
    const tag = reader.varint()
    if (tag !== payloadTag.element) {
      reader.skip(tag)
      continue
    }
    const length = reader.varint()
    elements.push(readValue(reader, reader.at + length))
  }
  return elements
}
