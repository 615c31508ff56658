import { promisify } from 'node:util'
import { constants, gunzip, gzip } from 'node:zlib'
import { RequestError } from '#model/errors.ts'

/** Encodings that are understood, as `grpc-accept-encoding` lists them. */
export const acceptedEncodings = 'gzip,identity'

/** Answers below it are sent as they are: compressing them costs more than it saves. */
export const compressedBytesMin = 8192

const gzipAsync = promisify(gzip)
const gunzipAsync = promisify(gunzip)

/** Throws unless messages in this `grpc-encoding` can be read. */
export function checkEncoding(encoding: string | undefined): void {
  if (encoding === undefined || encoding === 'identity' || encoding === 'gzip') return
  throw new RequestError('unimplemented', `Content is compressed with \`${encoding}\` which isn't supported`)
}

/** Whether a client that accepts these encodings takes compressed answers. */
export function compressesFor(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined) return false
  return acceptEncoding.split(',').some((encoding) => encoding.trim() === 'gzip')
}

export async function compress(bytes: Uint8Array): Promise<Uint8Array> {
  return await gzipAsync(bytes, { level: constants.Z_BEST_SPEED })
}

/** The message that was compressed in `encoding`. Throws RequestError when it is broken or too large. */
export async function decompress(
  bytes: Buffer,
  encoding: string | undefined,
  bytesMax: number,
): Promise<Buffer> {
  if (encoding !== 'gzip') {
    const text = 'protocol error: received message with compressed-flag but no grpc-encoding was specified'
    throw new RequestError('internal', text)
  }
  try {
    return await gunzipAsync(bytes, { maxOutputLength: bytesMax })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      const text = `received message larger than max (decompressed, ${bytesMax})`
      throw new RequestError('resource-exhausted', text, { cause: error })
    }
    throw new RequestError('internal', 'Error decompressing: corrupt gzip stream', { cause: error })
  }
}
