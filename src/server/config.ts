import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import type { OptimizersConfig } from '#model/collection.ts'
import type { CollectionDefaults } from '#model/collection-config.ts'
import type { QuotaConfig } from '#model/quota.ts'
import type { AuditSettings } from '#security/audit-log.ts'
import type { GateKeys } from '#security/gate.ts'
import type { TlsSettings } from '#security/tls-source.ts'
import type { BucketSettings } from '#storage/snapshot-objects.ts'
import type { LogSettings } from '#telemetry/log-control.ts'
import type { OtlpSettings } from '#telemetry/otlp-settings.ts'
import { snapshotsBucketOf } from './bucket-config.ts'
import { collectionDefaultsOf, optimizersOverwriteOf } from './collection-defaults.ts'
import {
  type ConfigKey,
  type ConfigKeySpec,
  type ConfigValues,
  configKeys,
  findConfigKey,
} from './config-keys.ts'
import type { Setting } from './config-layers.ts'
import { exitCode, StartError } from './exit-code.ts'
import { type MemoryPlan, memoryBudgetBytes, planMemory } from './memory-budget.ts'
import { openTelemetryOf } from './open-telemetry-config.ts'

/** What the process runs with. Plain data: it goes to every thread. */
export interface ServerConfig {
  readonly log: LogSettings
  /** Absolute. */
  readonly storagePath: string
  /** Absolute. */
  readonly snapshotsPath: string
  /** Undefined: snapshots are files, below `snapshotsPath`. */
  readonly snapshotsBucket: BucketSettings | undefined
  /** For files that are needed for a while only; absolute, and this node's own. */
  readonly workPath: string
  /** Snapshots may be fetched from other hosts. */
  readonly snapshotsFromUrls: boolean
  readonly host: string
  /** 0: any free port. */
  readonly httpPort: number
  /** Undefined: no gRPC. */
  readonly grpcPort: number | undefined
  readonly keys: GateKeys
  /** Of a new storage folder. */
  readonly quotas: QuotaConfig
  /** Undefined: connections are not encrypted. */
  readonly tls: TlsSettings | undefined
  readonly serveThreads: number
  readonly maxCollections: number | undefined
  readonly memory: MemoryPlan
  /** Why the collections that are there stay closed; undefined: they do not. */
  readonly recoveryReason: string | undefined
  /** Deadline of a read that names none. */
  readonly searchTimeoutSec: number
  /** Of a REST body. */
  readonly requestBytesMax: number
  /** Pages of any origin may call the REST API. */
  readonly allowsOtherOrigins: boolean
  readonly metricsPrefix: string
  /** Where the metrics are to be had without a key; undefined: nowhere. 0: any free port. */
  readonly metricsPort: number | undefined
  /** Requests that take longer are told in the log. */
  readonly slowQuerySec: number
  /** Answers tell what they have cost. */
  readonly reportsUsage: boolean
  /** Undefined: nobody writes down who does what. */
  readonly audit: AuditSettings | undefined
  /** Undefined: nothing is sent to a collector. */
  readonly openTelemetry: OtlpSettings | undefined
  /** For collections that do not say otherwise. */
  readonly collectionDefaults: CollectionDefaults
  /** Stands over what the collections themselves say, whatever that is. */
  readonly optimizersOverwrite: OptimizersConfig | undefined
  /** Threads that build a graph whose collection names none; 0: one a core. */
  readonly optimizerThreads: number
  /** Absolute; undefined: no web interface is shown. */
  readonly webUiFolder: string | undefined
  /** Idle HTTP connections are closed after so long; 1..255. */
  readonly idleTimeoutSec: number
}

export interface LoadedConfig {
  readonly values: ConfigValues
  /** Where each value that is not a default came from. */
  readonly sources: ReadonlyMap<ConfigKey, string>
  /** What was set for many programs and cannot be used here. */
  readonly warnings: readonly string[]
  /** Keys that were set to something else than the default but have no effect here, with where. */
  readonly withoutEffect: readonly { readonly path: string; readonly source: string }[]
}

/**
 * Lays settings over the defaults; later ones win. Throws one `StartError` that names every problem with its
 * key, its source and what is accepted.
 */
export function layConfig(settings: readonly Setting[]): LoadedConfig {
  const values: Record<string, unknown> = {}
  for (const [key, spec] of Object.entries(configKeys)) values[key] = spec.fallback
  const sources = new Map<ConfigKey, string>()
  const withoutEffect = new Map<string, string>()
  const problems: string[] = []
  const warnings: string[] = []
  for (const setting of settings) {
    const key = findConfigKey(setting.path)
    if (key === undefined) {
      problems.push(unknownKeyText(setting))
      continue
    }
    const spec: ConfigKeySpec = configKeys[key]
    const raw = setting.isText ? spec.fromText(setting.value as string) : setting.value
    const parsed = spec.schema.safeParse(raw)
    if (!parsed.success) {
      const list = setting.lenient ? warnings : problems
      list.push(
        `${setting.path} (${setting.source}): ${spec.secret ? 'the value' : quote(raw)} is not ${spec.accepts}`,
      )
      continue
    }
    if (spec.effect === 'refused' && !isHarmless(parsed.data)) {
      problems.push(
        `${setting.path} (${setting.source}): not supported by this version; ` +
          'the server does not start, because going on without it would not be what was asked for',
      )
    }
    if (spec.effect === 'none' && !isDefault(spec, parsed.data))
      withoutEffect.set(setting.path, setting.source)
    const within = setting.path.startsWith(`${key}.`) ? setting.path.slice(key.length + 1) : ''
    values[key] = placeIn(values[key], within, parsed.data)
    sources.set(key, setting.source)
  }
  if (problems.length > 0) {
    throw new StartError(exitCode.configuration, ['wrong configuration:', ...problems].join('\n  '))
  }
  return {
    values: values as ConfigValues,
    sources,
    warnings,
    withoutEffect: [...withoutEffect].map(([path, source]) => ({ path, source })),
  }
}

/** The effective settings. */
export function resolveConfig(values: ConfigValues): ServerConfig {
  const grpcPort = values['service.grpc_port']
  const serveThreads =
    values['service.max_workers'] ||
    values['storage.performance.max_search_threads'] ||
    availableParallelism()
  const budget = values['storage.memory_budget']
  return {
    log: {
      level: values['logger.log_level'] ?? values.log_level,
      format: values['logger.format'],
      file: {
        enabled: values['logger.on_disk.enabled'],
        path: values['logger.on_disk.log_file'],
        level: values['logger.on_disk.log_level'] ?? undefined,
        format: values['logger.on_disk.format'],
      },
    },
    storagePath: resolve(values['storage.storage_path']),
    snapshotsPath: resolve(values['storage.snapshots_path']),
    snapshotsBucket: snapshotsBucketOf(values),
    workPath: workPathOf(values),
    snapshotsFromUrls: values['service.enable_snapshot_url_recovery'] ?? true,
    host: values['service.host'],
    httpPort: values['service.http_port'],
    grpcPort: grpcPort ?? undefined,
    keys: {
      apiKey: values['service.api_key'] || undefined,
      altApiKey: values['service.alt_api_key'] || undefined,
      readOnlyApiKey: values['service.read_only_api_key'] || undefined,
      tokens: values['service.jwt_rbac'] ?? false,
    },
    quotas: {
      enabled: values['storage.quotas.enabled'],
      maxResidentMemoryPercent: values['storage.quotas.max_resident_memory_percent'] ?? undefined,
      maxDiskUsagePercent: values['storage.quotas.max_disk_usage_percent'] ?? undefined,
      releaseMarginPercent: values['storage.quotas.release_margin_percent'] ?? undefined,
    },
    tls: values['service.enable_tls'] ? tlsSettingsOf(values) : undefined,
    serveThreads,
    memory: planMemory(budget === null ? undefined : memoryBudgetBytes(budget), serveThreads),
    recoveryReason: values['storage.recovery_mode'] || undefined,
    maxCollections: values['storage.max_collections'] ?? undefined,
    searchTimeoutSec: values['storage.performance.search_timeout_sec'],
    requestBytesMax: values['service.max_request_size_mb'] * 1024 * 1024,
    allowsOtherOrigins: values['service.enable_cors'],
    reportsUsage: values['service.hardware_reporting'] ?? false,
    metricsPort: values['service.metrics_port'] ?? undefined,
    slowQuerySec: values['service.slow_query_secs'],
    metricsPrefix: values['service.metrics_prefix'] ?? '',
    audit: values['audit.enabled'] ? auditSettingsOf(values) : undefined,
    openTelemetry: openTelemetryOf(values),
    collectionDefaults: collectionDefaultsOf(values),
    optimizersOverwrite: optimizersOverwriteOf(values),
    optimizerThreads: optimizerThreadsOf(values),
    webUiFolder:
      (values['service.enable_static_content'] ?? true)
        ? resolve(values['service.static_content_dir'] ?? './static')
        : undefined,
    idleTimeoutSec: Math.min(values['service.http_keep_alive_timeout_sec'], idleTimeoutSecMax),
  }
}

/** Below a folder that others may use too it has a name that only this storage has. */
function workPathOf(values: ConfigValues): string {
  const storagePath = resolve(values['storage.storage_path'])
  const temporary = values['storage.temp_path']
  if (temporary === null || temporary === '') return join(storagePath, '.work')
  const name = createHash('sha256').update(storagePath).digest('hex').slice(0, 16)
  return join(resolve(temporary), `quiver-${name}`)
}

/** The longest that the HTTP server can be told. */
const idleTimeoutSecMax = 255

function optimizerThreadsOf(values: ConfigValues): number {
  const budget = values['storage.performance.optimizer_cpu_budget']
  return budget < 0 ? Math.max(availableParallelism() + budget, 1) : budget
}

function auditSettingsOf(values: ConfigValues): AuditSettings {
  return {
    folder: resolve(values['audit.dir']),
    rotation: values['audit.rotation'],
    filesMax: values['audit.max_log_files'],
    trustsForwarded: values['audit.trust_forwarded_headers'],
    tellsApi: values['audit.log_api'],
  }
}

function tlsSettingsOf(values: ConfigValues): TlsSettings {
  const verify = values['service.verify_https_client_certificate']
  const clientCa = values['tls.ca_cert']
  if (verify && !clientCa) {
    throw new StartError(
      exitCode.configuration,
      'service.verify_https_client_certificate needs tls.ca_cert: the authority that signs certificates of clients',
    )
  }
  return {
    certPath: values['tls.cert'],
    keyPath: values['tls.key'],
    clientCaPath: verify ? (clientCa ?? undefined) : undefined,
    lifetimeSec: values['tls.cert_ttl'] || undefined,
  }
}

/** Off, or unset: a refused key with such a value asks for nothing. */
function isHarmless(value: unknown): boolean {
  return value === false || value === null || value === ''
}

/** Setting a key to what it is anyway asks for nothing; nor does a part of a section that is not set. */
function isDefault({ fallback }: ConfigKeySpec, value: unknown): boolean {
  return value === fallback || value === null
}

/** An open section is a map of maps; `path` leads to a place in it, or is empty for the whole. */
function placeIn(section: unknown, path: string, value: unknown): unknown {
  if (path === '') return value
  const [name = '', ...rest] = path.split('.')
  const fields = section !== null && typeof section === 'object' ? section : {}
  const field: unknown = Object.entries(fields).find(([key]) => key === name)?.[1]
  return { ...fields, [name]: placeIn(field, rest.join('.'), value) }
}

function unknownKeyText({ path, source }: Setting): string {
  const near = nearestKey(path)
  return `${path} (${source}): there is no such key${near === undefined ? '' : `; did you mean ${near}?`}`
}

function nearestKey(path: string): string | undefined {
  const last = path.slice(path.lastIndexOf('.') + 1)
  return Object.keys(configKeys).find((key) => key === last || key.endsWith(`.${last}`))
}

function quote(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value))
}
