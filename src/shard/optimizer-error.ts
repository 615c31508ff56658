import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Disk } from '#base/disk.ts'

/**
 * The last failure of the optimizer of a shard, as a small file beside its parts, for the threads that answer
 * for the state of the collection. It counts only in the process that wrote it, which `boot` names.
 */
const fileName = 'optimizer-error'

export function writeOptimizerError(disk: Disk, shardPath: string, boot: number, message: string): void {
  const path = join(shardPath, fileName)
  const draft = `${path}.tmp`
  const file = disk.create(draft)
  try {
    disk.write(file, new TextEncoder().encode(JSON.stringify({ boot, message })), 0)
  } finally {
    disk.close(file)
  }
  disk.rename(draft, path)
}

export function clearOptimizerError(disk: Disk, shardPath: string): void {
  disk.remove(join(shardPath, fileName))
}

/** The failure, when the optimizer of this process has had one that it has not got over yet. */
export function readOptimizerError(shardPath: string, boot: number): string | undefined {
  try {
    const stored: unknown = JSON.parse(readFileSync(join(shardPath, fileName), 'utf8'))
    const { boot: writtenBy, message } = stored as { boot?: unknown; message?: unknown }
    return writtenBy === boot && typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}
