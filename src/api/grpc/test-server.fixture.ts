import { createInference } from '#model/bm25.ts'
import { noSnapshots } from '#service/no-snapshots.fixture.ts'
import type { CollectionConfig, CollectionInfo } from '#model/collection.ts'
import {
  builtInDefaults,
  configWarnings,
  createCollectionConfig,
  updateCollectionConfig,
} from '#model/collection-config.ts'
import { alreadyExists, collectionMissing, RequestError } from '#model/errors.ts'
import type { CollectionMemory } from '#model/memory-usage.ts'
import type { Optimizations } from '#model/optimization.ts'
import { openGate } from '#security/gate.ts'
import type { Alias, CollectionHandle, Collections, ServiceContext } from '#service/ports.ts'
import { createLogger, type LogRecord } from '#telemetry/logger.ts'
import { createRequestStats, type RequestStats } from '#telemetry/request-stats.ts'
import { createDispatch } from './dispatch.ts'
import { createGrpcListener, type GrpcListener, type GrpcListenerOptions } from './grpc-listener.ts'

/** A listener on a free port over collections that are only configurations, for tests. */
export interface TestServer {
  readonly port: number
  readonly address: string
  readonly listener: GrpcListener
  readonly logs: readonly LogRecord[]
  readonly stats: RequestStats
}

export async function startTestServer(options: Partial<GrpcListenerOptions> = {}): Promise<TestServer> {
  const service = testService()
  const logs: LogRecord[] = []
  const stats = createRequestStats()
  const listener = createGrpcListener({
    methods: createDispatch(service),
    gate: openGate,
    logger: createLogger({ thread: 'test', level: 'trace', write: (record) => logs.push(record) }),
    stats,
    ...options,
  })
  const port = await listener.listen({ host: '127.0.0.1', port: 0, shared: false })
  return { port, address: `127.0.0.1:${port}`, listener, logs, stats }
}

/** Operations over collections that are only configurations. */
export function testService(): ServiceContext {
  return {
    collections: new ConfigsOnly(),
    node: { apiVersion: '1.19.0', version: '0.0.1', peerId: 7 },
    snapshots: noSnapshots,
    inference: createInference(),
    readTimeoutMs: 60_000,
    random: Math.random,
  }
}

/** Collections without points. */
class ConfigsOnly implements Collections {
  readonly #configs = new Map<string, CollectionConfig>()
  readonly #aliases = new Map<string, string>()

  get(name: string): CollectionHandle {
    const real = this.#aliases.get(name) ?? name
    const config = this.#configs.get(real)
    if (!config) throw collectionMissing(name)
    return new ConfigOnly(real, config)
  }

  names(): string[] {
    return [...this.#configs.keys()].toSorted()
  }

  aliases(): Alias[] {
    return [...this.#aliases].map(([alias, collection]) => ({ alias, collection }))
  }

  async create(name: string, asked: Parameters<Collections['create']>[1]): Promise<void> {
    const config = createCollectionConfig(asked, builtInDefaults)
    if (this.#configs.has(name)) throw alreadyExists(`Collection \`${name}\` already exists!`)
    this.#configs.set(name, config)
  }

  async update(name: string, patch: Parameters<Collections['update']>[1]): Promise<void> {
    const { name: real, schema } = this.get(name)
    this.#configs.set(real, updateCollectionConfig(schema.config, patch))
  }

  async delete(name: string): Promise<boolean> {
    return this.#configs.delete(name)
  }

  async changeAliases(changes: Parameters<Collections['changeAliases']>[0]): Promise<void> {
    for (const change of changes) {
      if (change.kind === 'create') this.#aliases.set(change.alias, change.collection)
      else if (change.kind === 'delete') this.#aliases.delete(change.alias)
    }
  }
}

class ConfigOnly implements CollectionHandle {
  readonly name: string
  readonly schema: CollectionHandle['schema']

  constructor(name: string, config: CollectionConfig) {
    this.name = name
    this.schema = { config, payloadIndexes: new Map() }
  }

  view(): never {
    throw new RequestError('unavailable', 'a collection without points has no view')
  }

  async submit(): Promise<{ operationId: number; status: 'completed' }[]> {
    return [{ operationId: 1, status: 'completed' }]
  }

  async submitVectorName(): Promise<{ operationId: number; status: 'completed' }> {
    return { operationId: 1, status: 'completed' }
  }

  async optimizations(): Promise<Optimizations> {
    return { running: [], completed: [], queued: [], idle: [] }
  }

  async memory(): Promise<CollectionMemory> {
    const none = { diskBytes: 0, ramBytes: 0, cachedBytes: 0, expectedCacheBytes: 0 }
    const rest = { payload: none, ids: none, database: none, filters: none, unused: none }
    return { vectors: new Map(), sparseVectors: new Map(), payloadIndexes: new Map(), ...rest }
  }

  async payloadBytes(): Promise<number> {
    return 0
  }

  async takeTokens(): Promise<undefined> {}

  async info(): Promise<CollectionInfo> {
    const { config } = this.schema
    return {
      status: 'green',
      optimizerError: undefined,
      segmentsCount: 2,
      pointsCount: 0,
      indexedVectorsCount: 0,
      config,
      payloadSchema: new Map(),
      warnings: configWarnings(config),
      updateQueueLength: 0,
      deferredPoints: undefined,
    }
  }
}
