import { unreachable } from '#base/assert.ts'
import type { PayloadIndexes, PayloadIndexSchema, PayloadIndexType } from '#model/collection.ts'
import type { Condition, FieldTest, Filter } from '#model/filter.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import { parseUuid } from '#model/point-id.ts'
import type { Expression } from '#model/query.ts'
import { parseFormulaVariable } from '#query/formula-variables.ts'

/** What an index must be able to do; its text is how a client asks for such an index. */
const capabilities = {
  boolMatch: 'bool',
  datetimeRange: 'datetime',
  floatRange: 'float',
  geo: 'geo',
  integerMatch: 'integer',
  integerRange: 'integer',
  keywordMatch: 'keyword',
  keywordPrefix: 'keyword (with prefix: true)',
  text: 'text',
  textPhrase: 'text (with phrase_matching: true)',
  uuidMatch: 'uuid',
} as const
type Capability = keyof typeof capabilities

/** A payload path that needs an index, and the types of index of which any would do. */
export interface MissingIndex {
  /** Canonical text of the path. */
  readonly path: string
  /** Sorted. */
  readonly types: readonly string[]
}

/** The type of index that has a capability, whatever its options; undefined: one that is not proposed. */
const proposed: Readonly<Record<Capability, PayloadIndexType | undefined>> = {
  boolMatch: 'bool',
  datetimeRange: 'datetime',
  floatRange: 'float',
  geo: 'geo',
  integerMatch: 'integer',
  integerRange: 'integer',
  keywordMatch: 'keyword',
  keywordPrefix: 'keyword',
  text: 'text',
  textPhrase: 'text',
  // Keywords do too, and nobody has to know that all values are UUIDs.
  uuidMatch: undefined,
}

/** The first condition of a filter that no payload index can answer. */
export function indexMissingForFilter(filter: Filter, indexes: PayloadIndexes): MissingIndex | undefined {
  for (const missing of missingInFilter(filter, '', indexes)) return described(missing)
  return undefined
}

/** The paths of a filter that no payload index can answer, each with the types of index of which any would do. */
export function unindexedFields(
  filter: Filter,
  indexes: PayloadIndexes,
): ReadonlyMap<string, ReadonlySet<PayloadIndexType>> {
  const fields = new Map<string, Set<PayloadIndexType>>()
  for (const { path, anyOf } of missingInFilter(filter, '', indexes)) {
    const types = fields.get(path) ?? new Set()
    fields.set(path, types)
    for (const capability of anyOf) {
      const type = proposed[capability]
      if (type !== undefined) types.add(type)
    }
  }
  return fields
}

/** The first part of a formula whose payload value is in no index. */
export function indexMissingForFormula(
  expression: Expression,
  indexes: PayloadIndexes,
): MissingIndex | undefined {
  switch (expression.kind) {
    case 'constant':
    case 'datetime':
      return undefined
    case 'variable': {
      const variable = parseFormulaVariable(expression.name)
      if (variable.kind !== 'payload') return undefined
      return firstAt(variable.path.text, ['integerMatch', 'integerRange', 'floatRange'], indexes)
    }
    case 'condition':
      for (const missing of missingInCondition(expression.condition, '', indexes)) return described(missing)
      return undefined
    case 'geo_distance':
      return firstAt(canonicalPath(expression.to), ['geo'], indexes)
    case 'datetime_key':
      return firstAt(canonicalPath(expression.path), ['datetimeRange'], indexes)
    case 'mult':
    case 'sum':
      return firstMissing(expression.terms, indexes)
    case 'div':
      return firstMissing([expression.left, expression.right], indexes)
    case 'pow':
      return firstMissing([expression.base, expression.exponent], indexes)
    case 'neg':
    case 'abs':
    case 'sqrt':
    case 'exp':
    case 'log10':
    case 'ln':
      return indexMissingForFormula(expression.operand, indexes)
    case 'exp_decay':
    case 'gauss_decay':
    case 'lin_decay':
      return firstMissing(expression.target ? [expression.x, expression.target] : [expression.x], indexes)
    default:
      return unreachable(expression)
  }
}

/** Whether an index answers exact matches, as grouping needs. */
export function supportsMatch(index: PayloadIndexSchema): boolean {
  if (index.type === 'integer') return !index.explicitParams || index.lookup === true
  return index.type === 'keyword' || index.type === 'uuid' || index.type === 'bool'
}

function firstMissing(expressions: readonly Expression[], indexes: PayloadIndexes): MissingIndex | undefined {
  for (const expression of expressions) {
    const missing = indexMissingForFormula(expression, indexes)
    if (missing) return missing
  }
  return undefined
}

/** A path that needs an index, and what any one index would have to be able to do. */
interface Missing {
  readonly path: string
  readonly anyOf: readonly Capability[]
}

function described({ path, anyOf }: Missing): MissingIndex {
  return { path, types: [...new Set(anyOf.map((capability) => capabilities[capability]))].toSorted() }
}

/** `prefix`: text of the path of the array around, or empty. */
function* missingInFilter(filter: Filter, prefix: string, indexes: PayloadIndexes): Iterable<Missing> {
  for (const condition of conditionsOf(filter)) yield* missingInCondition(condition, prefix, indexes)
}

/** The conditions of a filter itself, in the order in which they are told of. */
export function* conditionsOf(filter: Filter): Iterable<Condition> {
  yield* filter.must
  yield* filter.mustNot
  yield* filter.should
  if (filter.minShould) yield* filter.minShould.conditions
}

function* missingInCondition(
  condition: Condition,
  prefix: string,
  indexes: PayloadIndexes,
): Iterable<Missing> {
  switch (condition.kind) {
    case 'field':
      yield* missingAt(within(prefix, condition.path.text), condition.tests.flatMap(capabilitiesFor), indexes)
      break
    case 'is_empty':
    case 'is_null':
      yield* missingAt(within(prefix, condition.path.text), anyCapability, indexes)
      break
    case 'nested':
      yield* missingInFilter(condition.filter, arrayPath(within(prefix, condition.path.text)), indexes)
      break
    case 'filter':
      yield* missingInFilter(condition.filter, prefix, indexes)
      break
    case 'has_id':
    case 'has_vector':
    case 'slice':
      break
    default:
      unreachable(condition)
  }
}

const within = (prefix: string, path: string): string => (prefix === '' ? path : `${prefix}.${path}`)

/** The path of every element of the array at a path. */
export function arrayPath(path: string): string {
  return path.endsWith('[]') ? path : `${path}[]`
}

const canonicalPath = (text: string): string => parsePayloadPath(text).text

/** Every index knows which points have no value. */
const anyCapability = Object.keys(capabilities) as Capability[]

function missingAt(path: string, anyOf: readonly Capability[], indexes: PayloadIndexes): readonly Missing[] {
  if (anyOf.length === 0) return []
  const index = indexes.get(path)
  const present = index ? capabilitiesOf(index) : []
  return anyOf.some((capability) => present.includes(capability)) ? [] : [{ path, anyOf }]
}

function firstAt(
  path: string,
  anyOf: readonly Capability[],
  indexes: PayloadIndexes,
): MissingIndex | undefined {
  const [missing] = missingAt(path, anyOf, indexes)
  return missing && described(missing)
}

/** Any of them would answer the test; none: the test needs no index. */
function capabilitiesFor(test: FieldTest): readonly Capability[] {
  switch (test.kind) {
    case 'match':
      if (typeof test.value === 'bigint') return ['integerMatch']
      if (typeof test.value === 'boolean') return ['boolMatch']
      return matchingTexts([test.value])
    case 'any':
    case 'except': {
      const values = [...test.values]
      if (values.length === 0) return []
      return typeof values[0] === 'bigint' ? ['integerMatch'] : matchingTexts(values as string[])
    }
    case 'text':
    case 'text_any':
      return ['text']
    case 'phrase':
      return ['textPhrase']
    case 'prefix':
      return ['keywordPrefix']
    case 'range':
      return ['floatRange', 'integerRange']
    case 'datetime_range':
      return ['datetimeRange']
    case 'geo_bounding_box':
    case 'geo_radius':
    case 'geo_polygon':
      return ['geo']
    case 'values_count':
    case 'is_empty':
    case 'is_null':
      return anyCapability
    default:
      return unreachable(test)
  }
}

function matchingTexts(values: readonly string[]): readonly Capability[] {
  const allUuids = values.every((value) => parseUuid(value) !== undefined)
  return allUuids ? ['uuidMatch', 'keywordMatch'] : ['keywordMatch']
}

function capabilitiesOf(index: PayloadIndexSchema): readonly Capability[] {
  switch (index.type) {
    case 'keyword':
      return index.prefix ? ['keywordMatch', 'keywordPrefix'] : ['keywordMatch']
    case 'integer': {
      const able: Capability[] = []
      if (index.lookup ?? true) able.push('integerMatch')
      if (index.range ?? true) able.push('integerRange')
      return able
    }
    case 'text':
      return index.phraseMatching ? ['text', 'textPhrase'] : ['text']
    case 'float':
      return ['floatRange']
    case 'bool':
      return ['boolMatch']
    case 'geo':
      return ['geo']
    case 'datetime':
      return ['datetimeRange']
    case 'uuid':
      return ['uuidMatch']
    default:
      return unreachable(index.type)
  }
}
