import { isUtf8 } from 'node:buffer'
import type { Payload, PayloadBytes, PayloadValue } from '#model/payload.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { payloadTag, valueTag } from '#model/payload-format.ts'
import { requireFinite, valueCodec } from './points-value.ts'
import { type Field, mapEntry, optional, plain, record, string } from './proto-message.ts'
import { ProtoReader, wireType, wrongWireType } from './proto-reader.ts'

/**
 * The `map<string, Value> payload` of a request as it came: where its entries stand. Nearly always they are
 * already in the stored form (`plain`), and only their tags change.
 */
export interface RawPayload {
  readonly source: Buffer
  /** Start (after the tag) and end of every entry, in turns. */
  readonly bounds: number[]
  readonly scanner: EntryScanner
  /** Every entry is in stored form and no key comes twice. */
  plain: boolean
}

/** A payload field of the given number. */
export function payloadEntries(number: number): Field<RawPayload | undefined> {
  const merge = (reader: ProtoReader, type: number, previous: RawPayload | undefined): RawPayload => {
    if (type !== wireType.bytes) throw wrongWireType(type, wireType.bytes)
    const payload = previous ?? newPayload(reader.bytes)
    const start = reader.position
    const end = reader.delimited()
    if (!payload.scanner.isPlainEntry(start, end, reader.nestingLeft)) {
      payload.plain = false
      // Finds what is wrong with the entry, if it is more than unusual.
      reader.position = start
      entryCodec.read(reader, undefined)
    }
    reader.position = end
    payload.bounds.push(start, end)
    return payload
  }
  return { initial: undefined, arms: [{ number, merge }] }
}

function newPayload(source: Buffer): RawPayload {
  return { source, bounds: [], scanner: new EntryScanner(source), plain: true }
}

const entryCodec = record<{ key: string; value: PayloadValue | undefined }>(mapEntry, {
  key: plain(1, string),
  value: optional(2, valueCodec),
})

/** The stored form. Throws RequestError on numbers that JSON does not have. */
export function storedPayload(raw: RawPayload | undefined): PayloadBytes {
  if (raw === undefined) return new Uint8Array(0)
  return raw.plain ? copyEntries(raw) : encodePayload(decodeEntries(raw))
}

function copyEntries({ source, bounds }: RawPayload): PayloadBytes {
  let length = bounds.length / 2
  for (let index = 0; index < bounds.length; index += 2) {
    length += (bounds[index + 1] as number) - (bounds[index] as number)
  }
  const stored = new Uint8Array(length)
  let at = 0
  let index = 0
  while (index < bounds.length) {
    // Entries that follow each other with one byte of tag between them are copied at once.
    const first = index
    const start = bounds[index] as number
    while ((bounds[index + 1] as number) + 1 === bounds[index + 2]) index += 2
    const end = bounds[index + 1] as number
    index += 2
    stored.set(source.subarray(start, end), at + 1)
    for (let entry = first; entry < index; entry += 2) {
      stored[at + (bounds[entry] as number) - start] = payloadTag.entry
    }
    at += 1 + end - start
  }
  return stored
}

function decodeEntries({ source, bounds }: RawPayload): Payload {
  const payload: Payload = new Map()
  for (let index = 0; index < bounds.length; index += 2) {
    const reader = new ProtoReader(source)
    reader.position = bounds[index] as number
    const { key, value } = entryCodec.read(reader, undefined)
    payload.set(key, value ?? null)
  }
  requireFinite(payload)
  return payload
}

/** The keys of one object by their hashes: tells whether a key may have come before. */
class KeyHashes {
  readonly #few: number[] = []
  #many: Set<number> | undefined

  /** False when the hash is there already. */
  add(hash: number): boolean {
    if (this.#many !== undefined) {
      const size = this.#many.size
      return this.#many.add(hash).size > size
    }
    if (this.#few.includes(hash)) return false
    if (this.#few.push(hash) > 24) this.#many = new Set(this.#few)
    return true
  }
}

/**
 * Tests whether bytes are what `encodePayload` writes: fields in order, one kind a value, no unknown fields,
 * shortest varints, valid UTF-8, finite numbers, distinct keys. What is not (or not even a message) is read by
 * the general codec instead. Positions run through `#at`, which is undefined after a `false`.
 */
class EntryScanner {
  readonly #bytes: Uint8Array
  readonly #keys = new KeyHashes()
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** `start` is where the length of the entry stands; `levels` as for `#entry`, the entry included. */
  isPlainEntry(start: number, end: number, levels: number): boolean {
    this.#at = start
    return this.#length(end) === end && this.#entry(end, levels - 1, this.#keys)
  }

  /** A map entry from its key to `end`. `levels` is how many messages it may still hold in each other. */
  #entry(end: number, levels: number, keys: KeyHashes): boolean {
    if (levels < 1 || !this.#tag(payloadTag.entryKey, end)) return false
    const keyEnd = this.#length(end)
    if (keyEnd < 0) return false
    const hash = this.#text(keyEnd)
    if (hash < 0 || !keys.add(hash) || !this.#tag(payloadTag.entryValue, end)) return false
    return this.#length(end) === end && this.#value(end, levels - 1)
  }

  /** One qdrant.Value that ends at `end`. */
  #value(end: number, levels: number): boolean {
    if (this.#at >= end) return false
    const bytes = this.#bytes
    switch (bytes[this.#at++] as number) {
      case valueTag.string:
        return this.#length(end) === end && this.#text(end) >= 0
      case valueTag.integer:
        return this.#integer(end)
      case valueTag.double:
        return this.#double(end)
      case valueTag.boolean:
        return end - this.#at === 1 && (bytes[this.#at] as number) < 2
      case valueTag.null:
        return end - this.#at === 1 && bytes[this.#at] === 0
      case valueTag.struct:
        return this.#length(end) === end && this.#struct(end, levels - 1)
      case valueTag.list:
        return this.#length(end) === end && this.#list(end, levels - 1)
      default:
        return false
    }
  }

  #struct(end: number, levels: number): boolean {
    if (levels < 0) return false
    const keys = new KeyHashes()
    while (this.#at < end) {
      if (!this.#tag(payloadTag.structEntry, end)) return false
      const entryEnd = this.#length(end)
      if (entryEnd < 0 || !this.#entry(entryEnd, levels - 1, keys)) return false
      this.#at = entryEnd
    }
    return true
  }

  #list(end: number, levels: number): boolean {
    if (levels < 0) return false
    while (this.#at < end) {
      if (!this.#tag(payloadTag.element, end)) return false
      const elementEnd = this.#length(end)
      if (elementEnd < 0 || levels < 1 || !this.#value(elementEnd, levels - 1)) return false
      this.#at = elementEnd
    }
    return true
  }

  #tag(tag: number, end: number): boolean {
    return this.#at < end && this.#bytes[this.#at++] === tag
  }

  /** Reads a length of at most four bytes, none in vain, and returns where its content ends, or -1. */
  #length(end: number): number {
    const bytes = this.#bytes
    let length = 0
    for (let shift = 0; shift < 28 && this.#at < end; shift += 7) {
      const byte = bytes[this.#at++] as number
      length |= (byte & 127) << shift
      if (byte === 0 && shift > 0) return -1
      if (byte < 128) return length <= end - this.#at ? this.#at + length : -1
    }
    return -1
  }

  /** Moves over text up to `end` and returns its hash (31 bits), or -1 when it is not UTF-8. */
  #text(end: number): number {
    const bytes = this.#bytes
    const start = this.#at
    let at = start
    let hash = end - start
    let bits = 0
    const hashEnd = Math.min(end, start + hashedBytesMax)
    while (at < hashEnd) {
      const byte = bytes[at++] as number
      bits |= byte
      hash = Math.imul(hash ^ byte, 0x01000193)
    }
    this.#at = end
    if ((bits > 127 || hashEnd < end) && !isUtf8(bytes.subarray(start, end))) return -1
    return hash & 0x7fffffff
  }

  #integer(end: number): boolean {
    const size = end - this.#at
    const last = this.#bytes[end - 1] as number
    if (size < 1 || size > 10 || (size === 10 && last > 1) || (size > 1 && last === 0)) return false
    for (let at = this.#at; at < end - 1; at++) if ((this.#bytes[at] as number) < 128) return false
    return last < 128
  }

  /** A finite double: its exponent bits are not all set. */
  #double(end: number): boolean {
    if (end - this.#at !== 8) return false
    const high = this.#bytes[end - 1] as number
    return (high & 0x7f) !== 0x7f || ((this.#bytes[end - 2] as number) & 0xf0) !== 0xf0
  }
}

/** Text beyond this is checked by the built-in validator, and only its beginning tells keys apart. */
const hashedBytesMax = 48
