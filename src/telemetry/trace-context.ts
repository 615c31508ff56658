/** The span that a request belongs to, as its caller has told it. */
export interface TraceParent {
  /** 32 and 16 hexadecimal digits. */
  readonly traceId: string
  readonly spanId: string
  readonly sampled: boolean
  /** What the caller's systems add for themselves; goes on unread. */
  readonly state: string | undefined
}

const pattern = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/

/**
 * Reads the headers `traceparent` and `tracestate` of W3C Trace Context. Undefined: there is none that can be
 * read, so the request begins a trace of its own.
 */
export function parseTraceParent(
  header: string | undefined,
  state: string | undefined,
): TraceParent | undefined {
  const [, version, traceId, spanId, flags, more] = pattern.exec(header?.trim() ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  // Later versions may add fields at the end, the present one may not.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1, state }
}
