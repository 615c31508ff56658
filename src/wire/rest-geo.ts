import type { FieldTest, GeoPoint } from '#model/filter.ts'
import { ringPointsMin } from '#model/limits.ts'
import { printFloat } from '#model/print-float.ts'
import { type Decode, Fields, f64, list } from './json-decode.ts'
import { JsonError } from './json-error.ts'

/** Degrees by which the ends of a ring may differ. */
const ringTolerance = Number.EPSILON

export const geoPoint: Decode<GeoPoint> = (node, at) => {
  const fields = new Fields(node, at, 'GeoPoint')
  const lon = fields.required('lon', f64)
  const lat = fields.required('lat', f64)
  if (lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180) return { lon, lat }
  const where = `\`lat\` = ${printFloat(lat)} within [-90;90] and \`lon\` = ${printFloat(lon)} within [-180;180]`
  throw new JsonError(`Wrong format of GeoPoint payload: expected ${where}`)
}

const box: Decode<FieldTest> = (node, at) => {
  const fields = new Fields(node, at, 'GeoBoundingBox')
  return {
    kind: 'geo_bounding_box',
    topLeft: fields.required('top_left', geoPoint),
    bottomRight: fields.required('bottom_right', geoPoint),
  }
}

const radius: Decode<FieldTest> = (node, at) => {
  const fields = new Fields(node, at, 'GeoRadius')
  return {
    kind: 'geo_radius',
    center: fields.required('center', geoPoint),
    radius: fields.required('radius', f64),
  }
}

const ring: Decode<readonly GeoPoint[]> = (node, at) =>
  new Fields(node, at, 'GeoLineString').required('points', list(geoPoint))

const polygon: Decode<FieldTest> = (node, at) => {
  const fields = new Fields(node, at, 'GeoPolygonShadow')
  const exterior = fields.required('exterior', ring)
  const interiors = fields.optional('interiors', list(ring)) ?? []
  checkRing(exterior)
  for (const interior of interiors) checkRing(interior)
  return { kind: 'geo_polygon', exterior, interiors }
}

function checkRing(points: readonly GeoPoint[]): void {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < ringPointsMin) {
    throw new JsonError(
      `Validation failed: polygon invalid, the size must be at least ${ringPointsMin}, got ${points.length}`,
    )
  }
  if (Math.abs(first.lat - last.lat) > ringTolerance || Math.abs(first.lon - last.lon) > ringTolerance) {
    throw new JsonError(
      'Validation failed: polygon invalid, the first and the last points should be the same to form a closed line',
    )
  }
}

/** The tests of places that a field condition has. */
export function geoCondition(fields: Fields): readonly (FieldTest | undefined)[] {
  return [
    fields.optional('geo_bounding_box', box),
    fields.optional('geo_radius', radius),
    fields.optional('geo_polygon', polygon),
  ]
}
