import { join } from 'node:path'
import type { CollectionConfig, OptimizersConfig } from '#model/collection.ts'
import { overlay } from '#model/collection-config.ts'
import {
  CatalogReader,
  type CatalogSnapshot,
  type CollectionRecord,
  catalogFile,
} from '#storage/catalog-reader.ts'
import { type Epoch, readEpoch } from '#threads/epoch.ts'

/**
 * The catalog on a thread that does not own it: as new as the epoch says, without a message. The settings of the
 * optimizer that the node prescribes stand over those of the collections, and segments stay so small that a graph
 * of one can be built within the memory of the process.
 */
export class CatalogFollower {
  readonly #reader: CatalogReader
  readonly #epoch: Epoch
  readonly #optimizers: OptimizersConfig | undefined
  readonly #segmentBytesMax: number | undefined
  #seen: number
  #snapshot: CatalogSnapshot
  /** The snapshot that `#byUuid` was made from. */
  #indexed: CatalogSnapshot | undefined
  readonly #byUuid = new Map<string, CollectionRecord>()

  /** `segmentBytesMax`: vectors of a segment. */
  constructor(storagePath: string, epoch: Epoch, optimizers?: OptimizersConfig, segmentBytesMax?: number) {
    this.#reader = CatalogReader.open(join(storagePath, catalogFile), (config) => this.#adjust(config))
    this.#epoch = epoch
    this.#optimizers = optimizers
    this.#segmentBytesMax = segmentBytesMax
    // The number is read first: a change in between is then read again rather than missed.
    this.#seen = readEpoch(epoch)
    this.#snapshot = this.#reader.read()
  }

  /** The same object while nothing has changed. */
  current(): CatalogSnapshot {
    const epoch = readEpoch(this.#epoch)
    if (epoch !== this.#seen) {
      this.#snapshot = this.#reader.read()
      this.#seen = epoch
    }
    return this.#snapshot
  }

  /** The collection with this uuid, if it is there still. */
  byUuid(uuid: string): CollectionRecord | undefined {
    const snapshot = this.current()
    if (snapshot !== this.#indexed) {
      this.#index(snapshot)
      this.#indexed = snapshot
    }
    return this.#byUuid.get(uuid)
  }

  #index({ collections }: CatalogSnapshot): void {
    const added = collections.addedSince(this.#indexed?.collections)
    if (!added) this.#byUuid.clear()
    for (const record of added ?? collections.values()) this.#byUuid.set(record.uuid, record)
  }

  #adjust(config: CollectionConfig): CollectionConfig {
    if (this.#optimizers === undefined && this.#segmentBytesMax === undefined) return config
    return { ...config, optimizers: this.#optimizersOf(config) }
  }

  #optimizersOf(config: CollectionConfig): OptimizersConfig {
    const optimizers =
      this.#optimizers === undefined ? config.optimizers : overlay(config.optimizers, this.#optimizers)
    if (this.#segmentBytesMax === undefined) return optimizers
    const kilobytesMax = Math.floor(this.#segmentBytesMax / 1024)
    return {
      ...optimizers,
      maxSegmentSize: Math.min(optimizers.maxSegmentSize ?? kilobytesMax, kilobytesMax),
    }
  }

  close(): void {
    this.#reader.close()
  }
}
