import { join } from 'node:path'
import { apiVersion, version } from '#base/version.ts'
import type { HttpContext } from '#api/rest/http-app.ts'
import { createInference } from '#model/bm25.ts'
import type { CollectionInfo } from '#model/collection.ts'
import type { ServiceContext } from '#service/ports.ts'
import { createReaderThread } from '#shard/reader-thread.ts'
import type { Gate } from '#security/gate.ts'
import type { RequestStats } from '#telemetry/request-stats.ts'
import { readEpoch } from '#threads/epoch.ts'
import { CatalogFollower } from './catalog-follower.ts'
import type { NoCalls, ServeCalls, WriterCalls } from './contracts.ts'
import { LocalCollections } from './local-collections.ts'
import { LocalSnapshots } from './local-snapshots.ts'
import { metricsPage, type NodeReport, telemetryReport } from './node-report.ts'
import type { Thread } from './thread.ts'

/** What the operations of one serve thread work on. */
export function createServiceContext(thread: Thread<ServeCalls>): ServiceContext {
  const { data, main, logger } = thread
  const { config } = data
  const collections = new LocalCollections({
    catalog: new CatalogFollower(config.storagePath, data.catalogEpoch),
    collectionsPath: join(config.storagePath, 'collections'),
    boot: data.startedMs,
    main,
    writer: thread.connect<WriterCalls, NoCalls>('writer', {}),
    readerThread: createReaderThread({
      warn: (message, cause) => logger.warn(message, { cause }),
    }),
  })
  return {
    collections,
    snapshots: new LocalSnapshots(config, main),
    node: { apiVersion, version, peerId: data.peerId },
    inference: createInference(),
    readTimeoutMs: config.searchTimeoutSec * 1000,
    reportsUsage: config.reportsUsage,
    random: Math.random,
  }
}

/** What the HTTP side of one serve thread works on. */
export function createHttpContext(
  thread: Thread<ServeCalls>,
  service: ServiceContext,
  gate: Gate,
  stats: RequestStats,
): HttpContext {
  const { data, logger, main } = thread
  const report = async (): Promise<NodeReport> => ({
    data,
    collections: await collectionInfos(service),
    requests: await main.call('requestStats', null),
  })
  return {
    service,
    gate,
    logger,
    stats,
    requestBytesMax: data.config.requestBytesMax,
    readiness: () => {
      const phase = readEpoch(data.phase)
      return phase === 1 ? [] : [phase === 0 ? 'the node is starting' : 'the node is stopping']
    },
    metrics: async () => metricsPage(await report()),
    telemetry: async (level, access) => telemetryReport(await report(), level, access),
  }
}

async function collectionInfos(service: ServiceContext): Promise<Map<string, CollectionInfo>> {
  const { collections } = service
  const infos = new Map<string, CollectionInfo>()
  for (const name of collections.names()) {
    try {
      infos.set(name, await collections.get(name).info())
    } catch {
      // It went while the others were asked, or it cannot be read now: its own calls say why.
    }
  }
  return infos
}
