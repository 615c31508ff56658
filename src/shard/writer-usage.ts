import type { HardwareUsage } from '#base/hardware-usage.ts'
import type { ShardOperation } from './writer-operations.ts'
import type { WriteStage } from './writer-stage.ts'

/**
 * Counts what an operation, as far as it is staged, reads and writes. Only what it changes counts: that the
 * whole point is written again is our own affair.
 */
export function countStaged(operation: ShardOperation, stage: WriteStage, usage: HardwareUsage): void {
  switch (operation.kind) {
    case 'upsert':
      usage.payloadIoWrite += payloadBytes(stage)
      usage.vectorIoWrite += stage.vectorBytesBrought
      return
    case 'update_vectors':
      usage.vectorIoWrite += stage.vectorBytesBrought
      return
    case 'set_payload':
    case 'overwrite_payload':
    case 'delete_payload':
    case 'clear_payload':
      usage.payloadIoRead += stage.payloadBytesRead
      usage.payloadIoWrite += payloadBytes(stage)
      return
    case 'delete':
    case 'delete_vectors':
    case 'create_field_index':
    case 'delete_field_index':
    case 'configure_vectors':
      return
  }
}

function payloadBytes({ current }: WriteStage): number {
  let bytes = 0
  for (const content of current.values()) bytes += content?.payload?.length ?? 0
  return bytes
}
