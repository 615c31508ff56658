import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Part } from '#storage/part.ts'
import { Segment } from '#storage/segment.ts'
import { checkSegmentFile, type SegmentFileInfo } from '#storage/segment-file.ts'
import type { ReaderThread } from './reader-thread.ts'

/**
 * Opens an index file of a segment by `open`. Undefined when there is none, and, with a warning, when it is
 * damaged: the segment can be read without it.
 */
export function openIndexFile<Index>(
  thread: ReaderThread,
  part: Part,
  name: string,
  open: (bytes: Uint8Array) => Index | undefined,
): Index | undefined {
  if (!(part instanceof Segment)) return undefined
  const info = part.description.files[name]
  if (!info) return undefined
  const path = join(part.path, name)
  try {
    checkOnce(thread, path, info)
    const bytes = part.file(name)
    return bytes && open(bytes)
  } catch (error) {
    thread.warn(`the index ${path} cannot be used`, error)
    return undefined
  }
}

/** So many files are remembered as sound. */
const soundFilesMax = 10_000

/**
 * Throws when a file is damaged: a walk would follow a damaged link anywhere. The whole file is read, as fast
 * as memory is, but once: a copy of a segment shares the files that it did not change with the segment, and
 * to read hundreds of megabytes again for one new column would hold up searches.
 */
function checkOnce({ soundFiles }: ReaderThread, path: string, info: SegmentFileInfo): void {
  const { dev, ino } = statSync(path)
  const key = `${dev}:${ino}:${info.length}:${info.checksum}`
  const problem = checkSegmentFile(path, info, !soundFiles.has(key))
  if (problem !== undefined) throw new Error(problem)
  if (soundFiles.size >= soundFilesMax) soundFiles.clear()
  soundFiles.add(key)
}
