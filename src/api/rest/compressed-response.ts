import { promisify } from 'node:util'
import { brotliCompress, constants, deflate, gzip } from 'node:zlib'

/** Smaller answers are sent as they are: packing them costs more than it saves. */
const bytesMin = 2048

const encoders = {
  br: (bytes: Uint8Array) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }),
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes, { level: 1 }),
  deflate: (bytes: Uint8Array) => promisify(deflate)(bytes, { level: 1 }),
} as const

type Encoding = keyof typeof encoders

/** Whether a body is large enough to be packed for clients that take it so. */
export function isWorthPacking(bytes: Uint8Array): boolean {
  return bytes.length >= bytesMin
}

/** What of ours a client takes, of equal ones the quickest; undefined: nothing. */
export function acceptedEncoding(header: string | null): Encoding | undefined {
  if (header === null) return undefined
  let best: Encoding | undefined
  let bestWeight = 0
  for (const part of header.split(',')) {
    const [name, ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1)
    const encoding = (['gzip', 'deflate', 'br'] as const).find((known) => known === name || name === '*')
    if (encoding === undefined || !(weight > 0)) continue
    if (weight > bestWeight || (weight === bestWeight && encoding === 'gzip')) {
      best = encoding
      bestWeight = weight
    }
  }
  return best
}

/** The body of an answer as the client takes it, and the encoding that it has then. */
export async function packBody(
  bytes: Uint8Array<ArrayBuffer>,
  accept: string | null,
): Promise<{ readonly body: Uint8Array<ArrayBuffer>; readonly encoding: Encoding | undefined }> {
  const encoding = isWorthPacking(bytes) ? acceptedEncoding(accept) : undefined
  if (encoding === undefined) return { body: bytes, encoding }
  return { body: new Uint8Array(await encoders[encoding](bytes)), encoding }
}
