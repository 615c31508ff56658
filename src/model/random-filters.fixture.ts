import type { Condition, FieldTest, Filter, GeoPoint } from './filter.ts'
import { parsePayloadPath } from './payload-path.ts'
import type { PointId } from './point-id.ts'
import { pick, type Random } from '#base/random.fixture.ts'
import { randomPathText } from './random-payloads.fixture.ts'

const texts = [
  'red',
  'blue',
  'Red fox',
  'e',
  '',
  'ключ',
  'nope',
  '2024-05-06',
  'a longer text, over ten bytes',
]
const uuids = [
  '0b8d3c4e-1f2a-4b5c-8d6e-7f8091a2b3c4',
  '0B8D3C4E1F2A4B5C8D6E7F8091A2B3C4',
  '00000000000000000000000000000000',
]
const integers = [0n, 1n, -1n, 2n, 7n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)]
const bounds = [
  -2,
  -1,
  0,
  0.5,
  1,
  1.5,
  2,
  9007199254740992,
  -1e300,
  1e300,
  Number.POSITIVE_INFINITY,
  Number.NaN,
]
const moments = [0n, 1n, 1_714_953_600_000_000_000n, 1_714_953_600_000_000_500n, -(10n ** 20n)]
/** Ids of the points that random filters name. */
export const randomIds: readonly PointId[] = [1, 2, 3, 4, 2n ** 60n, '0b8d3c4e-1f2a-4b5c-8d6e-7f8091a2b3c4']

const maybe = <T>(random: Random, items: readonly T[]): T | undefined =>
  random() < 0.4 ? pick(random, items) : undefined

function randomBounds<T>(random: Random, items: readonly T[]): { lt?: T; gt?: T; gte?: T; lte?: T } {
  const entries = (['lt', 'gt', 'gte', 'lte'] as const).map((name) => [name, maybe(random, items)] as const)
  return Object.fromEntries(entries.filter(([, bound]) => bound !== undefined)) as { lt?: T }
}

function randomSet(random: Random): ReadonlySet<string> | ReadonlySet<bigint> {
  const count = Math.floor(random() * 4)
  if (random() < 0.4) return new Set(Array.from({ length: count }, () => pick(random, integers)))
  const source = random() < 0.5 ? uuids : texts
  return new Set(Array.from({ length: count }, () => pick(random, source)))
}

const geoPoint = (random: Random): GeoPoint => ({ lon: random() * 6 - 3, lat: random() * 6 - 3 })

/** Any test of the values at a path. */
export function randomTest(random: Random): FieldTest {
  switch (Math.floor(random() * 15)) {
    case 0:
      return { kind: 'match', value: pick(random, [...texts, ...uuids]) }
    case 1:
      return { kind: 'match', value: pick(random, integers) }
    case 2:
      return { kind: 'match', value: random() < 0.5 }
    case 3:
      return { kind: 'any', values: randomSet(random) }
    case 4:
      return { kind: 'except', values: randomSet(random) }
    case 5:
      return {
        kind: pick(random, ['text', 'text_any', 'phrase'] as const),
        text: pick(random, [...texts, 'fox red', 'longer text']),
      }
    case 6:
      return { kind: 'prefix', prefix: pick(random, ['', 'r', 'Red', 'кл', '日本', 'zz', '0b8d']) }
    case 7:
    case 8:
      return { kind: 'range', ...randomBounds(random, bounds) }
    case 9:
      return { kind: 'datetime_range', ...randomBounds(random, moments) }
    case 10: {
      const [a, b] = [geoPoint(random), geoPoint(random)]
      return { kind: 'geo_bounding_box', topLeft: a, bottomRight: b }
    }
    case 11:
      return { kind: 'geo_radius', center: geoPoint(random), radius: random() * 300_000 }
    case 12: {
      const ring = [geoPoint(random), geoPoint(random), geoPoint(random)]
      return { kind: 'geo_polygon', exterior: [...ring, ring[0] as GeoPoint], interiors: [] }
    }
    case 13:
      return { kind: 'values_count', ...randomBounds(random, [0, 1, 2, 3]) }
    default:
      return { kind: pick(random, ['is_empty', 'is_null'] as const), expected: random() < 0.5 }
  }
}

function randomCondition(random: Random, depth: number): Condition {
  const path = parsePayloadPath(randomPathText(random))
  switch (Math.floor(random() * (depth > 2 ? 8 : 11))) {
    case 0:
      return { kind: 'is_empty', path }
    case 1:
      return { kind: 'is_null', path }
    case 2:
      return { kind: 'has_id', ids: new Set(Array.from({ length: 3 }, () => pick(random, randomIds))) }
    case 3:
      return random() < 0.5
        ? { kind: 'has_vector', name: pick(random, ['', 'v', 'nope']) }
        : { kind: 'slice', total: 3, index: Math.floor(random() * 3) }
    case 8:
    case 9:
      return { kind: 'nested', path, filter: randomFilter(random, depth + 1) }
    case 10:
      return { kind: 'filter', filter: randomFilter(random, depth + 1) }
    default: {
      const count = random() < 0.9 ? 1 : 2
      return { kind: 'field', path, tests: Array.from({ length: count }, () => randomTest(random)) }
    }
  }
}

/** A filter over the paths and values of `randomPayload`. */
export function randomFilter(random: Random, depth = 0): Filter {
  const list = (countMax: number): Condition[] =>
    Array.from({ length: Math.floor(random() * countMax) }, () => randomCondition(random, depth))
  return {
    must: list(3),
    should: random() < 0.5 ? list(4) : [],
    mustNot: random() < 0.4 ? list(3) : [],
    minShould: random() < 0.2 ? { conditions: list(4), minCount: Math.floor(random() * 3) } : undefined,
  }
}
