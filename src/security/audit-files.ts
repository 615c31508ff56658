import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type AuditRotation = 'daily' | 'hourly'

/** One file of the audit log, and the time that its records are of: milliseconds since the epoch. */
export interface AuditPeriod {
  readonly name: string
  readonly startMs: number
  /** When the next one begins. */
  readonly endMs: number
}

const lengthsMs: Readonly<Record<AuditRotation, number>> = { daily: 86_400_000, hourly: 3_600_000 }
const namePattern = /^audit\.(\d{4}-\d{2}-\d{2})(?:-(\d{2}))?\.log$/

/** The file for the records of a moment. Periods begin with days and hours of UTC. */
export function auditPeriod(ms: number, rotation: AuditRotation): AuditPeriod {
  const lengthMs = lengthsMs[rotation]
  const startMs = Math.floor(ms / lengthMs) * lengthMs
  const text = new Date(startMs).toISOString()
  const period = rotation === 'daily' ? text.slice(0, 10) : `${text.slice(0, 10)}-${text.slice(11, 13)}`
  return { name: `audit.${period}.log`, startMs, endMs: startMs + lengthMs }
}

/** The files in a folder, the youngest first; other files do not count. Empty when there is no folder. */
export function auditFiles(folder: string): AuditPeriod[] {
  const files: AuditPeriod[] = []
  for (const name of namesIn(folder)) {
    const [, day, hour] = namePattern.exec(name) ?? []
    if (day === undefined) continue
    const startMs = Date.parse(`${day}T${hour ?? '00'}:00:00Z`)
    if (Number.isNaN(startMs)) continue
    files.push({ name, startMs, endMs: startMs + lengthsMs[hour === undefined ? 'daily' : 'hourly'] })
  }
  return files.sort((a, b) => b.startMs - a.startMs || b.endMs - a.endMs)
}

/** Bytes of all files. */
export function auditBytes(folder: string): number {
  let bytes = 0
  for (const { name } of auditFiles(folder)) {
    bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0
  }
  return bytes
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
