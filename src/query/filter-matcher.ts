import type { PayloadIndexes } from '#model/collection.ts'
import { badRequest } from '#model/errors.ts'
import type { Condition, FieldTest, Filter, MinShould } from '#model/filter.ts'
import type { PayloadObject, PayloadValue } from '#model/payload.ts'
import { elementsOf, joinPaths, type PayloadPath, readPath } from '#model/payload-path.ts'
import type { PointId } from '#model/point-id.ts'
import { hashPointId } from '#model/sip-hash.ts'
import { compileFieldTests, compileNestedFieldTests, type ValuesTest } from './field-matcher.ts'

/** Levels of filters within filters. */
export const filterDepthMax = 64
/** Conditions of one filter, those of inner filters included. */
export const filterConditionsMax = 65_536

/** How a kind of points is asked. `P` may be anything that stands for a point, such as a slot. */
export interface PointAccess<P> {
  idOf(point: P): PointId
  hasVector(point: P, name: string): boolean
  /** Makes a reader of the values at one path. */
  reader(path: PayloadPath): (point: P) => readonly PayloadValue[]
}

export type Matcher<P> = (point: P) => boolean

/**
 * Compiles one condition to a test of single points; indexes on exactly its path change what it means. Its size has
 * been checked with the filter that it is of.
 */
export function compileConditionOver<P>(
  condition: Condition,
  indexes: PayloadIndexes,
  access: PointAccess<P>,
): Matcher<P> {
  return compileCondition(condition, { access, indexes, nestedPath: undefined })
}

/** Refuses filters that are too deep or too large to be evaluated safely. */
export function checkFilterSize(filter: Filter): void {
  if (countConditions(filter, 1) > filterConditionsMax) {
    throw badRequest(`a filter may have at most ${filterConditionsMax} conditions`)
  }
}

function countConditions(filter: Filter, depth: number): number {
  if (depth > filterDepthMax) throw badRequest(`filters may be nested at most ${filterDepthMax} levels deep`)
  let count = 0
  for (const conditions of [filter.must, filter.should, filter.mustNot, filter.minShould?.conditions ?? []]) {
    count += conditions.length
    for (const condition of conditions) {
      if (condition.kind === 'filter' || condition.kind === 'nested') {
        count += countConditions(condition.filter, depth + 1)
      }
    }
  }
  return count
}

/** Elements of a nested path: objects without an id or vectors. */
const objectAccess: PointAccess<PayloadObject> = {
  idOf: () => -1,
  hasVector: () => false,
  reader: (path) => (object) => readPath(object, path),
}

interface Context<P> {
  readonly access: PointAccess<P>
  readonly indexes: PayloadIndexes
  /** The array that the points are elements of; undefined at top level. */
  readonly nestedPath: PayloadPath | undefined
}

function compileFilter<P>(filter: Filter, context: Context<P>): Matcher<P> {
  const parts: Matcher<P>[] = []
  for (const condition of filter.must) parts.push(compileCondition(condition, context))
  for (const condition of filter.mustNot) parts.push(not(compileCondition(condition, context)))
  if (filter.should.length > 0) {
    parts.push(anyOf(filter.should.map((condition) => compileCondition(condition, context))))
  }
  if (filter.minShould) parts.push(compileMinShould(filter.minShould, context))
  return allOf(parts)
}

function compileMinShould<P>({ conditions, minCount }: MinShould, context: Context<P>): Matcher<P> {
  const matchers = conditions.map((condition) => compileCondition(condition, context))
  return (point) => {
    let missing = minCount
    for (const matches of matchers) {
      if (missing <= 0) break
      if (matches(point)) missing--
    }
    return missing <= 0
  }
}

function compileCondition<P>(condition: Condition, context: Context<P>): Matcher<P> {
  const { access } = context
  switch (condition.kind) {
    case 'field':
      return onValues(condition.path, context, compileTests(condition.tests, condition.path, context))
    case 'is_empty':
      return onValues(condition.path, context, compileIsEmpty(condition.path, context))
    case 'is_null':
      return onValues(condition.path, context, compileIsNull(condition.path, context))
    case 'has_id': {
      if (context.nestedPath) return () => false
      return (point) => condition.ids.has(access.idOf(point))
    }
    case 'has_vector':
      return (point) => access.hasVector(point, condition.name)
    case 'slice': {
      if (context.nestedPath) return () => false
      const [total, index] = [BigInt(condition.total), BigInt(condition.index)]
      return (point) => hashPointId(access.idOf(point)) % total === index
    }
    case 'nested':
      return compileNested(condition.path, condition.filter, context)
    case 'filter':
      return compileFilter(condition.filter, context)
  }
}

function compileNested<P>(path: PayloadPath, filter: Filter, context: Context<P>): Matcher<P> {
  const { access, indexes, nestedPath } = context
  const elements = elementsOf(path)
  const matches = compileFilter(filter, {
    access: objectAccess,
    indexes,
    nestedPath: nestedPath ? joinPaths(nestedPath, elements) : elements,
  })
  const read = access.reader(elements)
  return (point) => {
    for (const value of read(point)) if (value instanceof Map && matches(value)) return true
    return false
  }
}

function compileTests<P>(tests: readonly FieldTest[], path: PayloadPath, context: Context<P>): ValuesTest {
  const { indexes, nestedPath } = context
  if (!nestedPath) return compileFieldTests(tests, indexes.get(path.text))
  return compileNestedFieldTests(tests, indexes.get(joinPaths(nestedPath, path).text))
}

/** An index keeps emptiness and nulls as flags of a point, which count nulls within arrays too. */
function compileIsEmpty<P>(path: PayloadPath, { indexes, nestedPath }: Context<P>): ValuesTest {
  const schema = nestedPath ? undefined : indexes.get(path.text)
  if (schema) return compileFieldTests([{ kind: 'is_empty', expected: true }], schema)
  return (values) => values.every((value) => value === null || (Array.isArray(value) && value.length === 0))
}

function compileIsNull<P>(path: PayloadPath, { indexes, nestedPath }: Context<P>): ValuesTest {
  const schema = nestedPath ? undefined : indexes.get(path.text)
  if (schema) return compileFieldTests([{ kind: 'is_null', expected: true }], schema)
  return (values) => values.includes(null)
}

function onValues<P>(path: PayloadPath, { access }: Context<P>, test: ValuesTest): Matcher<P> {
  const read = access.reader(path)
  return (point) => test(read(point))
}

function not<P>(matcher: Matcher<P>): Matcher<P> {
  return (point) => !matcher(point)
}

function allOf<P>(matchers: readonly Matcher<P>[]): Matcher<P> {
  const [only] = matchers
  if (only && matchers.length === 1) return only
  return (point) => {
    for (const matches of matchers) if (!matches(point)) return false
    return true
  }
}

function anyOf<P>(matchers: readonly Matcher<P>[]): Matcher<P> {
  const [only] = matchers
  if (only && matchers.length === 1) return only
  return (point) => {
    for (const matches of matchers) if (matches(point)) return true
    return false
  }
}
