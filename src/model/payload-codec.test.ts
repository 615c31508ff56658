import { expect, test } from 'bun:test'
import type { Payload, PayloadValue } from './payload.ts'
import { decodePayload, encodePayload } from './payload-codec.ts'
import { parsePayloadPath, readPath } from './payload-path.ts'
import { compilePathScanner } from './payload-scan.ts'
import { createRandom } from '#base/random.fixture.ts'
import { randomPathText, randomPayload } from './random-payloads.fixture.ts'

const payload = (entries: Record<string, PayloadValue>): Payload => new Map(Object.entries(entries))

test('what is written is read back exactly, and every path is found without decoding', () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const random = createRandom(seed)
    const value = randomPayload(random)
    const bytes = encodePayload(value)
    expect(decodePayload(bytes), `seed ${seed}`).toEqual(value)
    expect([...decodePayload(bytes).keys()], `seed ${seed}`).toEqual([...value.keys()])
    const path = parsePayloadPath(randomPathText(random))
    expect(compilePathScanner(path)(bytes), `seed ${seed}, ${path.text}`).toEqual(readPath(value, path))
  }
})

test('the layout is that of map entries of field 2', () => {
  expect(Buffer.from(encodePayload(payload({ a: 'x', n: null }))).toString('hex')).toBe(
    `1208${'0a0161'}1203${'220178'}` + `1207${'0a016e'}1202${'0800'}`,
  )
})

test('integers are exact at the ends of their ranges, floats keep their kind', () => {
  const numbers = [
    -(2n ** 63n),
    2n ** 63n - 1n,
    2n ** 63n,
    2n ** 64n - 1n,
    127n,
    128n,
    2n ** 32n,
    1,
    -0,
    5e-324,
  ]
  for (const number of numbers) {
    const read = decodePayload(encodePayload(payload({ number }))).get('number')
    expect(Object.is(read, number)).toBe(true)
  }
})

test('an integer above i64 is a double for readers of protobuf, with the exact one beside it', () => {
  const bytes = encodePayload(payload({ a: 2n ** 63n }))
  expect(Buffer.from(bytes).toString('hex')).toBe(
    '12170a01611212' + '11000000000000e043' + '790000000000000080',
  )
})

test('texts of every length around the limits of their length prefix', () => {
  for (const length of [0, 1, 10, 11, 41, 42, 43, 127, 128, 16_383, 16_384, 70_000]) {
    for (const unit of ['x', 'é', '日', '🤠', '\ufeff']) {
      const value = payload({ text: unit.repeat(length) })
      expect(decodePayload(encodePayload(value))).toEqual(value)
    }
  }
})

test('NaN, infinities and deep nesting are refused', () => {
  expect(() => encodePayload(payload({ a: Number.NaN }))).toThrow('cannot convert to json number')
  expect(() => encodePayload(payload({ a: [Number.POSITIVE_INFINITY] }))).toThrow(
    'cannot convert to json number',
  )
  let deep: PayloadValue = 1n
  for (let level = 0; level < 127; level++) deep = [deep]
  expect(decodePayload(encodePayload(payload({ deep })))).toEqual(payload({ deep }))
  expect(() => encodePayload(payload({ deep: [deep] }))).toThrow('a payload may have at most 128 levels')
})

test('a value without a kind is null, a later entry of a key wins', () => {
  const bytes = Buffer.from('12050a01611200' + '12070a016212021801' + '12070a016212021802', 'hex')
  expect(decodePayload(bytes)).toEqual(payload({ a: null, b: 2n }))
  expect(compilePathScanner(parsePayloadPath('b'))(bytes)).toEqual([2n])
})
