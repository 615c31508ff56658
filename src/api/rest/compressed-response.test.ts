import { expect, test } from 'bun:test'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { acceptedEncoding, packBody } from './compressed-response.ts'

test('the quickest of what a client likes best is chosen', () => {
  const chosen = {
    'gzip, deflate, br': 'gzip',
    'br, deflate': 'br',
    'gzip;q=0.5, br;q=0.9': 'br',
    'gzip;q=0, deflate': 'deflate',
    '*': 'gzip',
    identity: undefined,
    'zstd, x': undefined,
    '': undefined,
  }
  for (const [header, encoding] of Object.entries(chosen)) {
    expect([header, acceptedEncoding(header)]).toEqual([header, encoding])
  }
  expect(acceptedEncoding(null)).toBeUndefined()
})

test('large answers are packed, small ones are not', async () => {
  const large = new Uint8Array(10_000).fill(97)
  const unpack = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync }
  for (const encoding of ['gzip', 'deflate', 'br'] as const) {
    const packed = await packBody(large, encoding)
    expect([packed.encoding, packed.body.length < 1000]).toEqual([encoding, true])
    expect(new Uint8Array(unpack[encoding](packed.body))).toEqual(large)
  }
  const small = new Uint8Array(100)
  expect(await packBody(small, 'gzip')).toEqual({ body: small, encoding: undefined })
})
