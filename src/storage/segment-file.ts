import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { Disk, FileId } from '#base/disk.ts'
import { mapFile } from '#base/map-file.ts'

/**
 * A file of a segment: a header of 64 bytes (magic, format version, length of the content as a double,
 * CRC-32 of the content), then the content, so that it is 64-byte aligned when the file is mapped.
 */
export const segmentFileHeaderBytes = 64
const magic = 0x47535651 // "QVSG"
const formatVersion = 1
const bufferBytes = 1 << 20

/** What the manifest knows of a file of a segment. */
export interface SegmentFileInfo {
  /** Bytes of the content, without the header. */
  readonly length: number
  /** CRC-32 of the content. */
  readonly checksum: number
}

/** Writes the content of one file of a segment from front to back, through a buffer. */
export class SegmentFileWriter {
  readonly #disk: Disk
  readonly #file: FileId
  readonly #buffer = new Uint8Array(bufferBytes)
  #used = 0
  #length = 0
  #checksum = 0
  #closed = false

  constructor(disk: Disk, path: string) {
    this.#disk = disk
    this.#file = disk.create(path)
  }

  /** Bytes of content so far. */
  get length(): number {
    return this.#length + this.#used
  }

  write(bytes: Uint8Array): void {
    if (bytes.length > bufferBytes - this.#used) this.#flush()
    if (bytes.length > bufferBytes) {
      for (let from = 0; from < bytes.length; from += bufferBytes) {
        this.#append(bytes.subarray(from, from + bufferBytes))
      }
      return
    }
    this.#buffer.set(bytes, this.#used)
    this.#used += bytes.length
  }

  writeZeros(count: number): void {
    let left = count
    while (left > 0) {
      if (this.#used === bufferBytes) this.#flush()
      const step = Math.min(left, bufferBytes - this.#used)
      this.#buffer.fill(0, this.#used, this.#used + step)
      this.#used += step
      left -= step
    }
  }

  /** Writes the header, waits until everything is on the medium, and closes the file. When it throws, `abandon`. */
  finish(): SegmentFileInfo {
    this.#flush()
    const header = new DataView(new ArrayBuffer(segmentFileHeaderBytes))
    header.setUint32(0, magic, true)
    header.setUint32(4, formatVersion, true)
    header.setFloat64(8, this.#length, true)
    header.setUint32(16, this.#checksum, true)
    this.#disk.write(this.#file, new Uint8Array(header.buffer), 0)
    this.#disk.sync(this.#file)
    this.#close()
    return { length: this.#length, checksum: this.#checksum }
  }

  /** Closes the file unfinished, when it is still open. */
  abandon(): void {
    if (!this.#closed) this.#close()
  }

  /** Once, whatever comes of it: another file may get its number at once, on another thread. */
  #close(): void {
    this.#closed = true
    this.#disk.close(this.#file)
  }

  #flush(): void {
    if (this.#used === 0) return
    this.#append(this.#buffer.subarray(0, this.#used))
    this.#used = 0
  }

  #append(bytes: Uint8Array): void {
    this.#disk.write(this.#file, bytes, segmentFileHeaderBytes + this.#length)
    this.#checksum = crc32(bytes, this.#checksum)
    this.#length += bytes.length
  }
}

/** Writes a whole file of a segment. */
export function writeSegmentFile(
  disk: Disk,
  path: string,
  content: Uint8Array | Iterable<Uint8Array>,
): SegmentFileInfo {
  const file = new SegmentFileWriter(disk, path)
  try {
    if (content instanceof Uint8Array) file.write(content)
    else for (const chunk of content) file.write(chunk)
    return file.finish()
  } catch (error) {
    file.abandon()
    throw error
  }
}

/** Maps the content of a file of a segment. Throws when it is not what the manifest knows. */
export function mapSegmentFile(path: string, info: SegmentFileInfo): Uint8Array {
  const bytes = mapFile(path, 'constant')
  const problem = problemOf(bytes, bytes.length, info)
  if (problem !== undefined) throw new Error(`${path}: ${problem}`)
  return bytes.subarray(segmentFileHeaderBytes)
}

/**
 * What is wrong with a file of a segment, undefined when nothing is. Reads the header only, or all of it when
 * `whole` is set. It is read and not mapped: its pages would count as memory of the process from then on.
 */
export function checkSegmentFile(path: string, info: SegmentFileInfo, whole: boolean): string | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  try {
    const buffer = new Uint8Array(whole ? bufferBytes : segmentFileHeaderBytes)
    const header = buffer.subarray(0, readSync(file, buffer, 0, segmentFileHeaderBytes, 0))
    const problem = problemOf(header, fstatSync(file).size, info)
    if (problem !== undefined || !whole) return problem
    return checksumOf(file, buffer) === info.checksum ? undefined : 'the content does not match its checksum'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    closeSync(file)
  }
}

/** The CRC-32 of what follows the header. */
function checksumOf(file: number, buffer: Uint8Array): number {
  let checksum = 0
  for (let at = segmentFileHeaderBytes; ; ) {
    const length = readSync(file, buffer, 0, buffer.length, at)
    if (length === 0) return checksum
    checksum = crc32(buffer.subarray(0, length), checksum)
    at += length
  }
}

/** `bytes` begin with the header, `length` is that of the file. */
function problemOf(bytes: Uint8Array, length: number, info: SegmentFileInfo): string | undefined {
  if (length !== segmentFileHeaderBytes + info.length) {
    return `${length} bytes instead of ${segmentFileHeaderBytes + info.length}`
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, segmentFileHeaderBytes)
  if (header.getUint32(0, true) !== magic) return 'not a file of a segment'
  const version = header.getUint32(4, true)
  if (version !== formatVersion) return `format ${version} is not known`
  if (header.getFloat64(8, true) !== info.length) return 'the header gives another length'
  if (header.getUint32(16, true) !== info.checksum) return 'the header gives another checksum'
  return undefined
}
