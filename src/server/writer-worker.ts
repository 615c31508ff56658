import { join } from 'node:path'
import { createDisk } from '#base/disk.ts'
import { IdleCollection } from '#base/idle-collection.ts'
import { unitBytes, YoungGarbage } from '#base/young-garbage.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { RequestError } from '#model/errors.ts'
import { createReaderThread } from '#shard/reader-thread.ts'
import { defaultWriterLimits, WriterLoop } from '#shard/writer-loop.ts'
import { readProcessStats } from '#telemetry/process-stats.ts'
import { CatalogFollower } from './catalog-follower.ts'
import type { NoCalls, PublisherCalls, ShardCareCalls, WriterCalls, WriterControlCalls } from './contracts.ts'
import { packedBytes, unpackOperations } from './packed-writes.ts'
import { createShardMatcher } from './shard-matcher.ts'
import { joinMain } from './thread.ts'
import { CommitCounts } from './thread-reports.ts'

const thread = joinMain<WriterControlCalls>({
  create: (uuid) => loop.ensureOpen(uuid),
  configureVectors: ({ uuid, wait }) => loop.submit(uuid, { kind: 'configure_vectors' }, { wait }),
  drop: (uuid) => loop.drop(uuid),
  openAll: () => openAll(),
  report: () => ({
    queueOperations: loop.pendingOperations,
    queueBytes: loop.pendingBytes,
    committedOperations: counts.operations,
    commits: counts.commits,
    syncs: counts.syncs,
  }),
  shrink: () => Bun.gc(true),
  drain: async () => {
    await loop.close()
    catalog.close()
  },
})
const { data, logger } = thread
const counts = new CommitCounts()
/** What comes is copied for the database and for the log of the head. */
const copiesOfWrite = 3
const garbage = new YoungGarbage({ isBusy: () => loop.pendingOperations > 0 })
// Heads that were sealed, and what is left of the garbage of a load.
const idle = new IdleCollection({ isBusy: () => loop.pendingOperations > 0 })
const catalog = new CatalogFollower(
  data.config.storagePath,
  data.catalogEpoch,
  data.config.optimizersOverwrite,
  data.config.memory.segmentVectorBytes,
)
const readerThread = createReaderThread({ warn: (message, cause) => logger.warn(message, { cause }) })

// The one shard of a collection goes by the uuid of the collection.
const shardPath = (uuid: string): string => join(data.config.storagePath, 'collections', uuid, 'shard-0')
function configOf(uuid: string): CollectionConfig {
  const record = catalog.byUuid(uuid)
  if (!record) throw new RequestError('not-found', 'Not found: the collection was deleted')
  return record.config
}

/** As many as the limit of open files leaves room for: a shard needs about six, and more with more vectors. */
const openShardsMax = Math.min(
  defaultWriterLimits.openShardsMax,
  Math.max(16, Math.floor(((readProcessStats().openFilesMax ?? 8192) - 256) / 12)),
)

const optimizer = thread.connect<ShardCareCalls, PublisherCalls>('optimizer', {
  freeze: (uuid) => loop.freeze(uuid),
  publish: ({ uuid, publication }) => {
    idle.note()
    return loop.publish(uuid, publication)
  },
  reopen: (uuid) => loop.reopen(uuid),
})

const loop = new WriterLoop({
  disk: createDisk(),
  boot: data.startedMs,
  limits: { openShardsMax, bytesMax: data.config.memory.writeQueueBytes },
  host: {
    describe: (uuid) => ({ path: shardPath(uuid), config: configOf(uuid) }),
    matcherOf: (uuid) =>
      createShardMatcher({
        path: shardPath(uuid),
        boot: data.startedMs,
        readerThread,
        config: () => configOf(uuid),
      }),
    checkpoint: (uuid) => optimizer.call('checkpoint', uuid),
    onOpened: (uuid) => optimizer.post('opened', uuid),
    onCommit: ({ operations, durationMs, syncMs }) => counts.note(operations, durationMs, syncMs),
    onLostSegments: (shard, lost) =>
      logger.error('segments are damaged; their points were read again from the database', { shard, lost }),
    onUnseenFailure: (shard, error) => logger.info('a write that nobody waited for failed', { shard, error }),
    onTrouble: (shard, error) => logger.error('a shard is in trouble', { shard, error }),
  },
})

/**
 * One after the other, as many as may be open at a time. One that fails does not keep the others shut; that a
 * collection was deleted meanwhile is no failure.
 */
async function openAll(): Promise<void> {
  const uuids = [...catalog.current().collections.values()]
    .map((record) => record.uuid)
    .filter((uuid) => !data.closed.has(uuid))
  for (const uuid of uuids.slice(0, openShardsMax)) {
    try {
      await loop.ensureOpen(uuid)
    } catch (error) {
      if (catalog.byUuid(uuid)) logger.error('a shard cannot be opened', { shard: uuid, error })
    }
  }
}

const writerCalls: WriterCalls = {
  open: (uuid) => loop.ensureOpen(uuid),
  submit: ({ uuid, operations, options }) => {
    garbage.add(operations.length + (packedBytes(operations) * copiesOfWrite) / unitBytes)
    return loop.submitAll(uuid, unpackOperations(operations), options)
  },
}
for (const peer of thread.peers) {
  if (peer !== 'main' && peer !== 'optimizer') thread.connect<NoCalls, WriterCalls>(peer, writerCalls)
}
