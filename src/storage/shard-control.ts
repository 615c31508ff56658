import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { assert } from '#base/assert.ts'
import type { Disk } from '#base/disk.ts'
import { mapFile } from '#base/map-file.ts'
import { TokenBucket } from '#base/token-bucket.ts'

/** Numbers of a shard that the writer tells all threads. */
export interface ShardCounters {
  /** Number of the last operation. */
  operationNumber: number
  /** Points that live. */
  livePoints: number
  /** Rows given out so far. */
  nextRow: number
  /** Operations that wait for the writer. */
  queueLength: number
  /** Milliseconds of the wall clock at which the last write was made visible; 0: none since the start. */
  lastWriteMs: number
  /** The same of a read, a few seconds late. */
  lastReadMs: number
}

/** What the control file of a shard says to one who does not open the shard. */
export interface ShardGlance {
  /** The writer of this process has the shard open. */
  readonly isOpen: boolean
  /** Points that live; after a loss of power as many as the system had written down by then. */
  readonly livePoints: number
  /** As `ShardCounters`; 0 for a process of before. */
  readonly lastReadMs: number
}

const fileName = 'control'
const fileBytes = 1024
const magic = 0x4c544351 // "QCTL"
const words = { magic: 0, sequence: 1, epoch: 2, isOpen: 3 } as const
const doubles = {
  boot: 2,
  operationNumber: 3,
  livePoints: 4,
  nextRow: 5,
  queueLength: 6,
  lastWriteMs: 7,
  lastReadMs: 8,
} as const satisfies Record<keyof ShardCounters | 'boot', number>

/** Places of the buckets among words of 64 bits. */
const buckets = { read: 16, write: 17 } as const

/** Where the length of the failure stands, then its text. */
const failureStart = 256

/**
 * The small mapped file by which the writer of a shard and its readers keep in step. `sequence` is odd while
 * the writer makes changes visible: a reader takes what it needs between two looks at the same even number.
 * `epoch` changes with the manifest. The file is never replaced while the process runs, because readers
 * keep it mapped.
 */
export class ShardControl {
  readonly #bytes: Uint8Array
  readonly #words: Int32Array
  readonly #doubles: Float64Array
  /** Of this thread alone: what is stored here orders what it reads elsewhere. */
  readonly #fence = new Int32Array(new SharedArrayBuffer(4))
  /** What collections allow a minute, taken by all threads. */
  readonly buckets: { readonly read: TokenBucket; readonly write: TokenBucket }

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#words = new Int32Array(bytes.buffer, bytes.byteOffset, fileBytes / 4)
    this.#doubles = new Float64Array(bytes.buffer, bytes.byteOffset, fileBytes / 8)
    const words64 = new BigInt64Array(bytes.buffer, bytes.byteOffset, fileBytes / 8)
    this.buckets = {
      read: new TokenBucket(words64, buckets.read),
      write: new TokenBucket(words64, buckets.write),
    }
  }

  /** For the writer: makes the file or takes over the one that is there. */
  static create(disk: Disk, shardPath: string): ShardControl {
    const path = join(shardPath, fileName)
    if (disk.sizeOf(path) !== fileBytes) {
      const file = disk.create(path)
      try {
        disk.write(file, new Uint8Array(fileBytes), 0)
      } finally {
        disk.close(file)
      }
    }
    const control = new ShardControl(mapFile(path, 'shared'))
    // A process that died in the middle of a publication has left an odd number.
    if ((control.sequence & 1) === 1) Atomics.add(control.#words, words.sequence, 1)
    return control
  }

  /** For readers. Undefined when the writer of this process has not opened the shard yet. */
  static open(shardPath: string, boot: number): ShardControl | undefined {
    let bytes: Uint8Array
    try {
      bytes = mapFile(join(shardPath, fileName), 'shared')
    } catch {
      return undefined
    }
    if (bytes.length !== fileBytes) return undefined
    const control = new ShardControl(bytes)
    return control.isOf(boot) ? control : undefined
  }

  /**
   * Reads what the file says without mapping it, which would cost more and count against the mappings of the
   * process: some microseconds. Also what a process of before has left. Undefined: there is no such file.
   */
  static glance(shardPath: string, boot: number): ShardGlance | undefined {
    const bytes = readWhole(join(shardPath, fileName))
    if (bytes === undefined) return undefined
    const asWords = new Int32Array(bytes.buffer)
    if (asWords[words.magic] !== magic) return undefined
    const asDoubles = new Float64Array(bytes.buffer)
    const isOurs = asDoubles[doubles.boot] === boot
    return {
      isOpen: isOurs && asWords[words.isOpen] === 1,
      livePoints: asDoubles[doubles.livePoints] as number,
      lastReadMs: isOurs ? (asDoubles[doubles.lastReadMs] as number) : 0,
    }
  }

  /** Whether the writer of this process, which `boot` names, has opened the shard before. */
  isOf(boot: number): boolean {
    return this.#words[words.magic] === magic && this.#doubles[doubles.boot] === boot
  }

  /** From here on readers of this process find the shard. Only within `publish`. */
  announce(boot: number): void {
    if (!this.isOf(boot)) {
      this.set('queueLength', 0)
      this.set('lastWriteMs', 0)
      this.set('lastReadMs', 0)
      this.failure = undefined
      this.buckets.read.fill()
      this.buckets.write.fill()
    }
    this.#doubles[doubles.boot] = boot
    Atomics.store(this.#words, words.isOpen, 1)
    Atomics.store(this.#words, words.magic, magic)
  }

  /** The writer has let go of the shard. Readers that have it open go on. */
  noteClosed(): void {
    Atomics.store(this.#words, words.isOpen, 0)
  }

  /** Even: nothing is being changed. What is read after it is no older. */
  get sequence(): number {
    return Atomics.load(this.#words, words.sequence)
  }

  /**
   * Whether nothing was made visible since `sequence` was read, so that all that was read in between belongs
   * together.
   */
  isStill(sequence: number): boolean {
    // A plain load may come after the atomic load that follows it, except on x64. It cannot come after a store
    // of any thread's own, nor that store after the load.
    Atomics.store(this.#fence, 0, 0)
    return this.sequence === sequence
  }

  get epoch(): number {
    return Atomics.load(this.#words, words.epoch)
  }

  get(counter: keyof ShardCounters): number {
    return this.#doubles[doubles[counter]] as number
  }

  set(counter: keyof ShardCounters, value: number): void {
    this.#doubles[doubles[counter]] = value
  }

  /**
   * Why the optimizer has failed, while it has not got over it. Here and not in a file of its own, because a full
   * disk may be why. The optimizer sets it.
   */
  get failure(): string | undefined {
    const length = Atomics.load(this.#words, failureStart / 4)
    if (length === 0) return undefined
    const text = this.#bytes.slice(failureStart + 4, failureStart + 4 + length)
    return new TextDecoder().decode(text)
  }

  /** A long text is cut. */
  set failure(text: string | undefined) {
    Atomics.store(this.#words, failureStart / 4, 0)
    if (text === undefined) return
    const place = this.#bytes.subarray(failureStart + 4)
    // The end may not be that of a character: what decoding makes of it is no news to anybody.
    const bytes = new TextEncoder().encode(text === '' ? 'Unknown failure' : text).subarray(0, place.length)
    place.set(bytes)
    Atomics.store(this.#words, failureStart / 4, bytes.length)
  }

  /** Runs `change`, which must be short and cannot be seen in part. */
  publish(change: () => void): void {
    Atomics.add(this.#words, words.sequence, 1)
    // A plain store may come before the atomic one that it follows, except on x64, but not before this load.
    assert((this.sequence & 1) === 1, 'publications do not overlap')
    try {
      change()
    } finally {
      Atomics.add(this.#words, words.sequence, 1)
    }
  }

  /** Tells readers that there is a new manifest. Only within `publish`. */
  advanceEpoch(): void {
    Atomics.add(this.#words, words.epoch, 1)
  }
}

/** Undefined when the file is not there or not as long as it should be. */
function readWhole(path: string): Uint8Array<ArrayBuffer> | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return undefined
  }
  try {
    const bytes = new Uint8Array(fileBytes)
    return readSync(file, bytes) === fileBytes ? bytes : undefined
  } finally {
    closeSync(file)
  }
}
