import type { PayloadIndexSchema } from './collection.ts'
import { datetimeMicros, parseDatetime } from './datetime.ts'
import type { Bounds, FieldTest, GeoPoint } from './filter.ts'
import { geoPointOf, isOnGlobe } from './geo.ts'
import { type IntegerRange, integerRange, integerRangeOf, mapBounds } from './number-range.ts'
import type { PayloadValue } from './payload.ts'
import { parseUuid } from './point-id.ts'

/**
 * What payload indexes see of the values at their path, and which tests they decide. The columns of segments
 * and the evaluation of single points both stand on this file, so that they cannot disagree.
 */

const int64Limit = 2 ** 63

/** Calls `visit` with every value that an index looks at: scalars, and the direct elements of arrays. */
export function forEachElement(values: readonly PayloadValue[], visit: (value: PayloadValue) => void): void {
  for (const value of values) {
    if (Array.isArray(value)) for (const element of value) visit(element)
    else visit(value)
  }
}

/** Whether `test` holds for any value that an index looks at. */
export function someElement(
  values: readonly PayloadValue[],
  test: (value: PayloadValue) => boolean,
): boolean {
  for (const value of values) {
    if (Array.isArray(value) ? value.some(test) : test(value)) return true
  }
  return false
}

/** The value in an integer index: an i64, or a float that is one. */
export function indexedInteger(value: PayloadValue): bigint | undefined {
  if (typeof value === 'bigint') return value < 2n ** 63n ? value : undefined
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined
  return value >= -int64Limit && value < int64Limit ? BigInt(value) : undefined
}

/** The value in a float index: any number. */
export function indexedFloat(value: PayloadValue): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'bigint' ? Number(value) : undefined
}

/** The value in a datetime index: microseconds since the epoch. */
export function indexedDatetime(value: PayloadValue): bigint | undefined {
  if (typeof value !== 'string') return undefined
  const nanoseconds = parseDatetime(value)
  return nanoseconds === undefined ? undefined : datetimeMicros(nanoseconds)
}

/** The value in a UUID index: its canonical text. */
export function indexedUuid(value: PayloadValue): string | undefined {
  return typeof value === 'string' ? parseUuid(value) : undefined
}

/** The value in a geo index: a point on the globe. */
export function indexedGeo(value: PayloadValue): GeoPoint | undefined {
  const point = geoPointOf(value)
  return point !== undefined && isOnGlobe(point) ? point : undefined
}

/** A test of numbers or datetimes by bounds. */
export type RangeTest = Extract<FieldTest, { kind: 'range' | 'datetime_range' }>

/** The integers, or microseconds, that pass a range in an integer or datetime index. */
export function indexedIntegerRange(test: RangeTest): IntegerRange {
  if (test.kind === 'range') return integerRange(test)
  return integerRangeOf(mapBounds(test, datetimeMicros))
}

/** The bounds of a range in a float index: a datetime counts as its microseconds. */
export function indexedFloatBounds(test: RangeTest): Bounds<number> {
  if (test.kind === 'range') return test
  return mapBounds(test, (nanoseconds) => Number(datetimeMicros(nanoseconds)))
}

/** The two flags that every index keeps of a point. */
export interface NullFlags {
  /** A value is neither null nor an empty array. */
  readonly hasValues: boolean
  /** A value is null or an array with a null in it. */
  readonly hasNull: boolean
}

export function nullFlags(values: readonly PayloadValue[]): NullFlags {
  let hasValues = false
  let hasNull = false
  for (const value of values) {
    if (value === null) hasNull = true
    else if (Array.isArray(value)) {
      hasValues ||= value.length > 0
      hasNull ||= value.includes(null)
    } else hasValues = true
  }
  return { hasValues, hasNull }
}

/**
 * The one of several tests that an index decides, alone; undefined when the payload has to be looked at. An
 * index asks for what it serves in this order: matches, ranges, geometry, and then emptiness and nulls.
 */
export function servedTest(schema: PayloadIndexSchema, tests: readonly FieldTest[]): FieldTest | undefined {
  for (const rank of servingOrder) {
    for (const test of tests) {
      if (rank.includes(test.kind) && serves(schema, test)) return test
    }
  }
  return undefined
}

const servingOrder: readonly (readonly FieldTest['kind'][])[] = [
  ['match', 'any', 'except', 'text', 'text_any', 'phrase', 'prefix'],
  ['range', 'datetime_range'],
  ['geo_radius'],
  ['geo_bounding_box'],
  ['geo_polygon'],
  ['is_empty'],
  ['is_null'],
]

/** Whether an index of this schema decides a test of the values at its path. */
export function serves(schema: PayloadIndexSchema, test: FieldTest): boolean {
  switch (test.kind) {
    case 'match':
      return servesEqual(schema, [test.value])
    case 'any':
    case 'except':
      return servesEqual(schema, test.values)
    case 'text':
    case 'text_any':
    case 'phrase':
      return schema.type === 'text'
    case 'prefix':
      return schema.type === 'keyword'
    case 'range':
    case 'datetime_range':
      if (schema.type === 'integer') return schema.range !== false
      return schema.type === 'float' || schema.type === 'datetime'
    case 'geo_radius':
    case 'geo_bounding_box':
    case 'geo_polygon':
      return schema.type === 'geo'
    case 'values_count':
      return false
    case 'is_empty':
    case 'is_null':
      return true
  }
}

function servesEqual(schema: PayloadIndexSchema, values: Iterable<string | bigint | boolean>): boolean {
  switch (schema.type) {
    case 'keyword':
      return every(values, (value) => typeof value === 'string')
    case 'integer':
      return (
        schema.lookup !== false && !isEmpty(values) && every(values, (value) => typeof value === 'bigint')
      )
    case 'bool':
      return !isEmpty(values) && every(values, (value) => typeof value === 'boolean')
    case 'uuid':
      return every(values, (value) => typeof value === 'string' && parseUuid(value) !== undefined)
    case 'float':
    case 'geo':
    case 'datetime':
    case 'text':
      return false
  }
}

function every<T>(values: Iterable<T>, test: (value: T) => boolean): boolean {
  for (const value of values) if (!test(value)) return false
  return true
}

function isEmpty(values: Iterable<unknown>): boolean {
  for (const _ of values) return false
  return true
}
