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

/** Longest time that a body may take to come, however slowly it is sent. */
const bodyTimeMsMax = 300_000

/** A body that was refused before it was read: what follows on the connection is of no use. */
export class BodyRefused extends RequestError {}

function tooLarge(bytes: number, bytesMax: number): BodyRefused {
  const text = `JSON payload (${bytes} bytes) is larger than allowed (limit: ${bytesMax} bytes).`
  return new BodyRefused('invalid-argument', text)
}

/**
 * The bytes of a body, unpacked if they were packed. Throws or rejects with RequestError beyond `bytesMax`,
 * packed or not, and when the body takes longer than `timeMsMax` to come.
 */
export function readBody(
  request: Request,
  bytesMax: number,
  timeMsMax: number = bodyTimeMsMax,
): Uint8Array | Promise<Uint8Array> {
  const { headers } = request
  const declared = Number(headers.get('content-length') ?? Number.NaN)
  if (declared > bytesMax) throw tooLarge(declared, bytesMax)
  const read = Number.isNaN(declared) ? readStream(request, bytesMax) : request.bytes()
  const encoding = headers.get('content-encoding')?.trim().toLowerCase()
  const isPlain = encoding === undefined || encoding === '' || encoding === 'identity'
  // Most bodies have come before anybody asks for them.
  if (Bun.peek.status(read) === 'fulfilled' && isPlain) return Bun.peek(read)
  const bytes = inTime(read, timeMsMax)
  return isPlain ? bytes : bytes.then((packed) => unpack(packed, encoding, bytesMax))
}

function inTime<T>(read: Promise<T>, timeMsMax: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new BodyRefused('deadline-exceeded', 'Timeout: the body of the request did not come in time'))
    }, timeMsMax)
    const settled = <A>(settle: (value: A) => void, value: A): void => {
      clearTimeout(timer)
      settle(value)
    }
    read.then(
      (value) => settled(resolve, value),
      (error: unknown) => settled(reject, error),
    )
  })
}

/** Reads a body whose length is not told. */
async function readStream(request: Request, bytesMax: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array(0)
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += piece.length
    if (length > bytesMax) throw tooLarge(length, bytesMax)
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
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(bytesMax + 1, bytesMax)
    throw malformed(`Payload error: the body is not ${encoding} data`)
  }
}
