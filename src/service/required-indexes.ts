import { unreachable } from '#base/assert.ts'
import type { PayloadIndexes, PayloadIndexSchema } from '#model/collection.ts'
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

/** The first condition of a filter that no payload index can answer. */
export function indexMissingForFilter(filter: Filter, indexes: PayloadIndexes): MissingIndex | undefined {
  return missingInFilter(filter, '', indexes)
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
      return missingAt(variable.path.text, ['integerMatch', 'integerRange', 'floatRange'], indexes)
    }
    case 'condition':
      return missingInCondition(expression.condition, '', indexes)
    case 'geo_distance':
      return missingAt(canonicalPath(expression.to), ['geo'], indexes)
    case 'datetime_key':
      return missingAt(canonicalPath(expression.path), ['datetimeRange'], indexes)
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

/** `prefix`: text of the path of the array around, or empty. */
function missingInFilter(filter: Filter, prefix: string, indexes: PayloadIndexes): MissingIndex | undefined {
  for (const condition of conditionsOf(filter)) {
    const missing = missingInCondition(condition, prefix, indexes)
    if (missing) return missing
  }
  return undefined
}

/** The conditions of a filter itself, in the order in which they are told of. */
export function* conditionsOf(filter: Filter): Iterable<Condition> {
  yield* filter.must
  yield* filter.mustNot
  yield* filter.should
  if (filter.minShould) yield* filter.minShould.conditions
}

function missingInCondition(
  condition: Condition,
  prefix: string,
  indexes: PayloadIndexes,
): MissingIndex | undefined {
  switch (condition.kind) {
    case 'field':
      return missingAt(within(prefix, condition.path.text), condition.tests.flatMap(capabilitiesFor), indexes)
    case 'is_empty':
    case 'is_null':
      return missingAt(within(prefix, condition.path.text), anyCapability, indexes)
    case 'nested':
      return missingInFilter(condition.filter, arrayPath(within(prefix, condition.path.text)), indexes)
    case 'filter':
      return missingInFilter(condition.filter, prefix, indexes)
    case 'has_id':
    case 'has_vector':
    case 'slice':
      return undefined
    default:
      return unreachable(condition)
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

function missingAt(
  path: string,
  anyOf: readonly Capability[],
  indexes: PayloadIndexes,
): MissingIndex | undefined {
  if (anyOf.length === 0) return undefined
  const index = indexes.get(path)
  const present = index ? capabilitiesOf(index) : []
  if (anyOf.some((capability) => present.includes(capability))) return undefined
  return { path, types: [...new Set(anyOf.map((capability) => capabilities[capability]))].toSorted() }
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
