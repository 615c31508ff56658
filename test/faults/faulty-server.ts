import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer, type TestServer, type TestServerOptions } from '../support/server.ts'

/** System calls, as `tracer.c` knows them. */
const kinds = {
  write: 1,
  sync: 2,
  rename: 4,
  truncate: 8,
  map: 16,
  create: 32,
  link: 64,
  remove: 128,
  read: 256,
} as const
export type CallKind = keyof typeof kinds

/** Numbers of Linux. */
const errors = { EIO: 5, ENOMEM: 12, ENOSPC: 28, EDQUOT: 122 } as const

/** Which calls of the server fail. */
export interface Fault {
  readonly kinds: readonly CallKind[]
  /** Part of the path of the file. */
  readonly path: string
  readonly error: keyof typeof errors
  /** The first call that fails, counted from 1 and from now. */
  readonly at: number
  /** How many fail; infinite: all from there on, until the fault is lifted. */
  readonly count: number
}

/** A disk that takes what has no space left. */
export const fullDisk = {
  kinds: ['write', 'truncate', 'create', 'link'],
  path: 'storage/',
  error: 'ENOSPC',
  at: 1,
  count: Number.POSITIVE_INFINITY,
} as const satisfies Fault

export interface FaultyServer extends TestServer {
  /** Sets a fault and counts from zero again; undefined lifts it. */
  arm(fault: Fault | undefined): void
  /** Calls that fitted the fault since it was set, and those of them that failed. */
  readonly seen: number
  readonly failed: number
}

const controlBytes = 4096
const words = { kinds: 0, at: 1, count: 2, error: 3, seen: 4, failed: 5 } as const
const pathStart = 24
const countMax = 2 ** 32 - 1

/** Only where the kernel lets a program be stopped at its system calls: Linux on x64. */
export const canInjectFaults = process.platform === 'linux' && process.arch === 'x64'

/** Starts the executable so that system calls of its own choice can be made to fail. */
export async function startFaultyServer(options: TestServerOptions): Promise<FaultyServer> {
  const folder = mkdtempSync(join(tmpdir(), 'quiver-faults-'))
  const controlFile = join(folder, 'control')
  writeFileSync(controlFile, new Uint8Array(controlBytes))
  const control = Bun.mmap(controlFile, { shared: true })
  const numbers = new Uint32Array(control.buffer, control.byteOffset, pathStart / 4)
  const runner = [process.execPath, join(import.meta.dirname, 'run-with-faults.ts'), controlFile]
  const server = await startServer({ ...options, runner })
  return {
    ...server,
    arm(fault) {
      Atomics.store(numbers, words.kinds, 0)
      if (!fault) return
      control.fill(0, pathStart)
      control.set(new TextEncoder().encode(fault.path), pathStart)
      numbers[words.at] = fault.at
      numbers[words.count] = Math.min(fault.count, countMax)
      numbers[words.error] = errors[fault.error]
      numbers[words.seen] = 0
      numbers[words.failed] = 0
      Atomics.store(
        numbers,
        words.kinds,
        fault.kinds.reduce((bits, kind) => bits | kinds[kind], 0),
      )
    },
    get seen() {
      return Atomics.load(numbers, words.seen)
    },
    get failed() {
      return Atomics.load(numbers, words.failed)
    },
    async stop(signal) {
      const code = await server.stop(signal)
      rmSync(folder, { recursive: true, force: true })
      return code
    },
  }
}
