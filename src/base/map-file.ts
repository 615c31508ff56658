import { readFileSync } from 'node:fs'
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads'
import { createMappingTable } from './mapping-table.ts'
import { SharedMappings } from './shared-mappings.ts'

/**
 * Maps a whole file, once for all threads. `shared`: what one thread writes every other one sees; `constant`: the
 * file never changes, and its bytes must not be written to. The file must not be empty, and must keep its length
 * while it is mapped. It stays readable after it was removed, and is let go when the arrays of all threads and all
 * views of them are collected, by the next `sweepMappings`.
 *
 * The one place that depends on the platform: where Bun cannot map files, constant ones are read into memory,
 * and shared ones are not to be had.
 */
export function mapFile(path: string, use: 'shared' | 'constant'): Uint8Array {
  const shared = sharedMappings()
  if (shared) {
    if (++mapsSinceSweep >= mapsASweep) sweepMappings()
    const bytes = shared.map(path, use === 'shared')
    if (bytes) return bytes
  }
  if (typeof Bun.mmap === 'function') return Bun.mmap(path, { shared: true })
  if (use === 'constant') return new Uint8Array(readFileSync(path))
  throw new Error(`files cannot be shared between threads on ${process.platform}`)
}

/** Unmaps files that no thread uses any more; returns how many. To be called now and then by one thread. */
export function sweepMappings(): number {
  mapsSinceSweep = 0
  return sharedMappings()?.sweep() ?? 0
}

/** A thread that maps many files also unmaps those of before. */
const mapsASweep = 256
let mapsSinceSweep = 0

const tableName = 'quiver.mappings'

/** Mappings belong to the process, and so does what is known of them: this is not the state of a module. */
let opened: { readonly mappings: SharedMappings | undefined } | undefined

/**
 * The mappings that this thread shares with the others: those that are started after the main thread has mapped a
 * file, or has called this. Undefined where each maps files for itself.
 */
export function sharedMappings(): SharedMappings | undefined {
  opened ??= { mappings: SharedMappings.open(mappingMemory()) }
  return opened.mappings
}

function mappingMemory(): SharedArrayBuffer {
  const inherited = getEnvironmentData(tableName)
  if (inherited instanceof SharedArrayBuffer) return inherited
  const memory = createMappingTable()
  if (isMainThread) setEnvironmentData(tableName, memory)
  return memory
}
