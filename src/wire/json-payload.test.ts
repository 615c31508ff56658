import { expect, test } from 'bun:test'
import type { PayloadValue } from '#model/payload.ts'
import { decodePayload, encodePayload } from '#model/payload-codec.ts'
import { createRandom, pick } from '#base/random.fixture.ts'
import { writePayload } from './json-payload-text.ts'
import { payloadBytesOf, payloadObjectOf } from './json-payload.ts'
import { readJson } from './json-reader.ts'
import { JsonWriter } from './json-writer.ts'

function read(text: string) {
  const node = readJson(new TextEncoder().encode(`{"payload":${text}}`))
  const payload = node.kind === 'object' ? node.members().values[0] : undefined
  if (payload?.kind !== 'object') throw new Error('the payload is an object')
  return payload
}

function print(bytes: Uint8Array): string {
  const writer = new JsonWriter()
  writePayload(writer, bytes)
  return Buffer.from(writer.finish()).toString()
}

test('stored bytes are those of the value, and print as it was written', () => {
  const seed = Math.floor(Math.random() * 1e6)
  const random = createRandom(seed)
  const leaves: readonly PayloadValue[] = [
    null,
    true,
    false,
    0n,
    1n,
    -1n,
    2n ** 32n,
    2n ** 53n + 1n,
    2n ** 63n - 1n,
    -(2n ** 63n),
    2n ** 64n - 1n,
    1,
    -0,
    0.1,
    1e300,
    5e-324,
    '',
    'red',
    'é"\\\n\u0001',
    'x'.repeat(200),
    `${'long '.repeat(30)}"quoted"`,
  ]
  const value = (depth: number): PayloadValue => {
    const size = Math.floor(random() * 5)
    const kind = depth > 3 ? 2 : random() * 3
    if (kind < 1) return Array.from({ length: size }, () => value(depth + 1))
    return kind < 2 ? object(depth, size) : pick(random, leaves)
  }
  const object = (depth: number, size: number): Map<string, PayloadValue> =>
    new Map(
      Array.from({ length: size }, (_, i) => [
        pick(random, ['a', 'ключ', 'quo"te', '']) + i,
        value(depth + 1),
      ]),
    )
  for (let round = 0; round < 400; round++) {
    const payload = object(0, round % 40)
    const stored = encodePayload(payload)
    const text = print(stored)
    expect(payloadBytesOf(read(text)), `seed ${seed}: ${text}`).toEqual(stored)
    expect(payloadObjectOf(read(text)), `seed ${seed}: ${text}`).toEqual(payload)
  }
})

test('of a key that comes twice the last value counts, in the place of the first', () => {
  for (const text of ['{"a":1,"b":2,"a":[3]}', '{"a":1,"b":2,"\\u0061":[3]}']) {
    expect([...decodePayload(payloadBytesOf(read(text)))]).toEqual([
      ['a', [3n]],
      ['b', 2n],
    ])
  }
})

test('white space and escapes do not show', () => {
  const text = ' { "a" : [ 1 , -2.50e1 , "\\u00e9\\/" , { } , [ ] ] , "b":\n{ "c" : null } } '
  expect(print(payloadBytesOf(read(text)))).toBe('{"a":[1,-25.0,"é/",{},[]],"b":{"c":null}}')
})
