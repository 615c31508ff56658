import { dlopen, type FFIFunction } from 'bun:ffi'

/** The names of the C library on Linux: that of GNU, that of musl. */
const names = ['libc.so.6', `libc.musl-${process.arch === 'x64' ? 'x86_64' : 'aarch64'}.so.1`]

/** Functions of the C library; undefined where there is none that is known, as on other systems than Linux. */
export function openCLibrary<const Functions extends Record<string, FFIFunction>>(functions: Functions) {
  if (process.platform !== 'linux') return undefined
  for (const name of names) {
    try {
      return dlopen(name, functions).symbols
    } catch {
      // The next name may be the right one.
    }
  }
  return undefined
}
