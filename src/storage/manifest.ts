import { join } from 'node:path'
import type { Disk } from '#base/disk.ts'
import type { PayloadIndexes, PayloadIndexSchema } from '#model/collection.ts'
import type { HeadDescription } from './head-layout.ts'
import type { SegmentDescription } from './segment-layout.ts'

/**
 * The parts of a shard and what else its readers must know, as a file that the writer replaces whenever it
 * changes. It is made anew from SQLite when the shard is opened, so it is never synced.
 */
export interface Manifest {
  /** Oldest first. */
  readonly segments: readonly { readonly partId: number; readonly description: SegmentDescription }[]
  /** Oldest first; the last one takes points. */
  readonly heads: readonly { readonly partId: number; readonly description: HeadDescription }[]
  readonly payloadIndexes: PayloadIndexes
}

export const segmentFolder = (partId: number): string => `segment-${partId}`
export const headFolder = (partId: number): string => `head-${partId}`
export const tombstoneFile = (partId: number): string => `tombstones-${partId}`

const manifestFile = 'manifest'

/**
 * Writes a manifest beside the one that counts. What is returned puts it in its place, which takes no space
 * and so does not fail when the disk is full.
 */
export function draftManifest(disk: Disk, shardPath: string, manifest: Manifest): () => void {
  const text = JSON.stringify({ ...manifest, payloadIndexes: [...manifest.payloadIndexes] })
  const path = join(shardPath, manifestFile)
  const draft = `${path}.tmp`
  const file = disk.create(draft)
  try {
    disk.write(file, new TextEncoder().encode(text), 0)
  } finally {
    disk.close(file)
  }
  return () => disk.rename(draft, path)
}

export function readManifest(disk: Disk, shardPath: string): Manifest {
  const text = new TextDecoder().decode(disk.read(join(shardPath, manifestFile)))
  const stored = JSON.parse(text) as Omit<Manifest, 'payloadIndexes'> & {
    payloadIndexes: [string, PayloadIndexSchema][]
  }
  return { ...stored, payloadIndexes: new Map(stored.payloadIndexes) }
}
