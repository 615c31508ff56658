import { join } from 'node:path'
import { IdleCollection } from '#base/idle-collection.ts'
import { sharedMappings } from '#base/map-file.ts'
import { lowerThreadPriority } from '#index/thread-priority.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { Optimizer, type OptimizerEvent } from '#shard/optimizer.ts'
import type { CatalogSnapshot } from '#storage/catalog-reader.ts'
import { CatalogFollower } from './catalog-follower.ts'
import type { OptimizerCalls, PublisherCalls, ShardCareCalls } from './contracts.ts'
import { joinMain } from './thread.ts'
import { OptimizerCounts } from './thread-reports.ts'

const thread = joinMain<OptimizerCalls>({
  followCatalog: () => followCatalog(),
  optimizations: (uuid) => optimizer.optimizations(uuid),
  report: () => counts.report(),
  shrink: () => Bun.gc(true),
  drain: async () => {
    await optimizer.stop()
    catalog.close()
  },
})
const { data, logger } = thread
const counts = new OptimizerCounts()
// What a job has read and made is large.
const idle = new IdleCollection({ isBusy: () => false })
// Searches come first: building a graph takes all cores that they leave.
lowerThreadPriority(5)
const collectionsPath = join(data.config.storagePath, 'collections')
const writer = thread.connect<PublisherCalls, ShardCareCalls>('writer', {
  opened: (uuid) => optimizer.noteOpened(uuid),
  checkpoint: (uuid) => optimizer.checkpoint(uuid),
})
const catalog = new CatalogFollower(
  data.config.storagePath,
  data.catalogEpoch,
  data.config.optimizersOverwrite,
  data.config.memory.segmentVectorBytes,
)
const optimizer = new Optimizer({
  boot: data.startedMs,
  threads: data.config.optimizerThreads,
  onEvent: (event) => {
    const { shard } = event
    count(event)
    if (event.kind === 'damaged') logger.error('a segment is damaged and is made again', { shard })
    else if (event.kind === 'failed') {
      logger.error('an optimization failed', { shard, job: event.job, error: event.error })
    } else {
      const { job, durationMs } = event
      idle.note()
      releasePages(shard)
      logger.info('an optimization is done', { shard, job, ms: Math.round(durationMs) })
    }
  },
})
/**
 * A job reads vectors and payloads from front to back, searches read a few of them here and there: their pages need
 * not count as memory of the process any more. They stay cached by the system.
 */
function releasePages(uuid: string): void {
  const isRead = new RegExp(`/${uuid}/shard-0/segment-\\d+/(?:dense-|payloads$|blobs$)`)
  sharedMappings()?.advise(({ path }) => isRead.test(path), 'drop')
}

function count(event: OptimizerEvent): void {
  if (event.kind === 'done') counts.done(event.job, event.durationMs)
  else if (event.kind === 'failed') counts.failed(event.job)
  else counts.damagedSegments++
}

/** Configurations that the optimizer was told, by uuid of the collection. */
const watched = new Map<string, CollectionConfig>()
let followed: CatalogSnapshot | undefined
followCatalog()

function followCatalog(): void {
  const snapshot = catalog.current()
  const { collections } = snapshot
  const added = collections.addedSince(followed?.collections)
  followed = snapshot
  for (const { uuid, config } of added ?? collections.values()) {
    if (watched.get(uuid) === config) continue
    watched.set(uuid, config)
    watch(uuid, config)
  }
  if (added || watched.size === collections.size) return
  const alive = new Set([...collections.values()].map(({ uuid }) => uuid))
  for (const uuid of watched.keys()) {
    if (alive.has(uuid)) continue
    watched.delete(uuid)
    void optimizer.forget(uuid)
  }
}

function watch(uuid: string, config: CollectionConfig): void {
  optimizer.watch({
    id: uuid,
    path: join(collectionsPath, uuid, 'shard-0'),
    config,
    publisher: {
      freeze: () => writer.call('freeze', uuid),
      publish: (publication) => writer.call('publish', { uuid, publication }),
      reopen: () => writer.call('reopen', uuid),
    },
  })
}
