import { isUtf8 } from 'node:buffer'
import { JsonError } from './json-error.ts'
import { type JsonArray, JsonBody, type JsonMembers, type JsonNode, type JsonObject } from './json-node.ts'
import { asciiText, NumberScratch, numberEnd, readNumberText, scanNumbers } from './json-numbers.ts'
import { spaceEnd, stringEnd, stringText } from './json-text.ts'

/** Levels of lists and objects that a body may have. */
const depthMax = 127

/**
 * Reads a whole body. Throws JsonError when it is not JSON in UTF-8 or nests too deep. Payloads (objects under
 * the keys `payload` and `payloads`) are only checked; their members are made where somebody asks for them.
 */
export function readJson(bytes: Uint8Array): JsonNode {
  if (!isUtf8(bytes)) throw new JsonError('invalid unicode code point', badTextEnd(bytes))
  return new JsonReader(new JsonBody(bytes)).document()
}

/**
 * The same, pausing between the items of lists that are members of the body: other work goes on while a large
 * one is read.
 *
 * @param pause undefined: it is not time for a pause
 */
export async function readJsonInTurns(
  bytes: Uint8Array,
  pause: () => Promise<void> | undefined,
): Promise<JsonNode> {
  if (!isUtf8(bytes)) throw new JsonError('invalid unicode code point', badTextEnd(bytes))
  return await new JsonReader(new JsonBody(bytes)).documentInTurns(pause)
}

/** The end of the first text that is not UTF-8. What is between texts counts with the one after it. */
function badTextEnd(bytes: Uint8Array): number {
  let start = 0
  for (;;) {
    const end = bytes.indexOf(quote, start) + 1
    if (end === 0) return bytes.length
    if (!isUtf8(bytes.subarray(start, end))) return end
    start = end
  }
}

const quote = 34

class JsonReader {
  readonly #body: JsonBody
  readonly #bytes: Buffer
  readonly #view: DataView
  /** Made for the first list that may be of numbers. */
  #scratch: NumberScratch | undefined
  /**
   * Always an int32 for the engine too. Code that was compiled for bodies without white space takes what it has not
   * seen yet for doubles; one double here spreads to all offsets, and the compiler gives up the loops over them.
   */
  #at: number
  #depth = 0

  constructor(body: JsonBody, at = 0) {
    const { bytes } = body
    this.#body = body
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#at = at
  }

  document(): JsonNode {
    const node = this.value(false)
    if (this.#space() !== undefined) throw new JsonError('trailing characters', this.#at + 1)
    return node
  }

  async documentInTurns(pause: () => Promise<void> | undefined): Promise<JsonNode> {
    if (this.#space() !== 123) return this.document()
    const start = this.#at
    this.#step()
    this.#descend()
    const keys: string[] = []
    const values: JsonNode[] = []
    if (this.#space() !== 125) {
      do {
        const key = this.#key()
        keys.push(key)
        const lazy = key === 'payload' || key === 'payloads'
        const inTurns = !lazy && this.#space() === 91
        values.push(inTurns ? await this.#listInTurns(pause) : this.value(lazy))
      } while (this.#moreMembers())
    }
    this.#step()
    const members = { keys, values }
    const end = this.#at
    if (this.#space() !== undefined) throw new JsonError('trailing characters', this.#at + 1)
    return { kind: 'object', start, end, members: () => members, body: this.#body }
  }

  async #listInTurns(pause: () => Promise<void> | undefined): Promise<JsonArray> {
    const start = this.#at
    this.#step()
    const first = this.#space()
    // Only lists of objects and of lists are long to read.
    if (first !== 123 && first !== 91) {
      this.#at = start
      return this.#list()
    }
    this.#descend()
    const items: JsonNode[] = []
    do {
      items.push(this.value(false))
      const paused = pause()
      if (paused) await paused
    } while (this.#moreItems())
    this.#step()
    this.#depth--
    return arrayOf(start, this.#at, items)
  }

  /** `lazy`: the members of objects here are not wanted yet. */
  value(lazy: boolean): JsonNode {
    const byte = this.#space()
    const start = this.#at
    switch (byte) {
      case 123: // {
        return lazy ? this.#lazyObject() : this.#object()
      case 91: // [
        return lazy ? this.array(true) : this.#list()
      case 34: {
        const end = stringEnd(this.#bytes, start)
        this.#at = end
        return { kind: 'string', start, end, value: stringText(this.#bytes, start, end) }
      }
      case 116:
        this.#word('true')
        return { kind: 'boolean', start, end: this.#at, value: true }
      case 102:
        this.#word('false')
        return { kind: 'boolean', start, end: this.#at, value: false }
      case 110:
        this.#word('null')
        return { kind: 'null', start, end: this.#at }
      case undefined:
        throw this.#ended('value')
      default:
        return this.#number(byte)
    }
  }

  /** A list, of numbers if it can be read so. */
  #list(): JsonArray {
    const start = this.#at
    // A number takes two bytes with its comma, and most take ten.
    const scratch = (this.#scratch ??= new NumberScratch(this.#bytes.length >> 3))
    if (!scanNumbers(this.#bytes, this.#view, start, scratch)) return this.array(false)
    this.#at = scratch.end
    const { count, integers } = scratch
    const body = this.#body
    let items: readonly JsonNode[] | undefined
    return {
      kind: 'array',
      start,
      end: this.#at,
      length: count,
      numbers: { floats: scratch.take(), integers },
      items() {
        items ??= new JsonReader(body, start).array(false).items()
        return items
      },
    }
  }

  array(lazy: boolean): JsonArray {
    const start = this.#at
    this.#step()
    this.#descend()
    const items: JsonNode[] = []
    if (this.#space() !== 93) {
      do {
        items.push(this.value(lazy))
      } while (this.#moreItems())
    }
    this.#step()
    this.#depth--
    return arrayOf(start, this.#at, items)
  }

  /** Steps over the comma after an item; false before the closing bracket. */
  #moreItems(): boolean {
    const byte = this.#space()
    if (byte === 93) return false
    if (byte === undefined) throw this.#ended('list')
    if (byte !== 44) throw new JsonError('expected `,` or `]`', this.#at + 1)
    this.#step()
    if (this.#space() === 93) throw new JsonError('trailing comma', this.#at + 1)
    return true
  }

  #object(): JsonObject {
    const start = this.#at
    const members = this.membersHere(false)
    return { kind: 'object', start, end: this.#at, members: () => members, body: this.#body }
  }

  #lazyObject(): JsonObject {
    const start = this.#at
    this.#skipObject()
    const body = this.#body
    let members: JsonMembers | undefined
    return {
      kind: 'object',
      start,
      end: this.#at,
      body,
      members() {
        members ??= new JsonReader(body, start).membersHere(false)
        return members
      },
    }
  }

  /** The members of the object that begins here. */
  membersHere(lazy: boolean): JsonMembers {
    this.#step()
    this.#descend()
    const keys: string[] = []
    const values: JsonNode[] = []
    if (this.#space() !== 125) {
      do {
        const key = this.#key()
        keys.push(key)
        values.push(this.value(lazy || key === 'payload' || key === 'payloads'))
      } while (this.#moreMembers())
    }
    this.#step()
    this.#depth--
    return { keys, values }
  }

  #key(): string {
    const byte = this.#space()
    if (byte === undefined) throw this.#ended('object')
    if (byte !== 34) throw new JsonError('key must be a string', this.#at + 1)
    const start = this.#at
    const end = stringEnd(this.#bytes, start)
    this.#at = end
    this.#colon()
    return stringText(this.#bytes, start, end)
  }

  #colon(): void {
    const byte = this.#space()
    if (byte === undefined) throw this.#ended('object')
    if (byte !== 58) throw new JsonError('expected `:`', this.#at + 1)
    this.#step()
  }

  /** Steps over the comma after a member; false before the closing brace. */
  #moreMembers(): boolean {
    const byte = this.#space()
    if (byte === 125) return false
    if (byte === undefined) throw this.#ended('object')
    if (byte !== 44) throw new JsonError('expected `,` or `}`', this.#at + 1)
    this.#step()
    if (this.#space() === 125) throw new JsonError('trailing comma', this.#at + 1)
    return true
  }

  #skipValue(): void {
    const byte = this.#space()
    if (byte === 123) this.#skipObject()
    else if (byte === 91) this.#skipList()
    else if (byte === 34) this.#at = stringEnd(this.#bytes, this.#at)
    else this.value(false)
  }

  #skipObject(): void {
    this.#step()
    this.#descend()
    if (this.#space() !== 125) {
      do {
        const byte = this.#space()
        if (byte !== 34) this.#key()
        this.#at = stringEnd(this.#bytes, this.#at)
        this.#colon()
        this.#skipValue()
      } while (this.#moreMembers())
    }
    this.#step()
    this.#depth--
  }

  #skipList(): void {
    this.#step()
    this.#descend()
    if (this.#space() !== 93) {
      do {
        this.#skipValue()
      } while (this.#moreItems())
    }
    this.#step()
    this.#depth--
  }

  #number(byte: number): JsonNode {
    const start = this.#at
    if (byte !== 45 && !(byte >= 48 && byte <= 57)) throw new JsonError('expected value', start + 1)
    const end = numberEnd(this.#bytes, start)
    if (end < 0) {
      const bad = -end - 1
      throw bad >= this.#bytes.length ? this.#ended('value') : new JsonError('invalid number', bad + 1)
    }
    const { integer, value } = readNumberText(asciiText(this.#bytes, start, end))
    this.#at = end
    if (integer) return { kind: 'integer', start, end, value }
    if (!Number.isFinite(value as number)) throw new JsonError('number out of range', end)
    return { kind: 'float', start, end, value: value as number }
  }

  #word(word: string): void {
    for (let index = 0; index < word.length; index++) {
      const byte = this.#bytes[this.#at]
      if (byte === undefined) throw this.#ended('value')
      this.#step()
      if (byte !== word.charCodeAt(index)) throw new JsonError('expected ident', this.#at)
    }
  }

  /** Steps over white space; the byte after it. */
  #space(): number | undefined {
    this.#at = spaceEnd(this.#bytes, this.#at)
    return this.#bytes[this.#at]
  }

  /** To the next byte. */
  #step(): void {
    this.#at = (this.#at + 1) | 0
  }

  #descend(): void {
    if (++this.#depth > depthMax) throw new JsonError('recursion limit exceeded', this.#at)
  }

  #ended(what: string): JsonError {
    const article = what === 'object' ? 'an' : 'a'
    return new JsonError(`EOF while parsing ${article} ${what}`, this.#bytes.length)
  }
}

function arrayOf(start: number, end: number, items: readonly JsonNode[]): JsonArray {
  return { kind: 'array', start, end, length: items.length, numbers: undefined, items: () => items }
}
