import { must } from './assert.ts'

/** What tells mapped files apart. A file that is mapped keeps its inode, so that no other one gets its number. */
export interface MappingKey {
  readonly device: bigint
  readonly inode: bigint
  /** Bytes. */
  readonly length: number
  readonly isWritable: boolean
}

/** A mapped file, as the table has it. */
export interface Mapping {
  readonly key: MappingKey
  readonly address: number
  /** How often it was handed out. */
  readonly acquired: number
  /** The path it was first mapped by; its end only where that is long. */
  readonly path: string
}

/** Files that can be mapped at a time: each takes two of the 65,530 areas that Linux gives a process. */
const mappingsMax = 28_000
const bucketCount = 1 << 15
const pathBytesMax = 250
const lockWaitMs = 1000
const none = -1

/** Places of 32-bit words before those of the entries. */
const words = { lock: 0, used: 1, firstFree: 2, live: 3, added: 4, buckets: 16 } as const
/** Words of an entry: chain, counter, flags, length of the path; then four numbers of 64 bits; then the path. */
const entryWords = {
  next: 0,
  acquired: 1,
  isWritable: 2,
  pathBytes: 3,
  numbers: 4,
  path: 12,
  stride: 76,
} as const

/** Makes the memory of a table; pages that are not used take none. */
export function createMappingTable(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer((words.buckets + bucketCount + mappingsMax * entryWords.stride) * 4)
  new Int32Array(memory)[words.firstFree] = none
  new Int32Array(memory).fill(none, words.buckets, words.buckets + bucketCount)
  return memory
}

/** Which files a process has mapped, for all of its threads: a hash table in shared memory behind a lock. */
export class MappingTable {
  readonly #words: Int32Array
  readonly #numbers: BigUint64Array
  readonly #bytes: Uint8Array

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory)
    this.#numbers = new BigUint64Array(memory)
    this.#bytes = new Uint8Array(memory)
  }

  get liveCount(): number {
    return Atomics.load(this.#words, words.live)
  }

  /** Grows with every file that is mapped. */
  get addedCount(): number {
    return Atomics.load(this.#words, words.added)
  }

  /**
   * Runs `work` while no other thread uses the table, and gives its result. Undefined, without a run, when a
   * thread holds the lock for a second: it has been ended in the middle, and nobody must wait for ever.
   */
  locked<Result>(work: () => Result): Result | undefined {
    const end = performance.now() + lockWaitMs
    while (Atomics.compareExchange(this.#words, words.lock, 0, 1) !== 0) {
      if (performance.now() >= end) return undefined
      Atomics.wait(this.#words, words.lock, 1, 1)
    }
    try {
      return work()
    } finally {
      Atomics.store(this.#words, words.lock, 0)
      Atomics.notify(this.#words, words.lock, 1)
    }
  }

  /** The entry of a file, or -1. Everything from here on is for `locked` only. */
  find(key: MappingKey): number {
    for (let entry = this.#word(bucketOf(key)); entry !== none; entry = this.#field(entry, 'next')) {
      if (this.#matches(entry, key)) return entry
    }
    return -1
  }

  /** A new entry, not handed out yet; -1 when the table is full. */
  add(key: MappingKey, address: number, path: string): number {
    const entry = this.#takeFree()
    if (entry < 0) return -1
    const bucket = bucketOf(key)
    this.#setField(entry, 'next', this.#word(bucket))
    this.#setField(entry, 'acquired', 0)
    this.#setField(entry, 'isWritable', key.isWritable ? 1 : 0)
    const at = this.#numbersAt(entry)
    this.#numbers.set([key.device, key.inode, BigInt(key.length), BigInt(address)], at)
    const bytes = new TextEncoder().encode(path).slice(-pathBytesMax)
    this.#setField(entry, 'pathBytes', bytes.length)
    this.#bytes.set(bytes, this.#pathAt(entry))
    this.#words[bucket] = entry
    this.#words[words.live] = this.#word(words.live) + 1
    this.#words[words.added] = this.#word(words.added) + 1
    return entry
  }

  remove(entry: number): void {
    const bucket = bucketOf(this.read(entry).key)
    const next = this.#field(entry, 'next')
    let before = this.#word(bucket)
    if (before === entry) this.#words[bucket] = next
    else {
      while (this.#field(before, 'next') !== entry) before = this.#field(before, 'next')
      this.#setField(before, 'next', next)
    }
    this.#setField(entry, 'acquired', none)
    this.#setField(entry, 'next', this.#word(words.firstFree))
    this.#words[words.firstFree] = entry
    this.#words[words.live] = this.#word(words.live) - 1
  }

  /** Notes that an entry is handed out once more (or that it was not, after all). */
  count(entry: number, change: 1 | -1): void {
    this.#setField(entry, 'acquired', this.#field(entry, 'acquired') + change)
  }

  acquiredOf(entry: number): number {
    return this.#field(entry, 'acquired')
  }

  addressOf(entry: number): number {
    return Number(this.#numbers[this.#numbersAt(entry) + 3])
  }

  read(entry: number): Mapping {
    const at = this.#numbersAt(entry)
    const [device, inode, length] = this.#numbers.subarray(at, at + 3)
    const pathAt = this.#pathAt(entry)
    // A decoder refuses bytes of shared memory.
    const path = this.#bytes.slice(pathAt, pathAt + this.#field(entry, 'pathBytes'))
    return {
      key: {
        device: must(device, 'an entry has a device'),
        inode: must(inode, 'an entry has an inode'),
        length: Number(length),
        isWritable: this.#field(entry, 'isWritable') === 1,
      },
      address: this.addressOf(entry),
      acquired: this.acquiredOf(entry),
      path: new TextDecoder().decode(path),
    }
  }

  /** The entries that are in use. */
  *entries(): Generator<number> {
    const used = this.#word(words.used)
    for (let entry = 0; entry < used; entry++) if (this.#field(entry, 'acquired') !== none) yield entry
  }

  #takeFree(): number {
    const free = this.#word(words.firstFree)
    if (free !== none) {
      this.#words[words.firstFree] = this.#field(free, 'next')
      return free
    }
    const used = this.#word(words.used)
    if (used === mappingsMax) return -1
    this.#words[words.used] = used + 1
    return used
  }

  #matches(entry: number, { device, inode, length, isWritable }: MappingKey): boolean {
    const at = this.#numbersAt(entry)
    return (
      this.#numbers[at] === device &&
      this.#numbers[at + 1] === inode &&
      this.#numbers[at + 2] === BigInt(length) &&
      this.#field(entry, 'isWritable') === (isWritable ? 1 : 0)
    )
  }

  #word(at: number): number {
    return this.#words[at] as number
  }
  #field(entry: number, name: keyof typeof entryWords): number {
    return this.#words[entryAt(entry) + entryWords[name]] as number
  }
  #setField(entry: number, name: keyof typeof entryWords, value: number): void {
    this.#words[entryAt(entry) + entryWords[name]] = value
  }
  #numbersAt(entry: number): number {
    return (entryAt(entry) + entryWords.numbers) / 2
  }
  #pathAt(entry: number): number {
    return (entryAt(entry) + entryWords.path) * 4
  }
}

function entryAt(entry: number): number {
  return words.buckets + bucketCount + entry * entryWords.stride
}

function bucketOf({ inode, length }: MappingKey): number {
  const mixed = Math.imul(Number(inode & 0xffff_ffffn) ^ (length | 0), 0x9e37_79b1) >>> 17
  return words.buckets + (mixed & (bucketCount - 1))
}
