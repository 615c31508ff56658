import type { PayloadIndexSchema } from '#model/collection.ts'
import type { FieldTest } from '#model/filter.ts'
import { compileGeoTest } from '#model/geo.ts'
import {
  forEachElement,
  indexedDatetime,
  indexedFloat,
  indexedFloatBounds,
  indexedGeo,
  indexedInteger,
  indexedIntegerRange,
  indexedUuid,
  nullFlags,
  type RangeTest,
  someElement,
} from '#model/indexed-values.ts'
import { isWithin } from '#model/number-range.ts'
import type { PayloadValue } from '#model/payload.ts'
import { compileTextTest, isTextTest } from '#model/text-test.ts'
import type { ValuesTest, ValueTest } from './field-matcher.ts'

/** The meaning of a test that an index of this schema serves, on the values at its path. */
export function compileIndexedTest(schema: PayloadIndexSchema, test: FieldTest): ValuesTest {
  if (test.kind === 'is_empty') return (values) => nullFlags(values).hasValues !== test.expected
  if (test.kind === 'is_null') return (values) => nullFlags(values).hasNull === test.expected
  if (isTextTest(test)) {
    const matches = compileTextTest(schema, test)
    return (values) => matches(textsOf(values))
  }
  const passes = compileElementTest(schema, test)
  return (values) => someElement(values, passes)
}

function compileElementTest(schema: PayloadIndexSchema, test: FieldTest): ValueTest {
  switch (test.kind) {
    case 'match':
      return compileEqual(schema, [test.value], true)
    case 'any':
      return compileEqual(schema, test.values, true)
    case 'except':
      return compileEqual(schema, test.values, false)
    case 'prefix':
      return (value) => typeof value === 'string' && value.startsWith(test.prefix)
    case 'range':
    case 'datetime_range':
      return compileRange(schema, test)
    case 'geo_bounding_box':
    case 'geo_radius':
    case 'geo_polygon': {
      const contains = compileGeoTest(test)
      return (value) => {
        const point = indexedGeo(value)
        return point !== undefined && contains(point)
      }
    }
    case 'text':
    case 'text_any':
    case 'phrase':
    case 'values_count':
    case 'is_empty':
    case 'is_null':
      return () => false
  }
}

/** Equality with one of the values, or with none of them. Values of other types pass neither. */
function compileEqual(
  schema: PayloadIndexSchema,
  expected: Iterable<string | bigint | boolean>,
  whenEqual: boolean,
): ValueTest {
  const read = equalityReader(schema)
  const wanted = new Set<PayloadValue>()
  for (const value of expected) wanted.add(read(value) ?? value)
  return (value) => {
    const indexed = read(value)
    return indexed !== undefined && wanted.has(indexed) === whenEqual
  }
}

/** What an index with equality sees of a value. */
function equalityReader(
  schema: PayloadIndexSchema,
): (value: PayloadValue) => string | bigint | boolean | undefined {
  if (schema.type === 'integer') return indexedInteger
  if (schema.type === 'uuid') return indexedUuid
  if (schema.type === 'bool') return (value) => (typeof value === 'boolean' ? value : undefined)
  return (value) => (typeof value === 'string' ? value : undefined)
}

function compileRange(schema: PayloadIndexSchema, test: RangeTest): ValueTest {
  if (schema.type === 'float') {
    const bounds = indexedFloatBounds(test)
    return (value) => {
      const number = indexedFloat(value)
      return number !== undefined && isWithin(number, bounds)
    }
  }
  const { from, to } = indexedIntegerRange(test)
  const read = schema.type === 'datetime' ? indexedDatetime : indexedInteger
  return (value) => {
    const integer = read(value)
    return integer !== undefined && integer >= from && integer <= to
  }
}

function textsOf(values: readonly PayloadValue[]): string[] {
  const texts: string[] = []
  forEachElement(values, (value) => {
    if (typeof value === 'string') texts.push(value)
  })
  return texts
}
