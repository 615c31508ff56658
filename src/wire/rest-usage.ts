import type { HardwareUsage } from '#base/hardware-usage.ts'

/** The `usage` of a REST answer and the comma before it; nothing when there is nothing to tell. */
export function restUsage(usage: Readonly<HardwareUsage> | undefined): string {
  if (usage === undefined) return ''
  return `,"usage":{"hardware":${JSON.stringify(hardwareJson(usage))},"inference":null}`
}

/** The counters by the names that they have in JSON. */
export function hardwareJson(usage: Readonly<HardwareUsage>): Readonly<Record<string, number>> {
  return {
    cpu: usage.cpu,
    payload_io_read: usage.payloadIoRead,
    payload_io_write: usage.payloadIoWrite,
    payload_index_io_read: usage.payloadIndexIoRead,
    payload_index_io_write: usage.payloadIndexIoWrite,
    vector_io_read: usage.vectorIoRead,
    vector_io_write: usage.vectorIoWrite,
  }
}
