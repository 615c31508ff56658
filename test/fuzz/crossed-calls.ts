import { fromJson, type JsonValue, toBinary } from '@bufbuild/protobuf'
import { pick, type Random } from '#base/random.fixture.ts'
import { type Call, requestSchema } from '../support/recorded-calls.ts'

/** The largest and the strangest numbers that a field may get. */
const numbers = [0, 1, 2, -1, 0.5, 3, 1e30, -1e-30, 4_294_967_295]

/**
 * Makes new calls of known ones: parts of one request take the place of parts of the same name in another, some
 * are left out, numbers change. What comes out mostly means something, in ways that nobody thought of.
 */
export class CrossedCalls {
  readonly #calls: readonly Call[]
  readonly #parts = new Map<string, JsonValue[]>()

  constructor(calls: readonly Call[]) {
    this.#calls = calls
    for (const { request } of calls) this.#collect('', request)
  }

  /** The next call, and its message; undefined when the parts did not fit each other. */
  next(random: Random): { readonly rpc: string; readonly message: Uint8Array } | undefined {
    const { rpc, request } = pick(random, this.#calls)
    const schema = requestSchema(rpc)
    try {
      return { rpc, message: toBinary(schema, fromJson(schema, this.#cross(random, '', request, 0.04))) }
    } catch {
      return undefined
    }
  }

  #collect(key: string, json: JsonValue): void {
    if (key !== '' && key !== 'collectionName') {
      const known = this.#parts.get(key)
      if (known) known.push(json)
      else this.#parts.set(key, [json])
    }
    if (Array.isArray(json)) for (const item of json) this.#collect('', item)
    else if (json !== null && typeof json === 'object') {
      for (const [name, inner] of Object.entries(json)) this.#collect(name, inner)
    }
  }

  #cross(random: Random, key: string, json: JsonValue, rate: number): JsonValue {
    const others = this.#parts.get(key)
    if (others && random() < rate * 2) return pick(random, others)
    if (typeof json === 'number' && random() < rate) return pick(random, numbers)
    if (Array.isArray(json)) {
      const items = json.map((item) => this.#cross(random, '', item, rate))
      if (random() < rate) items.push(...items)
      return random() < rate ? [] : items
    }
    if (json === null || typeof json !== 'object') return json
    const entries = Object.entries(json)
      .filter(([name]) => name === 'collectionName' || random() >= rate)
      .map(([name, inner]) => [name, this.#cross(random, name, inner, rate)] as const)
    return Object.fromEntries(entries)
  }
}
