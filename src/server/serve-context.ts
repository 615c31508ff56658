import { join } from 'node:path'
import type { HttpContext } from '#api/rest/http-app.ts'
import { apiVersion, version } from '#base/version.ts'
import { openWebUi } from '#api/rest/web-ui.ts'
import { createInference } from '#model/bm25.ts'
import { noQuota } from '#model/quota.ts'
import type { Gate } from '#security/gate.ts'
import type { ServiceContext } from '#service/ports.ts'
import type { ReaderThread } from '#shard/reader-thread.ts'
import { readProcessStats } from '#telemetry/process-stats.ts'
import type { MetricFamily } from '#telemetry/prometheus.ts'
import { readEpoch } from '#threads/epoch.ts'
import { createAnonymizer, plainReport } from './anonymizer.ts'
import { CatalogFollower } from './catalog-follower.ts'
import type { NoCalls, ServeCalls, WriterCalls } from './contracts.ts'
import { collectionReports } from './collection-reports.ts'
import { LocalCollections } from './local-collections.ts'
import { LocalSnapshots } from './local-snapshots.ts'
import { metricsPage } from './metrics-page.ts'
import { NodeQuotas } from './node-quotas.ts'
import type { NodeReport } from './node-report.ts'
import { openReadersMax } from './open-readers.ts'
import { telemetryReport } from './telemetry-report.ts'
import type { Thread } from './thread.ts'

/** What operations work on where the collections are on this node. */
export interface LocalServiceContext extends ServiceContext {
  readonly collections: LocalCollections
}

/** What the operations of one serve thread work on. */
export function createServiceContext(
  thread: Thread<ServeCalls>,
  readerThread: ReaderThread,
): LocalServiceContext {
  const { data, main } = thread
  const { config } = data
  const collections = new LocalCollections({
    catalog: new CatalogFollower(
      config.storagePath,
      data.catalogEpoch,
      config.optimizersOverwrite,
      config.memory.segmentVectorBytes,
    ),
    collectionsPath: join(config.storagePath, 'collections'),
    boot: data.startedMs,
    closed: { reason: config.recoveryReason, uuids: data.closed },
    main,
    writer: thread.connect<WriterCalls, NoCalls>('writer', {}),
    readerThread,
    readersMax: openReadersMax(readProcessStats().mappingsMax, config.serveThreads),
  })
  return {
    collections,
    snapshots: new LocalSnapshots(config, main),
    node: { apiVersion, version, peerId: data.peerId },
    quotas: new NodeQuotas(config.storagePath),
    issues: {
      note: (fields) => main.post('noteUnindexed', fields),
      indexCreated: (collection, path) => main.post('indexCreated', { collection, path }),
      list: () => main.call('issues', null),
      clear: () => main.call('clearIssues', null),
    },
    inference: createInference(),
    readTimeoutMs: config.searchTimeoutSec * 1000,
    reportsUsage: config.reportsUsage,
    random: Math.random,
  }
}

/** What the HTTP side of one serve thread works on, and what else it can tell. */
export interface ServeContext extends HttpContext {
  readonly metricFamilies: () => Promise<readonly MetricFamily[]>
}

export function createHttpContext(
  thread: Thread<ServeCalls>,
  service: LocalServiceContext,
  gate: Gate,
  watched: Pick<HttpContext, 'stats' | 'spans'>,
): ServeContext {
  const { data, logger, main } = thread
  const anonymizerFor = (anonymize: boolean) => (anonymize ? createAnonymizer(service.random) : plainReport)
  const report = async (): Promise<NodeReport> => ({
    data,
    collections: await collectionReports(service.collections.handles()),
    threads: await main.call('reports', null),
    quota: {
      config: service.quotas?.config ?? noQuota,
      usage: service.quotas?.usage() ?? { memory: undefined, disk: undefined },
    },
  })
  return {
    service,
    gate,
    logger,
    ...watched,
    metricFamilies: async () =>
      metricsPage(await report(), { perCollection: false, anonymizer: plainReport }).families(),
    requestBytesMax: data.config.requestBytesMax,
    webUi: data.config.webUiFolder === undefined ? undefined : openWebUi(data.config.webUiFolder),
    allowsOtherOrigins: data.config.allowsOtherOrigins,
    readiness: () => {
      const phase = readEpoch(data.phase)
      return phase === 1 ? [] : [phase === 0 ? 'the node is starting' : 'the node is stopping']
    },
    metrics: async ({ perCollection, anonymize }) =>
      metricsPage(await report(), { perCollection, anonymizer: anonymizerFor(anonymize) }).toString(),
    telemetry: async ({ level, perCollection, anonymize }, access) =>
      telemetryReport(await report(), {
        level,
        perCollection: perCollection && !anonymize,
        anonymizer: anonymizerFor(anonymize),
        access,
      }),
    logSettings: () => main.call('logSettings', null),
    changeLog: (patch) => main.call('changeLog', patch),
    slowRequests: async () => (await main.call('reports', null)).slow,
  }
}
