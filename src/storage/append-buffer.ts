import type { Disk, FileId } from '#base/disk.ts'

const bytesMin = 4 << 10
const bytesMax = 64 << 10

/** Gathers writes that follow each other in a file, to save calls of the operating system. */
export class AppendBuffer {
  readonly #disk: Disk
  readonly #file: FileId
  #buffer = new Uint8Array(bytesMin)
  #used = 0
  /** Where the first gathered byte goes. */
  #start: number

  constructor(disk: Disk, file: FileId, start: number) {
    this.#disk = disk
    this.#file = file
    this.#start = start
  }

  /** Where the next byte goes. */
  get end(): number {
    return this.#start + this.#used
  }

  write(bytes: Uint8Array): void {
    if (!this.#makeRoom(bytes.length)) {
      this.#disk.write(this.#file, bytes, this.#start)
      this.#start += bytes.length
      return
    }
    this.#buffer.set(bytes, this.#used)
    this.#used += bytes.length
  }

  writeZeros(count: number): void {
    let left = count
    while (left > 0) {
      const step = Math.min(left, bytesMax)
      this.#makeRoom(step)
      this.#buffer.fill(0, this.#used, this.#used + step)
      this.#used += step
      left -= step
    }
  }

  flush(): void {
    if (this.#used === 0) return
    this.#disk.write(this.#file, this.#buffer.subarray(0, this.#used), this.#start)
    this.#start += this.#used
    this.#used = 0
  }

  /** Forgets what is gathered and goes on at another place. */
  moveTo(start: number): void {
    this.#used = 0
    this.#start = start
  }

  close(): void {
    this.#disk.close(this.#file)
  }

  /** False when so many bytes do not belong into the buffer; it is empty then. */
  #makeRoom(count: number): boolean {
    if (this.#used + count <= this.#buffer.length) return true
    if (this.#used + count > bytesMax) this.flush()
    if (count > bytesMax) return false
    let size = this.#buffer.length
    while (size < this.#used + count) size *= 2
    if (size > this.#buffer.length) {
      const grown = new Uint8Array(size)
      grown.set(this.#buffer.subarray(0, this.#used))
      this.#buffer = grown
    }
    return true
  }
}
