import { createLogThreshold, type LogLevel, type LogThreshold, passesThreshold } from './log-threshold.ts'

/** Facts beside the message. They are cloned to the thread that prints: plain values and errors only. */
export type LogFields = Readonly<Record<string, unknown>>

export interface LogRecord {
  /** Milliseconds since the epoch, with a fraction. */
  readonly timeMs: number
  readonly level: LogLevel
  /** The thread that says it. */
  readonly thread: string
  readonly message: string
  readonly fields: LogFields
}

export interface Logger {
  trace(message: string, fields?: LogFields): void
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** Ask first where making the fields costs something. */
  enabled(level: LogLevel): boolean
  /** The same logger with these fields on every record. */
  child(fields: LogFields): Logger
}

export interface LoggerOptions {
  readonly thread: string
  /** Records below it are dropped. */
  readonly level: LogLevel | 'off' | LogThreshold
  /** Prints a record, or sends it to the thread that prints. */
  readonly write: (record: LogRecord) => void
}

export function createLogger(options: LoggerOptions): Logger {
  const { level } = options
  const threshold = typeof level === 'string' ? createLogThreshold(level) : level
  return new RecordLogger(options, threshold, {})
}

class RecordLogger implements Logger {
  readonly #options: LoggerOptions
  readonly #threshold: LogThreshold
  readonly #fields: LogFields

  constructor(options: LoggerOptions, threshold: LogThreshold, fields: LogFields) {
    this.#options = options
    this.#threshold = threshold
    this.#fields = fields
  }

  trace(message: string, fields?: LogFields): void {
    this.#log('trace', message, fields)
  }
  debug(message: string, fields?: LogFields): void {
    this.#log('debug', message, fields)
  }
  info(message: string, fields?: LogFields): void {
    this.#log('info', message, fields)
  }
  warn(message: string, fields?: LogFields): void {
    this.#log('warn', message, fields)
  }
  error(message: string, fields?: LogFields): void {
    this.#log('error', message, fields)
  }

  enabled(level: LogLevel): boolean {
    return passesThreshold(this.#threshold, level)
  }

  child(fields: LogFields): Logger {
    return new RecordLogger(this.#options, this.#threshold, { ...this.#fields, ...fields })
  }

  #log(level: LogLevel, message: string, fields: LogFields | undefined): void {
    if (!this.enabled(level)) return
    const { thread, write } = this.#options
    const timeMs = performance.timeOrigin + performance.now()
    write({ timeMs, level, thread, message, fields: plainFields({ ...this.#fields, ...fields }) })
  }
}

/** Errors as text with stack and causes: an `Error` loses half of itself in JSON and between threads. */
function plainFields(fields: LogFields): LogFields {
  const plain: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) plain[name] = value instanceof Error ? describeError(value) : value
  }
  return plain
}

/** The stack of an error and of its causes, the last first. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const stack = error.stack ?? ''
  const own = stack.includes(error.message) ? stack : `${error.name}: ${error.message}\n${stack}`
  return error.cause === undefined ? own : `${own}\ncaused by: ${describeError(error.cause)}`
}
