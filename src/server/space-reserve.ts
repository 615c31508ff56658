import { type Disk, isDiskFull } from '#base/disk.ts'

/** More than the deletion of a collection writes into the log of the catalog. */
const reserveBytes = 1 << 20

/**
 * A file that keeps some space free on the disk, for the changes by which a full disk is left again: without it
 * not even a collection could be deleted.
 */
export class SpaceReserve {
  readonly #disk: Disk
  readonly #path: string

  constructor(disk: Disk, path: string) {
    this.#disk = disk
    this.#path = path
  }

  /** Makes the file, as far as there is space. */
  keep(): void {
    if (this.#disk.sizeOf(this.#path) === reserveBytes) return
    try {
      const file = this.#disk.create(this.#path)
      try {
        // Really written: a sparse file would keep nothing.
        this.#disk.write(file, new Uint8Array(reserveBytes), 0)
      } finally {
        this.#disk.close(file)
      }
    } catch {
      // Half a reserve is one too; the next call completes it.
    }
  }

  /** Runs a change, once more with the space of the file when there was no other. The change must undo itself. */
  use<T>(change: () => T): T {
    try {
      return change()
    } catch (error) {
      if (!isDiskFull(error)) throw error
      this.#disk.remove(this.#path)
      return change()
    }
  }
}
