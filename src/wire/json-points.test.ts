import { expect, test } from 'bun:test'
import { createRandom, pick } from '#base/random.fixture.ts'
import { Place } from './json-decode.ts'
import { JsonError } from './json-error.ts'
import { readPoints, readPointsInTurns } from './json-points.ts'
import { readJson } from './json-reader.ts'
import { upsertBody } from './rest-writes.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The points of a body as the general way reads it; undefined: it refuses it. */
function generalPoints(bytes: Uint8Array): unknown {
  const place = new Place()
  try {
    const { operation, shardKeys } = upsertBody(readJson(bytes), place)
    expect(shardKeys).toBeUndefined()
    if (operation.kind !== 'upsert' || operation.mode !== 'upsert') return undefined
    return place.problems.length === 0 ? operation.points : undefined
  } catch (error) {
    if (error instanceof JsonError) return undefined
    throw error
  }
}

const vectors = [[0.1, -0.25, 1e-7], [1, 2, 3], [-0.123456789012345], { a: [1.5], b: [2, 0.5] }]
const others = [
  [],
  [[1, 2]],
  { a: [] },
  {},
  { indices: [1], values: [0.5] },
  null,
  'x',
  { model: 'm', text: 't' },
]
const ids = [0, 1, 7, 2 ** 31, 2 ** 53 - 1, 2 ** 60, 1.8e19, '5c56c793-69f3-4fbf-87e6-c4bf54c28c26']
const otherIds = [-1, 1.5, 'x', null, 1e21]
const payloads = [
  {},
  { a: 1 },
  { 'é"': [1, -2.5, { b: null }], c: { d: [true, false, ''] } },
  { n: 'x'.repeat(200) },
]

test('points are read as the general way reads them, or left to it', async () => {
  const seed = Math.floor(Math.random() * 1e6)
  const random = createRandom(seed)
  const point = (odd: number): object => {
    const members = [
      ['id', pick<unknown>(random, random() < odd ? otherIds : ids)],
      ['vector', pick<unknown>(random, random() < odd ? others : vectors)],
      ...(random() < 0.7 ? [['payload', pick<unknown>(random, random() < odd ? [null, 1] : payloads)]] : []),
      ...(random() < odd ? [['extra', 1]] : []),
    ]
    return Object.fromEntries(random() < 0.5 ? members : members.toReversed())
  }
  let quick = 0
  for (let round = 0; round < 2000; round++) {
    const odd = round % 4 === 0 ? 0.1 : 0
    const points = Array.from({ length: 1 + Math.floor(random() * 3) }, () => point(odd))
    const body = random() < odd ? { points, update_mode: 'insert_only' } : { points }
    const bytes = bytesOf(JSON.stringify(body, null, round % 3) + (round % 5 === 0 ? '\n ' : ''))
    // Some with a byte that is another one, is missing or comes twice.
    const isDamaged = round % 4 >= 2
    const at = Math.floor(random() * bytes.length)
    const damaged = [...bytes]
    const some = pick(random, [...bytesOf('{}[]",:0-.e\\ tn'), 0, 200])
    if (isDamaged) damaged.splice(at, Math.floor(random() * 2), ...(random() < 0.7 ? [some] : []))
    const given = Uint8Array.from(damaged)
    const read = readPoints(given)
    const label = `seed ${seed}: ${Buffer.from(given).toString()}`
    if (odd === 0 && !isDamaged) expect(read, label).toBeDefined()
    if (read !== undefined) expect<unknown>(read, label).toEqual(generalPoints(given))
    if (read !== undefined) quick++
    expect(await readPointsInTurns(given, () => Promise.resolve()), label).toEqual(read)
  }
  expect(quick).toBeGreaterThan(500)
})

test('what has to be told apart is left to the general way', () => {
  for (const text of [
    '{"points":[{"id":1,"id":2,"vector":[1]}]}',
    '{"points":[{"id":1,"vector":[1],"vectors":[1]}]}',
    '{"points":[{"id":1,"vector":{"a":[1],"a":[2]}}]}',
    '{"points":[{"id":1,"vector":[1],"payload":{"a":1,"a":2}}]}',
    '{"points":[{"id":01,"vector":[1]}]}',
    '{"points":[{"id":1,"vector":[1]},]}',
    '{"points":[{"id":1,"vector":[1]}]}}',
    '{"points":[]}',
    '{"points":[{"id":1,"vector":[1],"payload":{"a":"\u0001"}}]}',
    '{"points":[{"id":1,"vector":[1],"payload":{"a":1e999}}]}',
    `{"points":[{"id":1,"vector":[1],"payload":{"a":${'['.repeat(200)}${']'.repeat(200)}}}]}`,
    '',
    '}',
    ']}',
  ]) {
    expect([text, readPoints(bytesOf(text))]).toEqual([text, undefined])
  }
  const latin1 = Buffer.from('{"points":[{"id":1,"vector":[1],"payload":{"a":"\u00e9"}}]}', 'latin1')
  expect(readPoints(latin1)).toBeUndefined()
})
