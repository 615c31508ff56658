import type { PayloadIndexSchema } from '#model/collection.ts'
import { parseDatetime } from '#model/datetime.ts'
import type { FieldTest } from '#model/filter.ts'
import { compileGeoTest, geoPointOf } from '#model/geo.ts'
import { servedTest } from '#model/indexed-values.ts'
import { isWithin } from '#model/number-range.ts'
import type { PayloadValue } from '#model/payload.ts'
import { compileTextTest, isTextTest } from '#model/text-test.ts'
import { compileIndexedTest } from './indexed-test.ts'

/** Says whether the values at a path pass. */
export type ValuesTest = (values: readonly PayloadValue[]) => boolean
/** Says whether one value passes. */
export type ValueTest = (value: PayloadValue) => boolean

/**
 * The tests of one field condition as one. An index on exactly its path changes what some of them mean, and
 * the first of them that it serves decides alone; else the payload rules hold.
 */
export function compileFieldTests(
  tests: readonly FieldTest[],
  schema: PayloadIndexSchema | undefined,
): ValuesTest {
  const served = schema && servedTest(schema, tests)
  return schema && served ? compileIndexedTest(schema, served) : compilePayloadTests(tests)
}

/**
 * The same within `nested`, where only text tests see an index, and then each value alone: tokens of several
 * values are not pooled.
 */
export function compileNestedFieldTests(
  tests: readonly FieldTest[],
  schema: PayloadIndexSchema | undefined,
): ValuesTest {
  const text = schema?.type === 'text' ? tests.find(isTextTest) : undefined
  if (!schema || !text) return compilePayloadTests(tests)
  const matches = compileTextTest(schema, text)
  return (values) =>
    values.some((value) => {
      const texts = Array.isArray(value) ? value : [value]
      return texts.some((element) => typeof element === 'string' && matches([element]))
    })
}

/** The rules without an index: any value passes, and a missing one by the rules for emptiness alone. */
function compilePayloadTests(tests: readonly FieldTest[]): ValuesTest {
  const whole = wholeValueTest(tests)
  if (whole) return (values) => (values.length === 0 ? whole.passesMissing : values.some(whole.test))
  const alternatives = tests.map(compileElementTest)
  const [only] = alternatives
  const passes: ValueTest =
    only && alternatives.length === 1
      ? only
      : (value) => alternatives.some((alternative) => alternative(value))
  return (values) => values.some((value) => (Array.isArray(value) ? value.some(passes) : passes(value)))
}

/** Tests that see an array as one value. The first of them, in this order, hides all other tests. */
function wholeValueTest(
  tests: readonly FieldTest[],
): { readonly passesMissing: boolean; readonly test: ValueTest } | undefined {
  for (const test of tests) {
    if (test.kind === 'values_count') {
      return { passesMissing: isWithin(0, test), test: (value) => isWithin(countValues(value), test) }
    }
  }
  for (const test of tests) {
    if (test.kind === 'is_empty') {
      const { expected } = test
      return { passesMissing: expected, test: (value) => (countValues(value) === 0) === expected }
    }
  }
  for (const test of tests) {
    if (test.kind === 'is_null') {
      const { expected } = test
      return { passesMissing: !expected, test: (value) => hasNull(value) === expected }
    }
  }
  return undefined
}

/** How many values a value counts for: null none, an array its elements, anything else one. */
function countValues(value: PayloadValue): number {
  if (value === null) return 0
  return Array.isArray(value) ? value.length : 1
}

function hasNull(value: PayloadValue): boolean {
  return Array.isArray(value) ? value.includes(null) : value === null
}

/** A test of a scalar, or of one element of an array. */
function compileElementTest(test: FieldTest): ValueTest {
  switch (test.kind) {
    case 'match': {
      const expected = test.value
      return (value) => value === expected
    }
    case 'any': {
      const values: ReadonlySet<PayloadValue> = test.values
      return (value) => values.has(value)
    }
    case 'except': {
      const values: ReadonlySet<PayloadValue> = test.values
      return (value) => value !== null && !values.has(value)
    }
    case 'text':
    case 'phrase':
      return onText((value) => value.includes(test.text))
    case 'text_any': {
      const pieces = test.text.match(/[^\p{White_Space}]+/gu) ?? []
      return onText((value) => pieces.some((piece) => value.includes(piece)))
    }
    case 'prefix':
      return onText((value) => value.startsWith(test.prefix))
    case 'range':
      return (value) => {
        if (typeof value === 'number') return isWithin(value, test)
        return typeof value === 'bigint' && isWithin(Number(value), test)
      }
    case 'datetime_range':
      return onText((value) => {
        const nanoseconds = parseDatetime(value)
        return nanoseconds !== undefined && isWithin(nanoseconds, test)
      })
    case 'geo_bounding_box':
    case 'geo_radius':
    case 'geo_polygon': {
      const contains = compileGeoTest(test)
      return (value) => {
        const point = geoPointOf(value)
        return point !== undefined && contains(point)
      }
    }
    // These see whole values, and so never come here.
    case 'values_count':
    case 'is_empty':
    case 'is_null':
      return () => false
  }
}

function onText(test: (value: string) => boolean): ValueTest {
  return (value) => typeof value === 'string' && test(value)
}
