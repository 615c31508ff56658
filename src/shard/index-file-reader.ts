import { join } from 'node:path'
import type { Part } from '#storage/part.ts'
import { Segment } from '#storage/segment.ts'
import { checkSegmentFile } from '#storage/segment-file.ts'
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
    // A walk would follow a damaged link anywhere. The whole file is read once, as fast as memory is.
    const problem = checkSegmentFile(path, info, true)
    if (problem !== undefined) throw new Error(problem)
    const bytes = part.file(name)
    return bytes && open(bytes)
  } catch (error) {
    thread.warn(`the index ${path} cannot be used`, error)
    return undefined
  }
}
