import type { FieldTest, GeoPoint } from './filter.ts'
import type { PayloadValue } from './payload.ts'

/** Mean radius of the Earth in metres. */
export const earthRadius = 6_371_008.8

const degree = Math.PI / 180

/** Great-circle distance in metres by the haversine formula. */
export function haversineDistance(a: GeoPoint, b: GeoPoint): number {
  const latitudes = Math.sin(((b.lat - a.lat) * degree) / 2) ** 2
  const longitudes = Math.sin(((b.lon - a.lon) * degree) / 2) ** 2
  const h = latitudes + Math.cos(a.lat * degree) * Math.cos(b.lat * degree) * longitudes
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** The point that a payload value is: an object with numbers `lon` and `lat`, whatever else it has. */
export function geoPointOf(value: PayloadValue): GeoPoint | undefined {
  if (!(value instanceof Map)) return undefined
  const lon = numberOf(value.get('lon'))
  const lat = numberOf(value.get('lat'))
  return lon === undefined || lat === undefined ? undefined : { lon, lat }
}

/** Whether a point is on the globe; only such points are indexed. */
export function isOnGlobe(point: GeoPoint): boolean {
  return point.lat >= -90 && point.lat <= 90 && point.lon >= -180 && point.lon <= 180
}

/** Strictly within the box. A left side beyond the right one means that it crosses the antimeridian. */
export function isInBox(point: GeoPoint, topLeft: GeoPoint, bottomRight: GeoPoint): boolean {
  if (!(point.lat > bottomRight.lat && point.lat < topLeft.lat)) return false
  if (topLeft.lon > bottomRight.lon) return point.lon > topLeft.lon || point.lon < bottomRight.lon
  return point.lon > topLeft.lon && point.lon < bottomRight.lon
}

/** Strictly within the exterior ring and strictly outside the interior ones, on the plane of lon and lat. */
export function isInPolygon(
  point: GeoPoint,
  exterior: readonly GeoPoint[],
  interiors: readonly (readonly GeoPoint[])[],
): boolean {
  if (!(windingNumber(point, exterior) > 0)) return false
  for (const interior of interiors) {
    if (!(windingNumber(point, interior) === 0)) return false
  }
  return true
}

/** How often a closed ring goes around a point, whichever way; NaN when the point lies on the ring. */
function windingNumber(point: GeoPoint, ring: readonly GeoPoint[]): number {
  let winding = 0
  for (let index = 1; index < ring.length; index++) {
    const from = ring[index - 1] as GeoPoint
    const to = ring[index] as GeoPoint
    const side = (to.lon - from.lon) * (point.lat - from.lat) - (point.lon - from.lon) * (to.lat - from.lat)
    if (side === 0 && isBetween(point, from, to)) return Number.NaN
    if (from.lat <= point.lat) {
      if (to.lat > point.lat && side > 0) winding++
    } else if (to.lat <= point.lat && side < 0) winding--
  }
  return Math.abs(winding)
}

/** Whether a point on the line through two others lies between them. */
function isBetween(point: GeoPoint, from: GeoPoint, to: GeoPoint): boolean {
  return (
    point.lon >= Math.min(from.lon, to.lon) &&
    point.lon <= Math.max(from.lon, to.lon) &&
    point.lat >= Math.min(from.lat, to.lat) &&
    point.lat <= Math.max(from.lat, to.lat)
  )
}

function numberOf(value: PayloadValue | undefined): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'bigint' ? Number(value) : undefined
}

/** A filter by place. */
export type GeoTest = Extract<FieldTest, { kind: 'geo_bounding_box' | 'geo_radius' | 'geo_polygon' }>

/** Says of single points whether they pass a filter by place. */
export function compileGeoTest(test: GeoTest): (point: GeoPoint) => boolean {
  switch (test.kind) {
    case 'geo_bounding_box':
      return (point) => isInBox(point, test.topLeft, test.bottomRight)
    case 'geo_radius':
      return (point) => haversineDistance(test.center, point) < test.radius
    case 'geo_polygon':
      return (point) => isInPolygon(point, test.exterior, test.interiors)
  }
}
