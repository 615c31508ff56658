/**
 * What work has cost, in bytes: of vectors that were compared (`cpu`), and of payloads, payload indexes and
 * vectors that were read from or written to files. Counters only grow. They are kept a batch of points at a time,
 * so they are close but not exact: a measure to compare requests and collections by.
 */
export interface HardwareUsage {
  cpu: number
  payloadIoRead: number
  payloadIoWrite: number
  payloadIndexIoRead: number
  payloadIndexIoWrite: number
  vectorIoRead: number
  vectorIoWrite: number
}

export function createHardwareUsage(): HardwareUsage {
  return {
    cpu: 0,
    payloadIoRead: 0,
    payloadIoWrite: 0,
    payloadIndexIoRead: 0,
    payloadIndexIoWrite: 0,
    vectorIoRead: 0,
    vectorIoWrite: 0,
  }
}

/** Adds what was counted elsewhere. */
export function addHardwareUsage(sum: HardwareUsage, more: Readonly<HardwareUsage>): void {
  sum.cpu += more.cpu
  sum.payloadIoRead += more.payloadIoRead
  sum.payloadIoWrite += more.payloadIoWrite
  sum.payloadIndexIoRead += more.payloadIndexIoRead
  sum.payloadIndexIoWrite += more.payloadIndexIoWrite
  sum.vectorIoRead += more.vectorIoRead
  sum.vectorIoWrite += more.vectorIoWrite
}

/** True while nothing was counted. */
export function isUnused(usage: Readonly<HardwareUsage>): boolean {
  return Object.values(usage).every((bytes) => bytes === 0)
}
