import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { must } from '#base/assert.ts'
import { pick, type Random } from '#base/random.fixture.ts'

/** Random messages of the contract, and what the codecs must read of them, both from the list of facts. */

interface FieldFacts {
  readonly name: string
  readonly type: string
  readonly repeated: boolean
  readonly presence: boolean
  readonly oneof: string | undefined
}

/** A message as the generated code takes it. */
export type PlainMessage = Record<string, unknown>

const facts = readFacts()

function readFacts(): ReadonlyMap<string, readonly FieldFacts[]> {
  const messages = new Map<string, readonly FieldFacts[]>([
    ['google.protobuf.Timestamp', [fieldFacts('1 seconds int64'), fieldFacts('2 nanos int32')]],
  ])
  const text = readFileSync(join(import.meta.dir, '../../proto/facts.txt'), 'utf8')
  for (const line of text.split('\n')) {
    const message = /^message (\S+)(?: (.*))?$/.exec(line)
    if (message === null) continue
    const parts = (message[2] ?? '').split(', ').filter((part) => /^\d/.test(part))
    messages.set(must(message[1], 'a name'), parts.map(fieldFacts))
  }
  return messages
}

function fieldFacts(part: string): FieldFacts {
  const [, name = '', type = '', ...marks] = part.split(' ')
  return {
    name: camelCase(name),
    type: type.replace(/[?*]$/, ''),
    repeated: type.endsWith('*'),
    presence: type.endsWith('?'),
    oneof: marks.find((mark) => mark.startsWith('@'))?.slice(1),
  }
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** A message with some of its fields, in the shape of the generated code; deeper ones are sparser. */
export function randomMessage(random: Random, name: string, depth = 0): PlainMessage {
  const message: PlainMessage = {}
  const fields = must(facts.get(name), `facts of ${name}`)
  const likely = Math.max(0.1, 0.7 - depth * 0.09)
  const chosen = new Map<string, FieldFacts>()
  for (const field of fields) {
    if (field.oneof === undefined) continue
    const arms = fields.filter((other) => other.oneof === field.oneof)
    chosen.set(field.oneof, pick(random, arms))
  }
  for (const field of fields) {
    if (field.oneof !== undefined && chosen.get(field.oneof) !== field) continue
    if (random() > likely) continue
    message[field.name] = randomField(random, field, depth)
  }
  return message
}

function randomField(random: Random, { type, repeated }: FieldFacts, depth: number): unknown {
  const value = mapValue(type)
  const count = Math.floor(random() * 4)
  if (value !== undefined) {
    const entries = Array.from({ length: count }, () => [
      randomText(random),
      randomValue(random, value, depth),
    ])
    return Object.fromEntries(entries)
  }
  if (repeated) return Array.from({ length: count }, () => randomValue(random, type, depth))
  return randomValue(random, type, depth)
}

function mapValue(type: string): string | undefined {
  return /^map<string,(.*)>$/.exec(type)?.[1]
}

const texts = ['', 'a', 'price', 'a.b[].c', 'ключ', '日本語', '𝄞', 'x'.repeat(70), 'not a path!']

function randomText(random: Random): string {
  return pick(random, texts)
}

function randomValue(random: Random, type: string, depth: number): unknown {
  switch (type) {
    case 'string':
      return randomText(random)
    case 'bool':
      return random() < 0.5
    case 'double':
      return (random() - 0.5) * 10 ** Math.floor(random() * 20) + 0.1
    case 'float':
      return Math.fround((random() - 0.5) * 10 ** Math.floor(random() * 8) + 0.1)
    case 'uint32':
      return Math.floor(random() ** 4 * 2 ** 32)
    case 'int32':
      return Math.floor((random() - 0.5) * 2 ** 32)
    case 'uint64':
      return Math.floor(random() ** 6 * 2 ** 53)
    case 'int64':
      return Math.floor((random() - 0.5) ** 5 * 2 ** 54)
    default:
      // What is no message is an enum: small numbers, some of them unknown.
      if (!facts.has(type)) return Math.floor(random() * 6)
      return randomMessage(random, type, depth + 1)
  }
}

/** Messages that have one repeated number, which codecs read as a list. */
const lists = new Set(['qdrant.DenseVector', 'qdrant.SparseIndices'])

/**
 * What a codec reads of the message: absent fields have their default, a oneof is `{kind, value}` by its own
 * name, and ids, payload values, lists and maps are what they are in the model (lists as arrays).
 */
export function readForm(name: string, message: PlainMessage): unknown {
  if (name === 'qdrant.PointId') return message['num'] ?? message['uuid'] ?? null
  if (name === 'qdrant.Value') return valueForm(message)
  if (lists.has(name)) return message['data'] ?? []
  const form: PlainMessage = {}
  for (const field of must(facts.get(name), `facts of ${name}`)) {
    const value = message[field.name]
    if (field.oneof === undefined) {
      form[field.name] = fieldForm(field, value)
    } else {
      const property = camelCase(field.oneof)
      form[property] ??= undefined
      if (value !== undefined) form[property] = { kind: field.name, value: single(field.type, value) }
    }
  }
  return form
}

function fieldForm(field: FieldFacts, value: unknown): unknown {
  const { type, repeated, presence } = field
  const inMap = mapValue(type)
  if (inMap !== undefined) return mapForm(inMap, (value ?? {}) as Record<string, unknown>, field.name)
  if (repeated) {
    const list = ((value ?? []) as unknown[]).map((item) => single(type, item))
    const isTyped = type === 'float' || type === 'uint32'
    return isTyped && list.length === 0 ? undefined : list
  }
  if (value !== undefined) return single(type, value)
  return presence || facts.has(type) ? undefined : defaultOf(type)
}

function mapForm(type: string, entries: Record<string, unknown>, name: string): unknown {
  const form = new Map(Object.entries(entries).map(([key, value]) => [key, single(type, value)]))
  return name === 'payload' && form.size === 0 ? undefined : form
}

function single(type: string, value: unknown): unknown {
  return facts.has(type) ? readForm(type, value as PlainMessage) : value
}

function defaultOf(type: string): unknown {
  if (type === 'string') return ''
  return type === 'bool' ? false : 0
}

function valueForm(message: PlainMessage): unknown {
  if (message['integerValue'] !== undefined) return BigInt(message['integerValue'] as number)
  if (message['structValue'] !== undefined) {
    const { fields } = message['structValue'] as { fields?: Record<string, PlainMessage> }
    return mapForm('qdrant.Value', fields ?? {}, 'fields')
  }
  if (message['listValue'] !== undefined) {
    const { values } = message['listValue'] as { values?: PlainMessage[] }
    return (values ?? []).map(valueForm)
  }
  return message['doubleValue'] ?? message['stringValue'] ?? message['boolValue'] ?? null
}
