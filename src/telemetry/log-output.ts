import { pino } from 'pino'
import type { LogRecord } from './logger.ts'

export type LogFormat = 'text' | 'json'

export type LogPrinter = (record: LogRecord) => void

/** Prints records, one a line. */
export function createLogOutput(format: LogFormat, write: (line: string) => void): LogPrinter {
  return format === 'text' ? textOutput(write) : jsonOutput(write)
}

/** `2026-01-31T10:11:12.123456Z  INFO main: message key=value`. */
export function textOutput(write: (line: string) => void): LogPrinter {
  return (record) => {
    const { timeMs, level, thread, message, fields } = record
    let line = `${isoMicroseconds(timeMs)} ${level.toUpperCase().padStart(5)} ${thread}: ${message}`
    for (const [name, value] of Object.entries(fields)) line += ` ${name}=${fieldText(value)}`
    write(`${line}\n`)
  }
}

/** One JSON object a line: time, level, thread, the fields, msg. */
export function jsonOutput(write: (line: string) => void): LogPrinter {
  const printer = pino(
    {
      level: 'trace',
      base: null,
      timestamp: false,
      formatters: { level: (level) => ({ level }) },
    },
    { write },
  )
  return ({ timeMs, level, thread, message, fields }) => {
    printer[level]({ time: isoMicroseconds(timeMs), thread, ...fields }, message)
  }
}

function isoMicroseconds(timeMs: number): string {
  const iso = new Date(timeMs).toISOString()
  const micros = Math.floor((timeMs % 1) * 1000)
  return `${iso.slice(0, -1)}${String(micros).padStart(3, '0')}Z`
}

function fieldText(value: unknown): string {
  if (typeof value === 'string')
    return /^[\w./:@-]+$/.test(value) || value.includes('\n') ? value : JSON.stringify(value)
  if (typeof value === 'bigint') return String(value)
  return JSON.stringify(value) ?? String(value)
}
