import { join } from 'node:path'
import { createBitSet } from '#base/bit-set.ts'
import { createDisk, type Disk } from '#base/disk.ts'
import type { PayloadIndexes } from '#model/collection.ts'
import { type Head, HeadReader } from './head.ts'
import { headFolder, type Manifest, readManifest, segmentFolder, tombstoneFile } from './manifest.ts'
import { openSegment, type Segment } from './segment.ts'
import { ShardControl } from './shard-control.ts'
import { openTombstones, type Tombstones } from './tombstones.ts'

/** All points of a shard at one moment: no write is seen in part, every id lives once. */
export interface ShardSnapshot {
  /** Segments, then heads; each from old to young. */
  readonly parts: readonly (Segment | Head)[]
  readonly payloadIndexes: PayloadIndexes
  /** Changes with the list of parts and the payload indexes. */
  readonly epoch: number
  readonly operationNumber: number
  readonly livePoints: number
}

/** Reads the parts of a shard from one thread, and follows the writer without a message. */
export class ShardParts {
  readonly control: ShardControl
  readonly #path: string
  readonly #disk: Disk
  #sequence: number | undefined
  #epoch: number | undefined
  #snapshot: ShardSnapshot | undefined
  #payloadIndexes: PayloadIndexes = new Map()
  #segments: FollowedSegment[] = []
  #heads: HeadReader[] = []

  /** Undefined when the writer of this process (which `boot` names) has not opened the shard yet. */
  static open(path: string, boot: number): ShardParts | undefined {
    const control = ShardControl.open(path, boot)
    return control && new ShardParts(path, control)
  }

  private constructor(path: string, control: ShardControl) {
    this.control = control
    this.#path = path
    this.#disk = createDisk()
  }

  /**
   * The shard as it is now, with everything that was acknowledged on any thread. When nothing has changed it
   * is the same object as last time, and a part in which nothing changed is the same part.
   */
  snapshot(): ShardSnapshot {
    for (let looks = 0; ; looks++) {
      const sequence = this.control.sequence
      if (sequence === this.#sequence && this.#snapshot) return this.#snapshot
      if ((sequence & 1) === 0) {
        const snapshot = this.#take(sequence)
        if (snapshot) {
          this.#sequence = sequence
          this.#snapshot = snapshot
          return snapshot
        }
      }
      // Publications take microseconds, unless the writer lost its core in the middle of one.
      if (looks > spinsMax) Bun.sleepSync(pauseMs)
    }
  }

  /** Takes a picture; undefined when the writer has changed something meanwhile. */
  #take(sequence: number): ShardSnapshot | undefined {
    try {
      if (this.#epoch !== this.control.epoch) this.#follow()
      const parts: (Segment | Head)[] = []
      for (const segment of this.#segments) parts.push(segment.snapshot())
      for (const head of this.#heads) parts.push(head.snapshot())
      const snapshot = {
        parts,
        payloadIndexes: this.#payloadIndexes,
        epoch: this.control.epoch,
        operationNumber: this.control.get('operationNumber'),
        livePoints: this.control.get('livePoints'),
      }
      return this.control.isStill(sequence) ? snapshot : undefined
    } catch (error) {
      // A part that was replaced while it was being opened: its files are gone.
      if (!this.control.isStill(sequence)) return undefined
      throw error
    }
  }

  #follow(): void {
    const epoch = this.control.epoch
    const manifest = readManifest(this.#disk, this.#path)
    const segments = manifest.segments.map((entry) => this.#followSegment(entry))
    const heads = manifest.heads.map((entry) => this.#followHead(entry))
    this.#segments = segments
    this.#heads = heads
    this.#payloadIndexes = manifest.payloadIndexes
    this.#epoch = epoch
  }

  #followSegment({ partId, description }: Manifest['segments'][number]): FollowedSegment {
    const known = this.#segments.find((segment) => segment.partId === partId)
    if (known) return known
    const tombstones = openTombstones(join(this.#path, tombstoneFile(partId)))
    const none = createBitSet(description.slotCount)
    const segment = openSegment(join(this.#path, segmentFolder(partId)), partId, description, none, 0)
    return new FollowedSegment(partId, segment, tombstones)
  }

  #followHead({ partId, description }: Manifest['heads'][number]): HeadReader {
    const known = this.#heads.find((head) => head.partId === partId)
    if (!known) return new HeadReader(join(this.#path, headFolder(partId)), partId, description)
    known.follow(description)
    return known
  }
}

const spinsMax = 200
const pauseMs = 0.05

/** A segment and the shared tombstones by which it dies. */
class FollowedSegment {
  readonly partId: number
  readonly #tombstones: Tombstones
  #current: Segment

  constructor(partId: number, segment: Segment, tombstones: Tombstones) {
    this.partId = partId
    this.#current = segment
    this.#tombstones = tombstones
  }

  snapshot(): Segment {
    const deadCount = this.#tombstones.deadCount
    if (deadCount !== this.#current.deadCount) {
      this.#current = this.#current.withTombstones(this.#tombstones.bits.slice(), deadCount)
    }
    return this.#current
  }
}
