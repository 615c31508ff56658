import { PayloadWriter } from '#model/payload-writer.ts'

/**
 * A JSON value of a body and where it stands there: `start` and `end` are offsets of bytes, the end
 * exclusive. Integers stay apart from floats and are exact.
 */
export type JsonNode = JsonScalar | JsonArray | JsonObject

interface Span {
  readonly start: number
  readonly end: number
}

export type JsonScalar =
  | (Span & { readonly kind: 'null' })
  | (Span & { readonly kind: 'boolean'; readonly value: boolean })
  /** A number within 2^53, beyond that a bigint of the i64 or u64 range. */
  | (Span & { readonly kind: 'integer'; readonly value: number | bigint })
  | (Span & { readonly kind: 'float'; readonly value: number })
  | (Span & { readonly kind: 'string'; readonly value: string })

/** Lists of numbers are read at once; their items are made only where somebody wants them one by one. */
export interface JsonArray extends Span {
  readonly kind: 'array'
  readonly length: number
  readonly items: () => readonly JsonNode[]
  readonly numbers: JsonNumbers | undefined
}

export interface JsonNumbers {
  /** Each number as the nearest f32 of its nearest f64. */
  readonly floats: Float32Array
  /** The numbers themselves if all were written as integers within 2^53. */
  readonly integers: Float64Array | undefined
}

/** The value of a key that comes twice is the last one. */
export interface JsonObject extends Span {
  readonly kind: 'object'
  readonly members: () => JsonMembers
  /** The body that it stands in. */
  readonly body: JsonBody
}

export interface JsonMembers {
  readonly keys: readonly string[]
  readonly values: readonly JsonNode[]
}

/** The value of a key, if it is there. */
export function memberOf({ keys, values }: JsonMembers, key: string): JsonNode | undefined {
  for (let index = keys.length - 1; index >= 0; index--) {
    if (keys[index] === key) return values[index]
  }
  return undefined
}

/** A body that is read. */
export class JsonBody {
  readonly bytes: Buffer
  #payloadWriter: PayloadWriter | undefined

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Empty, and shared by all payloads of the body: one is written at a time. */
  get payloadWriter(): PayloadWriter {
    this.#payloadWriter ??= new PayloadWriter(4096)
    this.#payloadWriter.reset()
    return this.#payloadWriter
  }
}
