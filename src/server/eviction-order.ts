import type { MappedFile } from '#base/shared-mappings.ts'
import type { MemoryPlacement } from '#model/collection.ts'
import type { FileKind, FilePlacement } from '#shard/file-placement.ts'

/** A mapped file of a collection whose pages may be dropped. */
export interface EvictableFile extends MappedFile, Pick<FilePlacement, 'kind' | 'placement'> {
  /** When its collection was read last, in milliseconds of the wall clock. */
  readonly lastReadMs: number
}

/** A collection that nobody has read for so long is idle. */
const idleMs = 60_000

const placementRank: Readonly<Record<MemoryPlacement, number>> = { cold: 0, cached: 1, pinned: 2 }

/** A search looks at few original vectors, at some payloads, at thousands of codes and links. */
const kindRank: Readonly<Record<FileKind, number>> = {
  payload: 0,
  vectors: 1,
  sparse: 2,
  column: 3,
  other: 4,
  codes: 5,
  graph: 6,
}

/**
 * In which order pages are given up: cold files, then files of idle collections, those that were read least
 * recently first, then files of the others by how little they are missed; pinned ones last.
 */
export function evictionOrder(files: readonly EvictableFile[], nowMs: number): EvictableFile[] {
  const isIdle = (file: EvictableFile): boolean => nowMs - file.lastReadMs > idleMs
  const rank = (file: EvictableFile): number => {
    const placement = placementRank[file.placement]
    return placement === placementRank.cached && isIdle(file) ? 0.5 : placement
  }
  return files.toSorted((a, b) => {
    const byRank = rank(a) - rank(b)
    if (byRank !== 0) return byRank
    if (isIdle(a) && isIdle(b)) return a.lastReadMs - b.lastReadMs
    return kindRank[a.kind] - kindRank[b.kind] || a.lastReadMs - b.lastReadMs
  })
}
