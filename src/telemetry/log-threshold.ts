/** From chatty to grave. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** The level below which records are dropped: one number that all threads share, so that it can be changed. */
export type LogThreshold = Int32Array<SharedArrayBuffer>

export function createLogThreshold(level: LogLevel | 'off'): LogThreshold {
  const threshold = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  setLogThreshold(threshold, level)
  return threshold
}

export function setLogThreshold(threshold: LogThreshold, level: LogLevel | 'off'): void {
  Atomics.store(threshold, 0, rankOf(level))
}

/** Whether records of a level are wanted. */
export function passesThreshold(threshold: LogThreshold, level: LogLevel): boolean {
  return rankOf(level) >= Atomics.load(threshold, 0)
}

/** Higher is graver; `off` is above all. */
export function rankOf(level: LogLevel | 'off'): number {
  return level === 'off' ? logLevels.length : logLevels.indexOf(level)
}

/** The general level of a filter such as `warn,raft=off`; parts for single modules do not apply here. */
export function levelOfFilter(filter: string): LogLevel | 'off' {
  const words = filter.split(',').map((word) => word.trim().toLowerCase())
  if (words.includes('off')) return 'off'
  return logLevels.find((level) => words.includes(level)) ?? 'info'
}
