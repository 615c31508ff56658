/** Why the process ended; the README lists them for people who start it from scripts. */
export const exitCode = {
  ok: 0,
  /** A fault of the program, or of the machine at start. */
  failure: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** The configuration is wrong. */
  configuration: 3,
  /** Another process uses the storage folder. */
  storageLocked: 4,
  /** A port is taken, or may not be used. */
  listen: 5,
  /** A thread ended while the server ran: the process ends rather than limp. */
  threadDied: 6,
  /** Stopped by force: a second signal, or the drain took too long. */
  forced: 7,
} as const

/** The same in words that stand alone. */
export const exitReasons: Readonly<Record<keyof typeof exitCode, string>> = {
  ok: 'it was asked to, and finished what was in flight',
  failure: 'a fault of the program or of the machine; of verify also: something is damaged',
  usage: 'the command line cannot be understood',
  configuration: 'the configuration is wrong',
  storageLocked: 'another process uses the storage folder',
  listen: 'a port cannot be had',
  threadDied: 'a thread died',
  forced: 'it was stopped by force: a second signal, or requests that did not finish in time',
}

/** An expected reason to end the process, told in one line and without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly code: number
  constructor(code: number, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
