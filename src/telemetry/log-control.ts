import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { createLogOutput, type LogFormat, type LogPrinter } from './log-output.ts'
import type { LogRecord } from './logger.ts'
import {
  createLogThreshold,
  levelOfFilter,
  type LogLevel,
  type LogThreshold,
  rankOf,
  setLogThreshold,
} from './log-threshold.ts'

/** How the process logs. Levels are filters such as `info` or `warn,raft=off`. */
export interface LogSettings {
  readonly level: string
  readonly format: LogFormat
  readonly file: LogFileSettings
}

/** A copy of the log in a file, which is only ever added to. */
export interface LogFileSettings {
  readonly enabled: boolean
  readonly path: string
  /** Undefined: that of the log. */
  readonly level: string | undefined
  readonly format: LogFormat
}

export interface LogFilePatch {
  readonly enabled?: boolean | undefined
  readonly level?: string | undefined
  readonly format?: LogFormat | undefined
}

/** A change; what is undefined stays. */
export interface LogSettingsPatch {
  readonly level?: string | undefined
  readonly format?: LogFormat | undefined
  readonly file?: LogFilePatch | undefined
}

interface OpenFile {
  readonly path: string
  readonly handle: number
}

/** Prints the records of all threads as the settings say, which can be changed. For the one thread that prints. */
export class LogControl {
  /** For the loggers of all threads. */
  readonly threshold: LogThreshold = createLogThreshold('off')
  readonly #writeOut: (line: string) => void
  #settings: LogSettings
  #file: OpenFile | undefined
  #outputs: { readonly rank: number; readonly print: LogPrinter }[] = []

  /** Throws the error of the system when the file cannot be opened. */
  constructor(settings: LogSettings, writeOut: (line: string) => void = writeStdout) {
    this.#settings = settings
    this.#writeOut = writeOut
    this.#apply(settings)
  }

  get settings(): LogSettings {
    return this.#settings
  }

  readonly print = (record: LogRecord): void => {
    const rank = rankOf(record.level)
    for (const output of this.#outputs) if (rank >= output.rank) output.print(record)
  }

  /** Changes all of it, or throws the error of the system when the file cannot be opened. */
  change({ level, format, file }: LogSettingsPatch): void {
    const before = this.#settings
    this.#apply({
      level: level ?? before.level,
      format: format ?? before.format,
      file: {
        enabled: file?.enabled ?? before.file.enabled,
        path: before.file.path,
        level: file?.level ?? before.file.level,
        format: file?.format ?? before.file.format,
      },
    })
  }

  close(): void {
    if (this.#file) closeSync(this.#file.handle)
    this.#file = undefined
  }

  #apply(settings: LogSettings): void {
    const { level, format, file } = settings
    const opened = file.enabled ? this.#open(resolve(file.path)) : undefined
    if (this.#file && this.#file !== opened) closeSync(this.#file.handle)
    this.#file = opened
    this.#settings = settings
    const levels: (LogLevel | 'off')[] = [levelOfFilter(level)]
    this.#outputs = [outputOf(levelOfFilter(level), createLogOutput(format, this.#writeOut))]
    if (opened) {
      const fileLevel = levelOfFilter(file.level ?? level)
      levels.push(fileLevel)
      this.#outputs.push(
        outputOf(
          fileLevel,
          createLogOutput(file.format, (line) => append(opened, line)),
        ),
      )
    }
    const lowest = levels.toSorted((a, b) => rankOf(a) - rankOf(b))[0] ?? 'off'
    setLogThreshold(this.threshold, lowest)
  }

  #open(path: string): OpenFile {
    if (this.#file?.path === path) return this.#file
    mkdirSync(dirname(path), { recursive: true })
    return { path, handle: openSync(path, 'a') }
  }
}

function outputOf(level: LogLevel | 'off', print: LogPrinter) {
  return { rank: rankOf(level), print }
}

function append({ handle }: OpenFile, line: string): void {
  try {
    writeSync(handle, line)
  } catch {
    // The disk is full or gone. A server goes on without its log.
  }
}

function writeStdout(line: string): void {
  try {
    writeSync(1, line)
  } catch {
    // Whoever read our output has gone. A server goes on without its log.
  }
}
