import type { FieldTest } from '#model/filter.ts'
import { indexedFloatBounds, indexedIntegerRange, type RangeTest } from '#model/indexed-values.ts'
import type { ColumnKey } from './column.ts'
import { type KeyedType, wantedKeys } from './key-type.ts'
import type { SortedKeys } from './sorted-keys.ts'

/** Ids of keys: pairs of a first id and the one after the last, ascending and apart. */
export type IdIntervals = readonly number[]

/** The ids of the keys that pass a test. */
export function keyIntervals(type: KeyedType, keys: SortedKeys, test: FieldTest): IdIntervals {
  switch (test.kind) {
    case 'match':
    case 'any':
      return equalIntervals(type, keys, test)
    case 'except':
      return complement(equalIntervals(type, keys, test), keys.count)
    case 'prefix':
      return interval(keys.lowerBound(test.prefix), keys.prefixEnd(test.prefix))
    case 'range':
    case 'datetime_range':
      return rangeInterval(type, keys, test)
    case 'text':
    case 'text_any':
    case 'phrase':
    case 'geo_bounding_box':
    case 'geo_radius':
    case 'geo_polygon':
    case 'values_count':
    case 'is_empty':
    case 'is_null':
      return []
  }
}

function interval(from: number, to: number): IdIntervals {
  return from < to ? [from, to] : []
}

/** Neighbouring ids are joined to one interval. */
function equalIntervals(
  type: KeyedType,
  keys: SortedKeys,
  test: Extract<FieldTest, { kind: 'match' | 'any' | 'except' }>,
): IdIntervals {
  const ids: number[] = []
  for (const key of wantedKeys(type, test)) {
    const id = keys.lowerBound(key)
    if (id < keys.count && keys.keyAt(id) === key) ids.push(id)
  }
  ids.sort((a, b) => a - b)
  const intervals: number[] = []
  for (const id of ids) {
    const last = intervals.length - 1
    if (last > 0 && (intervals[last] as number) >= id)
      intervals[last] = Math.max(intervals[last] as number, id + 1)
    else intervals.push(id, id + 1)
  }
  return intervals
}

function complement(intervals: IdIntervals, count: number): IdIntervals {
  const outside: number[] = []
  let from = 0
  for (let index = 0; index < intervals.length; index += 2) {
    const start = intervals[index] as number
    if (from < start) outside.push(from, start)
    from = intervals[index + 1] as number
  }
  if (from < count) outside.push(from, count)
  return outside
}

function rangeInterval(type: KeyedType, keys: SortedKeys, test: RangeTest): IdIntervals {
  if (type !== 'float') {
    const { from, to } = indexedIntegerRange(test)
    return interval(keys.lowerBound(from), to >= from ? keys.lowerBound(to + 1n) : 0)
  }
  const { gt, gte, lt, lte } = indexedFloatBounds(test)
  for (const bound of [gt, gte, lt, lte]) if (Number.isNaN(bound)) return []
  let from = 0
  let to = keys.count
  if (gte !== undefined) from = Math.max(from, keys.lowerBound(gte))
  if (gt !== undefined) from = Math.max(from, upperBound(keys, gt))
  if (lt !== undefined) to = Math.min(to, keys.lowerBound(lt))
  if (lte !== undefined) to = Math.min(to, upperBound(keys, lte))
  return interval(from, to)
}

/** The first id whose key is above `key`. */
export function upperBound(keys: SortedKeys, key: ColumnKey): number {
  const id = keys.lowerBound(key)
  return id < keys.count && !(keys.keyAt(id) > key) ? id + 1 : id
}
