import { dlopen } from 'bun:ffi'

const processPriority = 0
const callingThread = 0

/**
 * Lowers the scheduling priority of the calling thread, and so of the native threads that it starts, that
 * graph building leaves the cores to searches. `niceness` 0..19, larger gives way more. Linux only, where
 * niceness belongs to a thread; it cannot be raised again. Returns false where nothing was changed.
 */
export function lowerThreadPriority(niceness: number): boolean {
  if (process.platform !== 'linux') return false
  for (const library of ['libc.so.6', `libc.musl-${process.arch === 'x64' ? 'x86_64' : 'aarch64'}.so.1`]) {
    try {
      const { symbols } = dlopen(library, { setpriority: { args: ['i32', 'u32', 'i32'], returns: 'i32' } })
      return symbols.setpriority(processPriority, callingThread, niceness) === 0
    } catch {
      // The next name of the C library may be the right one.
    }
  }
  return false
}
