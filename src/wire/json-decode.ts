import type { FieldProblem } from '#model/errors.ts'
import { invalidType, invalidValue, JsonError, missingField } from './json-error.ts'
import { type JsonMembers, type JsonNode, memberOf } from './json-node.ts'

/** Where a value stands in the request, for the rules that it may break. */
export class Place {
  readonly problems: FieldProblem[]
  readonly #parent: Place | undefined
  readonly #step: string

  constructor(problems: FieldProblem[] = [], parent?: Place, step = '') {
    this.problems = problems
    this.#parent = parent
    this.#step = step
  }

  field(name: string): Place {
    return new Place(this.problems, this, name)
  }

  item(index: number): Place {
    return new Place(this.problems, this, `[${index}]`)
  }

  /** A place of its own, with problems of its own. */
  detached(): Place {
    return new Place()
  }

  get parent(): Place | undefined {
    return this.#parent
  }

  get path(): string {
    const before = this.#parent?.path ?? ''
    return before === '' || this.#step.startsWith('[') ? before + this.#step : `${before}.${this.#step}`
  }

  /** Notes a broken rule of a field here. */
  report(field: string, text: string): void {
    if (this.problems.length < problemsMax) this.problems.push({ path: this.field(field).path, text })
  }

  /** A rule without a text of its own. */
  reportRule(field: string, rule: string): void {
    this.report(field, `Validation error: ${rule} [{}]`)
  }
}

/** Most broken rules that are told. */
const problemsMax = 100

/** Reads a value of a body as something of the model. Throws JsonError when it is nothing of the kind. */
export type Decode<T> = (node: JsonNode, at: Place) => T

/**
 * A quicker way to read bodies of the form that most have. Undefined: it is of another form, or there is a fault in
 * it; then it is read the general way.
 */
export interface QuickDecode<T> {
  now(bytes: Uint8Array): T | undefined
  /** The same, pausing now and then; what `pause` gives is undefined when it is not time for that. */
  inTurns(bytes: Uint8Array, pause: () => Promise<void> | undefined): Promise<T | undefined>
}

/** What errors call a value. */
export function described(node: JsonNode): string {
  switch (node.kind) {
    case 'null':
      return 'null'
    case 'boolean':
      return `boolean \`${node.value}\``
    case 'integer':
      return `integer \`${node.value}\``
    case 'float':
      return `floating point \`${Number.isInteger(node.value) ? node.value.toFixed(1) : node.value}\``
    case 'string':
      return `string ${JSON.stringify(node.value)}`
    case 'array':
      return 'sequence'
    case 'object':
      return 'map'
  }
}

/** A value of a wrong kind: scalars were read before that showed, others were not. */
export function wrongKind(node: JsonNode, expected: string): JsonError {
  const offset = node.kind === 'array' || node.kind === 'object' ? node.start : node.end
  return invalidType(described(node), expected, offset)
}

export const text: Decode<string> = (node) => {
  if (node.kind === 'string') return node.value
  throw wrongKind(node, 'a string')
}

export const bool: Decode<boolean> = (node) => {
  if (node.kind === 'boolean') return node.value
  throw wrongKind(node, 'a boolean')
}

/** Unsigned integers; those above 2^53 - 1 count as that. */
export function unsigned(typeName: string, max = 2 ** 64): Decode<number> {
  return (node) => {
    if (node.kind !== 'integer') throw wrongKind(node, typeName)
    if (node.value < 0 || node.value > max) throw invalidValue(described(node), typeName, node.end)
    // Not Math.min: with such a bound it makes doubles of small integers for the engine.
    return typeof node.value === 'number' ? node.value : Number.MAX_SAFE_INTEGER
  }
}
export const usize = unsigned('usize')
export const u64 = unsigned('u64')
export const u32 = unsigned('u32', 2 ** 32 - 1)

export const nonzeroU32: Decode<number> = (node, at) => {
  const value = unsigned('a nonzero u32', 2 ** 32 - 1)(node, at)
  if (value === 0) throw invalidValue('integer `0`', 'a nonzero u32', node.end)
  return value
}

export const f64: Decode<number> = (node) => {
  if (node.kind === 'integer' || node.kind === 'float') return Number(node.value)
  throw wrongKind(node, 'f64')
}
export const f32: Decode<number> = (node) => {
  if (node.kind === 'integer' || node.kind === 'float') return Math.fround(Number(node.value))
  throw wrongKind(node, 'f32')
}

/** One of a few words. */
export function oneOf<T extends string>(typeName: string, words: readonly T[]): Decode<T> {
  return (node) => {
    if (node.kind === 'object') throw new JsonError(`expected value`, node.start + 1)
    if (node.kind !== 'string') throw wrongKind(node, `enum ${typeName}`)
    const word = words.find((known) => known === node.value)
    if (word !== undefined) return word
    throw new JsonError(`unknown variant \`${node.value}\`, expected ${anyOf(words)}`, node.end)
  }
}

/** Known words as errors list them. */
function anyOf(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``)
  if (quoted.length > 2) return `one of ${quoted.join(', ')}`
  return quoted.join(' or ')
}

/** A list; each item is told apart by its position. */
export function list<T>(decode: Decode<T>): Decode<T[]> {
  return (node, at) => {
    if (node.kind !== 'array') throw wrongKind(node, 'a sequence')
    return decodeItems(node.items(), decode, at)
  }
}

function decodeItems<T>(items: readonly JsonNode[], decode: Decode<T>, at: Place): T[] {
  const values: T[] = []
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as JsonNode
    try {
      values.push(decode(item, at.item(index)))
    } catch (error) {
      if (error instanceof JsonError && error.offset === undefined) {
        // The bracket or the comma after the item was read before the fault was placed.
        error.offset = (items[index + 1]?.start ?? item.end + 1) as number
      }
      throw error
    }
  }
  return values
}

/** Null, one value or a list of them. */
export function oneOrMany<T>(decode: Decode<T>): Decode<T[] | undefined> {
  const many = list(decode)
  return (node, at) => {
    if (node.kind === 'null') return undefined
    if (node.kind === 'array') return many(node, at)
    if (node.kind === 'object') return [decode(node, at.item(0))]
    throw wrongKind(node, 'null, array or map')
  }
}

/** The values of a map by key, in order of keys. */
export function sortedMap<T>(decode: Decode<T>): Decode<Map<string, T>> {
  return (node, at) => {
    if (node.kind !== 'object') throw wrongKind(node, 'a map')
    const { keys, values } = node.members()
    const decoded = new Map<string, T>()
    keys.forEach((key, index) => decoded.set(key, decode(values[index] as JsonNode, at)))
    return new Map([...decoded].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
  }
}

/** Tries one of several forms: undefined when the value is not of it, and no rule counts as broken then. */
export function attempt<T>(decode: Decode<T>, node: JsonNode, at: Place): T | undefined {
  const before = at.problems.length
  try {
    return decode(node, at)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    at.problems.length = before
    return undefined
  }
}

/** The first form that fits. `fault` is the whole error when none does. */
export function firstOf<T>(fault: string, forms: readonly Decode<T>[]): Decode<T> {
  return (node, at) => {
    for (const form of forms) {
      const value = attempt(form, node, at)
      if (value !== undefined) return value
    }
    throw new JsonError(fault)
  }
}

/** `data did not match any variant`: what untagged forms without a text of their own say. */
export const noVariant = (typeName: string): string =>
  `data did not match any variant of untagged enum ${typeName}`

/**
 * How the members of an object are read: one by one (`streamed`); all before any is looked at (`buffered`), so
 * that all faults show at its end; or as a `value` of its own first, in which the last of several members of one
 * name counts. Otherwise a name may not come twice.
 */
export type Reading = 'streamed' | 'buffered' | 'value'

/** The members of an object by name. */
export class Fields {
  readonly node: JsonNode
  readonly at: Place
  readonly #members: JsonMembers
  readonly #reading: Reading

  constructor(node: JsonNode, at: Place, typeName: string, reading: Reading = 'streamed') {
    if (node.kind !== 'object') {
      const error = wrongKind(node, `struct ${typeName}`)
      throw error
    }
    this.node = node
    this.at = at
    this.#members = node.members()
    this.#reading = reading
  }

  has(name: string): boolean {
    return memberOf(this.#members, name) !== undefined
  }

  get keys(): readonly string[] {
    return this.#members.keys
  }

  /** Faults in the value take their place from here. */
  required<T>(name: string, decode: Decode<T>, alias?: string): T {
    const node = this.#find(name, alias)
    if (node === undefined) {
      const error = missingField(name)
      error.offset = this.node.end
      throw error
    }
    return this.#decode(node, decode, this.at.field(name))
  }

  /** Absent and null are the same. */
  optional<T>(name: string, decode: Decode<T>, alias?: string): T | undefined {
    const node = this.#find(name, alias)
    if (node === undefined || node.kind === 'null') return undefined
    return this.#decode(node, decode, this.at.field(name))
  }

  /** Absent is undefined, null is a value. */
  present<T>(name: string, decode: Decode<T>, alias?: string): T | undefined {
    const node = this.#find(name, alias)
    return node === undefined ? undefined : this.#decode(node, decode, this.at.field(name))
  }

  /** Refuses members of other names. */
  only(names: readonly string[]): void {
    const unknown = this.#members.keys.find((key) => !names.includes(key))
    if (unknown === undefined) return
    throw new JsonError(`unknown field \`${unknown}\`, expected ${anyOf(names)}`, this.node.end)
  }

  #find(name: string, alias: string | undefined): JsonNode | undefined {
    const node = memberOf(this.#members, name)
    const other = alias === undefined ? undefined : memberOf(this.#members, alias)
    if (this.#reading !== 'value') {
      const { keys } = this.#members
      const twice = node !== undefined && keys.indexOf(name) !== keys.lastIndexOf(name)
      if (twice || (node !== undefined && other !== undefined)) {
        throw new JsonError(`duplicate field \`${name}\``, this.node.end)
      }
    }
    return node ?? other
  }

  #decode<T>(node: JsonNode, decode: Decode<T>, at: Place): T {
    try {
      return decode(node, at)
    } catch (error) {
      if (!(error instanceof JsonError)) throw error
      if (this.#reading === 'buffered') error.offset = this.node.end
      // A fault that shows once the value is read is placed after the brace that may follow it.
      else error.offset ??= this.#isLast(node) ? this.node.end : node.end
      throw error
    }
  }

  #isLast(node: JsonNode): boolean {
    return this.#members.values.at(-1) === node
  }
}
