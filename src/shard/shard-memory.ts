import { sharedMappings } from '#base/map-file.ts'
import type { SharedMappings } from '#base/shared-mappings.ts'
import type { Task } from '#base/task.ts'
import type { CollectionSchema, MemoryPlacement } from '#model/collection.ts'
import type { CollectionMemory, MemoryUsage, VectorMemory } from '#model/memory-usage.ts'
import { logFile } from '#storage/head-layout.ts'
import { blobsFile, idsFile, pointsFile } from '#storage/segment-layout.ts'
import { createFilePlacements, type FileKind } from './file-placement.ts'
import { payloadSize } from './payload-size.ts'
import { type ShardFile, shardFiles } from './shard-files.ts'
import { vectorBytes } from './vector-bytes.ts'
import { type VectorSpace, vectorSpaces } from './vector-space.ts'
import type { ViewPart } from './view-part.ts'

type Sum = { -readonly [Field in keyof MemoryUsage]: MemoryUsage[Field] }

/** So much of a file is asked about at once: a millisecond, or two. */
const pieceBytes = 32 << 20

/**
 * What a shard takes by what it is for: every file of its folder, and the memory that this thread has for it. What
 * parts hold in one file (payloads, sparse vectors, multivectors) is divided by what their points have, about.
 */
export async function shardMemory(
  shardPath: string,
  { config, payloadIndexes }: CollectionSchema,
  parts: readonly ViewPart[],
  task: Task,
): Promise<CollectionMemory> {
  const sums = new MemorySums({ config, payloadIndexes }, parts)
  const mappings = sharedMappings()
  for (const file of shardFiles(shardPath)) {
    sums.addFile(file, mappings ? await cachedBytes(mappings, file, task) : 0)
    const pause = task.tick()
    if (pause) await pause
  }
  for (const { part, open } of parts) {
    sums.ids.ramBytes += part.tombstones.byteLength
    sums.filters.ramBytes += open.filterBytes
  }
  return sums.report()
}

/** Bytes of a mapped file that the system has in memory. */
async function cachedBytes(mappings: SharedMappings, file: ShardFile, task: Task): Promise<number> {
  let bytes = 0
  for (let start = 0; start < file.length; start += pieceBytes) {
    bytes += mappings.cachedBytesOf(file, start, start + pieceBytes)
    const pause = task.tick()
    if (pause) await pause
  }
  return bytes
}

interface VectorSums {
  readonly space: VectorSpace
  readonly storage: Sum
  readonly index: Sum
  readonly quantized: Sum
  hasCodes: boolean
}

class MemorySums {
  readonly ids = newSum()
  readonly filters = newSum()
  readonly #database = newSum()
  readonly #unused = newSum()
  readonly #payload = newSum()
  readonly #vectors: ReadonlyMap<string, VectorSums>
  readonly #indexes: ReadonlyMap<string, Sum>
  readonly #placementOf: ReturnType<typeof createFilePlacements>
  readonly #partsByFolder: ReadonlyMap<string, ViewPart>

  constructor({ config, payloadIndexes }: CollectionSchema, parts: readonly ViewPart[]) {
    this.#vectors = new Map(vectorSpaces(config).map((space) => [space.name, newVectorSums(space)]))
    this.#indexes = new Map([...payloadIndexes.keys()].map((path) => [path, newSum()]))
    this.#placementOf = createFilePlacements(config, payloadIndexes)
    this.#partsByFolder = new Map(parts.map((view) => [`${view.part.kind}-${view.part.partId}`, view]))
  }

  addFile({ folder, name, diskBytes }: ShardFile, cached: number): void {
    if (folder === '') {
      const sum = name.startsWith('shard.sqlite') ? this.#database : this.ids
      add(sum, diskBytes, cached, sum === this.#database ? 'cold' : 'pinned')
    } else if (folder.startsWith('head-')) this.#addHeadFile(folder, name, diskBytes, cached)
    else this.#addSegmentFile(folder, name, diskBytes, cached)
  }

  /** Heads stay in memory wherever segments are to be kept. */
  #addHeadFile(folder: string, name: string, diskBytes: number, cached: number): void {
    if (name === logFile) {
      const view = this.#partsByFolder.get(folder)
      const payloadBytes = view ? payloadSize([view]) : 0
      this.#addRecords(view, [[this.#payload, payloadBytes]], { diskBytes, cached })
      return
    }
    const { kind, of } = this.#placementOf(name)
    const vectors = of === undefined ? undefined : this.#vectors.get(of)
    add(kind === 'vectors' && vectors ? vectors.storage : this.ids, diskBytes, cached, 'pinned')
  }

  #addSegmentFile(folder: string, name: string, diskBytes: number, cached: number): void {
    if (name === blobsFile) {
      this.#addRecords(this.#partsByFolder.get(folder), [], { diskBytes, cached })
      return
    }
    const { kind, of, placement } = this.#placementOf(name)
    const isOfIds = name === idsFile || name === pointsFile
    add(isOfIds ? this.ids : this.#sumOf(kind, of), diskBytes, cached, placement)
  }

  #sumOf(kind: FileKind, of: string | undefined): Sum {
    if (kind === 'payload') return this.#payload
    if (of === undefined) return this.#unused
    if (kind === 'column') return this.#indexes.get(of) ?? this.#unused
    const vectors = this.#vectors.get(of)
    if (!vectors) return this.#unused
    if (kind === 'vectors') return vectors.storage
    if (kind !== 'codes') return vectors.index
    vectors.hasCodes = true
    return vectors.quantized
  }

  /** Divides a file among what lies in it. */
  #addRecords(
    view: ViewPart | undefined,
    others: readonly (readonly [Sum, number])[],
    { diskBytes, cached }: { readonly diskBytes: number; readonly cached: number },
  ): void {
    const shares = [...others]
    for (const { space, storage } of this.#vectors.values()) {
      if (space.kind !== 'dense') shares.push([storage, view ? vectorBytes(view.part, space) : 0])
    }
    let weights = shares.reduce((sum, [, weight]) => sum + weight, 0)
    let [disk, inMemory] = [diskBytes, cached]
    for (const [sum, weight] of shares) {
      if (weight === 0) continue
      // The last one gets what rounding has left.
      const [diskShare, cachedShare] = [disk, inMemory].map((bytes) => Math.round((bytes * weight) / weights))
      add(sum, diskShare ?? 0, cachedShare ?? 0, 'pinned')
      disk -= diskShare ?? 0
      inMemory -= cachedShare ?? 0
      weights -= weight
    }
    // Of a part that is not shown, or has nothing of all this.
    add(shares[0]?.[0] ?? this.#unused, disk, inMemory, 'pinned')
  }

  report(): CollectionMemory {
    const vectors = new Map<string, VectorMemory>()
    const sparseVectors = new Map<string, VectorMemory>()
    for (const [name, { space, storage, index, quantized, hasCodes }] of this.#vectors) {
      const map = space.kind === 'sparse' ? sparseVectors : vectors
      map.set(name, { storage, index, quantized: hasCodes ? quantized : undefined })
    }
    return {
      vectors,
      sparseVectors,
      payload: this.#payload,
      payloadIndexes: this.#indexes,
      ids: this.ids,
      database: this.#database,
      filters: this.filters,
      unused: this.#unused,
    }
  }
}

function newSum(): Sum {
  return { diskBytes: 0, ramBytes: 0, cachedBytes: 0, expectedCacheBytes: 0 }
}

function newVectorSums(space: VectorSpace): VectorSums {
  return { space, storage: newSum(), index: newSum(), quantized: newSum(), hasCodes: false }
}

function add(sum: Sum, diskBytes: number, cachedBytes: number, placement: MemoryPlacement): void {
  sum.diskBytes += diskBytes
  sum.cachedBytes += cachedBytes
  if (placement !== 'cold') sum.expectedCacheBytes += diskBytes
}
