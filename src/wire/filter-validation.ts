import { ringPointsMin } from '#model/limits.ts'
import { printFloat } from '#model/print-float.ts'
import type {
  RawCondition,
  RawField,
  RawFilter,
  RawGeoBox,
  RawGeoLine,
  RawGeoPoint,
  RawGeoPolygon,
  RawGeoRadius,
  RawMinShould,
  RawNested,
  RawSlice,
} from './filter-messages.ts'
import { each, join, nested, type Problems, problem, ruleProblem, within } from './points-validation.ts'

export function checkFilter(filter: RawFilter): Problems {
  return join(
    each('should', filter.should, checkCondition),
    each('must', filter.must, checkCondition),
    each('must_not', filter.mustNot, checkCondition),
    nested('min_should', filter.minShould, checkMinShould),
  )
}

function checkMinShould({ conditions, minCount }: RawMinShould): Problems {
  return join(
    each('conditions', conditions, checkCondition),
    minCount >= 1 ? undefined : problem('min_count', 'min_count must be greater than 0'),
  )
}

export function checkCondition({ conditionOneOf: arm }: RawCondition): Problems {
  if (arm === undefined) return undefined
  switch (arm.kind) {
    case 'field':
      return within('condition_one_of', checkField(arm.value))
    case 'nested':
      return within('condition_one_of', checkNested(arm.value))
    case 'filter':
      return within('condition_one_of', checkFilter(arm.value))
    case 'slice':
      return within('condition_one_of', checkSlice(arm.value))
    case 'isEmpty':
    case 'isNull':
    case 'hasId':
    case 'hasVector':
      return undefined
  }
}

function checkNested({ filter }: RawNested): Problems {
  return nested('filter', filter, checkFilter)
}

function checkSlice({ total, index }: RawSlice): Problems {
  if (total === 0) return ruleProblem('total', 'must be greater than 0')
  if (index >= total) return ruleProblem('index', 'must be less than the total number of slices')
  return undefined
}

function checkField(field: RawField): Problems {
  const { key: _, ...tests } = field
  if (Object.values(tests).every((test) => test === undefined)) {
    return ruleProblem('match', 'At least one field condition must be specified')
  }
  return join(
    nested('geo_bounding_box', field.geoBoundingBox, checkGeoBox),
    nested('geo_radius', field.geoRadius, checkGeoRadius),
    nested('geo_polygon', field.geoPolygon, checkGeoPolygon),
  )
}

function checkGeoBox({ topLeft, bottomRight }: RawGeoBox): Problems {
  return join(nested('bottom_right', bottomRight, checkGeoPoint), nested('top_left', topLeft, checkGeoPoint))
}

function checkGeoRadius({ center }: RawGeoRadius): Problems {
  return nested('center', center, checkGeoPoint)
}

function checkGeoPolygon({ exterior, interiors }: RawGeoPolygon): Problems {
  return join(
    exterior === undefined ? undefined : checkExterior(exterior),
    checkInteriors(interiors) ?? each('interiors', interiors, checkGeoLine),
  )
}

function checkExterior(exterior: RawGeoLine): Problems {
  if (exterior.points.length === 0) return problem('exterior', 'value invalid, must not be empty')
  const fault = ringFault(exterior)
  return fault === undefined ? nested('exterior', exterior, checkGeoLine) : problem('exterior', fault)
}

function checkInteriors(interiors: readonly RawGeoLine[]): Problems {
  for (const interior of interiors) {
    const fault = ringFault(interior)
    if (fault !== undefined) return problem('interiors', fault)
  }
  return undefined
}

function ringFault({ points }: RawGeoLine): string | undefined {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < ringPointsMin) {
    return `value invalid, the size must be at least ${ringPointsMin}, got ${points.length}`
  }
  if (first.lon === last.lon && first.lat === last.lat) return undefined
  return 'value invalid, the first and the last points should be same to form a closed line'
}

function checkGeoLine({ points }: RawGeoLine): Problems {
  return each('points', points, checkGeoPoint)
}

function checkGeoPoint({ lon, lat }: RawGeoPoint): Problems {
  if (lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180) return undefined
  const where = `\`lat\` = ${printFloat(lat)} within [-90;90] and \`lon\` = ${printFloat(lon)} within [-180;180]`
  return problem('geo', `Wrong format of GeoPoint payload: expected ${where}`)
}
