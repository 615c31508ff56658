import { expect, test } from 'bun:test'
import type { GeoPoint } from './filter.ts'
import { geoPointOf, haversineDistance, isInBox, isInPolygon } from './geo.ts'
import { createRandom } from '#base/random.fixture.ts'

const at = (lon: number, lat: number): GeoPoint => ({ lon, lat })

test('distances', () => {
  expect(haversineDistance(at(13.405, 52.52), at(2.3522, 48.8566))).toBeCloseTo(877_464, -2)
  expect(haversineDistance(at(179.9, 0), at(-179.9, 0))).toBeCloseTo(22_239, -1)
  expect(haversineDistance(at(0, 90), at(180, -90))).toBeCloseTo(Math.PI * 6_371_008.8, 3)
  expect(haversineDistance(at(5, 5), at(5, 5))).toBe(0)
})

test('a box leaves its edges out and may cross the antimeridian', () => {
  expect(isInBox(at(1, 1), at(0, 2), at(2, 0))).toBe(true)
  for (const point of [at(0, 1), at(2, 1), at(1, 0), at(1, 2)])
    expect(isInBox(point, at(0, 2), at(2, 0))).toBe(false)
  expect(isInBox(at(1, 1), at(0, 0), at(2, 2))).toBe(false)
  expect(isInBox(at(-179, 0), at(170, 10), at(-170, -10))).toBe(true)
  expect(isInBox(at(0, 0), at(170, 10), at(-170, -10))).toBe(false)
  expect(isInBox(at(0, 0), at(-180, 90), at(180, -90))).toBe(true)
})

const square = [at(0, 0), at(4, 0), at(4, 4), at(0, 4), at(0, 0)]
const hole = [at(1, 1), at(1, 2), at(2, 2), at(2, 1), at(1, 1)]

test('a polygon leaves its boundary and its holes out, whichever way it winds', () => {
  for (const ring of [square, square.toReversed()]) {
    expect(isInPolygon(at(3, 3), ring, [hole])).toBe(true)
    expect(isInPolygon(at(1.5, 1.5), ring, [hole])).toBe(false)
    expect(isInPolygon(at(1, 1.5), ring, [hole])).toBe(false)
    expect(isInPolygon(at(0, 2), ring, [])).toBe(false)
    expect(isInPolygon(at(4, 4), ring, [])).toBe(false)
    expect(isInPolygon(at(5, 0), ring, [])).toBe(false)
    expect(isInPolygon(at(-1, 4), ring, [])).toBe(false)
  }
})

test('random points in a star agree with counting crossings', () => {
  const random = createRandom(7)
  const ring = Array.from({ length: 11 }, (_, index) => {
    const angle = ((index % 10) * Math.PI) / 5
    const radius = index % 2 === 0 ? 3 : 1.2
    return at(radius * Math.cos(angle), radius * Math.sin(angle))
  })
  for (let round = 0; round < 5000; round++) {
    const point = at(random() * 8 - 4, random() * 8 - 4)
    let inside = false
    for (let index = 1; index < ring.length; index++) {
      const a = ring[index - 1] ?? at(0, 0)
      const b = ring[index] ?? at(0, 0)
      if (a.lat > point.lat !== b.lat > point.lat) {
        if (point.lon < ((b.lon - a.lon) * (point.lat - a.lat)) / (b.lat - a.lat) + a.lon) inside = !inside
      }
    }
    expect(isInPolygon(point, ring, [])).toBe(inside)
  }
})

test('a point is an object with two numbers', () => {
  expect(
    geoPointOf(
      new Map<string, bigint | number | string>([
        ['lon', 1n],
        ['lat', 2.5],
        ['x', 'y'],
      ]),
    ),
  ).toEqual(at(1, 2.5))
  expect(
    geoPointOf(
      new Map([
        ['lon', '1'],
        ['lat', '2'],
      ]),
    ),
  ).toBeUndefined()
  expect(geoPointOf([1, 2])).toBeUndefined()
  expect(geoPointOf(null)).toBeUndefined()
})
