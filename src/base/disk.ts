import * as fs from 'node:fs'
import { join } from 'node:path'

/** An open file of one disk. */
export type FileId = number

/**
 * The file operations that storage needs, as a parameter, so that tests can make the nth one fail. All are
 * synchronous and throw the error of the operating system (`ENOSPC` when the disk is full).
 */
export interface Disk {
  /** Makes a folder and its parents; does nothing when it is there. */
  readonly makeFolder: (path: string) => void
  /** Names in a folder; empty when there is none. */
  readonly list: (path: string) => string[]
  /** Makes a file anew, open for reading and writing. */
  readonly create: (path: string) => FileId
  /** Opens a file that is there for reading and writing. */
  readonly open: (path: string) => FileId
  /** Writes all of `bytes` at `position`. */
  readonly write: (file: FileId, bytes: Uint8Array, position: number) => void
  /** Sets the length. A longer file reads as zeros there and takes no space yet. */
  readonly truncate: (file: FileId, length: number) => void
  /** Returns when the file is on the medium. */
  readonly sync: (file: FileId) => void
  readonly close: (file: FileId) => void
  /** Returns when the names in a folder are on the medium. */
  readonly syncFolder: (path: string) => void
  readonly rename: (from: string, to: string) => void
  /** Gives a file a second name; copies it where the file system has no hard links. */
  readonly link: (from: string, to: string) => void
  /** Removes a file or a whole folder; does nothing when it is not there. */
  readonly remove: (path: string) => void
  readonly read: (path: string) => Uint8Array
  /** Length in bytes; undefined when there is no such file. */
  readonly sizeOf: (path: string) => number | undefined
}

/** The disk of the machine. */
export function createDisk(): Disk {
  return {
    makeFolder: (path) => void fs.mkdirSync(path, { recursive: true }),
    list: listFolder,
    create: (path) => fs.openSync(path, 'w+'),
    open: (path) => fs.openSync(path, 'r+'),
    write: writeAll,
    truncate: (file, length) => fs.ftruncateSync(file, length),
    sync: (file) => fs.fsyncSync(file),
    close: (file) => fs.closeSync(file),
    syncFolder,
    rename: (from, to) => fs.renameSync(from, to),
    link: linkFile,
    remove: (path) => fs.rmSync(path, { recursive: true, force: true }),
    read: (path) => new Uint8Array(fs.readFileSync(path)),
    sizeOf: (path) => fs.statSync(path, { throwIfNoEntry: false })?.size,
  }
}

/** True for the errors by which a disk or SQLite says that there is no space left. */
export function isDiskFull(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL'
}

/**
 * Whether an error means that there is no space. `lacksSpace` asks the disk where SQLite does not say: some of its
 * errors also stand for a quota, or for a file beside the database that could not be made or could not grow.
 */
export function meansNoSpace(error: unknown, lacksSpace: () => boolean): boolean {
  if (isDiskFull(error)) return true
  const code = (error as { code?: unknown } | null)?.code
  const isUnclear =
    typeof code === 'string' && /^SQLITE_(IOERR|CANTOPEN)/.test(code) && !code.endsWith('FSYNC')
  return isUnclear && lacksSpace()
}

/** Whether a small file cannot be written into a folder for want of space: asks by doing it. */
export function lacksSpace(disk: Disk, folder: string): boolean {
  const path = join(folder, 'space-probe')
  try {
    const file = disk.create(path)
    try {
      disk.write(file, new Uint8Array(64 << 10), 0)
    } finally {
      disk.close(file)
    }
  } catch (error) {
    return isDiskFull(error)
  } finally {
    try {
      disk.remove(path)
    } catch {
      // Opening the folder again removes what does not belong there.
    }
  }
  return false
}

function listFolder(path: string): string[] {
  try {
    return fs.readdirSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function writeAll(file: FileId, bytes: Uint8Array, position: number): void {
  let done = 0
  while (done < bytes.length) {
    done += fs.writeSync(file, bytes, done, bytes.length - done, position + done)
  }
}

function syncFolder(path: string): void {
  // Windows cannot open folders; there the names are as durable as the file system makes them.
  if (process.platform === 'win32') return
  const folder = fs.openSync(path, 'r')
  try {
    fs.fsyncSync(folder)
  } finally {
    fs.closeSync(folder)
  }
}

function linkFile(from: string, to: string): void {
  try {
    fs.linkSync(from, to)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EXDEV' && code !== 'EMLINK') throw error
    fs.copyFileSync(from, to)
  }
}
