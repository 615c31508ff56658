import { expect, test } from 'bun:test'
import { createRandom, pick, type Random } from '#base/random.fixture.ts'
import { ConnectionError, errorCode } from './error-codes.ts'
import type { HeaderField } from './hpack-encoder.ts'
import { encodeHeaders } from './hpack-encoder.ts'
import { HpackDecoder } from './hpack-decoder.ts'
import { encodeHuffman, HpackWriter, writeInteger } from './hpack-writer.fixture.ts'
import { decodeHuffman } from './huffman.ts'

function decode(decoder: HpackDecoder, block: Uint8Array): HeaderField[] {
  // Not at the start of its buffer, as a block rarely is.
  const source = Buffer.concat([Buffer.from('xx'), block, Buffer.from('yy')])
  const { headers } = decoder.decode(source, 2, source.length - 2)
  return headers.names.map((name, index) => [name, headers.values[index] ?? ''])
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

test('requests without Huffman coding as RFC 7541, appendix C.3, has them', () => {
  const decoder = new HpackDecoder(65_536)
  const first = hex('8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d')
  const head = [
    [':method', 'GET'],
    [':scheme', 'http'],
    [':path', '/'],
    [':authority', 'www.example.com'],
  ] as const
  expect(decode(decoder, first)).toEqual([...head])
  const second = hex('8286 84be 5808 6e6f 2d63 6163 6865')
  expect(decode(decoder, second)).toEqual([...head, ['cache-control', 'no-cache']])
  const third = hex('8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65')
  expect(decode(decoder, third)).toEqual([
    [':method', 'GET'],
    [':scheme', 'https'],
    [':path', '/index.html'],
    [':authority', 'www.example.com'],
    ['custom-key', 'custom-value'],
  ])
})

test('requests with Huffman coding as appendix C.4 has them', () => {
  const decoder = new HpackDecoder(65_536)
  expect(decode(decoder, hex('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff'))).toContainEqual([
    ':authority',
    'www.example.com',
  ])
  expect(decode(decoder, hex('8286 84be 5886 a8eb 1064 9cbf'))).toContainEqual(['cache-control', 'no-cache'])
  const third = decode(decoder, hex('8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf'))
  expect(third).toContainEqual(['custom-key', 'custom-value'])
})

test('a table that is too small for all, as appendix C.6 has it', () => {
  const decoder = new HpackDecoder(65_536)
  // The example begins with a table of 256 bytes.
  const first = `3fe101 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81
    66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3`
  const seen = decode(decoder, hex(first.replaceAll(/\s/g, '')))
  expect(seen).toEqual([
    [':status', '302'],
    ['cache-control', 'private'],
    ['date', 'Mon, 21 Oct 2013 20:13:21 GMT'],
    ['location', 'https://www.example.com'],
  ])
  expect(decode(decoder, hex('4883 640e ffc1 c0bf'))).toEqual([[':status', '307'], ...seen.slice(1)])
  const third = `88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab
    77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed
    4ee5 b106 3d50 07`
  expect(decode(decoder, hex(third.replaceAll(/\s/g, '')))).toEqual([
    [':status', '200'],
    ['cache-control', 'private'],
    ['date', 'Mon, 21 Oct 2013 20:13:22 GMT'],
    ['location', 'https://www.example.com'],
    ['content-encoding', 'gzip'],
    ['set-cookie', 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1'],
  ])
})

test('blocks of a writer that uses everything come back', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = createRandom(seed)
    const writer = new HpackWriter(random)
    const decoder = new HpackDecoder(1e6)
    for (let round = 0; round < 30; round++) {
      const fields = randomFields(random)
      const block = writer.write(fields)
      expect({ seed, round, fields: decode(decoder, block) }).toEqual({ seed, round, fields })
    }
  }
})

test('what the encoder writes comes back, whatever was decoded before', () => {
  const random = createRandom(7)
  const decoder = new HpackDecoder(1e6)
  for (let round = 0; round < 200; round++) {
    const fields = randomFields(random)
    expect(decode(decoder, encodeHeaders(fields))).toEqual(fields)
  }
})

test('a block that is repeated gives the same object until the table changes', () => {
  const decoder = new HpackDecoder(65_536)
  const added = encodeIndexed('a', 'first')
  decoder.decode(added, 0, added.length)
  const block = Buffer.from([0x82, 0xbe])
  const first = decoder.decode(block, 0, 2)
  expect(decoder.decode(block, 0, 2)).toBe(first)
  const more = encodeIndexed('a', 'second')
  decoder.decode(more, 0, more.length)
  expect(decode(decoder, block)).toEqual([
    [':method', 'GET'],
    ['a', 'second'],
  ])
})

test('a list beyond the limit is cut off, and the table goes on', () => {
  const decoder = new HpackDecoder(100)
  const block = Buffer.concat([encodeIndexed('large', 'x'.repeat(90)), encodeIndexed('a', 'b')])
  const { headers, tooLarge } = decoder.decode(block, 0, block.length)
  expect([headers.names, tooLarge]).toEqual([[], true])
  expect(decode(decoder, Buffer.from([0xbe]))).toEqual([['a', 'b']])
})

test('a block of indexes to a large entry takes no memory for it', () => {
  const decoder = new HpackDecoder(10_000)
  const bomb = Buffer.concat([encodeIndexed('x', 'y'.repeat(4000)), Buffer.alloc(16_000, 0xbe)])
  const { headers, tooLarge } = decoder.decode(bomb, 0, bomb.length)
  expect(headers.names.length).toBeLessThan(3)
  expect(tooLarge).toBe(true)
})

const brokenBlocks: readonly (readonly [string, string])[] = [
  ['an index of nothing', '80'],
  ['an index beyond the table', 'be'],
  ['an index that never ends', 'ffffffffffffff'],
  ['a huge index', 'ff80808080808001'],
  ['a name that is cut off', '400a6162'],
  ['no value', '0141'],
  ['a table beyond its limit', '3fe21f'],
  ['a change of the table within a block', '8220'],
  ['Huffman padding of zeros', '408161008100'],
  ['Huffman padding of more than a byte', '4083ffffff0161'],
  ['the end of a string in a string', '4084fffffffc0161'],
]

test.each(brokenBlocks)('refused: %s', (_name, block) => {
  const decoder = new HpackDecoder(65_536)
  try {
    decode(decoder, hex(block))
  } catch (error) {
    expect(error).toBeInstanceOf(ConnectionError)
    expect((error as ConnectionError).code).toBe(errorCode.compressionError)
    return
  }
  throw new Error('it was accepted')
})

test('random bytes are decoded or refused, and nothing else', () => {
  const random = createRandom(99)
  for (let round = 0; round < 3000; round++) {
    const block = Buffer.from(Array.from({ length: 1 + Math.floor(random() * 40) }, () => random() * 256))
    try {
      decode(new HpackDecoder(500), block)
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error
    }
  }
})

test('every byte has a Huffman code that comes back', () => {
  const text = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('latin1')
  const encoded = Buffer.from(encodeHuffman(text))
  const target = Buffer.alloc(encoded.length * 2)
  expect(target.toString('latin1', 0, decodeHuffman(encoded, 0, encoded.length, target))).toBe(text)
})

function encodeIndexed(name: string, value: string): Buffer {
  const bytes: number[] = []
  writeInteger(bytes, 6, 0x40, 0)
  for (const text of [name, value]) {
    writeInteger(bytes, 7, 0, text.length)
    bytes.push(...Buffer.from(text))
  }
  return Buffer.from(bytes)
}

function randomFields(random: Random): HeaderField[] {
  const names = [':path', ':method', 'te', 'x-a', 'content-type', 'n'.repeat(150)]
  const values = ['', '/', 'GET', 'trailers', 'v'.repeat(130), 'w'.repeat(5000), '\u00ff\u0001']
  return Array.from({ length: Math.floor(random() * 8) }, () => [
    pick(random, names),
    random() < 0.7 ? pick(random, values) : String(random()),
  ])
}
