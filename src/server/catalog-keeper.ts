import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createDisk, lacksSpace, meansNoSpace } from '#base/disk.ts'
import {
  type CollectionDefaults,
  type CollectionPatch,
  createCollectionConfig,
  type NewCollection,
  updateCollectionConfig,
} from '#model/collection-config.ts'
import { collectionMissing, internal, RequestError } from '#model/errors.ts'
import type { UpdateResult } from '#model/result.ts'
import { changeVectorNames } from '#model/vector-name-change.ts'
import type { VectorNameOperation } from '#model/write.ts'
import type { AliasChange } from '#service/ports.ts'
import type { Catalog } from '#storage/catalog.ts'
import { type CollectionRecord, resolveCollection } from '#storage/catalog-reader.ts'
import type { Logger } from '#telemetry/logger.ts'
import type { Channel } from '#threads/channel.ts'
import { bumpEpoch, type Epoch } from '#threads/epoch.ts'
import type { MainCalls, OptimizerCalls, WriterControlCalls } from './contracts.ts'
import { replacementConfig } from './replacement-config.ts'
import type { RestoredCollection } from './snapshot-restorer.ts'
import { SpaceReserve } from './space-reserve.ts'

export interface CatalogKeeperOptions {
  readonly catalog: Catalog
  readonly epoch: Epoch
  readonly defaults: CollectionDefaults
  /** Holds a folder a collection, named by its uuid. */
  readonly collectionsPath: string
  /** Holds what waits to be removed. */
  readonly deletedPath: string
  readonly writer: () => Channel<WriterControlCalls, MainCalls>
  readonly optimizer: () => Channel<OptimizerCalls, MainCalls>
  readonly logger: Logger
}

/**
 * Changes the catalog, and what hangs on it: the shards that the writer has open, the folders of deleted
 * collections. One change at a time. A change is in the catalog before other threads are told of it.
 */
export class CatalogKeeper {
  readonly #options: CatalogKeeperOptions
  readonly #disk = createDisk()
  readonly #reserve: SpaceReserve
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: CatalogKeeperOptions) {
    this.#options = options
    this.#reserve = new SpaceReserve(this.#disk, join(dirname(options.collectionsPath), '.reserve'))
  }

  create(name: string, asked: NewCollection): Promise<void> {
    return this.#inTurn(async () => {
      const { catalog, defaults } = this.#options
      const record = catalog.create(name, createCollectionConfig(asked, defaults))
      this.#tell()
      try {
        await this.#options.writer().call('create', record.uuid)
      } catch (error) {
        this.#undo(() => catalog.delete(name), error)
        await this.#forget(record)
        throw error
      }
    })
  }

  /**
   * Lets a collection have what came back from a snapshot, in one moment. Takes an alias too; makes the
   * collection when there is none of the name, unless it must be there. When it throws, the collection is as it
   * was, and what came back is removed.
   */
  restore(name: string, restored: RestoredCollection, mustExist: boolean): Promise<void> {
    return this.#inTurn(async () => {
      const { catalog } = this.#options
      const before = resolveCollection(catalog.snapshot, name)
      let after: CollectionRecord
      try {
        if (mustExist && !before) throw collectionMissing(name)
        const config = before ? replacementConfig(before.config, restored.config) : restored.config
        after = catalog.place(before?.name ?? name, restored.uuid, config)
      } catch (error) {
        this.#discard(restored)
        throw error
      }
      this.#tell()
      try {
        await this.#options.writer().call('create', after.uuid)
      } catch (error) {
        this.#undo(
          () => (before ? catalog.place(before.name, before.uuid, before.config) : catalog.delete(name)),
          error,
        )
        await this.#forget(after)
        throw error
      }
      if (before) await this.#forget(before)
    })
  }

  update(name: string, patch: CollectionPatch): Promise<void> {
    return this.#inTurn(async () => {
      const record = this.#find(name)
      this.#options.catalog.update(record.name, updateCollectionConfig(record.config, patch))
      this.#tell()
    })
  }

  delete(name: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const record = this.#reserve.use(() => this.#options.catalog.delete(name))
      if (!record) return false
      await this.#forget(record)
      return true
    })
  }

  changeAliases(changes: readonly AliasChange[]): Promise<void> {
    return this.#inTurn(async () => {
      this.#options.catalog.changeAliases(changes)
      bumpEpoch(this.#options.epoch)
    })
  }

  /** Counts as an operation of the shard even when the names are as asked already. */
  changeVectorName(name: string, change: VectorNameOperation, wait: boolean): Promise<UpdateResult> {
    return this.#inTurn(async () => {
      const record = this.#find(name)
      const config = changeVectorNames(record.config, change)
      if (config !== record.config) {
        this.#options.catalog.update(record.name, config)
        this.#tell()
      }
      return this.#options.writer().call('configureVectors', { uuid: record.uuid, wait })
    })
  }

  /** Moves away the folders that no collection has, and removes what was moved away before. */
  removeLeftovers(): void {
    const { catalog, collectionsPath, deletedPath } = this.#options
    const alive = new Set([...catalog.snapshot.collections.values()].map((record) => record.uuid))
    mkdirSync(collectionsPath, { recursive: true })
    this.#disk.syncFolder(dirname(collectionsPath))
    for (const folder of readdirSync(collectionsPath)) if (!alive.has(folder)) this.#moveAway(folder)
    if (existsSync(deletedPath)) for (const folder of readdirSync(deletedPath)) this.#remove(folder)
    this.#reserve.keep()
  }

  /** Resolves when no change is under way. */
  async settled(): Promise<void> {
    await this.#last.catch(() => {})
  }

  #find(name: string): CollectionRecord {
    const record = resolveCollection(this.#options.catalog.snapshot, name)
    if (!record) throw collectionMissing(name)
    return record
  }

  /** After the catalog has changed: every thread reads it again before its next request. */
  #tell(): void {
    bumpEpoch(this.#options.epoch)
    this.#options.optimizer().post('followCatalog', null)
  }

  /**
   * After a collection has left the catalog: its files are let go of and removed. The optimizer is not waited
   * for: it may be busy with a graph for long, and what it makes of a collection that is gone is thrown away.
   */
  async #forget(record: Pick<CollectionRecord, 'uuid'>): Promise<void> {
    this.#tell()
    await this.#options.writer().call('drop', record.uuid)
    this.#discard(record)
  }

  /** Takes back what the catalog says of a collection whose files could not be made. */
  #undo(change: () => unknown, cause: unknown): void {
    try {
      this.#reserve.use(change)
    } catch (error) {
      // Whatever it was, it must not be told as a change of nothing.
      const text = 'the files of the collection could not be made, and the catalog names it all the same'
      throw internal(text, new AggregateError([cause, error], text))
    }
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#last.then(run, run).catch((error: unknown) => {
      // Something may have changed all the same: some of several aliases, or what the disk did before it failed.
      this.#tell()
      const { collectionsPath } = this.#options
      throw meansNoSpace(error, () => lacksSpace(this.#disk, collectionsPath)) ? noSpace(error) : error
    })
    this.#last = result.catch(() => {})
    return result
  }

  #discard(record: Pick<CollectionRecord, 'uuid'>): void {
    const moved = this.#moveAway(record.uuid)
    if (moved !== undefined) this.#remove(moved)
  }

  #moveAway(folder: string): string | undefined {
    const { collectionsPath, deletedPath } = this.#options
    const from = join(collectionsPath, folder)
    if (!existsSync(from)) return undefined
    mkdirSync(deletedPath, { recursive: true })
    const moved = `${folder}-${randomUUID().slice(0, 8)}`
    renameSync(from, join(deletedPath, moved))
    return moved
  }

  /** In the background: what fails is removed at the next start. */
  #remove(folder: string): void {
    const { deletedPath, logger } = this.#options
    rm(join(deletedPath, folder), { recursive: true, force: true }).then(
      () => this.#reserve.keep(),
      (error: unknown) =>
        logger.warn('a deleted collection leaves files behind until the next start', { folder, error }),
    )
  }
}

function noSpace(cause: unknown): RequestError {
  const text = 'Insufficient storage: no space left on the device, nothing was changed'
  return new RequestError('insufficient-storage', text, { cause })
}
