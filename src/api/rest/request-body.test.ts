import { expect, test } from 'bun:test'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { readBody } from './request-body.ts'

const text = '{"limit":1}'

function request(
  body: string | Uint8Array<ArrayBuffer> | ReadableStream,
  headers: Record<string, string> = {},
): Request {
  return new Request('http://localhost/', { method: 'POST', body, headers })
}

const read = async (asked: Request, bytesMax = 1000): Promise<string> =>
  Buffer.from(await readBody(asked, bytesMax)).toString()

test('bodies come plain or packed', async () => {
  expect(await read(request(text))).toBe(text)
  const packed = { gzip: gzipSync(text), deflate: deflateSync(text), br: brotliCompressSync(text) }
  for (const [encoding, bytes] of Object.entries(packed)) {
    expect(await read(request(new Uint8Array(bytes), { 'content-encoding': encoding }))).toBe(text)
  }
})

test('bodies that are too large are refused, packed or not, with their length told or not', async () => {
  const large = 'x'.repeat(2000)
  const packed = new Uint8Array(gzipSync(large))
  const cases: readonly Request[] = [
    request(large, { 'content-length': '2000' }),
    request(new Blob([large]).stream()),
    request(packed, { 'content-encoding': 'gzip' }),
  ]
  for (const asked of cases) {
    expect(read(asked)).rejects.toThrow('is larger than allowed (limit: 1000 bytes).')
  }
})

test('a body that does not come in time is given up', async () => {
  const never = new ReadableStream({ pull: () => new Promise<void>(() => undefined) })
  expect(readBody(request(never), 1000, 5)).rejects.toMatchObject({ kind: 'deadline-exceeded' })
})
