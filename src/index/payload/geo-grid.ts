import type { GeoRegion } from './geo-regions.ts'

/**
 * Cells of the globe as codes of 32 bits: 16 bits of the longitude and 16 of the latitude, interleaved, so
 * that the points of any square cell of a quadtree are one run of sorted codes (a Morton curve).
 */
const side = 65_536
const depthMax = 16

export function geoCode(lon: number, lat: number): number {
  return ((spread(column(lon)) << 1) | spread(row(lat))) >>> 0
}

function column(lon: number): number {
  return Math.min(side - 1, Math.max(0, Math.floor(((lon + 180) / 360) * side)))
}
function row(lat: number): number {
  return Math.min(side - 1, Math.max(0, Math.floor(((lat + 90) / 180) * side)))
}

/** Puts a zero before each of the 16 bits of a number. */
function spread(value: number): number {
  let bits = value
  bits = (bits | (bits << 8)) & 0x00ff_00ff
  bits = (bits | (bits << 4)) & 0x0f0f_0f0f
  bits = (bits | (bits << 2)) & 0x3333_3333
  return (bits | (bits << 1)) & 0x5555_5555
}

/** Finds the runs of sorted codes that lie in a region. */
export interface CellVisitor {
  /** A run of points of which some may lie outside the region. */
  (from: number, to: number): void
}

/**
 * Visits the runs of `codes` whose cells touch a region. Cells are split until they hold at most `fewPoints`
 * points or lie within the region.
 */
export function visitCells(
  codes: Uint32Array,
  region: GeoRegion,
  fewPoints: number,
  visit: CellVisitor,
): void {
  const west = column(region.west)
  const east = column(region.east)
  const south = row(region.south)
  const north = row(region.north)
  const descend = (depth: number, left: number, bottom: number, from: number, to: number): void => {
    if (from >= to) return
    const size = side >>> depth
    const right = left + size - 1
    const top = bottom + size - 1
    if (left > east || right < west || bottom > north || top < south) return
    const isWithin = left >= west && right <= east && bottom >= south && top <= north
    if (isWithin || to - from <= fewPoints || depth === depthMax) {
      visit(from, to)
      return
    }
    const half = size >>> 1
    let start = from
    for (let quarter = 0; quarter < 4; quarter++) {
      const childLeft = left + (quarter & 2 ? half : 0)
      const childBottom = bottom + (quarter & 1 ? half : 0)
      const last = ((spread(childLeft + half - 1) << 1) | spread(childBottom + half - 1)) >>> 0
      const end = quarter === 3 ? to : firstAbove(codes, start, to, last)
      descend(depth + 1, childLeft, childBottom, start, end)
      start = end
    }
  }
  descend(0, 0, 0, 0, codes.length)
}

/** The first index in [from, to) whose code is above `code`, else `to`. */
function firstAbove(codes: Uint32Array, from: number, to: number, code: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((codes[middle] as number) <= code) low = middle + 1
    else high = middle
  }
  return low
}
