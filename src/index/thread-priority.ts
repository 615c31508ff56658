import { openCLibrary } from '#base/c-library.ts'

const processPriority = 0
const callingThread = 0

/**
 * Lowers the scheduling priority of the calling thread, and so of the native threads that it starts, that
 * graph building leaves the cores to searches. `niceness` 0..19, larger gives way more. Linux only, where
 * niceness belongs to a thread; it cannot be raised again. Returns false where nothing was changed.
 */
export function lowerThreadPriority(niceness: number): boolean {
  const library = openCLibrary({ setpriority: { args: ['i32', 'u32', 'i32'], returns: 'i32' } })
  return library?.setpriority(processPriority, callingThread, niceness) === 0
}
