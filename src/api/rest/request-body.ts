import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib'
import { malformed, RequestError } from '#model/errors.ts'

const decoders = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
} as const

/** A body that was refused before it was read: what follows on the connection is of no use. */
export class BodyTooLarge extends RequestError {
  constructor(bytes: number, bytesMax: number) {
    super(
      'invalid-argument',
      `JSON payload (${bytes} bytes) is larger than allowed (limit: ${bytesMax} bytes).`,
    )
  }
}

/** The bytes of a body, unpacked if they were packed. Throws RequestError beyond `bytesMax`, packed or not. */
export async function readBody(request: Request, bytesMax: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? Number.NaN)
  if (declared > bytesMax) throw new BodyTooLarge(declared, bytesMax)
  const bytes = Number.isNaN(declared)
    ? await readStream(request, bytesMax)
    : new Uint8Array(await request.arrayBuffer())
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase()
  if (encoding === undefined || encoding === '' || encoding === 'identity') return bytes
  return await unpack(bytes, encoding, bytesMax)
}

/** Reads a body whose length is not told. */
async function readStream(request: Request, bytesMax: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array(0)
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += piece.length
    if (length > bytesMax) throw new BodyTooLarge(length, bytesMax)
    pieces.push(piece)
  }
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces, length)
}

async function unpack(bytes: Uint8Array, encoding: string, bytesMax: number): Promise<Uint8Array> {
  if (!(encoding in decoders)) throw malformed(`Content encoding ${encoding} is not supported`)
  const decode = decoders[encoding as keyof typeof decoders]
  try {
    return await decode(bytes, { maxOutputLength: bytesMax })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new BodyTooLarge(bytesMax + 1, bytesMax)
    throw malformed(`Payload error: the body is not ${encoding} data`)
  }
}
