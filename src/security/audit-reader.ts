import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { AuditQuery } from '#model/audit-query.ts'
import { auditFiles } from './audit-files.ts'

/** A record as it was written. */
export type AuditRecord = Readonly<Record<string, string>>

/**
 * The records that pass, the youngest first. Holds no more than `limit` at a time, however large the files are,
 * and lets others work meanwhile. A line that was cut by the end of a machine is passed over.
 */
export async function readAuditLog(folder: string, query: AuditQuery): Promise<AuditRecord[]> {
  const found: AuditRecord[] = []
  for (const { name, startMs, endMs } of auditFiles(folder)) {
    if (found.length >= query.limit) break
    if (query.fromMs !== undefined && endMs <= query.fromMs) break
    if (query.toMs !== undefined && startMs >= query.toMs) continue
    const left = query.limit - found.length
    const last: AuditRecord[] = []
    const lines = createInterface({ input: createReadStream(join(folder, name)), crlfDelay: Infinity })
    for await (const line of lines) {
      const record = parseRecord(line)
      if (record === undefined || !passes(record, query)) continue
      last.push(record)
      // In whole blocks, so that a record is moved once at most.
      if (last.length >= 2 * left) last.splice(0, last.length - left)
    }
    found.push(...last.slice(-left).reverse())
  }
  return found
}

function parseRecord(line: string): AuditRecord | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as AuditRecord) : undefined
  } catch {
    return undefined
  }
}

function passes(record: AuditRecord, { fromMs, toMs, filters }: AuditQuery): boolean {
  const timeMs = Date.parse(record['timestamp'] ?? '')
  if (fromMs !== undefined && !(timeMs >= fromMs)) return false
  if (toMs !== undefined && !(timeMs < toMs)) return false
  for (const [field, value] of filters) if (record[field] !== value) return false
  return true
}
