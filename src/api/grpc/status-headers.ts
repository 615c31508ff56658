import type { ErrorStatus } from '#api/error-status.ts'
import { encodeHeaders, type HeaderField } from '#http2/hpack-encoder.ts'

const headFields: readonly HeaderField[] = [
  [':status', '200'],
  ['content-type', 'application/grpc'],
]

/** The headers and trailers of calls that succeed, as they go over the wire. */
export const okHead: Buffer = encodeHeaders(headFields)
export const okCompressedHead: Buffer = encodeHeaders([...headFields, ['grpc-encoding', 'gzip']])
export const okTrailers: Buffer = encodeHeaders([['grpc-status', '0']])
/** The only headers of what is no call. */
export const notGrpc: Buffer = encodeHeaders([[':status', '415']])

/** The only headers of a call that failed before it was answered, and `more`. */
export function trailersOnly(status: ErrorStatus, more: readonly HeaderField[] = []): Buffer {
  return encodeHeaders([...headFields, ...errorTrailers(status), ...more])
}

function errorTrailers(status: ErrorStatus): HeaderField[] {
  const trailers: HeaderField[] = [['grpc-status', String(status.grpc)]]
  if (status.message !== '') trailers.push(['grpc-message', percentEncode(status.message)])
  if (status.retryAfterSec !== undefined)
    trailers.push(['retry-after', String(Math.ceil(status.retryAfterSec))])
  if (status.insufficientStorage) trailers.push(['qdrant-insufficient-storage', '1'])
  return trailers
}

/**
 * Text as `grpc-message` carries it: UTF-8 with everything but printable ASCII, and `%`, escaped. So are spaces
 * at the ends, with which HTTP/2 (RFC 9113, 8.2.1) would refuse the whole header.
 */
export function percentEncode(text: string): string {
  if (/^[!-$&-~]([ -$&-~]*[!-$&-~])?$/.test(text)) return text
  const bytes = Buffer.from(text)
  let encoded = ''
  for (const [at, byte] of bytes.entries()) {
    const first = at === 0 || at === bytes.length - 1 ? 0x21 : 0x20
    const printable = byte >= first && byte <= 0x7e && byte !== 0x25
    encoded += printable ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return encoded
}

const timeoutUnitsMs: Readonly<Record<string, number>> = { H: 3.6e6, M: 6e4, S: 1e3, m: 1, u: 1e-3, n: 1e-6 }

/** Milliseconds of a `grpc-timeout`, such as `500m`; undefined when absent or malformed. */
export function parseTimeout(header: string | undefined): number | undefined {
  if (header === undefined) return undefined
  const match = /^(\d{1,8})([HMSmun])$/.exec(header)
  const unit = match?.[2] === undefined ? undefined : timeoutUnitsMs[match[2]]
  return match && unit !== undefined ? Number(match[1]) * unit : undefined
}
