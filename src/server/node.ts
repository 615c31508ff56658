import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { must } from '#base/assert.ts'
import { sharedMappings } from '#base/map-file.ts'
import { version } from '#base/version.ts'
import { RequestError } from '#model/errors.ts'
import { AuditLog, type AuditSettings } from '#security/audit-log.ts'
import { readTlsMaterial, TlsError, type TlsSettings } from '#security/tls-source.ts'
import { Catalog } from '#storage/catalog.ts'
import type { CatalogSnapshot } from '#storage/catalog-reader.ts'
import { ShardControl } from '#storage/shard-control.ts'
import type { LogControl, LogSettingsPatch } from '#telemetry/log-control.ts'
import type { Logger } from '#telemetry/logger.ts'
import type { OtlpExporter } from '#telemetry/otlp-exporter.ts'
import type { MetricFamily } from '#telemetry/prometheus.ts'
import { bumpEpoch, createEpoch } from '#threads/epoch.ts'
import { CatalogKeeper } from './catalog-keeper.ts'
import type { ServerConfig } from './config.ts'
import type { ListenAddress, MainCalls, ThreadData } from './contracts.ts'
import { exitCode, StartError } from './exit-code.ts'
import { IssueBoard } from './issue-board.ts'
import { portsCanBeShared, probePort } from './listen-address.ts'
import { MemoryKeeper, shardPathOf } from './memory-keeper.ts'
import { NodeQuotas } from './node-quotas.ts'
import { createPlacementLookup } from './placement-lookup.ts'
import { createReadLoads } from './read-loads.ts'
import { type RestoreRequest, restoreOffline } from './restore-offline.ts'
import { securityWarnings } from './security-warnings.ts'
import { SnapshotCounts } from './snapshot-counts.ts'
import { SnapshotKeeper } from './snapshot-keeper.ts'
import { spawnSnapshotThread } from './snapshot-thread.ts'
import { lockStorage } from './storage-lock.ts'
import { mergeServeReports, type ThreadReports } from './thread-reports.ts'
import { spawnThreads, type Threads } from './threads.ts'

/** A running node. */
export interface Node {
  readonly address: ListenAddress
  /** Resolves when every thread that requests depend on has answered. */
  isAlive(): Promise<unknown>
  /** Stops taking requests, finishes those in flight, closes the files. The process may exit afterwards. */
  drain(): Promise<void>
}

export interface NodeOptions {
  readonly config: ServerConfig
  /** What comes back from snapshots first. */
  readonly restore: RestoreRequest
  readonly logger: Logger
  readonly log: LogControl
  /** A thread ended by itself: nothing can be trusted any more. */
  readonly onThreadDeath: (name: string, error: unknown) => void
}

/** Milliseconds that requests in flight get at the end, and a running optimization. */
const drainMsMax = 7000
const optimizerDrainMsMax = 1000
const exporterDrainMsMax = 1500

/** Starts everything, in the order in which the parts need each other. Throws `StartError`. */
export async function startNode(options: NodeOptions): Promise<Node> {
  const { logger } = options
  const config = withSharedPorts(options.config, logger)
  const { host, httpPort, grpcPort, metricsPort } = config
  if (config.tls) checkTlsFiles(config.tls)
  if (config.audit) checkAuditFolder(config.audit)
  for (const warning of securityWarnings(config)) logger.warn(warning)
  const lock = lockStorage(config.storagePath)
  NodeQuotas.prepare(config.storagePath, config.quotas)
  await probePort(host, httpPort, 'HTTP')
  if (grpcPort !== undefined) await probePort(host, grpcPort, 'gRPC')
  if (metricsPort !== undefined) await probePort(host, metricsPort, 'metrics')
  const catalog = Catalog.open(config.storagePath, { collectionsMax: config.maxCollections })
  const closed = new Set<string>()
  const data: ThreadData = {
    config,
    closed,
    catalogEpoch: createEpoch(),
    phase: createEpoch(),
    logThreshold: options.log.threshold,
    readLoads: createReadLoads(config.serveThreads),
    instanceId: catalog.instanceId,
    peerId: catalog.peerId,
    startedMs: Date.now(),
  }
  let exporter: OtlpExporter | undefined
  const running: { threads?: Threads } = {}
  const threads = (): Threads => must(running.threads, 'calls come from threads that run')
  const keeper = new CatalogKeeper({
    catalog,
    epoch: data.catalogEpoch,
    defaults: config.collectionDefaults,
    collectionsPath: join(config.storagePath, 'collections'),
    deletedPath: join(config.storagePath, '.deleted'),
    writer: () => threads().writer,
    optimizer: () => threads().optimizer,
    logger,
  })
  rmSync(config.workPath, { recursive: true, force: true })
  const restored = await restoreOffline(catalog, config, options.restore)
  if (restored.length > 0) logger.info('collections were recovered from snapshots', { restored })
  keeper.removeLeftovers()
  if (config.recoveryReason !== undefined) {
    for (const { uuid } of catalog.snapshot.collections.values()) closed.add(uuid)
    logger.warn('the recovery mode is on: collections stay closed', { reason: config.recoveryReason })
  }
  const snapshots = new SnapshotKeeper({
    catalog: keeper,
    spawn: () => spawnSnapshotThread(data, { log: options.log.print }, logger),
    logger,
  })
  const snapshotCounts = new SnapshotCounts()
  const issues = new IssueBoard()
  const handlers: MainCalls = {
    log: options.log.print,
    logSettings: () => options.log.settings,
    changeLog: (patch) => changeLog(options.log, patch),
    createCollection: ({ name, collection }) => keeper.create(name, collection),
    updateCollection: ({ name, patch }) => keeper.update(name, patch),
    async deleteCollection(name) {
      const isDeleted = await keeper.delete(name)
      if (isDeleted) {
        snapshotCounts.forget(name)
        issues.forget(name)
      }
      return isDeleted
    },
    changeAliases: (changes) => keeper.changeAliases(changes),
    changeVectorName: ({ collection, operation, options: { wait } }) =>
      keeper.changeVectorName(collection, operation, wait),
    createSnapshot: (target) => snapshotCounts.create(target, () => snapshots.create(target)),
    recoverSnapshot: (recovery) =>
      snapshotCounts.recover(recovery.collection, () => snapshots.recover(recovery)),
    noteUnindexed: (fields) => issues.note(fields, Date.now()),
    indexCreated: ({ collection, path }) => issues.solve(collection, path),
    issues: () => issues.list(),
    clearIssues: () => issues.clear(),
    optimizations: (uuid) => threads().optimizer.call('optimizations', uuid),
    takeSpans: (records) => exporter?.take(records),
    reports: async () => ({ ...(await askReports(threads())), snapshots: snapshotCounts.report() }),
  }
  // Before there are threads, so that they share what is mapped.
  const memory = openMemoryKeeper(data, () => catalog.snapshot, threads, logger)
  running.threads = spawnThreads({ data, handlers, logger, onDeath: options.onThreadDeath })
  const address = await listenAll(threads(), config)
  exporter = await openExporter(data, logger, () => metricsOf(threads()))
  bumpEpoch(data.phase)
  threads().writer.post('openAll', null)
  return {
    address,
    // Not the optimizer: it may be at a graph for long, and nobody waits for it.
    isAlive: async () => {
      const { serve, writer } = threads()
      await Promise.all([...serve.map((thread) => thread.call('report', null)), writer.call('report', null)])
    },
    async drain() {
      bumpEpoch(data.phase)
      await Promise.all(threads().serve.map((serve) => serve.call('drain', { timeoutMs: drainMsMax })))
      if (exporter) await atMost(exporterDrainMsMax, exporter.shutdown())
      await snapshots.stop()
      await keeper.settled()
      // A graph that is being built keeps its thread for long. What comes of it is not missed: only what the
      // writer has published counts.
      await atMost(optimizerDrainMsMax, threads().optimizer.call('drain', { timeoutMs: optimizerDrainMsMax }))
      await threads().writer.call('drain', { timeoutMs: drainMsMax })
      memory.close()
      catalog.close()
      lock.release()
    },
  }
}

function changeLog(log: LogControl, patch: LogSettingsPatch): void {
  try {
    log.change(patch)
  } catch (error) {
    const { message } = error as Error
    throw new RequestError('invalid-argument', `Bad request: the log file cannot be opened: ${message}`, {
      cause: error,
    })
  }
}

async function askReports({ serve, writer, optimizer }: Threads): Promise<Omit<ThreadReports, 'snapshots'>> {
  const [served, written, optimized] = await Promise.all([
    Promise.all(serve.map((thread) => thread.call('report', null))),
    writer.call('report', null),
    optimizer.call('report', null),
  ])
  return { ...mergeServeReports(served), writer: written, optimizer: optimized }
}

/** The library of the exporter is loaded only by those who use it. */
async function openExporter(
  { config, instanceId, startedMs }: ThreadData,
  logger: Logger,
  metrics: () => Promise<readonly MetricFamily[]>,
): Promise<OtlpExporter | undefined> {
  const settings = config.openTelemetry
  if (settings === undefined) return undefined
  const { createOtlpExporter } = await import('#telemetry/otlp-exporter.ts')
  return createOtlpExporter({ settings, logger, metrics, startedMs, version, instanceId })
}

/** Any serve thread knows all metrics. */
function metricsOf({ serve }: Threads): Promise<readonly MetricFamily[]> {
  return must(serve[0], 'there is at least one serve thread').call('metrics', null)
}

function openMemoryKeeper(
  { config, startedMs }: ThreadData,
  catalog: () => CatalogSnapshot,
  threads: () => Threads,
  logger: Logger,
): MemoryKeeper {
  const collectionsPath = join(config.storagePath, 'collections')
  return new MemoryKeeper({
    mappings: sharedMappings(),
    budgetBytes: config.memory.budgetBytes,
    residentBytes: () => process.memoryUsage.rss(),
    placementsOf: createPlacementLookup(collectionsPath, catalog),
    lastReadMs: (uuid) => ShardControl.glance(shardPathOf(collectionsPath, uuid), startedMs)?.lastReadMs ?? 0,
    shrink: () => {
      const { serve, writer, optimizer } = threads()
      for (const thread of serve) thread.post('shrink', null)
      writer.post('shrink', null)
      optimizer.post('shrink', null)
      Bun.gc(true)
    },
    warn: (message, fields) => logger.warn(message, fields),
  })
}

/** The first thread listens alone, so that a port 0 is chosen once; then the others join it. */
async function listenAll(threads: Threads, config: ServerConfig): Promise<ListenAddress> {
  const { host, httpPort, grpcPort, metricsPort } = config
  const [first, ...others] = threads.serve
  const shared = others.length > 0
  const serve = must(first, 'there is at least one serve thread')
  const address = await serve.call('listen', { host, httpPort, grpcPort, metricsPort, shared })
  const ofOthers = { ...address, metricsPort: undefined }
  await Promise.all(others.map((other) => other.call('listen', ofOthers)))
  return address
}

/** Every serve thread reads the files itself: this is to tell early, and once, what is wrong with them. */
function checkTlsFiles(settings: TlsSettings): void {
  try {
    readTlsMaterial(settings)
  } catch (error) {
    if (error instanceof TlsError) throw new StartError(exitCode.configuration, error.message, error)
    throw error
  }
}

/** Every serve thread writes the files itself: this is to tell early, and once, that they cannot be written. */
function checkAuditFolder(settings: AuditSettings): void {
  try {
    new AuditLog(settings, { onFailure: () => {} }).close()
  } catch (error) {
    const { message } = error as Error
    throw new StartError(exitCode.configuration, `the audit log cannot be written: ${message}`, error)
  }
}

function withSharedPorts(config: ServerConfig, logger: Logger): ServerConfig {
  if (portsCanBeShared() || config.serveThreads === 1) return config
  logger.info('one thread answers requests: this system does not share a port among several')
  return { ...config, serveThreads: 1 }
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, timeout])
  clearTimeout(timer)
}
