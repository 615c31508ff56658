import type { PayloadIndexType } from '#model/collection.ts'
import type { FieldTest } from '#model/filter.ts'
import {
  indexedDatetime,
  indexedFloat,
  indexedFloatBounds,
  indexedInteger,
  indexedIntegerRange,
  indexedUuid,
} from '#model/indexed-values.ts'
import { isWithin } from '#model/number-range.ts'
import type { PayloadValue } from '#model/payload.ts'
import type { ColumnKey } from './column.ts'

/** Types of index whose values are keys: they have equality and an order. */
export type KeyedType = Exclude<PayloadIndexType, 'geo' | 'text'>

/** Makes a key of a payload value; undefined when the index does not look at such values. */
export function keyReader(type: KeyedType): (value: PayloadValue) => ColumnKey | undefined {
  switch (type) {
    case 'keyword':
      return (value) => (typeof value === 'string' ? value : undefined)
    case 'integer':
      return indexedInteger
    case 'float':
      // Zero has one sign here: the order and equality of floats do not tell them apart.
      return (value) => {
        const number = indexedFloat(value)
        return number === 0 ? 0 : number
      }
    case 'bool':
      return (value) => (typeof value === 'boolean' ? value : undefined)
    case 'datetime':
      return indexedDatetime
    case 'uuid':
      return indexedUuid
  }
}

/** Orders the keys of one column: texts by their UTF-8 bytes, numbers by size, false before true. */
export function compareKeys(a: ColumnKey, b: ColumnKey): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * The order of UTF-8 bytes is that of code points. It differs from that of UTF-16 units only where a
 * surrogate, which stands for a code point above all others, meets a unit above the surrogates.
 */
function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const unitA = a.charCodeAt(index)
    const unitB = b.charCodeAt(index)
    if (unitA === unitB) continue
    const isSurrogateA = (unitA & 0xf800) === 0xd800
    const isSurrogateB = (unitB & 0xf800) === 0xd800
    return isSurrogateA === isSurrogateB ? unitA - unitB : isSurrogateA ? 1 : -1
  }
  return a.length - b.length
}

/** The keys that an equality test names, as the column has them. */
export function wantedKeys(
  type: KeyedType,
  test: Extract<FieldTest, { kind: 'match' | 'any' | 'except' }>,
): ColumnKey[] {
  const read = keyReader(type)
  const keys: ColumnKey[] = []
  for (const value of test.kind === 'match' ? [test.value] : test.values) {
    const key = read(value)
    if (key !== undefined) keys.push(key)
  }
  return keys
}

/** A test of single keys. */
export function keyTest(type: KeyedType, test: FieldTest): (key: ColumnKey) => boolean {
  switch (test.kind) {
    case 'match':
    case 'any': {
      const wanted = new Set(wantedKeys(type, test))
      return (key) => wanted.has(key)
    }
    case 'except': {
      const unwanted = new Set(wantedKeys(type, test))
      return (key) => !unwanted.has(key)
    }
    case 'prefix':
      return (key) => typeof key === 'string' && key.startsWith(test.prefix)
    case 'range':
    case 'datetime_range': {
      if (type === 'float') {
        const bounds = indexedFloatBounds(test)
        return (key) => typeof key === 'number' && isWithin(key, bounds)
      }
      const { from, to } = indexedIntegerRange(test)
      return (key) => typeof key === 'bigint' && key >= from && key <= to
    }
    case 'text':
    case 'text_any':
    case 'phrase':
    case 'geo_bounding_box':
    case 'geo_radius':
    case 'geo_polygon':
    case 'values_count':
    case 'is_empty':
    case 'is_null':
      return () => false
  }
}
