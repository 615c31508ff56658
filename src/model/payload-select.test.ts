import { expect, test } from 'bun:test'
import type { PayloadObject, PayloadValue } from './payload.ts'
import { decodePayload, encodePayload } from './payload-codec.ts'
import { type PayloadPath, type PayloadPathStep, parsePayloadPath } from './payload-path.ts'
import { selectPayload } from './payload-select.ts'
import { createRandom } from '#base/random.fixture.ts'
import { randomPathText, randomPayload } from './random-payloads.fixture.ts'

/** The same by the plain rule: visit every node with its path, and ask each selector about it. */
function selectPlainly(payload: PayloadObject, keeps: (path: PayloadPathStep[]) => boolean): PayloadObject {
  const visit = (value: PayloadValue, path: PayloadPathStep[]): PayloadValue => {
    if (value instanceof Map) {
      const kept: PayloadObject = new Map()
      for (const [key, inner] of value) {
        const place: PayloadPathStep[] = [...path, { kind: 'key', key }]
        if (keeps(place)) kept.set(key, visit(inner, place))
      }
      return kept
    }
    if (!Array.isArray(value)) return value
    const place: PayloadPathStep[] = [...path, { kind: 'all' }]
    return value.filter(() => keeps(place)).map((inner) => visit(inner, place))
  }
  return visit(payload, []) as PayloadObject
}
const agree = (a: readonly PayloadPathStep[], b: readonly PayloadPathStep[], length: number): boolean =>
  a.slice(0, length).every((step, index) => JSON.stringify(step) === JSON.stringify(b[index]))

test('include and exclude follow the plain rule', () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const random = createRandom(seed)
    const payload = randomPayload(random)
    const paths: PayloadPath[] = Array.from({ length: Math.floor(random() * 4) }, () =>
      parsePayloadPath(randomPathText(random)),
    )
    const included = selectPayload(encodePayload(payload), { kind: 'include', paths })
    expect(included && decodePayload(included), `seed ${seed}`).toEqual(
      selectPlainly(payload, (place) =>
        paths.some((path) => agree(place, path.steps, Math.min(place.length, path.steps.length))),
      ),
    )
    const excluded = selectPayload(encodePayload(payload), { kind: 'exclude', paths })
    expect(excluded && decodePayload(excluded), `seed ${seed}`).toEqual(
      selectPlainly(
        payload,
        (place) =>
          !paths.some(
            (path) => place.length >= path.steps.length && agree(path.steps, place, path.steps.length),
          ),
      ),
    )
  }
})

const payload = new Map<string, PayloadValue>([
  ['a', new Map<string, PayloadValue>([['b', [1n, new Map([['c', 2n]])]]])],
  ['f', 5n],
  [
    'g',
    [
      1n,
      [
        2n,
        new Map<string, PayloadValue>([
          ['h', 3n],
          ['i', 4n],
        ]),
      ],
    ],
  ],
])
const select = (kind: 'include' | 'exclude', ...paths: string[]): unknown => {
  const bytes = selectPayload(encodePayload(payload), { kind, paths: paths.map(parsePayloadPath) })
  return bytes && Object.fromEntries(decodePayload(bytes))
}

test('the known corners', () => {
  expect(select('include', 'a.b[0]')).toEqual({ a: new Map([['b', []]]) })
  expect(select('include', 'a.b.c')).toEqual({ a: new Map([['b', []]]) })
  expect(select('include', 'a.zz')).toEqual({ a: new Map() })
  expect(select('include', 'f.q')).toEqual({ f: 5n })
  expect(select('include', 'g[][].h')).toEqual({ g: [1n, [2n, new Map([['h', 3n]])]] })
  expect(select('include')).toEqual({})
  expect(select('exclude', 'g[]', 'a.b[0]')).toEqual({ a: payload.get('a'), f: 5n, g: [] })
  expect(select('exclude', 'a.b', 'nope')).toEqual({ a: new Map(), f: 5n, g: payload.get('g') })
})

test('nothing and all', () => {
  const bytes = encodePayload(payload)
  expect(selectPayload(bytes, { kind: 'none' })).toBeNull()
  expect(selectPayload(bytes, { kind: 'all' })).toBe(bytes)
  expect(selectPayload(bytes, { kind: 'exclude', paths: [] })).toBe(bytes)
  expect(selectPayload(null, { kind: 'all' })).toBeNull()
})
