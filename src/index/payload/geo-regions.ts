import type { GeoPoint } from '#model/filter.ts'
import { earthRadius, type GeoTest } from '#model/geo.ts'

/** A box of degrees that does not cross the antimeridian; its sides belong to it. */
export interface GeoRegion {
  readonly west: number
  readonly east: number
  readonly south: number
  readonly north: number
}

const degree = Math.PI / 180
/** Widens the boxes around circles, so that rounding leaves no point of a circle outside. */
const slack = 1e-7

/** Boxes that hold all points that pass a test, and as little else as is easy. */
export function geoRegions(test: GeoTest): GeoRegion[] {
  switch (test.kind) {
    case 'geo_bounding_box': {
      const { topLeft, bottomRight } = test
      if (topLeft.lat <= bottomRight.lat) return []
      return wrap(topLeft.lon, bottomRight.lon, bottomRight.lat, topLeft.lat)
    }
    case 'geo_radius':
      return aroundCircle(test.center, test.radius)
    case 'geo_polygon':
      return [aroundRing(test.exterior)]
  }
}

/** West of `east` by way of the antimeridian when `west` lies beyond it. */
function wrap(west: number, east: number, south: number, north: number): GeoRegion[] {
  if (west <= east) return [{ west, east, south, north }]
  return [
    { west, east: 180, south, north },
    { west: -180, east, south, north },
  ]
}

/**
 * The box around a circle on the sphere: it reaches as far in latitude as its angle, and in longitude as far
 * as the meridian that touches it, unless a pole lies within.
 */
function aroundCircle(center: GeoPoint, radius: number): GeoRegion[] {
  if (!(radius > 0)) return []
  const angle = radius / earthRadius
  const south = center.lat - angle / degree - slack
  const north = center.lat + angle / degree + slack
  const all: GeoRegion = { west: -180, east: 180, south: Math.max(-90, south), north: Math.min(90, north) }
  if (south <= -90 || north >= 90) return [all]
  const reach = Math.asin(Math.min(1, Math.sin(angle) / Math.cos(center.lat * degree))) / degree + slack
  if (reach >= 180) return [all]
  const west = center.lon - reach
  const east = center.lon + reach
  return wrap(west < -180 ? west + 360 : west, east > 180 ? east - 360 : east, south, north)
}

function aroundRing(ring: readonly GeoPoint[]): GeoRegion {
  let [west, east, south, north] = [180, -180, 90, -90]
  for (const { lon, lat } of ring) {
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  return { west, east, south, north }
}
