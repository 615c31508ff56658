import { createDisk } from '#base/disk.ts'
import type { CollectionConfig, PayloadIndexes } from '#model/collection.ts'
import { createFilePlacements, type FilePlacement } from '#shard/file-placement.ts'
import type { CatalogSnapshot } from '#storage/catalog-reader.ts'
import { readManifest } from '#storage/manifest.ts'
import { shardPathOf } from './memory-keeper.ts'

/** Payload indexes come and go; what was read of them is trusted for so long. */
const freshMs = 1000

/** Finds how the files of a collection are placed. Files come collection by collection, so the last one is kept. */
export function createPlacementLookup(
  collectionsPath: string,
  catalog: () => CatalogSnapshot,
): (uuid: string) => ((fileName: string) => FilePlacement) | undefined {
  const disk = createDisk()
  const configs: { of: CatalogSnapshot | undefined; byUuid: Map<string, CollectionConfig> } = {
    of: undefined,
    byUuid: new Map(),
  }
  let last: { uuid: string; untilMs: number; find: (fileName: string) => FilePlacement } | undefined
  return (uuid) => {
    const now = performance.now()
    if (last?.uuid === uuid && now < last.untilMs) return last.find
    const snapshot = catalog()
    if (configs.of !== snapshot) {
      configs.of = snapshot
      configs.byUuid = new Map(
        [...snapshot.collections.values()].map((record) => [record.uuid, record.config]),
      )
    }
    const config = configs.byUuid.get(uuid)
    if (!config) return undefined
    const indexes = payloadIndexesOf(() => readManifest(disk, shardPathOf(collectionsPath, uuid)))
    last = { uuid, untilMs: now + freshMs, find: createFilePlacements(config, indexes) }
    return last.find
  }
}

/** None when the shard is not there any more. */
function payloadIndexesOf(read: () => { readonly payloadIndexes: PayloadIndexes }): PayloadIndexes {
  try {
    return read().payloadIndexes
  } catch {
    return new Map()
  }
}
