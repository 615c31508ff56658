import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FileIdentity } from '#base/shared-mappings.ts'

const countsBlocks = process.platform !== 'win32'
const smallBytes = 4096

/** A file of a shard as it is on the disk. */
export interface ShardFile extends FileIdentity {
  /** Of the folder of a part, within that of the shard; empty: it lies beside these. */
  readonly folder: string
  readonly name: string
  /** Bytes on the disk: files of heads are longer than what is in them. */
  readonly diskBytes: number
}

/** The files of a shard. What goes meanwhile is left out. */
export function* shardFiles(shardPath: string): Generator<ShardFile> {
  for (const entry of entriesOf(shardPath)) {
    if (!entry.isDirectory()) yield* look(shardPath, '', entry.name)
    else
      for (const inner of entriesOf(join(shardPath, entry.name)))
        yield* look(shardPath, entry.name, inner.name)
  }
}

function* look(shardPath: string, folder: string, name: string): Generator<ShardFile> {
  const stat = statSync(join(shardPath, folder, name), { bigint: true, throwIfNoEntry: false })
  if (!stat?.isFile()) return
  const { dev: device, ino: inode } = stat
  const length = Number(stat.size)
  yield { folder, name, device, inode, length, diskBytes: usedBytes(length, Number(stat.blocks)) }
}

/** Some systems keep the bytes of small files where they keep their names, or do not count blocks at all. */
function usedBytes(length: number, blocks: number): number {
  if (blocks > 0) return Math.min(length, blocks * 512)
  return countsBlocks && length > smallBytes ? 0 : length
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch {
    return []
  }
}
