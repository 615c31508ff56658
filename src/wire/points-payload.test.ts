import { expect, test } from 'bun:test'
import { RequestError } from '#model/errors.ts'
import type { Payload, PayloadBytes, PayloadValue } from '#model/payload.ts'
import { decodePayload, encodePayload } from '#model/payload-codec.ts'
import { createRandom } from '#base/random.fixture.ts'
import { randomPayload } from '#model/random-payloads.fixture.ts'
import { Writer } from './int64.ts'
import { decodeUpsertPoints } from './points-write-requests.ts'

const seed = 1 + (Date.now() % 1_000_000)

/** The stored payload of a point that comes with these bytes as the fields of its payload. */
function stored(payloadFields: Uint8Array): PayloadBytes | null {
  const vectors = [0x22, 0x02, 0x12, 0x00]
  const point = [0x0a, 0x02, 0x08, 0x01, ...payloadFields, ...vectors]
  const request = Writer.create().uint32(0x0a).string('c').uint32(0x1a).bytes(Uint8Array.from(point)).finish()
  const { operation } = decodeUpsertPoints(request).request
  if (operation.kind !== 'upsert') throw new Error('an upsert')
  return operation.points[0]?.payload ?? null
}

/** The entries of a payload as a request has them: with the tag of field 3. */
function sent(payload: Payload): Uint8Array {
  const writer = Writer.create()
  for (const [key, value] of payload)
    writer.uint32(0x1a).bytes(entry(text(0x0a, key), field(0x12, kind(value))))
  return writer.finish()
}

function kind(value: PayloadValue): Uint8Array {
  const writer = Writer.create()
  if (value === null) return writer.uint32(0x08).int32(0).finish()
  if (typeof value === 'boolean') return writer.uint32(0x28).bool(value).finish()
  if (typeof value === 'number') return writer.uint32(0x11).double(value).finish()
  if (typeof value === 'bigint') {
    writer.uint32(0x18)
    writer.uint64(BigInt.asUintN(64, value))
    return writer.finish()
  }
  if (typeof value === 'string') return text(0x22, value)
  if (Array.isArray(value)) return field(0x3a, Buffer.concat(value.map((inner) => field(0x0a, kind(inner)))))
  const members = [...value].map(([key, inner]) =>
    field(0x0a, entry(text(0x0a, key), field(0x12, kind(inner)))),
  )
  return field(0x32, Buffer.concat(members))
}

function entry(...parts: Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}

function field(tag: number, content: Uint8Array): Uint8Array {
  return Writer.create().uint32(tag).bytes(content).finish()
}

function text(tag: number, value: string): Uint8Array {
  return field(tag, Buffer.from(value))
}

/** gRPC has no integers above i64. */
function withoutBig(value: PayloadValue): PayloadValue {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value)
  if (Array.isArray(value)) return value.map(withoutBig)
  if (value instanceof Map) return new Map([...value].map(([key, inner]) => [key, withoutBig(inner)]))
  return value
}

test('a payload is stored byte for byte as the model would store it', () => {
  const random = createRandom(seed)
  for (let run = 0; run < 300; run++) {
    const payload = withoutBig(randomPayload(random)) as Payload
    const expected = payload.size === 0 ? null : encodePayload(payload)
    expect({ seed, run, bytes: stored(sent(payload)) }).toEqual({ seed, run, bytes: expected })
  }
})

const one = field(0x12, kind(1n))
const valueTwice = entry(text(0x0a, 'k'), field(0x12, kind('old')), field(0x12, kind(1n)))

test.each<[string, Uint8Array, [string, PayloadValue][]]>([
  ['no entry', Buffer.alloc(0), []],
  ['a value before its key', field(0x1a, entry(one, text(0x0a, 'k'))), [['k', 1n]]],
  ['no key', field(0x1a, one), [['', 1n]]],
  ['no value', field(0x1a, text(0x0a, 'k')), [['k', null]]],
  [
    'a value without a kind',
    field(0x1a, entry(text(0x0a, 'k'), field(0x12, Buffer.alloc(0)))),
    [['k', null]],
  ],
  ['two values', field(0x1a, valueTwice), [['k', 1n]]],
  [
    'two kinds',
    field(0x1a, entry(text(0x0a, 'k'), field(0x12, entry(kind('s'), kind(true))))),
    [['k', true]],
  ],
  [
    'two lists, which are one',
    field(0x1a, entry(text(0x0a, 'k'), field(0x12, entry(kind([1n]), kind([2n]))))),
    [['k', [1n, 2n]]],
  ],
  [
    'unknown fields, the exact number of the stored form among them',
    field(
      0x1a,
      entry(text(0x0a, 'k'), field(0x12, entry(kind(0.5), Buffer.from([0x79, 1, 2, 3, 4, 5, 6, 7, 8])))),
    ),
    [['k', 0.5]],
  ],
  ['a key twice', entry(sent(new Map([['k', 'old']])), sent(new Map([['k', 2n]]))), [['k', 2n]]],
  [
    'a key twice within an object',
    field(
      0x1a,
      entry(
        text(0x0a, 'k'),
        field(
          0x12,
          field(
            0x32,
            entry(
              field(0x0a, entry(text(0x0a, 'a'), one)),
              field(0x0a, entry(text(0x0a, 'a'), field(0x12, kind(false)))),
            ),
          ),
        ),
      ),
    ),
    [['k', new Map([['a', false]])]],
  ],
  [
    'a varint in too many bytes',
    Buffer.from([0x1a, 0x08, 0x0a, 0x01, 0x6b, 0x12, 0x03, 0x18, 0x81, 0x00]),
    [['k', 1n]],
  ],
  [
    'a length in too many bytes',
    Buffer.from([0x1a, 0x88, 0x00, 0x0a, 0x81, 0x00, 0x6b, 0x12, 0x02, 0x18, 0x01]),
    [['k', 1n]],
  ],
  [
    'a tag in too many bytes',
    Buffer.from([0x9a, 0x00, 0x07, 0x0a, 0x01, 0x6b, 0x12, 0x02, 0x18, 0x01]),
    [['k', 1n]],
  ],
])('%s', (_, fields, expected) => {
  const bytes = stored(fields)
  if (expected.length === 0) expect(bytes).toBeNull()
  else expect(bytes).toEqual(encodePayload(new Map(expected)))
})

test('entries with other fields between them', () => {
  const unknown = Buffer.from([0x98, 0x06, 0x01])
  const fields = entry(
    sent(new Map([['a', 1n]])),
    unknown,
    sent(new Map([['b', 2n]])),
    sent(new Map([['c', 3n]])),
  )
  expect(decodePayload(stored(fields) ?? new Uint8Array(0))).toEqual(
    new Map([
      ['a', 1n],
      ['b', 2n],
      ['c', 3n],
    ]),
  )
})

test('many keys are told apart, and one of them twice counts once', () => {
  const payload: Payload = new Map(
    Array.from({ length: 3000 }, (_, index) => [`key-${index}`, BigInt(index)]),
  )
  expect(stored(sent(payload))).toEqual(encodePayload(payload))
  const again = entry(sent(payload), sent(new Map([['key-7', 'again']])))
  expect(stored(again)).toEqual(encodePayload(new Map(payload).set('key-7', 'again')))
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%p is refused', (bad) => {
  for (const value of [bad, [bad], new Map([['a', [1n, bad]]])] as PayloadValue[]) {
    expect(() => stored(sent(new Map([['k', value]])))).toThrow('cannot convert to json number')
  }
})

test('numbers and text at their limits are kept', () => {
  const payload: Payload = new Map<string, PayloadValue>([
    ['min', -(2n ** 63n)],
    ['max', 2n ** 63n - 1n],
    ['beyond doubles', 2n ** 53n + 1n],
    ['zero', -0],
    ['smallest', 5e-324],
    ['largest', Number.MAX_VALUE],
    ['long', '日本語'.repeat(100)],
    ['empty', ''],
    ['containers', [[], new Map()]],
  ])
  expect(decodePayload(stored(sent(payload)) ?? new Uint8Array(0))).toEqual(payload)
})

test.each([
  ['a key', Buffer.from([0x1a, 0x07, 0x0a, 0x01, 0xff, 0x12, 0x02, 0x18, 0x01])],
  ['a short text', field(0x1a, entry(text(0x0a, 'k'), field(0x12, field(0x22, Buffer.from([0x61, 0xc3])))))],
  [
    'a long text',
    field(
      0x1a,
      entry(
        text(0x0a, 'k'),
        field(0x12, field(0x22, Buffer.concat([Buffer.alloc(99, 'a'), Buffer.from([0xff])]))),
      ),
    ),
  ],
])('%s that is not UTF-8 is refused', (_, fields) => {
  expect(() => stored(fields)).toThrow('invalid string value: data is not UTF-8 encoded')
})

test('whatever is accepted is stored in canonical form', () => {
  const random = createRandom(seed)
  for (let run = 0; run < 2000; run++) {
    const fields = Buffer.from(sent(withoutBig(randomPayload(random)) as Payload))
    for (let change = 0; change < 2; change++) {
      if (fields.length > 0) fields[Math.floor(random() * fields.length)] = Math.floor(random() * 256)
    }
    let bytes: PayloadBytes | null = null
    try {
      bytes = stored(fields)
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      continue
    }
    if (bytes === null) continue
    expect({ seed, run, bytes }).toEqual({ seed, run, bytes: encodePayload(decodePayload(bytes)) })
  }
})
