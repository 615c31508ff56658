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
  readonly #adjusted = new WeakMap<CollectionRecord, CollectionRecord>()
  readonly #adjustedConfigs = new WeakMap<CollectionConfig, CollectionConfig>()

  /** `segmentBytesMax`: vectors of a segment. */
  constructor(storagePath: string, epoch: Epoch, optimizers?: OptimizersConfig, segmentBytesMax?: number) {
    this.#reader = CatalogReader.open(join(storagePath, catalogFile))
    this.#epoch = epoch
    this.#optimizers = optimizers
    this.#segmentBytesMax = segmentBytesMax
    // The number is read first: a change in between is then read again rather than missed.
    this.#seen = readEpoch(epoch)
    this.#snapshot = this.#read()
  }

  /** The same object while nothing has changed. */
  current(): CatalogSnapshot {
    const epoch = readEpoch(this.#epoch)
    if (epoch !== this.#seen) {
      this.#snapshot = this.#read()
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

  /** Changes the map rather than making it again: most of thousands of collections are there already. */
  #index({ collections }: CatalogSnapshot): void {
    for (const record of collections.values()) {
      if (this.#byUuid.get(record.uuid) !== record) this.#byUuid.set(record.uuid, record)
    }
    if (this.#byUuid.size === collections.size) return
    for (const { uuid, name } of this.#byUuid.values()) {
      if (collections.get(name)?.uuid !== uuid) this.#byUuid.delete(uuid)
    }
  }

  #read(): CatalogSnapshot {
    const snapshot = this.#reader.read()
    if (this.#optimizers === undefined && this.#segmentBytesMax === undefined) return snapshot
    const collections = new Map<string, CollectionRecord>()
    for (const [name, record] of snapshot.collections) collections.set(name, this.#adjust(record))
    return { ...snapshot, collections }
  }

  /** The same object for the same record, so that nobody takes it for changed. */
  #adjust(record: CollectionRecord): CollectionRecord {
    let adjusted = this.#adjusted.get(record)
    if (adjusted === undefined) {
      adjusted = { ...record, config: this.#adjustConfig(record.config) }
      this.#adjusted.set(record, adjusted)
    }
    return adjusted
  }

  #adjustConfig(config: CollectionConfig): CollectionConfig {
    let adjusted = this.#adjustedConfigs.get(config)
    if (adjusted === undefined) {
      adjusted = { ...config, optimizers: this.#optimizersOf(config) }
      this.#adjustedConfigs.set(config, adjusted)
    }
    return adjusted
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
