import { malformed } from '#model/errors.ts'
import type { Condition, FieldTest, Filter, GeoPoint } from '#model/filter.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type {
  RawCondition,
  RawConditionArm,
  RawField,
  RawFilter,
  RawGeoBox,
  RawGeoLine,
  RawGeoPolygon,
  RawGeoRadius,
  RawMatch,
  RawSlice,
} from './filter-messages.ts'
import { pointIdOf } from './point-id-codec.ts'
import { timestampNanos } from './timestamp-codec.ts'

/** The filter of a request. Conditions without content are left out. Throws RequestError. */
export function filterOf(raw: RawFilter): Filter {
  const should = conditionsOf(raw.should)
  const { minShould } = raw
  return {
    should,
    minShould: minShould && {
      conditions: conditionsOf(minShould.conditions),
      minCount: minShould.minCount,
    },
    must: conditionsOf(raw.must),
    mustNot: conditionsOf(raw.mustNot),
  }
}

export function optionalFilterOf(raw: RawFilter | undefined): Filter | undefined {
  return raw && filterOf(raw)
}

function conditionsOf(raw: readonly RawCondition[]): Condition[] {
  const conditions: Condition[] = []
  for (const item of raw) {
    const condition = conditionOf(item)
    if (condition !== undefined) conditions.push(condition)
  }
  return conditions
}

/** Undefined for a condition without content. */
export function conditionOf({ conditionOneOf }: RawCondition): Condition | undefined {
  return conditionOneOf && armOf(conditionOneOf)
}

function armOf(arm: RawConditionArm): Condition {
  switch (arm.kind) {
    case 'field':
      return fieldOf(arm.value)
    case 'isEmpty':
      return { kind: 'is_empty', path: parsePayloadPath(arm.value.key) }
    case 'isNull':
      return { kind: 'is_null', path: parsePayloadPath(arm.value.key) }
    case 'hasId':
      return { kind: 'has_id', ids: new Set(arm.value.hasId.map(pointIdOf)) }
    case 'hasVector':
      return { kind: 'has_vector', name: arm.value.hasVector }
    case 'slice':
      return sliceOf(arm.value)
    case 'nested': {
      const { key, filter } = arm.value
      if (filter === undefined) throw malformed('Nested condition must have a filter')
      return { kind: 'nested', path: parsePayloadPath(key), filter: filterOf(filter) }
    }
    case 'filter':
      return { kind: 'filter', filter: filterOf(arm.value) }
  }
}

function sliceOf({ total, index }: RawSlice): Condition {
  if (total === 0) throw malformed('Slice total must be greater than 0')
  if (index >= total) throw malformed('Slice index must be less than the total number of slices')
  return { kind: 'slice', total, index }
}

function fieldOf(raw: RawField): Condition {
  const geo: FieldTest[] = []
  if (raw.geoBoundingBox !== undefined) geo.push(geoBoxOf(raw.geoBoundingBox))
  if (raw.geoRadius !== undefined) geo.push(geoRadiusOf(raw.geoRadius))
  if (raw.geoPolygon !== undefined) geo.push(geoPolygonOf(raw.geoPolygon))
  const range = rangeOf(raw)
  const path = parsePayloadPath(raw.key)
  const tests: FieldTest[] = []
  if (raw.match !== undefined) tests.push(matchOf(raw.match))
  if (range !== undefined) tests.push(range)
  tests.push(...geo)
  if (raw.valuesCount !== undefined) tests.push({ kind: 'values_count', ...raw.valuesCount })
  if (raw.isEmpty !== undefined) tests.push({ kind: 'is_empty', expected: raw.isEmpty })
  if (raw.isNull !== undefined) tests.push({ kind: 'is_null', expected: raw.isNull })
  return { kind: 'field', path, tests }
}

/** A range of numbers wins over one of datetimes. */
function rangeOf({ range, datetimeRange: times }: RawField): FieldTest | undefined {
  if (range !== undefined) return { kind: 'range', ...range }
  return (
    times && {
      kind: 'datetime_range',
      lt: times.lt && timestampNanos(times.lt),
      gt: times.gt && timestampNanos(times.gt),
      gte: times.gte && timestampNanos(times.gte),
      lte: times.lte && timestampNanos(times.lte),
    }
  )
}

function matchOf({ matchValue: arm }: RawMatch): FieldTest {
  if (arm === undefined) throw malformed('Malformed Match condition')
  switch (arm.kind) {
    case 'keyword':
    case 'integer':
    case 'boolean':
      return { kind: 'match', value: arm.value }
    case 'keywords':
      return { kind: 'any', values: new Set(arm.value.strings) }
    case 'integers':
      return { kind: 'any', values: new Set(arm.value.integers) }
    case 'exceptKeywords':
      return { kind: 'except', values: new Set(arm.value.strings) }
    case 'exceptIntegers':
      return { kind: 'except', values: new Set(arm.value.integers) }
    case 'text':
      return { kind: 'text', text: arm.value }
    case 'textAny':
      return { kind: 'text_any', text: arm.value }
    case 'phrase':
      return { kind: 'phrase', text: arm.value }
    case 'prefix':
      return { kind: 'prefix', prefix: arm.value }
  }
}

function geoBoxOf({ topLeft, bottomRight }: RawGeoBox): FieldTest {
  if (topLeft === undefined || bottomRight === undefined) throw malformed('Malformed GeoBoundingBox type')
  return { kind: 'geo_bounding_box', topLeft, bottomRight }
}

function geoRadiusOf({ center, radius }: RawGeoRadius): FieldTest {
  if (center === undefined) throw malformed('Malformed GeoRadius type')
  return { kind: 'geo_radius', center, radius }
}

function geoPolygonOf({ exterior, interiors }: RawGeoPolygon): FieldTest {
  if (exterior === undefined) throw malformed('Malformed GeoPolygon type - field `exterior` is required')
  return { kind: 'geo_polygon', exterior: exterior.points, interiors: interiors.map(pointsOf) }
}

function pointsOf({ points }: RawGeoLine): readonly GeoPoint[] {
  return points
}
