import type { Payload, PayloadBytes, PayloadObject, PayloadValue } from '#model/payload.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { payloadTag, valueTag } from '#model/payload-format.ts'
import type { PayloadWriter } from '#model/payload-writer.ts'
import { JsonError } from './json-error.ts'
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
  const transcoded = transcodePayload(node.body, node.start)
  return transcoded?.payload ?? encodePayload(payloadObjectOf(node) as Payload)
}

/**
 * The stored form of the payload whose opening brace stands at `at`, and where its text ends. Undefined: it is not
 * well formed, or needs the general way. The text must be UTF-8.
 */
export function transcodePayload(
  body: JsonBody,
  at: number,
): { readonly payload: PayloadBytes; readonly end: number } | undefined {
  const transcoder = new PayloadTranscoder(body, at)
  const payload = transcoder.run()
  return payload && { payload, end: transcoder.end }
}

/** Distinct keys of one object that are told apart by comparing hashes one by one. */
const fewKeys = 32

const quote = 34
const backslash = 92
const letterU = 117
/** What comes after a backslash, and what is meant by it. */
const meant: ReadonlyMap<number, number> = new Map([
  [34, 34],
  [92, 92],
  [47, 47],
  [98, 8],
  [102, 12],
  [110, 10],
  [114, 13],
  [116, 9],
])

/** Levels that are gone down at most. */
const depthMax = 100

/** Turns JSON into stored payload bytes, as long as it is well formed. */
class PayloadTranscoder {
  readonly #bytes: Buffer
  readonly #writer: PayloadWriter
  #at: number
  /** A key may have come twice in an object, which is for the general way to sort out. */
  #doubtful = false
  #depth = 0

  constructor(body: JsonBody, at: number) {
    this.#bytes = body.bytes
    this.#writer = body.payloadWriter
    this.#at = at
  }

  run(): PayloadBytes | undefined {
    try {
      this.#entries(payloadTag.entry)
      return this.#doubtful ? undefined : this.#writer.finish()
    } catch (error) {
      if (error instanceof JsonError) return undefined
      throw error
    }
  }

  /** Where the text ends that was read. */
  get end(): number {
    return this.#at
  }

  /** The members of the object that begins here, each as a map entry with the given tag. */
  #entries(tag: number): void {
    const writer = this.#writer
    const hashes: number[] = []
    this.#descend()
    if (this.#space() !== 125) {
      do {
        if (this.#space() !== quote) throw malformed()
        writer.byte(tag)
        const entry = writer.begin()
        writer.byte(payloadTag.entryKey)
        this.#note(hashes, this.#text())
        if (this.#space() !== 58) throw malformed()
        this.#step()
        writer.byte(payloadTag.entryValue)
        const value = writer.begin()
        this.#value()
        writer.end(value)
        writer.end(entry)
      } while (this.#more(125))
    }
    this.#ascend()
  }

  /** Steps over the comma after an item; false before the bracket that closes. */
  #more(closing: number): boolean {
    const byte = this.#space()
    if (byte === closing) return false
    if (byte !== 44) throw malformed()
    this.#step()
    return true
  }

  /** Over the opening bracket, and over the closing one. */
  #descend(): void {
    if (++this.#depth > depthMax) throw malformed()
    this.#step()
  }

  #ascend(): void {
    this.#depth--
    this.#step()
  }

  #step(): void {
    this.#at = (this.#at + 1) | 0
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
        this.#word('true')
        writer.byte(valueTag.boolean)
        writer.byte(1)
        return
      case 102:
        this.#word('false')
        writer.byte(valueTag.boolean)
        writer.byte(0)
        return
      case 110:
        this.#word('null')
        writer.byte(valueTag.null)
        writer.byte(0)
        return
      default:
        this.#number()
    }
  }

  #word(word: string): void {
    for (let index = 0; index < word.length; index++) {
      if (this.#bytes[this.#at] !== word.charCodeAt(index)) throw malformed()
      this.#step()
    }
  }

  #elements(): void {
    const writer = this.#writer
    this.#descend()
    if (this.#space() !== 93) {
      do {
        writer.byte(payloadTag.element)
        const element = writer.begin()
        this.#value()
        writer.end(element)
      } while (this.#more(93))
    }
    this.#ascend()
  }

  /** Writes a string, length first, and gives a hash of it; zero: it has escapes. */
  #text(): number {
    const bytes = this.#bytes
    const start = this.#at + 1
    let at = start
    let hash = 0
    let byte = bytes[at] as number
    // Not so at the end of the bytes either.
    while (byte >= 32 && byte !== quote && byte !== backslash) {
      hash = Math.imul(hash ^ byte, 0x01000193)
      byte = bytes[++at] as number
    }
    if (byte === backslash) {
      this.#escapedText(start, at)
      // The same key may be spelled with and without escapes.
      return 0
    }
    if (byte !== quote) throw malformed()
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
        if (!(byte >= 32)) throw malformed()
        at++
        continue
      }
      const letter = bytes[at + 1] as number
      if (letter === letterU) return this.#spelledText(start - 1)
      if (!meant.has(letter)) throw malformed()
      escapes++
      at += 2
    }
    const writer = this.#writer
    writer.varint(at - start - escapes)
    let from = start
    for (let next = first; next < at; next++) {
      if (bytes[next] !== backslash) continue
      writer.bytes(bytes, from, next)
      writer.byte(meant.get(bytes[next + 1] as number) as number)
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
    if (end < 0) throw malformed()
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
    if (!Number.isFinite(value)) throw malformed()
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

/** Whoever reads the whole body says what is wrong, and where. */
function malformed(): JsonError {
  return new JsonError('malformed payload')
}
