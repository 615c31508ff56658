import type { PayloadIndexes, PayloadIndexSchema } from '#model/collection.ts'
import { datetimeMicros, parseDatetime } from '#model/datetime.ts'
import type { Bounds, Condition, FieldTest, Filter, GeoPoint } from '#model/filter.ts'
import { compileGeoTest } from '#model/geo.ts'
import type { PayloadValue } from '#model/payload.ts'
import { type PayloadPathStep, parsePayloadPath } from '#model/payload-path.ts'
import { type PointId, parseUuid } from '#model/point-id.ts'
import { hashPointId } from '#model/sip-hash.ts'
import { createTokenizer } from '#model/tokenizer.ts'

/**
 * The meaning of filters, written a second time, as plainly as the API documents it and without a thought
 * for speed: what the tests compare everything else with.
 */
export interface PlainPoint {
  readonly id: PointId
  readonly payload: PayloadValue
  readonly vectors: readonly string[]
}

export function passesPlainly(filter: Filter, point: PlainPoint, indexes: PayloadIndexes): boolean {
  return passesFilter(filter, { point, root: point.payload, indexes, prefix: '' })
}

interface Scope {
  /** Undefined within `nested`. */
  readonly point: PlainPoint | undefined
  readonly root: PayloadValue
  readonly indexes: PayloadIndexes
  /** Path of the elements of `nested`, with a dot at its end. */
  readonly prefix: string
}

function passesFilter(filter: Filter, scope: Scope): boolean {
  const holds = (condition: Condition): boolean => passesCondition(condition, scope)
  const { must, should, mustNot, minShould } = filter
  return (
    must.filter(holds).length === must.length &&
    mustNot.filter(holds).length === 0 &&
    (should.length === 0 || should.filter(holds).length > 0) &&
    (minShould === undefined || minShould.conditions.filter(holds).length >= minShould.minCount)
  )
}

function passesCondition(condition: Condition, scope: Scope): boolean {
  const { point } = scope
  switch (condition.kind) {
    case 'filter':
      return passesFilter(condition.filter, scope)
    case 'has_id':
      return point !== undefined && [...condition.ids].includes(point.id)
    case 'has_vector':
      return point?.vectors.includes(condition.name) ?? false
    case 'slice':
      return (
        point !== undefined && hashPointId(point.id) % BigInt(condition.total) === BigInt(condition.index)
      )
    case 'nested': {
      const text = condition.path.text.endsWith('[]') ? condition.path.text : `${condition.path.text}[]`
      return get(scope.root, parsePayloadPath(text).steps).some(
        (element) =>
          element instanceof Map &&
          passesFilter(condition.filter, {
            ...scope,
            point: undefined,
            root: element,
            prefix: `${scope.prefix}${text}.`,
          }),
      )
    }
    case 'is_empty': {
      const values = get(scope.root, condition.path.steps)
      return values.every((value) => value === null || (Array.isArray(value) && value.length === 0))
    }
    case 'is_null': {
      const isIndexed = point !== undefined && scope.indexes.has(condition.path.text)
      const values = get(scope.root, condition.path.steps)
      return values.some(
        (value) => value === null || (isIndexed && Array.isArray(value) && value.includes(null)),
      )
    }
    case 'field': {
      const values = get(scope.root, condition.path.steps)
      return passesTests(
        condition.tests,
        values,
        scope.indexes.get(scope.prefix + condition.path.text),
        !point,
      )
    }
  }
}

function get(value: PayloadValue, [step, ...rest]: readonly PayloadPathStep[]): PayloadValue[] {
  if (step === undefined) return [value]
  if (step.kind === 'key') {
    if (!(value instanceof Map) || !value.has(step.key)) return []
    return get(value.get(step.key) ?? null, rest)
  }
  if (!Array.isArray(value)) return []
  const elements = step.kind === 'all' ? value : value.slice(step.index, step.index + 1)
  return elements.flatMap((element) => get(element, rest))
}

const isText = (test: FieldTest): boolean => ['text', 'text_any', 'phrase'].includes(test.kind)

function passesTests(
  tests: readonly FieldTest[],
  values: PayloadValue[],
  index: PayloadIndexSchema | undefined,
  isNested: boolean,
): boolean {
  if (index && !isNested) {
    const order = ['match any except text text_any phrase prefix', 'range datetime_range', 'geo_radius']
    for (const kinds of [...order, 'geo_bounding_box', 'geo_polygon', 'is_empty', 'is_null']) {
      for (const test of tests) {
        const passes = kinds.split(' ').includes(test.kind) ? passesIndex(test, values, index) : undefined
        if (passes !== undefined) return passes
      }
    }
  }
  const text = tests.find(isText)
  if (index?.type === 'text' && isNested && text) {
    return values.some((value) => elementsOf(value).some((element) => passesIndex(text, [element], index)))
  }
  return passesPayload(tests, values)
}

const elementsOf = (value: PayloadValue): PayloadValue[] => (Array.isArray(value) ? value : [value])

function passesPayload(tests: readonly FieldTest[], values: PayloadValue[]): boolean {
  for (const kind of ['values_count', 'is_empty', 'is_null'] as const) {
    const test = tests.find((candidate) => candidate.kind === kind)
    if (test?.kind === 'values_count') {
      const counts = values.map((value) => (value === null ? 0 : elementsOf(value).length))
      return (counts.length === 0 ? [0] : counts).some((count) => within(count, test))
    }
    if (test?.kind === 'is_empty') {
      if (values.length === 0) return test.expected
      return values.some((value) => (value === null || elementsOf(value).length === 0) === test.expected)
    }
    if (test?.kind === 'is_null') {
      if (values.length === 0) return !test.expected
      return values.some((value) => elementsOf(value).includes(null) === test.expected)
    }
  }
  return values.flatMap(elementsOf).some((element) => tests.some((test) => passesElement(test, element)))
}

function passesElement(test: FieldTest, value: PayloadValue): boolean {
  switch (test.kind) {
    case 'match':
      return value === test.value
    case 'any':
      return [...test.values].some((wanted) => wanted === value)
    case 'except':
      return value !== null && ![...test.values].some((unwanted) => unwanted === value)
    case 'text':
    case 'phrase':
      return typeof value === 'string' && value.includes(test.text)
    case 'text_any':
      return (
        typeof value === 'string' && test.text.split(/\s+/).some((piece) => piece && value.includes(piece))
      )
    case 'prefix':
      return typeof value === 'string' && value.startsWith(test.prefix)
    case 'range':
      return (typeof value === 'bigint' || typeof value === 'number') && within(Number(value), test)
    case 'datetime_range': {
      const moment = typeof value === 'string' ? parseDatetime(value) : undefined
      return moment !== undefined && within(moment, test)
    }
    case 'geo_bounding_box':
    case 'geo_radius':
    case 'geo_polygon': {
      const point = geoOf(value)
      return point !== undefined && compileGeoTest(test)(point)
    }
    case 'values_count':
    case 'is_empty':
    case 'is_null':
      return false
  }
}

/** What an index says; undefined when it does not serve the test. */
function passesIndex(
  test: FieldTest,
  values: PayloadValue[],
  index: PayloadIndexSchema,
): boolean | undefined {
  const elements = values.flatMap(elementsOf)
  const { type } = index
  if (test.kind === 'is_empty') {
    return values.every((value) => value === null || elementsOf(value).length === 0) === test.expected
  }
  if (test.kind === 'is_null')
    return values.some((value) => elementsOf(value).includes(null)) === test.expected
  if (test.kind === 'text' || test.kind === 'text_any' || test.kind === 'phrase') {
    return type === 'text' ? passesTokens(test, elements, index) : undefined
  }
  if (test.kind === 'prefix')
    return type === 'keyword' ? elements.some((e) => passesElement(test, e)) : undefined
  if (test.kind === 'match' || test.kind === 'any' || test.kind === 'except')
    return passesEqual(test, elements, index)
  if (test.kind === 'range' || test.kind === 'datetime_range') return passesRange(test, elements, index)
  if (test.kind === 'values_count' || type !== 'geo') return undefined
  return elements.some((element) => {
    const point = geoOf(element)
    return point && Math.abs(point.lon) <= 180 && Math.abs(point.lat) <= 90 && passesElement(test, element)
  })
}

function passesTokens(
  test: Extract<FieldTest, { kind: 'text' | 'text_any' | 'phrase' }>,
  elements: PayloadValue[],
  index: PayloadIndexSchema,
): boolean {
  const tokenizer = createTokenizer(index)
  const texts = elements
    .filter((element) => typeof element === 'string')
    .map((text) => tokenizer.documentTokens(text))
  if (test.kind === 'phrase') {
    const phrase = ` ${tokenizer.documentTokens(test.text).join(' ')} `
    return (
      index.phraseMatching === true &&
      phrase.length > 2 &&
      texts.some((text) => ` ${text.join(' ')} `.includes(phrase))
    )
  }
  const tokens = tokenizer.queryTokens(test.text)
  const has = (token: string): boolean => texts.flat().includes(token)
  return tokens.length > 0 && (test.kind === 'text' ? tokens.every(has) : tokens.some(has))
}

function passesEqual(
  test: Extract<FieldTest, { kind: 'match' | 'any' | 'except' }>,
  elements: PayloadValue[],
  { type, lookup }: PayloadIndexSchema,
): boolean | undefined {
  const wanted: PayloadValue[] = test.kind === 'match' ? [test.value] : [...test.values]
  const read = (value: PayloadValue): PayloadValue | undefined => {
    if (type === 'keyword') return typeof value === 'string' ? value : undefined
    if (type === 'uuid') return typeof value === 'string' ? parseUuid(value) : undefined
    if (type === 'bool') return typeof value === 'boolean' ? value : undefined
    return type === 'integer' ? integerOf(value) : undefined
  }
  if (type === 'integer' && lookup === false) return undefined
  if (wanted.length === 0 && type !== 'keyword' && type !== 'uuid') return undefined
  const sameType = type === 'integer' ? 'bigint' : type === 'bool' ? 'boolean' : 'string'
  if (wanted.some((value) => typeof value !== sameType || read(value) === undefined)) return undefined
  if (!['keyword', 'uuid', 'bool', 'integer'].includes(type)) return undefined
  const list = wanted.map(read)
  return elements.some((element) => {
    const value = read(element)
    return value !== undefined && list.includes(value) === (test.kind !== 'except')
  })
}

function passesRange(
  test: Extract<FieldTest, { kind: 'range' | 'datetime_range' }>,
  elements: PayloadValue[],
  { type, range }: PayloadIndexSchema,
): boolean | undefined {
  const bounds: Bounds<number | bigint> =
    test.kind === 'range'
      ? test
      : Object.fromEntries(
          (['lt', 'gt', 'gte', 'lte'] as const)
            .filter((name) => test[name] !== undefined)
            .map((name) => [name, datetimeMicros(test[name] ?? 0n)]),
        )
  if (type === 'integer' && range !== false) {
    return elements.some((element) => {
      const value = integerOf(element)
      return value !== undefined && within(value, bounds)
    })
  }
  if (type === 'datetime') {
    return elements.some((element) => {
      const moment = typeof element === 'string' ? parseDatetime(element) : undefined
      return moment !== undefined && within(datetimeMicros(moment), bounds)
    })
  }
  if (type !== 'float') return undefined
  return elements.some((element) => {
    if (typeof element !== 'bigint' && typeof element !== 'number') return false
    return within(Number(element), bounds)
  })
}

function integerOf(value: PayloadValue): bigint | undefined {
  if (typeof value === 'bigint') return value < 2n ** 63n ? value : undefined
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) >= 2 ** 63) return undefined
  return BigInt(value)
}

/** Comparisons of a number with a bigint are exact. */
function within(value: number | bigint, { lt, gt, gte, lte }: Bounds<number | bigint>): boolean {
  return (
    (lt === undefined || value < lt) &&
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lte === undefined || value <= lte)
  )
}

function geoOf(value: PayloadValue): GeoPoint | undefined {
  if (!(value instanceof Map)) return undefined
  const [lon, lat] = [value.get('lon'), value.get('lat')]
  const isNumber = (part: unknown): boolean => typeof part === 'number' || typeof part === 'bigint'
  return isNumber(lon) && isNumber(lat) ? { lon: Number(lon), lat: Number(lat) } : undefined
}
