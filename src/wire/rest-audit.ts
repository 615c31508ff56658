import type { AuditQuery } from '#model/audit-query.ts'
import { type Decode, Fields, sortedMap, text, usize } from './json-decode.ts'
import { JsonError } from './json-error.ts'

const limitDefault = 100
const limitMax = 10_000

/** Which records of the audit log are asked for. */
export const auditQueryBody: Decode<AuditQuery> = (node, at) => {
  const fields = new Fields(node, at, 'AuditLogRequest')
  const limit = fields.optional('limit', usize) ?? limitDefault
  if (limit < 1 || limit > limitMax) {
    at.report('limit', `value ${limit} invalid, must be from 1 to ${limitMax}`)
  }
  return {
    fromMs: fields.optional('time_from', timeMs),
    toMs: fields.optional('time_to', timeMs),
    limit,
    filters: fields.optional('filters', sortedMap(text)) ?? new Map(),
  }
}

/** With the offset from UTC, which RFC 3339 asks for. */
const timePattern = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/i

const timeMs: Decode<number> = (node, at) => {
  const value = text(node, at)
  const ms = timePattern.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(ms)) throw new JsonError('input contains invalid characters')
  return ms
}
