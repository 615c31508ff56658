import { writeSync } from 'node:fs'
import { pino } from 'pino'
import type { LogRecord } from './logger.ts'

export type LogFormat = 'text' | 'json'

/** Prints records to stdout, one a line. For the one thread that prints. */
export function createLogOutput(format: LogFormat): (record: LogRecord) => void {
  return format === 'text' ? textOutput(writeStdout) : jsonOutput(writeStdout)
}

/** `2026-01-31T10:11:12.123456Z  INFO main: message key=value`. */
export function textOutput(write: (line: string) => void): (record: LogRecord) => void {
  return (record) => {
    const { timeMs, level, thread, message, fields } = record
    let line = `${isoMicroseconds(timeMs)} ${level.toUpperCase().padStart(5)} ${thread}: ${message}`
    for (const [name, value] of Object.entries(fields)) line += ` ${name}=${fieldText(value)}`
    write(`${line}\n`)
  }
}

/** One JSON object a line: time, level, thread, the fields, msg. */
export function jsonOutput(write: (line: string) => void): (record: LogRecord) => void {
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

function writeStdout(line: string): void {
  try {
    writeSync(1, line)
  } catch {
    // Whoever read our output has gone. A server goes on without its log.
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
