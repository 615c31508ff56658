import type { PayloadBytes } from '#model/payload.ts'
import { payloadTag, valueTag } from '#model/payload-format.ts'
import { PayloadReader } from '#model/payload-reader.ts'
import type { JsonWriter } from './json-writer.ts'

/** Writes a stored payload as JSON, straight from its bytes. */
export function writePayload(writer: JsonWriter, bytes: PayloadBytes): void {
  writeEntries(writer, new PayloadReader(bytes), bytes.length, payloadTag.entry)
}

function writeEntries(writer: JsonWriter, reader: PayloadReader, end: number, entryTag: number): void {
  writer.byte(123)
  let first = true
  while (reader.at < end) {
    const tag = reader.varint()
    if (tag !== entryTag) {
      reader.skip(tag)
      continue
    }
    const length = reader.varint()
    if (!first) writer.byte(44)
    first = false
    writeEntry(writer, reader, reader.at + length)
  }
  writer.byte(125)
}

/** A key comes before its value. */
function writeEntry(writer: JsonWriter, reader: PayloadReader, end: number): void {
  let hasKey = false
  let hasValue = false
  while (reader.at < end) {
    const tag = reader.varint()
    if (tag === payloadTag.entryKey) {
      writeText(writer, reader)
      hasKey = true
    } else if (tag === payloadTag.entryValue) {
      if (!hasKey) writer.raw('""')
      hasKey = true
      writer.byte(58)
      const length = reader.varint()
      writeValue(writer, reader, reader.at + length)
      hasValue = true
    } else reader.skip(tag)
  }
  if (!hasValue) writer.raw(hasKey ? ':null' : '"":null')
}

function writeText(writer: JsonWriter, reader: PayloadReader): void {
  const length = reader.varint()
  writer.utf8(reader.buffer, reader.at, reader.at + length)
  reader.at += length
}

/** The content of a qdrant.Value, which ends at `end`. */
function writeValue(writer: JsonWriter, reader: PayloadReader, end: number): void {
  if (reader.at >= end) {
    writer.raw('null')
    return
  }
  const tag = reader.varint()
  switch (tag) {
    case valueTag.string:
      writeText(writer, reader)
      break
    case valueTag.integer:
      writer.integer(reader.varint64())
      break
    case valueTag.double:
      writeDouble(writer, reader, end)
      break
    case valueTag.boolean:
      writer.raw(reader.varint() === 0 ? 'false' : 'true')
      break
    case valueTag.struct: {
      const length = reader.varint()
      writeEntries(writer, reader, reader.at + length, payloadTag.structEntry)
      break
    }
    case valueTag.list: {
      const length = reader.varint()
      writeElements(writer, reader, reader.at + length)
      break
    }
    default:
      reader.skip(tag)
      writer.raw('null')
  }
  reader.at = end
}

/** The exact number may stand beside the double. */
function writeDouble(writer: JsonWriter, reader: PayloadReader, end: number): void {
  const value = reader.double()
  if (reader.at < end && reader.varint() === valueTag.exactUnsigned) writer.integer(reader.fixed64())
  else writer.float64(value)
}

function writeElements(writer: JsonWriter, reader: PayloadReader, end: number): void {
  writer.byte(91)
  let first = true
  while (reader.at < end) {
    const tag = reader.varint()
    if (tag !== payloadTag.element) {
      reader.skip(tag)
      continue
    }
    const length = reader.varint()
    if (!first) writer.byte(44)
    first = false
    writeValue(writer, reader, reader.at + length)
  }
  writer.byte(93)
}
