import type { Payload, PayloadBytes, PayloadObject, PayloadValue } from '#model/payload.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { payloadTag, valueTag } from '#model/payload-format.ts'
import type { PayloadWriter } from '#model/payload-writer.ts'
import type { JsonBody, JsonNode, JsonObject } from './json-node.ts'
import { asciiText, exactNumber, numberEnd, readNumberText } from './json-numbers.ts'
import { spaceEnd, stringEnd, stringText } from './json-text.ts'

/** A value of JSON as one of a payload: nothing is rounded, and keys keep their order. */
export function payloadValueOf(node: JsonNode): PayloadValue {
  switch (node.kind) {
    case 'null':
      return null
    case 'integer':
      return BigInt(node.value)
    case 'boolean':
    case 'float':
    case 'string':
      return node.value
    case 'array':
      return node.items().map(payloadValueOf)
    case 'object':
      return payloadObjectOf(node)
  }
}

export function payloadObjectOf(node: JsonObject): PayloadObject {
  const { keys, values } = node.members()
  const object: PayloadObject = new Map()
  keys.forEach((key, index) => object.set(key, payloadValueOf(values[index] as JsonNode)))
  return object
}

/** The stored form of a payload, written from its text without anything in between. */
export function payloadBytesOf(node: JsonObject): PayloadBytes {
  const transcoder = new PayloadTranscoder(node.body, node.start)
  return transcoder.run() ?? encodePayload(payloadObjectOf(node) as Payload)
}

/** Distinct keys of one object that are told apart by comparing hashes one by one. */
const fewKeys = 32

const quote = 34
const backslash = 92
const letterU = 117
/** What letters mean after a backslash; other bytes stand for themselves. */
const escaped: ReadonlyMap<number, number> = new Map([
  [98, 8],
  [102, 12],
  [110, 10],
  [114, 13],
  [116, 9],
])

/** Turns JSON that is known to be well formed into stored payload bytes. */
class PayloadTranscoder {
  readonly #bytes: Buffer
  readonly #writer: PayloadWriter
  #at: number
  /** A key may have come twice in an object, which is for the general way to sort out. */
  #doubtful = false

  constructor(body: JsonBody, at: number) {
    this.#bytes = body.bytes
    this.#writer = body.payloadWriter
    this.#at = at
  }

  run(): PayloadBytes | undefined {
    this.#entries(payloadTag.entry)
    return this.#doubtful ? undefined : this.#writer.finish()
  }

  /** The members of the object that begins here, each as a map entry with the given tag. */
  #entries(tag: number): void {
    const writer = this.#writer
    const hashes: number[] = []
    this.#at++
    while (this.#space() !== 125) {
      if (this.#bytes[this.#at] === 44) {
        this.#at++
        this.#space()
      }
      writer.byte(tag)
      const entry = writer.begin()
      writer.byte(payloadTag.entryKey)
      this.#note(hashes, this.#text())
      this.#space()
      this.#at++ // the colon
      writer.byte(payloadTag.entryValue)
      const value = writer.begin()
      this.#value()
      writer.end(value)
      writer.end(entry)
    }
    this.#at++
  }

  #note(hashes: number[], hash: number): void {
    if (hashes.includes(hash) || hashes.length > fewKeys) this.#doubtful = true
    hashes.push(hash)
  }

  #value(): void {
    const writer = this.#writer
    const byte = this.#space() as number
    switch (byte) {
      case 123: {
        writer.byte(valueTag.struct)
        const struct = writer.begin()
        this.#entries(payloadTag.structEntry)
        writer.end(struct)
        return
      }
      case 91: {
        writer.byte(valueTag.list)
        const list = writer.begin()
        this.#elements()
        writer.end(list)
        return
      }
      case 34:
        writer.byte(valueTag.string)
        this.#text()
        return
      case 116:
        this.#at += 4
        writer.byte(valueTag.boolean)
        writer.byte(1)
        return
      case 102:
        this.#at += 5
        writer.byte(valueTag.boolean)
        writer.byte(0)
        return
      case 110:
        this.#at += 4
        writer.byte(valueTag.null)
        writer.byte(0)
        return
      default:
        this.#number()
    }
  }

  #elements(): void {
    const writer = this.#writer
    this.#at++
    while (this.#space() !== 93) {
      if (this.#bytes[this.#at] === 44) this.#at++
      writer.byte(payloadTag.element)
      const element = writer.begin()
      this.#value()
      writer.end(element)
    }
    this.#at++
  }

  /** Writes a string, length first, and gives a hash of it; zero: it has escapes. */
  #text(): number {
    const bytes = this.#bytes
    const start = this.#at + 1
    let at = start
    let hash = 0
    let byte = bytes[at] as number
    while (byte !== quote && byte !== backslash) {
      hash = Math.imul(hash ^ byte, 0x01000193)
      byte = bytes[++at] as number
    }
    if (byte === backslash) {
      this.#escapedText(start, at)
      // The same key may be spelled with and without escapes.
      return 0
    }
    this.#at = at + 1
    this.#writer.varint(at - start)
    this.#writer.bytes(bytes, start, at)
    return hash | 1
  }

  /** The same of a string whose first escape stands at `first`. */
  #escapedText(start: number, first: number): void {
    const bytes = this.#bytes
    let escapes = 0
    let at = first
    for (let byte = backslash; byte !== quote; byte = bytes[at] as number) {
      if (byte !== backslash) {
        at++
        continue
      }
      if (bytes[at + 1] === letterU) return this.#spelledText(start - 1)
      escapes++
      at += 2
    }
    const writer = this.#writer
    writer.varint(at - start - escapes)
    let from = start
    for (let next = first; next < at; next++) {
      if (bytes[next] !== backslash) continue
      writer.bytes(bytes, from, next)
      writer.byte(escaped.get(bytes[next + 1] as number) ?? (bytes[next + 1] as number))
      next++
      from = next + 1
    }
    writer.bytes(bytes, from, at)
    this.#at = at + 1
  }

  /** The same of any string, by way of the text itself. */
  #spelledText(from: number): void {
    const end = stringEnd(this.#bytes, from)
    this.#at = end
    this.#writer.text(stringText(this.#bytes, from, end))
  }

  #number(): void {
    const bytes = this.#bytes
    const start = this.#at
    const end = numberEnd(bytes, start)
    this.#at = end
    const writer = this.#writer
    let integer = 0
    let at = start
    while (at < end && (bytes[at] as number) >= 48 && (bytes[at] as number) <= 57) {
      integer = integer * 10 + ((bytes[at++] as number) - 48)
    }
    if (at === end && integer < 2 ** 32) {
      writer.byte(valueTag.integer)
      writer.varint(integer)
      return
    }
    if (bytes[at] === 46) return this.#float(exactNumber(bytes, start, end))
    const number = readNumberText(asciiText(bytes, start, end))
    if (!number.integer) return this.#float(Number(number.value))
    this.#integer(BigInt(number.value))
  }

  #float(value: number): void {
    this.#writer.byte(valueTag.double)
    this.#writer.double(value)
  }

  #integer(value: bigint): void {
    const writer = this.#writer
    if (value < 2n ** 63n) {
      writer.byte(valueTag.integer)
      writer.varint64(value)
      return
    }
    this.#float(Number(value))
    writer.byte(valueTag.exactUnsigned)
    writer.fixed64(value)
  }

  #space(): number | undefined {
    this.#at = spaceEnd(this.#bytes, this.#at)
    return this.#bytes[this.#at]
  }
}
