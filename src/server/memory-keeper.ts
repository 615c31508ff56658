import { join } from 'node:path'
import type { MappedFile, SharedMappings } from '#base/shared-mappings.ts'
import type { FilePlacement } from '#shard/file-placement.ts'
import { type EvictableFile, evictionOrder } from './eviction-order.ts'
import { MemoryPace } from './memory-pace.ts'

export interface MemoryKeeperOptions {
  /** Undefined where files are not shared between threads: then there is nothing to keep. */
  readonly mappings: SharedMappings | undefined
  /** Resident memory of the process that is kept; undefined: any. */
  readonly budgetBytes: number | undefined
  readonly residentBytes: () => number
  /** How the files of the collection with a uuid are placed; undefined: there is none. */
  readonly placementsOf: (uuid: string) => ((fileName: string) => FilePlacement) | undefined
  /** When any thread read the collection last, in milliseconds of the wall clock. */
  readonly lastReadMs: (uuid: string) => number
  /** Has all threads drop caches and garbage. */
  readonly shrink: () => void
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void
  readonly nowMs?: (() => number) | undefined
}

/** Milliseconds between two rounds of care. */
const sweepMs = 2000
/** Memory is freed down to this share of what was too much, so that the next look finds nothing to do. */
const targetShare = 0.9
/** Caches and garbage are dropped at most so often. */
const shrinkMsMin = 5000
/** Files that are read ahead, all together. */
const prefetchBytesMax = 8 * 2 ** 30

/** Smaller files are not worth the trouble. */
const largeBytes = 2 ** 20
/** Milliseconds without a read after which pages that are seldom needed are dropped. */
const restMs = 10_000
/** They are dropped again after so long, should something but a read have needed them. */
const releaseMs = 30_000

/** Large files of a collection whose pages leave the memory of the process when nobody reads it. */
interface RestingFiles {
  readonly keys: Set<string>
  /** When they were dropped last. */
  releasedMs: number
}

/** A piece of a path that names the collection, and the name of a file of a segment or a head of it. */
const shardFile = /\/([0-9a-f-]{36})\/shard-0\/(segment|head)-\d+\/([^/]+)$/

/**
 * Looks after the mapped files of the process: unmaps those that no thread uses, tells the kernel how new ones
 * will be used, and keeps the resident memory within its budget. Pages that it drops stay cached by the system as
 * long as that has room, so a page that is wanted again costs a fault of a microsecond, or a read from the disk.
 */
export class MemoryKeeper {
  readonly #options: MemoryKeeperOptions
  readonly #nowMs: () => number
  readonly #careTimer: ReturnType<typeof setInterval>
  readonly #pace: MemoryPace | undefined
  #budgetTimer: ReturnType<typeof setTimeout> | undefined
  #seenAdded = 0
  #known = new Set<string>()
  #prefetched = 0
  /** By the uuid of their collection. */
  #resting = new Map<string, RestingFiles>()
  #order:
    | { readonly files: readonly EvictableFile[]; readonly addedCount: number; readonly ms: number }
    | undefined
  #shrunkMs = Number.NEGATIVE_INFINITY
  #isOver = false

  constructor(options: MemoryKeeperOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? Date.now
    this.#careTimer = setInterval(() => this.care(), sweepMs)
    this.#careTimer.unref()
    this.#pace = options.budgetBytes === undefined ? undefined : new MemoryPace(options.budgetBytes)
    if (options.mappings && this.#pace) this.#lookAgain(this.#pace)
  }

  close(): void {
    clearInterval(this.#careTimer)
    clearTimeout(this.#budgetTimer)
  }

  #lookAgain(pace: MemoryPace): void {
    this.#budgetTimer = setTimeout(() => {
      this.keepBudget()
      this.#lookAgain(pace)
    }, pace.lookMs)
    this.#budgetTimer.unref()
  }

  /** Unmaps what nobody uses and gives advice for files that are new. */
  care(): void {
    const { mappings } = this.#options
    if (!mappings) return
    mappings.sweep()
    const added = mappings.addedCount
    if (added !== this.#seenAdded) {
      this.#seenAdded = added
      this.#adviseNew(mappings)
    }
    this.#releaseResting(mappings)
  }

  /** Drops pages, those first that are missed least, when the process is about to pass its budget. */
  keepBudget(): void {
    const { mappings, budgetBytes, residentBytes } = this.#options
    const pace = this.#pace
    if (!mappings || budgetBytes === undefined || pace === undefined) return
    pace.note(residentBytes(), this.#nowMs())
    const { limitBytes } = pace
    if (residentBytes() <= limitBytes) {
      this.#isOver = false
      return
    }
    const left = this.#dropPages(mappings, limitBytes * targetShare)
    pace.noteFreed(left, this.#nowMs())
    if (left <= limitBytes) return
    if (this.#nowMs() - this.#shrunkMs < shrinkMsMin) return
    this.#shrunkMs = this.#nowMs()
    this.#options.shrink()
    if (left <= budgetBytes) return
    if (!this.#isOver) {
      this.#options.warn('the process is past its memory budget, and all mapped pages are dropped already', {
        residentBytes: left,
        budgetBytes,
      })
    }
    this.#isOver = true
  }

  /** Drops pages until no more than `target` bytes are resident, if it can; gives what is. */
  #dropPages(mappings: SharedMappings, target: number): number {
    const { residentBytes } = this.#options
    let resident = residentBytes()
    mappings.dropInOrder(this.#evictionOrder(mappings), () => {
      resident = residentBytes()
      return resident <= target
    })
    return resident
  }

  /**
   * Files of which a search needs little leave the memory of the process when their collection is not read any more;
   * again after a while, because building indexes reads them as well.
   */
  #releaseResting(mappings: SharedMappings): void {
    const now = this.#nowMs()
    const released = new Set<string>()
    for (const [uuid, resting] of this.#resting) {
      const lastReadMs = this.#options.lastReadMs(uuid)
      if (now - lastReadMs < restMs) continue
      if (lastReadMs <= resting.releasedMs && now - resting.releasedMs < releaseMs) continue
      resting.releasedMs = now
      for (const key of resting.keys) released.add(key)
    }
    if (released.size > 0) mappings.advise((file) => released.has(keyOf(file)), 'drop')
  }

  #adviseNew(mappings: SharedMappings): void {
    const before = this.#known
    const known = new Set<string>()
    const resting = new Map<string, RestingFiles>()
    const cold = new Set<string>()
    const warm = new Set<string>()
    for (const file of mappings.list()) {
      const key = keyOf(file)
      known.add(key)
      const isNew = !before.has(key)
      if (!isNew && file.length < largeBytes) continue
      const placed = this.#placementOf(file)
      if (placed && leavesAtRest(placed) && file.length >= largeBytes) this.#noteResting(resting, file)
      if (!isNew) continue
      if (placed?.placement === 'cold') cold.add(key)
      else if (placed !== undefined && this.#mayPrefetch(file)) warm.add(key)
    }
    this.#known = known
    this.#resting = resting
    if (cold.size > 0) mappings.advise((file) => cold.has(keyOf(file)), 'random')
    if (warm.size > 0) mappings.advise((file) => warm.has(keyOf(file)), 'willNeed')
  }

  #noteResting(byCollection: Map<string, RestingFiles>, file: MappedFile): void {
    const uuid = shardFile.exec(file.path)?.[1] ?? ''
    let resting = byCollection.get(uuid)
    if (!resting) {
      resting = { keys: new Set(), releasedMs: this.#resting.get(uuid)?.releasedMs ?? 0 }
      byCollection.set(uuid, resting)
    }
    resting.keys.add(keyOf(file))
  }

  /** Reading ahead must not push out of the cache of the system what is in use. */
  #mayPrefetch({ length }: MappedFile): boolean {
    const max = Math.min(prefetchBytesMax, (this.#options.budgetBytes ?? Number.POSITIVE_INFINITY) / 2)
    if (this.#prefetched + length > max) return false
    this.#prefetched += length
    return true
  }

  #placementOf({ path }: MappedFile): FilePlacement | undefined {
    const [, uuid = '', kind, name = ''] = shardFile.exec(path) ?? []
    return kind === 'segment' ? this.#options.placementsOf(uuid)?.(name) : undefined
  }

  /**
   * In which order files are given up. Finding it takes longer than dropping pages, and the process grows meanwhile,
   * so it is kept for as long as no files are added: for those that have gone it does no harm.
   */
  #evictionOrder(mappings: SharedMappings): readonly EvictableFile[] {
    const now = this.#nowMs()
    const { addedCount } = mappings
    const known = this.#order
    if (known?.addedCount === addedCount && now - known.ms < sweepMs) return known.files
    const files = evictionOrder(this.#evictable(mappings), now)
    this.#order = { files, addedCount, ms: now }
    return files
  }

  #evictable(mappings: SharedMappings): EvictableFile[] {
    const files: EvictableFile[] = []
    const readMs = new Map<string, number>()
    for (const file of mappings.list()) {
      const uuid = shardFile.exec(file.path)?.[1]
      if (uuid === undefined) continue
      const lastReadMs = readMs.get(uuid) ?? this.#options.lastReadMs(uuid)
      readMs.set(uuid, lastReadMs)
      const { kind = 'other', placement = 'cached' } = this.#placementOf(file) ?? {}
      files.push({ ...file, kind, placement, lastReadMs })
    }
    return files
  }
}

/**
 * Cold files, and those of which a search reads some rows here and there: the kernel maps the fifteen neighbours of a
 * page with it, so a few thousand searches have all of them resident. To fault in what is needed again takes
 * 2 us a row.
 */
function leavesAtRest({ kind, placement }: FilePlacement): boolean {
  return placement === 'cold' || (placement === 'cached' && (kind === 'vectors' || kind === 'payload'))
}

function keyOf({ path, address }: MappedFile): string {
  return `${address}:${path}`
}

/** The folder of the shard of a collection. */
export function shardPathOf(collectionsPath: string, uuid: string): string {
  return join(collectionsPath, uuid, 'shard-0')
}
