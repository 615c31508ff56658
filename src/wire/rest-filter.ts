import { parseDatetime } from '#model/datetime.ts'
import type { Bounds, Condition, FieldTest, Filter, MinShould } from '#model/filter.ts'
import {
  attempt,
  bool,
  type Decode,
  Fields,
  f64,
  list,
  noVariant,
  oneOrMany,
  type Place,
  text,
  u32,
  usize,
} from './json-decode.ts'
import { JsonError } from './json-error.ts'
import { type JsonNode, memberOf } from './json-node.ts'
import { geoCondition } from './rest-geo.ts'
import { payloadPath } from './rest-path.ts'
import { pointId } from './rest-point-id.ts'

/** Filters and their conditions. */

const conditionForms =
  'Expected some form of condition, which can be a field condition (like {"key": ..., "match": ... }), or some other mentioned in the documentation: https://qdrant.tech/documentation/concepts/filtering/#filtering-conditions'

/** What no point passes. */
const never: Condition = { kind: 'has_id', ids: new Set() }

export const filter: Decode<Filter> = (node, at) => filterOf(node, at, false)

/** In a nested filter, `should` without conditions lets nothing pass. */
const nestedFilter: Decode<Filter> = (node, at) => filterOf(node, at, true)

function filterOf(node: JsonNode, at: Place, nested: boolean): Filter {
  const fields = new Fields(node, at, 'Filter')
  fields.only(['should', 'min_should', 'must', 'must_not'])
  const should = fields.present('should', conditions)
  const minShould = fields.optional('min_should', minShouldOf)
  return {
    should: nested && should?.length === 0 ? [never] : (should ?? []),
    minShould,
    must: fields.present('must', conditions) ?? [],
    mustNot: fields.present('must_not', conditions) ?? [],
  }
}

const minShouldOf: Decode<MinShould> = (node, at) => {
  const fields = new Fields(node, at, 'MinShould')
  const minCount = fields.required('min_count', usize)
  if (minCount < 1) at.report('min_count', 'min_count must be greater than 0')
  return { conditions: fields.required('conditions', list(condition)), minCount }
}

/**
 * A condition is read as a whole before it is looked at, so that its faults have no place of their own, and
 * another style.
 */
export const condition: Decode<Condition> = (node, at) => {
  const key = node.kind === 'object' ? memberOf(node.members(), 'key') : undefined
  try {
    if (key === undefined) return otherCondition(node, at)
    if (key.kind !== 'string') throw new JsonError("Filter condition 'key' must be a string")
    return fieldCondition(node, at)
  } catch (error) {
    throw error instanceof JsonError ? new JsonError(wholeValueStyle(error.message)) : error
  }
}

const conditions = oneOrMany(condition)

function wholeValueStyle(message: string): string {
  return message
    .replace(/^invalid (type|value|length): (.*), expected (.*)$/s, 'Invalid $1 $2. Expected $3')
    .replace(/^missing field `(.*)`$/s, 'Missing field $1')
}

const otherForms: readonly (readonly [string, Decode<Condition>])[] = [
  ['is_empty', (node, at) => ({ kind: 'is_empty', path: keyOf(node, at) })],
  ['is_null', (node, at) => ({ kind: 'is_null', path: keyOf(node, at) })],
  ['has_id', (node, at) => ({ kind: 'has_id', ids: new Set(list(pointId)(node, at)) })],
  ['has_vector', (node, at) => ({ kind: 'has_vector', name: text(node, at) })],
  ['slice', slice],
  ['nested', nested],
]

function otherCondition(node: JsonNode, at: Place): Condition {
  if (node.kind === 'object') {
    for (const [key, decode] of otherForms) {
      const member = memberOf(node.members(), key)
      const found = member && attempt(decode, member, key === 'nested' ? at.field(key) : at)
      if (found !== undefined) return found
    }
    const inner = attempt(filter, node, at)
    if (inner !== undefined) return { kind: 'filter', filter: inner }
  }
  throw new JsonError(conditionForms)
}

function keyOf(node: JsonNode, at: Place) {
  return new Fields(node, at, 'PayloadField').required('key', payloadPath)
}

function slice(node: JsonNode, at: Place): Condition {
  const fields = new Fields(node, at, 'Slice')
  const total = fields.required('total', u32)
  if (total === 0) throw new JsonError('invalid value: integer `0`, expected a nonzero u32')
  const index = fields.required('index', u32)
  if (index >= total) at.reportRule('__all__', 'Slice index must be less than the total number of slices')
  return { kind: 'slice', total, index }
}

function nested(node: JsonNode, at: Place): Condition {
  const fields = new Fields(node, at, 'Nested')
  return {
    kind: 'nested',
    path: fields.required('key', payloadPath),
    filter: fields.required('filter', nestedFilter),
  }
}

function fieldCondition(node: JsonNode, at: Place): Condition {
  const fields = new Fields(node, at, 'FieldCondition', 'value')
  const path = fields.required('key', payloadPath)
  const tests: FieldTest[] = []
  const add = (test: FieldTest | undefined): void => {
    if (test !== undefined) tests.push(test)
  }
  add(fields.optional('match', match))
  add(fields.optional('range', range))
  for (const geo of geoCondition(fields)) add(geo)
  const count = fields.optional('values_count', valuesCount)
  add(count && { kind: 'values_count', ...count })
  const isEmpty = fields.optional('is_empty', bool)
  if (isEmpty !== undefined) add({ kind: 'is_empty', expected: isEmpty })
  const isNull = fields.optional('is_null', bool)
  if (isNull !== undefined) add({ kind: 'is_null', expected: isNull })
  if (tests.length === 0) at.reportRule('__all__', 'At least one field condition must be specified')
  return { kind: 'field', path, tests }
}

const matchForms: readonly (readonly [string, (node: JsonNode) => FieldTest | undefined])[] = [
  ['value', (node) => matchValue(node)],
  ['text', (node) => (node.kind === 'string' ? { kind: 'text', text: node.value } : undefined)],
  ['text_any', (node) => (node.kind === 'string' ? { kind: 'text_any', text: node.value } : undefined)],
  ['phrase', (node) => (node.kind === 'string' ? { kind: 'phrase', text: node.value } : undefined)],
  ['prefix', (node) => (node.kind === 'string' ? { kind: 'prefix', prefix: node.value } : undefined)],
  ['any', (node) => matchSet(node, 'any')],
  ['except', (node) => matchSet(node, 'except')],
]

const match: Decode<FieldTest> = (node) => {
  if (node.kind === 'object') {
    for (const [key, read] of matchForms) {
      const member = memberOf(node.members(), key)
      const test = member && read(member)
      if (test !== undefined) return test
    }
  }
  throw new JsonError(noVariant('MatchInterface'))
}

function matchValue(node: JsonNode): FieldTest | undefined {
  if (node.kind === 'string' || node.kind === 'boolean') return { kind: 'match', value: node.value }
  const integer = int64In(node)
  return integer === undefined ? undefined : { kind: 'match', value: integer }
}

function matchSet(node: JsonNode, kind: 'any' | 'except'): FieldTest | undefined {
  if (node.kind !== 'array') return undefined
  const items = node.items()
  const strings = new Set<string>()
  for (const item of items) if (item.kind === 'string') strings.add(item.value)
  if (items.every((item) => item.kind === 'string')) return { kind, values: strings }
  const integers = new Set<bigint>()
  for (const item of items) {
    const integer = int64In(item)
    if (integer === undefined) return undefined
    integers.add(integer)
  }
  return { kind, values: integers }
}

function int64In(node: JsonNode): bigint | undefined {
  if (node.kind !== 'integer' || node.value >= 2n ** 63n) return undefined
  return BigInt(node.value)
}

/** Bounds are points in time when one of them is text. */
const range: Decode<FieldTest> = (node, at) => {
  if (node.kind === 'object') {
    const members = node.members()
    const isTime = ['lt', 'gt', 'lte', 'gte'].some((key) => memberOf(members, key)?.kind === 'string')
    if (isTime) return { kind: 'datetime_range', ...bounds(node, at, 'Range', datetime) }
  }
  const numbers = attempt((value, place) => bounds(value, place, 'Range', f64), node, at)
  if (numbers === undefined) throw new JsonError(noVariant('RangeInterfaceUntagged'))
  return { kind: 'range', ...numbers }
}

/** Nanoseconds since the epoch. */
export const datetime: Decode<bigint> = (node, at) => {
  const source = text(node, at)
  const nanoseconds = parseDatetime(source)
  if (nanoseconds !== undefined) return nanoseconds
  throw new JsonError(
    `'${source}' does not match accepted datetime format (RFC3339). Example: 2014-01-01T00:00:00Z`,
  )
}

const valuesCount: Decode<Bounds<number>> = (node, at) => bounds(node, at, 'ValuesCount', usize)

function bounds<T>(node: JsonNode, at: Place, typeName: string, decode: Decode<T>): Bounds<T> {
  const fields = new Fields(node, at, typeName)
  return {
    gt: fields.optional('gt', decode),
    gte: fields.optional('gte', decode),
    lt: fields.optional('lt', decode),
    lte: fields.optional('lte', decode),
  }
}
