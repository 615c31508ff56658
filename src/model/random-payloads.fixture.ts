import { pick, type Random } from '#base/random.fixture.ts'
import type { Payload, PayloadObject, PayloadValue } from './payload.ts'

const texts = [
  '',
  'red',
  'blue',
  'Red fox',
  'ключ',
  'a longer text, over ten bytes',
  '2024-05-06',
  '日本語テキスト',
]
const uuids = ['0b8d3c4e-1f2a-4b5c-8d6e-7f8091a2b3c4', '0B8D3C4E1F2A4B5C8D6E7F8091A2B3C4']
const integers = [
  0n,
  1n,
  -1n,
  2n,
  3n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 63n,
  2n ** 64n - 1n,
]
const floats = [0, -0, 1, 2, 1.5, -2.25, 1e300, 5e-324, 9007199254740992]
const keys = ['a', 'b', 'c', 'odd key', '']

/** A payload with few distinct keys and values, so that random paths and filters often meet something. */
export function randomPayload(random: Random): Payload {
  return randomObject(random, 0)
}

/** Any value; containers get rarer with depth. */
export function randomValue(random: Random, depth: number): PayloadValue {
  const kind = Math.floor(random() * (depth > 3 ? 6 : 10))
  switch (kind) {
    case 0:
      return null
    case 1:
      return random() < 0.5
    case 2:
      return pick(random, integers)
    case 3:
      return pick(random, floats)
    case 4:
      return pick(random, texts)
    case 5:
      return pick(random, uuids)
    case 6:
    case 7:
      return Array.from({ length: Math.floor(random() * 4) }, () => randomValue(random, depth + 1))
    case 8:
      return new Map<string, PayloadValue>([
        ['lon', random() * 4 - 2],
        ['lat', random() < 0.1 ? 91 : random() * 4 - 2],
      ])
    default:
      return randomObject(random, depth + 1)
  }
}

function randomObject(random: Random, depth: number): PayloadObject {
  const object: PayloadObject = new Map()
  for (const key of keys) if (random() < 0.5) object.set(key, randomValue(random, depth))
  return object
}

const pathTexts = [
  'a',
  'b',
  'c',
  'a.b',
  'a[]',
  'a[0]',
  'a[].b',
  'a[][]',
  'b.c',
  '"odd key"',
  '""',
  'a.b.c',
  'a[1].c',
  'nope',
]

/** The text of a path that the payloads of `randomPayload` may have. */
export function randomPathText(random: Random): string {
  return pick(random, pathTexts)
}
