import type { Disk } from './disk.ts'

/** Thrown by a faulty disk: the machine is gone and so is everything that runs on it. */
export class DiskCrash extends Error {
  override readonly name = 'DiskCrash'
}

export interface DiskFault {
  /**
   * `full`: the write of this number and every later one finds no space; `crash`: nothing works from the
   * change of this number on (writes, syncs, renames and so on); `error`: the change of this number fails, and those
   * after it work again.
   */
  readonly kind: 'full' | 'crash' | 'error'
  /** Counted from 1. */
  readonly at: number
}

export interface FaultyDisk extends Disk {
  /** Sets or lifts the fault, and counts from zero again. */
  arm(fault: DiskFault | undefined): void
}

/** A disk for tests, whose nth change fails. Half of the write that fails is on the disk, as it may be on a real one. */
export function createFaultyDisk(inner: Disk): FaultyDisk {
  let changes = 0
  let fault: DiskFault | undefined
  const crashIsDue = (): boolean => fault?.kind === 'crash' && ++changes >= fault.at
  const crash = (): never => {
    throw new DiskCrash('the disk is gone')
  }
  const failOnce = (): void => {
    if (fault?.kind !== 'error' || ++changes !== fault.at) return
    throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
  }
  const change = <A extends unknown[], R>(run: (...args: A) => R) => {
    return (...args: A): R => {
      failOnce()
      return crashIsDue() ? crash() : run(...args)
    }
  }
  return {
    ...inner,
    arm(next) {
      fault = next
      changes = 0
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
      failOnce()
      if (fault?.kind === 'full') changes++
      if (!crashIsDue() && !(fault?.kind === 'full' && changes >= fault.at)) {
        return inner.write(file, bytes, position)
      }
      if (changes === fault?.at) inner.write(file, bytes.subarray(0, bytes.length >>> 1), position)
      if (fault?.kind === 'crash') crash()
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    },
  }
}
