import { isUtf8 } from 'node:buffer'
import { parseUuid, type PointId } from '#model/point-id.ts'
import type { PayloadBytes } from '#model/payload.ts'
import type { InferenceInput, NamedVectorInputs, VectorData } from '#model/vector.ts'
import type { PointWrite } from '#model/write.ts'
import { JsonError } from './json-error.ts'
import { JsonBody } from './json-node.ts'
import { asciiText, NumberScratch, scanNumbers } from './json-numbers.ts'
import { transcodePayload } from './json-payload.ts'
import { spaceEnd, stringEnd, stringText } from './json-text.ts'
import { pointIdFromText } from './rest-point-id.ts'

type Point = PointWrite<NamedVectorInputs>

/**
 * Reads `{"points":[{"id":…,"vector":…,"payload":…},…]}`, as nearly all uploads are, without a tree of it.
 * Undefined: the body has another form or a fault, and whoever reads it the general way says so. Vectors are dense,
 * one without a name or several by name.
 */
export function readPoints(bytes: Uint8Array): Point[] | undefined {
  return exceptFaults(() => {
    const reader = openPoints(bytes)
    if (reader === undefined) return undefined
    const points: Point[] = []
    do {
      points.push(reader.point())
    } while (reader.hasMore())
    return points
  })
}

/**
 * The same, pausing between points: other work goes on while a large body is read.
 *
 * @param pause undefined: it is not time for a pause
 */
export async function readPointsInTurns(
  bytes: Uint8Array,
  pause: () => Promise<void> | undefined,
): Promise<Point[] | undefined> {
  const reader = exceptFaults(() => openPoints(bytes))
  if (reader === undefined) return undefined
  const points: Point[] = []
  const readMore = (): boolean => {
    points.push(reader.point())
    return reader.hasMore()
  }
  for (;;) {
    const more = exceptFaults(readMore)
    if (more === undefined) return undefined
    if (!more) return points
    const paused = pause()
    if (paused) await paused
  }
}

function exceptFaults<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof JsonError) return undefined
    throw error
  }
}

/** Undefined: something is there before or after the points. */
function openPoints(bytes: Uint8Array): PointsReader | undefined {
  // Looked at first, so that other forms are not read twice.
  let last = bytes.length - 1
  while (last > 0 && spaceEnd(bytes, last) !== last) last--
  if (bytes[last] !== 125) return undefined
  do last--
  while (last > 0 && spaceEnd(bytes, last) !== last)
  return bytes[last] === 93 && isUtf8(bytes) ? new PointsReader(bytes) : undefined
}

/** The texts of the names that are known here, with their quotes. */
const nameBytes = (name: string): Uint8Array => Buffer.from(`"${name}"`)
const pointsName = nameBytes('points')
const idName = nameBytes('id')
const vectorName = nameBytes('vector')
const payloadName = nameBytes('payload')

const quote = 34
const comma = 44
const openBracket = 91
const closeBracket = 93
const openBrace = 123
const closeBrace = 125

/** Integers of so many digits are exact. */
const exactDigits = 15

class PointsReader {
  readonly #body: JsonBody
  readonly #bytes: Buffer
  readonly #view: DataView
  readonly #scratch: NumberScratch
  #at = 0

  /** Stops at the first point. */
  constructor(bytes: Uint8Array) {
    this.#body = new JsonBody(bytes)
    this.#bytes = this.#body.bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    // A number takes two bytes with its comma, and most take ten.
    this.#scratch = new NumberScratch(bytes.length >> 3)
    this.#take(openBrace)
    if (!this.#takeName(pointsName)) throw unexpected()
    this.#take(openBracket)
  }

  point(): Point {
    let id: PointId | undefined
    let vectors: NamedVectorInputs | undefined
    let payload: PayloadBytes | null | undefined
    this.#take(openBrace)
    do {
      if (id === undefined && this.#takeName(idName)) id = this.#id()
      else if (vectors === undefined && this.#takeName(vectorName)) vectors = this.#vectors()
      else if (payload === undefined && this.#takeName(payloadName)) payload = this.#payload()
      else throw unexpected()
    } while (this.#goesOn(closeBrace))
    if (id === undefined || vectors === undefined) throw unexpected()
    return { id, vectors, payload: payload ?? null }
  }

  /** Whether another point follows. After the last one the body has ended. */
  hasMore(): boolean {
    if (this.#goesOn(closeBracket)) return true
    this.#take(closeBrace)
    if (this.#space() !== undefined) throw unexpected()
    return false
  }

  #id(): PointId {
    const bytes = this.#bytes
    const start = spaceEnd(bytes, this.#at)
    let byte = bytes[start] as number
    if (byte === quote) {
      this.#at = stringEnd(bytes, start)
      const uuid = parseUuid(stringText(bytes, start, this.#at))
      if (uuid === undefined) throw unexpected()
      return uuid
    }
    let id = 0
    let at = start
    while (byte >= 48 && byte <= 57) {
      id = id * 10 + (byte - 48)
      at = (at + 1) | 0
      byte = bytes[at] as number
    }
    const digits = at - start
    // What else may be in a number is no digit, and shows as something unexpected after it.
    if (digits === 0 || (digits > 1 && bytes[start] === 48)) throw unexpected()
    this.#at = at
    if (digits <= exactDigits) return id
    const long = pointIdFromText(asciiText(bytes, start, at))
    if (long === undefined) throw unexpected()
    return long
  }

  #vectors(): NamedVectorInputs {
    if (this.#space() === openBracket) return new Map([['', { kind: 'dense', values: this.#numbers() }]])
    this.#take(openBrace)
    const named = new Map<string, VectorData | InferenceInput>()
    do {
      const name = this.#name()
      if (named.has(name) || this.#space() !== openBracket) throw unexpected()
      named.set(name, { kind: 'dense', values: this.#numbers() })
    } while (this.#goesOn(closeBrace))
    return named
  }

  #numbers(): Float32Array {
    const scratch = this.#scratch
    if (!scanNumbers(this.#bytes, this.#view, this.#at, scratch) || scratch.count === 0) throw unexpected()
    this.#at = scratch.end
    return scratch.take()
  }

  #payload(): PayloadBytes {
    if (this.#space() !== openBrace) throw unexpected()
    const transcoded = transcodePayload(this.#body, this.#at)
    if (transcoded === undefined) throw unexpected()
    this.#at = transcoded.end
    return transcoded.payload
  }

  /** A name and the colon after it. */
  #name(): string {
    const start = spaceEnd(this.#bytes, this.#at)
    if (this.#bytes[start] !== quote) throw unexpected()
    const end = stringEnd(this.#bytes, start)
    this.#at = end
    this.#take(58)
    return stringText(this.#bytes, start, end)
  }

  /** Steps over a name and the colon after it, if it is that name. */
  #takeName(name: Uint8Array): boolean {
    const bytes = this.#bytes
    const start = spaceEnd(bytes, this.#at)
    for (let index = 0; index < name.length; index++) {
      if (bytes[start + index] !== name[index]) return false
    }
    this.#at = (start + name.length) | 0
    this.#take(58)
    return true
  }

  /** Steps over the comma after an item, or over the bracket that closes: then false. */
  #goesOn(closing: number): boolean {
    const byte = this.#space()
    if (byte !== comma && byte !== closing) throw unexpected()
    this.#at = (this.#at + 1) | 0
    return byte === comma
  }

  #take(wanted: number): void {
    if (this.#space() !== wanted) throw unexpected()
    this.#at = (this.#at + 1) | 0
  }

  /** Steps over white space; the byte after it. */
  #space(): number | undefined {
    this.#at = spaceEnd(this.#bytes, this.#at)
    return this.#bytes[this.#at]
  }
}

/** Never told: the body is read again. */
function unexpected(): JsonError {
  return new JsonError('not a plain list of points')
}
