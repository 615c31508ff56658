import type { StoredSnapshot } from '#storage/snapshot-store.ts'

/** Bytes `from` to `to`, both included, of a file of `size` bytes. */
interface ByteRange {
  readonly from: number
  readonly to: number
}

/** A snapshot as a file to download; a part of it when the client asks for one. */
export function downloadResponse(content: StoredSnapshot, request: Request): Response {
  const { name, sizeBytes, modifiedMs } = content
  const etag = `"${sizeBytes.toString(16)}:${Math.round(modifiedMs).toString(16)}"`
  const headers: Record<string, string> = {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${encodeURIComponent(name)}"`,
    'accept-ranges': 'bytes',
    'last-modified': new Date(modifiedMs).toUTCString(),
    etag,
  }
  const known = request.headers.get('if-none-match')
  if (known !== null && known.split(',').some((tag) => tag.trim() === etag || tag.trim() === '*')) {
    return new Response(null, { status: 304, headers })
  }
  const condition = request.headers.get('if-range')
  const header = condition === null || condition === etag ? request.headers.get('range') : null
  const range = header === null ? undefined : rangeOf(header, sizeBytes)
  if (range === 'unsatisfiable') {
    return new Response(null, {
      status: 416,
      headers: { ...headers, 'content-range': `bytes */${sizeBytes}` },
    })
  }
  if (range === undefined) return new Response(content.open(), { headers })
  const { from, to } = range
  headers['content-range'] = `bytes ${from}-${to}/${sizeBytes}`
  return new Response(content.open(from, to + 1), { status: 206, headers })
}

/** Undefined: all of it, because the header is none that is understood, or asks for several parts. */
function rangeOf(header: string, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(header)
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const first = match[1] === '' ? undefined : Number(match[1])
  const last = match[2] === '' ? undefined : Number(match[2])
  if (first === undefined) {
    const count = Math.min(last ?? 0, size)
    return count === 0 ? 'unsatisfiable' : { from: size - count, to: size - 1 }
  }
  if (last !== undefined && last < first) return undefined
  return first >= size ? 'unsatisfiable' : { from: first, to: Math.min(last ?? size - 1, size - 1) }
}
