import { expect, test } from 'bun:test'
import { createRandom, pick } from '#base/random.fixture.ts'
import { formatError, JsonError } from './json-error.ts'
import type { JsonNode } from './json-node.ts'
import { NumberScratch, scanNumbers } from './json-numbers.ts'
import { readJson, readJsonInTurns } from './json-reader.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What `JSON.parse` makes of it. */
function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'null':
      return null
    case 'array':
      return node.items().map(plain)
    case 'object': {
      const { keys, values } = node.members()
      return Object.fromEntries(keys.map((key, index) => [key, plain(values[index] as JsonNode)]))
    }
    case 'integer':
      return Number(node.value)
    case 'boolean':
    case 'float':
    case 'string':
      return node.value
  }
}

function faultOf(body: string | Uint8Array): string {
  const source = typeof body === 'string' ? bytes(body) : body
  try {
    readJson(source)
  } catch (error) {
    if (error instanceof JsonError) return formatError(error, source).message
    throw error
  }
  return 'read'
}

test('reads what JSON.parse reads, from seeds', () => {
  const seed = Math.floor(Math.random() * 1e6)
  const random = createRandom(seed)
  const leaf = () =>
    pick(random, [
      null,
      true,
      false,
      0,
      -0.5,
      1e300,
      12,
      -7,
      1e-7,
      '',
      'a',
      'é"\\\n\u{1F600}',
      '\ud83d\ude00',
    ])
  const value = (depth: number): unknown => {
    const kind = depth > 4 ? 2 : random() * 3
    const size = Math.floor(random() * 5)
    if (kind < 1) return Array.from({ length: size }, () => value(depth + 1))
    if (kind >= 2) return leaf()
    return Object.fromEntries(
      Array.from({ length: size }, (_, index) => [
        pick(random, ['payload', 'k', 'é']) + index,
        value(depth + 1),
      ]),
    )
  }
  for (let round = 0; round < 300; round++) {
    const made = value(0)
    const text = JSON.stringify(made, null, round % 3)
    expect(plain(readJson(bytes(text))), `seed ${seed}: ${text}`).toEqual(JSON.parse(text))
  }
})

test('numbers of lists round to the same f32 as when they are read one by one', () => {
  const seed = Math.floor(Math.random() * 1e6)
  const random = createRandom(seed)
  const digits = (count: number) => Array.from({ length: count }, () => Math.floor(random() * 10)).join('')
  const float = new Float32Array(1)
  const word = new Uint32Array(float.buffer)
  const texts = [
    '0',
    '-0',
    '1',
    '-1',
    '0.1',
    '1e5',
    '1E-5',
    '1.5e+3',
    '123456789012345',
    '1e39',
    '3.4e38',
    '1e-46',
  ]
  for (let round = 0; round < 3000; round++) {
    word[0] = Math.floor(random() * 2 ** 32)
    const bits = float[0] as number
    if (Number.isFinite(bits)) {
      texts.push(String(bits), bits.toPrecision(17))
      // Between two neighbours, where the last digit decides.
      word[0] = (word[0] as number) + 1
      if (Number.isFinite(float[0] as number)) texts.push(((bits + (float[0] as number)) / 2).toPrecision(20))
    }
    texts.push(
      `${random() < 0.5 ? '-' : ''}${Math.floor(random() * 1000)}.${digits(1 + Math.floor(random() * 25))}`,
      `${random() < 0.5 ? '-' : ''}0.${'0'.repeat(random() * 5)}${digits(1 + Math.floor(random() * 21))}`,
    )
  }
  // Longer ones are for the reader of single numbers.
  const short = texts.filter((text) => /^-?\d{1,8}(?!\d)/.test(text))
  const scratch = new NumberScratch(10)
  const list = bytes(`[ ${short.join(' ,\n')} ]`)
  expect(scanNumbers(list, new DataView(list.buffer), 0, scratch)).toBe(true)
  const read = scratch.take()
  const wrong = short.filter((text, index) => !Object.is(read[index], Math.fround(Number(text))))
  expect(wrong, `seed ${seed}`).toEqual([])
})

test('a body that is read in turns is the same body', async () => {
  const bodies = [
    '{"points":[{"id":1,"vector":[0.5,1],"payload":{"a":[1,{"b":2}]}},{"id":2}],"x":[[1,2],[3]],"y":[],"z":[ 1],"w":[ {"c":3} , {} ]}',
    ' { } ',
    '[1,2]',
    '{"a":[{"b":1},]}',
    '{"a":[{"b":1}',
    '{"a":[[1] 2]}',
    '{"a":[{}]} x',
  ]
  for (const body of bodies) {
    let pauses = 0
    const read = await readJsonInTurns(bytes(body), () => {
      pauses++
      return pauses % 2 === 0 ? undefined : Promise.resolve()
    }).catch((error: unknown) => {
      if (error instanceof JsonError) return formatError(error, bytes(body)).message
      throw error
    })
    if (typeof read === 'string') expect(read).toBe(faultOf(body))
    else expect([plain(read), read.start, read.end]).toEqual([JSON.parse(body), ...spanOf(body)])
  }
})

function spanOf(body: string): number[] {
  const { start, end } = readJson(bytes(body))
  return [start, end]
}

test('lists of one body keep their numbers, and end where they end', () => {
  const lists = Array.from({ length: 300 }, (_, row) =>
    Array.from({ length: (row * 7) % 400 }, (_, index) => (index % 3 === 0 ? index : -0.125 * index)),
  )
  const node = readJson(bytes(JSON.stringify(lists)))
  const rows = node.kind === 'array' ? node.items() : []
  expect(rows.map((row) => row.kind === 'array' && [...(row.numbers?.floats ?? [])])).toEqual(
    lists.map((list) => list.map((value) => value + 0)),
  )
  const ends = [
    '[0.123456789',
    '[0.1',
    '[-0.',
    '[0.12345678901234567',
    '[0.5,',
    '[-',
    '[0.1234.5]',
    '[0.12345e1',
  ]
  expect(ends.map((text) => faultOf(text))).not.toContain('read')
  expect(faultOf('[0.12345678e2,0.0001e-3,-0.25E+1]')).toBe('read')
})

test('integers are exact, and stay apart from floats', () => {
  const node = readJson(
    bytes('[9007199254740993,18446744073709551615,-9223372036854775808,1.0,-0,18446744073709551616]'),
  )
  expect(
    node.kind === 'array' && node.items().map((item) => ('value' in item ? [item.kind, item.value] : [])),
  ).toEqual([
    ['integer', 9007199254740993n],
    ['integer', 18446744073709551615n],
    ['integer', -9223372036854775808n],
    ['float', 1],
    ['float', -0],
    ['float', 18446744073709551616],
  ])
  const [first] = node.kind === 'array' ? node.items() : []
  expect(first).toMatchObject({ start: 1, end: 17 })
})

test('tells what is malformed, and where', () => {
  const faults: Readonly<Record<string, string>> = {
    '': 'EOF while parsing a value at line 1 column 0',
    '{"a":1}x': 'trailing characters at line 1 column 8',
    '{"a":1,}': 'trailing comma at line 1 column 8',
    '{a:1}': 'key must be a string at line 1 column 2',
    '{"a" 1}': 'expected `:` at line 1 column 6',
    '{"a":1 "b":2}': 'expected `,` or `}` at line 1 column 8',
    '[1 2]': 'expected `,` or `]` at line 1 column 4',
    '{"a":01}': 'invalid number at line 1 column 7',
    '{"a":1e400}': 'number out of range at line 1 column 10',
    '{"a":"\\x"}': 'invalid escape at line 1 column 8',
    '{"a":"\\ud800"}': 'unexpected end of hex escape at line 1 column 13',
    '{"a":"\n"}': 'control character (\\u0000-\\u001F) found while parsing a string at line 2 column 0',
    '{"a":tru}': 'expected ident at line 1 column 9',
    '{"a': 'EOF while parsing a string at line 1 column 3',
    '\n\n {"a":': 'EOF while parsing a value at line 3 column 6',
    '{"payload":{"a":{"b":[1,}}}': 'expected value at line 1 column 25',
  }
  for (const [body, fault] of Object.entries(faults)) {
    expect([body, faultOf(body)]).toEqual([body, `Format error in JSON body: ${fault}`])
  }
})

test('deep nesting and bytes that are no text are refused', () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
  expect(faultOf(deep)).toContain('recursion limit exceeded at line 1 column 128')
  expect(faultOf(`{"payload":${'{"a":'.repeat(200)}1${'}'.repeat(201)}`)).toContain(
    'recursion limit exceeded',
  )
  expect(faultOf(`{"a":${'['.repeat(126)}${']'.repeat(126)}}`)).toBe('read')
  expect(faultOf(new Uint8Array([0x22, 0x61, 0xff, 0x22]))).toContain(
    'invalid unicode code point at line 1 column 4',
  )
})
