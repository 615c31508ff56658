import type { PayloadIndexSchema } from '#model/collection.ts'
import { pointMissing } from '#model/errors.ts'
import type { PointId } from '#model/point-id.ts'
import { type NamedVectors, vectorBytes } from '#model/vector.ts'
import type { PointContent } from '#storage/shard-database.ts'

/** The points and payload indexes that are visible already. */
export interface PublishedState {
  has(id: PointId): boolean
  read(id: PointId): PointContent | undefined
  payloadIndex(path: string): PayloadIndexSchema | undefined
}

/** What a staged point needs beside its vectors and its payload. */
const pointBytes = 200

/**
 * What waiting operations make of the points, before anything of it is written: one operation at a time is
 * staged upon those before it, and is then kept or dropped whole.
 */
export class WriteStage {
  /** New content of points; null: deleted. In order of first change. */
  readonly points = new Map<PointId, PointContent | null>()
  /** New payload indexes; null: deleted. */
  readonly payloadIndexes = new Map<string, PayloadIndexSchema | null>()
  readonly #published: PublishedState
  readonly #points = new Map<PointId, PointContent | null>()
  readonly #payloadIndexes = new Map<string, PayloadIndexSchema | null>()

  constructor(published: PublishedState) {
    this.#published = published
  }

  /** What the operation at hand has made of points so far. */
  get current(): ReadonlyMap<PointId, PointContent | null> {
    return this.#points
  }

  /** Bytes of payloads that the operation at hand has read so far. */
  payloadBytesRead = 0
  /** Bytes of vectors that it has brought so far. */
  vectorBytesBrought = 0
  #bytes = 0
  #currentBytes = 0

  /** Memory of the points that were kept, roughly. */
  get bytes(): number {
    return this.#bytes
  }

  /** Memory of what the operation at hand has made of points so far, roughly. */
  get currentBytes(): number {
    return this.#currentBytes
  }

  get isEmpty(): boolean {
    return this.points.size === 0 && this.payloadIndexes.size === 0
  }

  has(id: PointId): boolean {
    const staged = this.#kept(id)
    return staged === undefined ? this.#published.has(id) : staged !== null
  }

  read(id: PointId): PointContent | undefined {
    const staged = this.#kept(id)
    return staged === undefined ? this.#published.read(id) : (staged ?? undefined)
  }

  /** The point with this id; throws `pointMissing`. */
  require(id: PointId): PointContent {
    const content = this.read(id)
    if (!content) throw pointMissing(id)
    this.payloadBytesRead += content.payload?.length ?? 0
    return content
  }

  write(id: PointId, content: PointContent): void {
    this.#points.set(id, content)
    this.#currentBytes += pointBytes + content.vectors.length + (content.payload?.length ?? 0)
  }

  countVectors(vectors: NamedVectors): void {
    for (const vector of vectors.values()) this.vectorBytesBrought += vectorBytes(vector)
  }

  delete(id: PointId): void {
    this.#points.set(id, null)
  }

  payloadIndex(path: string): PayloadIndexSchema | undefined {
    const staged = this.payloadIndexes.get(path)
    return staged === undefined ? this.#published.payloadIndex(path) : (staged ?? undefined)
  }

  setPayloadIndex(path: string, schema: PayloadIndexSchema | null): void {
    this.#payloadIndexes.set(path, schema)
  }

  /** The operation has succeeded so far. */
  keep(): void {
    for (const [id, content] of this.#points) this.points.set(id, content)
    for (const [path, schema] of this.#payloadIndexes) this.payloadIndexes.set(path, schema)
    this.#bytes += this.#currentBytes
    this.drop()
  }

  /** The operation has failed: as if it had not been there. */
  drop(): void {
    this.#points.clear()
    this.#payloadIndexes.clear()
    this.payloadBytesRead = 0
    this.vectorBytesBrought = 0
    this.#currentBytes = 0
  }

  clear(): void {
    this.drop()
    this.#bytes = 0
    this.points.clear()
    this.payloadIndexes.clear()
  }

  /** What the operation at hand and those before have made of a point; undefined: nothing. */
  #kept(id: PointId): PointContent | null | undefined {
    const current = this.#points.get(id)
    return current === undefined ? this.points.get(id) : current
  }
}
