import { unreachable } from '#base/assert.ts'
import type { Bounds, Condition, FieldTest, Filter, GeoPoint } from './filter.ts'

/**
 * A text of a filter for use as a key: filters with the same text are the same. Not meant to be read. Parts
 * in another order give another text.
 *
 * Each piece says by its first characters what it is and how far it goes (strings by their length), so no two
 * sequences of pieces have the same text.
 */
export function filterText({ must, should, mustNot, minShould }: Filter): string {
  let text = '{'
  if (must.length > 0) text += `m${conditionsText(must)}`
  if (should.length > 0) text += `s${conditionsText(should)}`
  if (mustNot.length > 0) text += `n${conditionsText(mustNot)}`
  if (minShould) text += `k${minShould.minCount}${conditionsText(minShould.conditions)}`
  return `${text}}`
}

/** How many values the sets of a filter name together. */
export function countNamedValues({ must, should, mustNot, minShould }: Filter): number {
  const count = countValues(must) + countValues(should) + countValues(mustNot)
  return minShould ? count + countValues(minShould.conditions) : count
}

function countValues(conditions: readonly Condition[]): number {
  let count = 0
  for (const condition of conditions) {
    if (condition.kind === 'has_id') count += condition.ids.size
    else if (condition.kind === 'filter' || condition.kind === 'nested')
      count += countNamedValues(condition.filter)
    else if (condition.kind === 'field') {
      for (const test of condition.tests) if ('values' in test) count += test.values.size
    }
  }
  return count
}

function conditionsText(conditions: readonly Condition[]): string {
  let text = '['
  for (const condition of conditions) text += conditionText(condition)
  return `${text}]`
}

function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'field': {
      let text = `(${stringText(condition.path.text)}`
      for (const test of condition.tests) text += testText(test)
      return `${text})`
    }
    case 'is_empty':
      return `e${stringText(condition.path.text)}`
    case 'is_null':
      return `0${stringText(condition.path.text)}`
    case 'has_id':
      return `i${valuesText(condition.ids)}`
    case 'has_vector':
      return `v${stringText(condition.name)}`
    case 'slice':
      return `c${condition.total},${condition.index};`
    case 'nested':
      return `*${stringText(condition.path.text)}${filterText(condition.filter)}`
    case 'filter':
      return filterText(condition.filter)
    default:
      return unreachable(condition)
  }
}

function testText(test: FieldTest): string {
  switch (test.kind) {
    case 'match':
      return `=${valueText(test.value)}`
    case 'any':
      return `a${valuesText(test.values)}`
    case 'except':
      return `x${valuesText(test.values)}`
    case 'text':
      return `t${stringText(test.text)}`
    case 'text_any':
      return `o${stringText(test.text)}`
    case 'phrase':
      return `p${stringText(test.text)}`
    case 'prefix':
      return `b${stringText(test.prefix)}`
    case 'range':
      return `r${boundsText(test)}`
    case 'datetime_range':
      return `d${boundsText(test)}`
    case 'values_count':
      return `#${boundsText(test)}`
    case 'geo_bounding_box':
      return `g${pointText(test.topLeft)}${pointText(test.bottomRight)}`
    case 'geo_radius':
      return `@${pointText(test.center)}${test.radius};`
    case 'geo_polygon':
      return `y${ringText(test.exterior)}[${test.interiors.map(ringText).join('')}]`
    case 'is_empty':
      return `e${test.expected ? 1 : 0}`
    case 'is_null':
      return `0${test.expected ? 1 : 0}`
    default:
      return unreachable(test)
  }
}

const stringText = (value: string): string => `${value.length}:${value}`

/** Integers and floats of the same size are not the same. */
function valueText(value: string | bigint | number | boolean): string {
  if (typeof value === 'string') return `"${stringText(value)}`
  if (typeof value === 'bigint') return `${value}n`
  return typeof value === 'number' ? `${value};` : value ? 'T' : 'F'
}

function valuesText(values: ReadonlySet<string | bigint | number>): string {
  let text = '['
  for (const value of values) text += valueText(value)
  return `${text}]`
}

function boundsText({ lt, gt, gte, lte }: Bounds<number | bigint>): string {
  return `${lt ?? ''},${gt ?? ''},${gte ?? ''},${lte ?? ''};`
}

const pointText = ({ lon, lat }: GeoPoint): string => `${lon},${lat};`

const ringText = (points: readonly GeoPoint[]): string => `[${points.map(pointText).join('')}]`
