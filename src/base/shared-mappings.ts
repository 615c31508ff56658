import { type Pointer, ptr, read, toArrayBuffer } from 'bun:ffi'
import { closeSync, fstatSync, openSync } from 'node:fs'
import { openCLibrary } from './c-library.ts'
import { type MappingKey, MappingTable } from './mapping-table.ts'

/** A file that the process has mapped. */
export interface MappedFile {
  readonly path: string
  /** Where its bytes are. */
  readonly address: number
  readonly length: number
}

/** Which file it is, whatever its name. */
export type FileIdentity = Omit<MappingKey, 'isWritable'>

/** What the kernel is told about pages. They are never lost: what is dropped is read from the file again. */
export const pageAdvice = { normal: 0, random: 1, willNeed: 3, drop: 4 } as const
export type PageAdvice = keyof typeof pageAdvice

const protection = { none: 0, read: 1, readWrite: 3 } as const
const mapFlags = { shared: 0x01, private: 0x02, fixed: 0x10, anonymous: 0x20, noReserve: 0x4000 } as const
const pageSizeName = 30

/** Only where all of it is to be had: Linux. */
function openLibrary() {
  const library = openCLibrary({
    mmap: { args: ['usize', 'usize', 'i32', 'i32', 'i32', 'i64'], returns: 'usize' },
    munmap: { args: ['usize', 'usize'], returns: 'i32' },
    madvise: { args: ['usize', 'usize', 'i32'], returns: 'i32' },
    mincore: { args: ['usize', 'usize', 'ptr'], returns: 'i32' },
    sysconf: { args: ['i32'], returns: 'i64' },
    dlsym: { args: ['usize', 'ptr'], returns: 'usize' },
  })
  if (!library) return undefined
  const post = Number(library.dlsym(0, ptr(new TextEncoder().encode('sem_post\0'))))
  return post === 0 ? undefined : { ...library, post: post as Pointer }
}
type Library = NonNullable<ReturnType<typeof openLibrary>>

/** With all its parameters: `deallocator(memory, context)` is called when the buffer is collected. */
const adoptMemory = toArrayBuffer as (
  memory: Pointer,
  offset: number,
  length: number,
  context: Pointer,
  deallocator: Pointer,
) => ArrayBuffer

/**
 * Files that are mapped once for all threads of the process. Were each thread to map a file by itself, every page
 * would be counted and faulted in once a thread, and the number of mappings, which is bounded, would grow with
 * threads.
 *
 * Before each file lies a page of its own, with a semaphore in its first words. A thread gets an `ArrayBuffer` that
 * begins there, whose deallocator is `sem_post`: so the engine itself counts, in native code and on whatever
 * thread it collects, the buffers that have gone. When all that were handed out have gone the file is unmapped, by
 * `sweep`. (A `FinalizationRegistry` would not do: it may be told of a buffer while views of it live.)
 */
export class SharedMappings {
  readonly #library: Library
  readonly #table: MappingTable
  readonly #pageBytes: number

  /** Undefined where files cannot be mapped so. */
  static open(memory: SharedArrayBuffer): SharedMappings | undefined {
    const library = openLibrary()
    return library && new SharedMappings(library, memory)
  }

  private constructor(library: Library, memory: SharedArrayBuffer) {
    this.#library = library
    this.#table = new MappingTable(memory)
    this.#pageBytes = Number(library.sysconf(pageSizeName))
  }

  /** The bytes of a file. Undefined when the table has no room; throws when the file cannot be opened or mapped. */
  map(path: string, isWritable: boolean): Uint8Array | undefined {
    const file = openSync(path, isWritable ? 'r+' : 'r')
    try {
      const { dev, ino, size } = fstatSync(file, { bigint: true })
      const key = { device: dev, inode: ino, length: Number(size), isWritable }
      if (key.length === 0) throw new Error(`${path}: an empty file cannot be mapped`)
      return this.#table.locked(() => this.#acquire(key, file, path))
    } finally {
      closeSync(file)
    }
  }

  /** Unmaps the files that no thread uses any more; returns how many. */
  sweep(): number {
    const unmapped = this.#table.locked(() => {
      let count = 0
      for (const entry of this.#table.entries()) {
        const start = this.#table.addressOf(entry) - this.#pageBytes
        if (read.u32(start as Pointer, 0) !== this.#table.acquiredOf(entry)) continue
        const { key } = this.#table.read(entry)
        this.#table.remove(entry)
        this.#library.munmap(start, this.#areaBytes(key))
        count++
      }
      return count
    })
    return unmapped ?? 0
  }

  /** How many files are mapped. */
  get count(): number {
    return this.#table.liveCount
  }

  /** Changes when a file is mapped. */
  get addedCount(): number {
    return this.#table.addedCount
  }

  /** The files that are mapped now. What they tell may be out of date when it is returned. */
  list(): MappedFile[] {
    return this.#table.locked(() => [...this.#files()]) ?? []
  }

  /**
   * Tells the kernel how the pages of some files will be used; returns how many files took the advice. A file
   * stays mapped meanwhile: advice for an address at which something else lies by now would destroy it.
   */
  advise(isMeant: (file: MappedFile) => boolean, advice: PageAdvice): number {
    const count = this.#table.locked(() => {
      let advised = 0
      for (const file of this.#files()) {
        if (!isMeant(file)) continue
        if (this.#library.madvise(file.address, file.length, pageAdvice[advice]) === 0) advised++
      }
      return advised
    })
    return count ?? 0
  }

  /**
   * Drops the pages of files in this order until `isEnough`, which is asked after each. Files that are not mapped any
   * more are left out.
   */
  dropInOrder(files: readonly MappedFile[], isEnough: () => boolean): void {
    this.#table.locked(() => {
      const paths = new Map<number, string>()
      for (const { address, path } of this.#files()) paths.set(address, path)
      for (const { address, path, length } of files) {
        if (paths.get(address) !== path) continue
        this.#library.madvise(address, length, pageAdvice.drop)
        if (isEnough()) return
      }
    })
  }

  /** Bytes of some files that the system has cached, whether the process has their pages in its tables or not. */
  cachedBytes(isMeant: (file: MappedFile) => boolean): number {
    const bytes = this.#table.locked(() => {
      let sum = 0
      for (const file of this.#files())
        if (isMeant(file)) sum += this.#residentBytes(file.address, file.length)
      return sum
    })
    return bytes ?? 0
  }

  /**
   * Bytes from `start` to `end` of a file that the system has cached; 0 when it is not mapped. To be asked piece by
   * piece of a large one: no other thread can map a file meanwhile. `start` begins a page.
   */
  cachedBytesOf(file: FileIdentity, start: number, end: number): number {
    const bytes = this.#table.locked(() => {
      for (const isWritable of [false, true]) {
        const entry = this.#table.find({ ...file, isWritable })
        if (entry < 0) continue
        const address = this.#table.addressOf(entry) + start
        return this.#residentBytes(address, Math.min(end, file.length) - start)
      }
      return 0
    })
    return bytes ?? 0
  }

  *#files(): Generator<MappedFile> {
    for (const entry of this.#table.entries()) {
      const { path, address, key } = this.#table.read(entry)
      yield { path, address, length: key.length }
    }
  }

  #residentBytes(address: number, length: number): number {
    const pages = new Uint8Array(new ArrayBuffer(Math.ceil(length / this.#pageBytes)))
    if (this.#library.mincore(address, length, ptr(pages)) !== 0) return 0
    return Math.min(countCached(pages) * this.#pageBytes, length)
  }

  #acquire(key: MappingKey, file: number, path: string): Uint8Array | undefined {
    let entry = this.#table.find(key)
    if (entry < 0) {
      const address = this.#mapNew(key, file, path)
      entry = this.#table.add(key, address, path)
      if (entry < 0) {
        this.#library.munmap(address - this.#pageBytes, this.#areaBytes(key))
        return undefined
      }
    }
    const start = (this.#table.addressOf(entry) - this.#pageBytes) as Pointer
    this.#table.count(entry, 1)
    try {
      const buffer = adoptMemory(start, 0, this.#pageBytes + key.length, start, this.#library.post)
      return new Uint8Array(buffer, this.#pageBytes, key.length)
    } catch (error) {
      this.#table.count(entry, -1)
      throw error
    }
  }

  /** Maps a file behind a page of its own; gives the address of the file. */
  #mapNew(key: MappingKey, file: number, path: string): number {
    const { private: own, anonymous, noReserve, shared, fixed } = mapFlags
    const area = this.#areaBytes(key)
    const start = Number(
      this.#library.mmap(0, area, protection.readWrite, own | anonymous | noReserve, -1, 0),
    )
    if (isFailed(start)) throw mappingError(path)
    const address = start + this.#pageBytes
    const rights = key.isWritable ? protection.readWrite : protection.read
    if (isFailed(Number(this.#library.mmap(address, key.length, rights, shared | fixed, file, 0)))) {
      this.#library.munmap(start, area)
      throw mappingError(path)
    }
    return address
  }

  /** The page before the file, and the file. */
  #areaBytes({ length }: MappingKey): number {
    return this.#pageBytes + Math.ceil(length / this.#pageBytes) * this.#pageBytes
  }
}

/** The lowest bit of a byte says that its page is cached. */
function countCached(pages: Uint8Array): number {
  let cached = 0
  for (let page = 0; page < pages.length; page++) cached += (pages[page] as number) & 1
  return cached
}

/** All bits set; as a double that is 2^64. */
function isFailed(address: number): boolean {
  return address >= 2 ** 63
}

function mappingError(path: string): Error {
  return Object.assign(new Error(`${path}: it cannot be mapped; has the process too many mappings?`), {
    code: 'ENOMEM',
  })
}
