import { isIP } from 'node:net'
import * as z from 'zod/mini'
import { logLevels } from '#telemetry/log-threshold.ts'

/**
 * What setting a key does. `none`: known from Qdrant and accepted, but nothing here depends on it; saying so
 * is all that happens. `refused`: ignoring it would be dangerous (a key that protects nothing), so a value
 * other than the default stops the start.
 */
export type KeyEffect = 'applied' | 'none' | 'refused'

export interface ConfigKeySpec<T = unknown> {
  readonly schema: z.ZodMiniType<T>
  /** Reads the text of an environment variable; what it cannot read it returns as it is. */
  readonly fromText: (text: string) => unknown
  /** For messages: what is accepted. */
  readonly accepts: string
  readonly fallback: T
  readonly effect: KeyEffect
  /** The value is never shown, wherever it would be. */
  readonly secret?: true
}

type Kind<T> = Pick<ConfigKeySpec<T>, 'schema' | 'fromText' | 'accepts'>

const numberFromText = (text: string): unknown =>
  /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text.trim()) ? Number(text) : text
const booleanFromText = (text: string): unknown => {
  const word = text.trim().toLowerCase()
  if (['1', 'true', 'on', 'yes'].includes(word)) return true
  return ['0', 'false', 'off', 'no'].includes(word) ? false : text
}

/** What a text means where no type is known for it. */
function scalarFromText(text: string): unknown {
  if (text === 'null') return null
  if (text === 'true' || text === 'false') return text === 'true'
  return numberFromText(text)
}

function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Kind<number> {
  const accepts =
    max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`
  return { schema: z.int().check(z.gte(min), z.lte(max)), fromText: numberFromText, accepts }
}
function decimal(min: number, max: number): Kind<number> {
  const schema = z.number().check(z.gte(min), z.lte(max))
  return { schema, fromText: numberFromText, accepts: `a number from ${min} to ${max}` }
}
const boolean: Kind<boolean> = { schema: z.boolean(), fromText: booleanFromText, accepts: 'true or false' }
const text: Kind<string> = { schema: z.string(), fromText: (value) => value, accepts: 'a text' }
function matching(pattern: RegExp, accepts: string): Kind<string> {
  return { schema: z.string().check(z.regex(pattern)), fromText: (value) => value, accepts }
}
const memorySize: Kind<number | string> = {
  schema: z.union([
    z.int().check(z.gte(1)),
    z.string().check(z.regex(/^\s*\d+(\.\d+)?\s*(%|[kmgt]?(i?b)?)\s*$/i)),
  ]),
  fromText: numberFromText,
  accepts: "a number of bytes, with or without a unit ('2GB'), or a share of the memory ('50%')",
}
function oneOf<const T extends string>(...values: readonly T[]): Kind<T> {
  const find = (value: string): string => values.find((v) => v.toLowerCase() === value.toLowerCase()) ?? value
  const schema = z.pipe(
    z.pipe(
      z.string(),
      z.transform((value) => find(value)),
    ),
    z.enum(values as unknown as [T, ...T[]]),
  )
  return { schema, fromText: (value) => value, accepts: `one of ${values.join(', ')}` }
}
const httpUrl: Kind<string> = {
  schema: z.string().check(z.refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''))),
  fromText: (value) => value,
  accepts: 'an address that begins with http:// or https://',
}
/** As `name=value,name=value`, each percent-encoded. */
const pairs = matching(/^\s*([^=,\s]+\s*=[^,]*(,|$)\s*)*$/, 'name=value pairs with commas between them')
/** Anything: its form belongs to a feature that reads it itself, or to none. */
const anything: Kind<unknown> = { schema: z.unknown(), fromText: (value) => value, accepts: 'any value' }
/** A map that a feature reads itself (`config-sections.ts`): parts of it may come from anywhere. */
const section: Kind<unknown> = { ...anything, fromText: scalarFromText, accepts: 'a section' }
function optional<T>(kind: Kind<T>): Kind<T | null> {
  return {
    schema: z.nullable(kind.schema),
    fromText: (value) => (value.toLowerCase() === 'null' ? null : kind.fromText(value)),
    accepts: `${kind.accepts}, or null`,
  }
}

function applied<T>(kind: Kind<T>, fallback: T): ConfigKeySpec<T> {
  return { ...kind, fallback, effect: 'applied' }
}
function ignored<T>(kind: Kind<T>, fallback: T): ConfigKeySpec<T> {
  return { ...kind, fallback, effect: 'none' }
}
function refused<T>(kind: Kind<T>, fallback: T): ConfigKeySpec<T> {
  return { ...kind, fallback, effect: 'refused' }
}
function secret<T>(spec: ConfigKeySpec<T>): ConfigKeySpec<T> {
  return { ...spec, secret: true }
}

const level = matching(
  new RegExp(`^(.*,)?\\s*(${[...logLevels, 'off'].join('|')})\\s*(,.*)?$|^[\\w:]+=\\w+(,.*)?$`, 'i'),
  `one of ${logLevels.join(', ')}, off`,
)
const ipAddress: Kind<string> = {
  schema: z.string().check(z.refine((value) => isIP(value) !== 0)),
  fromText: (value) => value,
  accepts: 'an IP address',
}
const port = integer(0, 65_535)
const memory = optional(oneOf('cold', 'cached', 'pinned'))
const size = integer(0)
const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

/**
 * Every key of the configuration, by its path. The names and meanings are those of Qdrant; defaults differ
 * where noted. A list of values (`span_events`) comes from a file only.
 */
export const configKeys = {
  log_level: applied(level, 'info'),
  'logger.log_level': applied(optional(level), null),
  'logger.format': applied(oneOf('text', 'json'), 'text'),
  'logger.span_events': ignored(anything, null),
  'logger.color': ignored(anything, null),
  'logger.on_disk.enabled': applied(boolean, false),
  'logger.on_disk.log_file': applied(text, './quiver.log'),
  'logger.on_disk.log_level': applied(optional(level), null),
  'logger.on_disk.format': applied(oneOf('text', 'json'), 'text'),
  'logger.on_disk.span_events': ignored(anything, null),
  'logger.on_disk.buffer_size_bytes': ignored(optional(size), null),

  'storage.storage_path': applied(text, './storage'),
  'storage.snapshots_path': applied(text, './snapshots'),
  'storage.temp_path': applied(optional(text), null),
  'storage.snapshots_config.snapshots_storage': applied(oneOf('local', 's3'), 'local'),
  'storage.snapshots_config.s3_config': secret(applied(section, null)),
  'storage.on_disk_payload': applied(boolean, true),
  'storage.payload.memory': applied(memory, null),
  'storage.update_concurrency': ignored(optional(size), null),
  'storage.update_queue_size': ignored(size, 200),
  'storage.wal.wal_capacity_mb': applied(integer(1), 32),
  'storage.wal.wal_segments_ahead': applied(size, 0),
  'storage.wal.wal_retain_closed': applied(integer(1), 1),
  'storage.node_type': ignored(oneOf('Normal', 'Listener'), 'Normal'),
  /** Serve threads answer searches: their number, when `service.max_workers` says none. */
  'storage.performance.max_search_threads': applied(integer(0, 256), 0),
  'storage.performance.max_optimization_runtime_threads': ignored(size, 0),
  /** Threads that build a graph; negative: so many fewer than there are cores; 0: one a core. */
  'storage.performance.optimizer_cpu_budget': applied(integer(-65_536, 65_536), 0),
  'storage.performance.optimizer_io_budget': ignored(size, 0),
  'storage.performance.update_rate_limit': ignored(optional(size), null),
  'storage.performance.search_timeout_sec': applied(integer(1, 86_400), 60),
  'storage.performance.async_scorer': ignored(optional(boolean), null),
  'storage.performance.io_uring': ignored(optional(anything), null),
  'storage.performance.incoming_shard_transfers_limit': ignored(optional(size), 1),
  'storage.performance.outgoing_shard_transfers_limit': ignored(optional(size), 1),
  'storage.performance.max_concurrent_collection_loads': ignored(size, 1),
  'storage.performance.max_concurrent_shard_loads': ignored(size, 1),
  'storage.performance.max_concurrent_segment_loads': ignored(size, 8),
  'storage.optimizers.deleted_threshold': applied(decimal(0, 1), 0.2),
  'storage.optimizers.vacuum_min_vector_number': applied(integer(100), 1000),
  'storage.optimizers.default_segment_number': applied(size, 0),
  'storage.optimizers.max_segment_size_kb': applied(optional(integer(1)), null),
  'storage.optimizers.memmap_threshold_kb': applied(optional(size), null),
  'storage.optimizers.indexing_threshold_kb': applied(optional(size), 10_000),
  'storage.optimizers.flush_interval_sec': applied(integer(1), 5),
  'storage.optimizers.max_optimization_threads': applied(optional(size), null),
  'storage.optimizers.prevent_unoptimized': applied(optional(boolean), null),
  'storage.optimizers_overwrite': applied(section, null),
  'storage.hnsw_index.m': applied(size, 16),
  'storage.hnsw_index.ef_construct': applied(integer(4), 100),
  'storage.hnsw_index.full_scan_threshold_kb': applied(integer(10), 10_000),
  'storage.hnsw_index.max_indexing_threads': applied(size, 0),
  'storage.hnsw_index.on_disk': applied(optional(boolean), false),
  'storage.hnsw_index.memory': applied(memory, null),
  'storage.hnsw_index.payload_m': applied(optional(size), null),
  'storage.hnsw_index.inline_storage': applied(optional(boolean), null),
  'storage.hnsw_global_config.healing_threshold': ignored(decimal(0, 1), 0.3),
  'storage.collection.shard_number': applied(optional(integer(1)), null),
  'storage.collection.shard_number_per_node': applied(optional(integer(1)), null),
  'storage.collection.replication_factor': applied(integer(1), 1),
  'storage.collection.write_consistency_factor': applied(integer(1), 1),
  'storage.collection.vectors.on_disk': applied(optional(boolean), null),
  'storage.collection.vectors.memory': applied(memory, null),
  'storage.collection.quantization': applied(section, null),
  'storage.collection.strict_mode': applied(section, null),
  'storage.max_collections': applied(optional(integer(1)), null),
  /** Of the process: what it keeps resident, caches and mapped files too. Quiver's own. */
  'storage.memory_budget': applied(optional(memorySize), null),
  /** Only for a storage folder that has no quotas yet: they are changed while the node runs. */
  'storage.quotas.enabled': applied(boolean, false),
  'storage.quotas.max_resident_memory_percent': applied(optional(integer(1, 100)), null),
  'storage.quotas.max_disk_usage_percent': applied(optional(integer(1, 100)), null),
  'storage.quotas.release_margin_percent': applied(optional(integer(0, 100)), null),
  'storage.shard_transfer_method': ignored(anything, null),
  'storage.recovery_mode': applied(optional(text), null),
  'storage.handle_collection_load_errors': ignored(boolean, false),
  'storage.mmap_advice': ignored(text, 'random'),
  'storage.low_memory_mode': ignored(anything, null),

  /** Qdrant listens on every address by default; here that has to be asked for. */
  'service.host': applied(ipAddress, '127.0.0.1'),
  'service.http_port': applied(port, 6333),
  /** Null: no gRPC. */
  'service.grpc_port': applied(optional(port), 6334),
  'service.max_request_size_mb': applied(integer(1, 1024), 32),
  /** Serve threads; 0: one a core. */
  'service.max_workers': applied(integer(0, 256), 0),
  'service.enable_cors': applied(boolean, true),
  'service.enable_tls': applied(boolean, false),
  'service.verify_https_client_certificate': applied(boolean, false),
  /** Empty: no key. */
  'service.api_key': secret(applied(optional(text), null)),
  'service.alt_api_key': secret(applied(optional(text), null)),
  'service.read_only_api_key': secret(applied(optional(text), null)),
  'service.jwt_rbac': applied(optional(boolean), null),
  'service.enforce_internal_auth': ignored(optional(boolean), null),
  'service.metrics_port': applied(optional(port), null),
  'service.metrics_prefix': applied(optional(matching(/^\w*$/, 'letters, digits and _')), null),
  'service.hardware_reporting': applied(optional(boolean), false),
  'service.slow_query_secs': applied(decimal(0, 86_400), 1.2),
  'service.static_content_dir': applied(optional(text), './static'),
  'service.enable_static_content': applied(optional(boolean), true),
  'service.hide_jwt_dashboard': ignored(optional(boolean), false),
  'service.enable_snapshot_url_recovery': applied(optional(boolean), true),
  /** Of idle connections; above 255 it is 255. */
  'service.http_keep_alive_timeout_sec': applied(integer(1), 255),
  'service.http_client_request_timeout_sec': ignored(integer(1), 5),
  'service.http_client_disconnect_timeout_sec': ignored(integer(1), 5),

  'cluster.enabled': refused(boolean, false),
  'cluster.peer_id': ignored(optional(size), null),
  'cluster.resharding_enabled': ignored(boolean, false),
  'cluster.grpc_timeout_ms': ignored(integer(1), 60_000),
  'cluster.connection_timeout_ms': ignored(integer(1), 2000),
  'cluster.p2p.port': ignored(optional(port), 6335),
  'cluster.p2p.enable_tls': ignored(boolean, false),
  'cluster.p2p.connection_pool_size': ignored(integer(1), 2),
  'cluster.consensus.tick_period_ms': ignored(integer(1), 100),
  'cluster.consensus.max_message_queue_size': ignored(integer(1), 100),
  'cluster.consensus.bootstrap_timeout_sec': ignored(integer(1), 15),
  'cluster.consensus.message_timeout_ticks': ignored(integer(1), 10),
  'cluster.consensus.compact_wal_entries': ignored(size, 128),

  'tls.cert': applied(text, './tls/cert.pem'),
  'tls.key': applied(text, './tls/key.pem'),
  'tls.ca_cert': applied(optional(text), './tls/cacert.pem'),
  /** Seconds after which the files are looked at again; null or 0: never. */
  'tls.cert_ttl': applied(optional(integer(0, 1_000_000)), 3600),

  /** Nothing is sent before there is an endpoint; those of one signal are used as they are. */
  'opentelemetry.disabled': applied(boolean, false),
  'opentelemetry.endpoint': applied(optional(httpUrl), null),
  'opentelemetry.traces_endpoint': applied(optional(httpUrl), null),
  'opentelemetry.metrics_endpoint': applied(optional(httpUrl), null),
  'opentelemetry.protocol': applied(oneOf('http/protobuf', 'http/json'), 'http/protobuf'),
  'opentelemetry.headers': secret(applied(optional(pairs), null)),
  'opentelemetry.timeout_ms': applied(integer(1, 3_600_000), 10_000),
  'opentelemetry.traces': applied(boolean, true),
  'opentelemetry.metrics': applied(boolean, true),
  'opentelemetry.sampler': applied(oneOf(...samplers), 'parentbased_traceidratio'),
  'opentelemetry.sampling_ratio': applied(decimal(0, 1), 1),
  'opentelemetry.metrics_interval_ms': applied(integer(1000, 86_400_000), 60_000),
  'opentelemetry.queue_size': applied(integer(1, 1_000_000), 2048),
  'opentelemetry.delay_ms': applied(integer(0, 3_600_000), 5000),
  'opentelemetry.service_name': applied(text, 'quiver'),
  'opentelemetry.resource_attributes': applied(optional(pairs), null),

  /** Nothing is ever reported to anybody, so there is nothing to switch off. */
  telemetry_disabled: applied(boolean, false),
  inference: secret(ignored(anything, null)),
  gpu: ignored(anything, null),
  debugger: secret(ignored(anything, null)),
  feature_flags: ignored(anything, null),
  'audit.enabled': applied(boolean, false),
  'audit.dir': applied(text, './storage/audit'),
  'audit.rotation': applied(oneOf('daily', 'hourly'), 'daily'),
  'audit.max_log_files': applied(size, 7),
  'audit.trust_forwarded_headers': applied(boolean, false),
  'audit.log_api': applied(boolean, true),
} as const

export type ConfigKey = keyof typeof configKeys
export type ConfigValues = {
  readonly [K in ConfigKey]: (typeof configKeys)[K] extends ConfigKeySpec<infer T> ? T : never
}

/** Names that Qdrant has for keys too: those of the API, where the configuration adds the unit. */
const otherNames: ReadonlyMap<string, ConfigKey> = new Map([
  ['storage.optimizers.max_segment_size', 'storage.optimizers.max_segment_size_kb'],
  ['storage.optimizers.memmap_threshold', 'storage.optimizers.memmap_threshold_kb'],
  ['storage.optimizers.indexing_threshold', 'storage.optimizers.indexing_threshold_kb'],
  ['storage.hnsw_index.full_scan_threshold', 'storage.hnsw_index.full_scan_threshold_kb'],
])

/** Whether a key is a map with paths of its own inside. */
function isOpen(key: ConfigKey): boolean {
  return configKeys[key].schema === anything.schema
}

/** The key that a path means: itself, or the open section that it stands in. */
export function findConfigKey(path: string): ConfigKey | undefined {
  const renamed = otherNames.get(path)
  if (renamed !== undefined) return renamed
  let prefix = path
  for (;;) {
    if (Object.hasOwn(configKeys, prefix)) {
      const key = prefix as ConfigKey
      return prefix === path || isOpen(key) ? key : undefined
    }
    const dot = prefix.lastIndexOf('.')
    if (dot < 0) return undefined
    prefix = prefix.slice(0, dot)
  }
}
