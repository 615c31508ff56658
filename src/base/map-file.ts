import { readFileSync } from 'node:fs'

/**
 * Maps a whole file. `shared`: what one mapping writes every other one sees, in all threads; `constant`: the
 * file never changes. The file must not be empty, and must keep its length while it is mapped. It stays
 * readable after it was removed, and is let go when the array and all views of it are collected.
 *
 * The one place that depends on the platform: where Bun cannot map files, constant ones are read into memory,
 * and shared ones are not to be had.
 */
export function mapFile(path: string, use: 'shared' | 'constant'): Uint8Array {
  if (typeof Bun.mmap === 'function') return Bun.mmap(path, { shared: true })
  if (use === 'constant') return new Uint8Array(readFileSync(path))
  throw new Error(`files cannot be shared between threads on ${process.platform}`)
}
