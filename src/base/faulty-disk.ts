import type { Disk } from './disk.ts'

/** Thrown by a faulty disk: the machine is gone and so is everything that runs on it. */
export class DiskCrash extends Error {
  override readonly name = 'DiskCrash'
}

/** What happens at which change of the disk (writes, syncs, renames, ... counted from 1). */
export interface DiskFault {
  readonly at: number
  /** `full`: this write and every later one has no space; `crash`: nothing works from here on. */
  readonly kind: 'full' | 'crash'
}

export interface FaultyDisk extends Disk {
  /** Changes of the disk so far. */
  readonly operations: number
  /** Sets or lifts the fault, and counts from zero again. */
  arm(fault: DiskFault | undefined): void
}

/** A disk for tests, whose nth change fails. A crash may leave half of a write behind, as a real one does. */
export function createFaultyDisk(inner: Disk): FaultyDisk {
  let operations = 0
  let armed: DiskFault | undefined
  const strikes = (): boolean => {
    operations++
    return armed !== undefined && operations >= armed.at
  }
  const crash = (): never => {
    throw new DiskCrash(`the disk is gone since change ${armed?.at}`)
  }
  const change = <A extends unknown[], R>(run: (...args: A) => R) => {
    return (...args: A): R => (strikes() && armed?.kind === 'crash' ? crash() : run(...args))
  }
  return {
    ...inner,
    get operations() {
      return operations
    },
    arm(fault) {
      armed = fault
      operations = 0
    },
    makeFolder: change(inner.makeFolder),
    create: change(inner.create),
    truncate: change(inner.truncate),
    sync: change(inner.sync),
    syncFolder: change(inner.syncFolder),
    rename: change(inner.rename),
    link: change(inner.link),
    remove: change(inner.remove),
    write(file, bytes, position) {
      if (!strikes()) return inner.write(file, bytes, position)
      if (operations === armed?.at) inner.write(file, bytes.subarray(0, bytes.length >>> 1), position)
      if (armed?.kind === 'crash') crash()
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    },
  }
}
