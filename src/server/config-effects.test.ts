import { expect, test } from 'bun:test'
import { layConfig, resolveConfig } from './config.ts'
import { type ConfigKey, type ConfigKeySpec, configKeys, findConfigKey } from './config-keys.ts'
import { readEnvironmentLayer, type Setting } from './config-layers.ts'
import { StartError } from './exit-code.ts'

/** Every key of the configuration of Qdrant, those of its file and those that only its source has. */
const keysOfQdrant = `
log_level telemetry_disabled inference gpu debugger feature_flags
logger: log_level format span_events color
logger.on_disk: enabled log_file log_level format span_events buffer_size_bytes
storage: storage_path snapshots_path temp_path on_disk_payload low_memory_mode update_concurrency node_type
storage: optimizers_overwrite shard_transfer_method max_collections mmap_advice update_queue_size
storage: handle_collection_load_errors recovery_mode
storage.payload: memory
storage.snapshots_config: snapshots_storage
storage.snapshots_config.s3_config: bucket region access_key secret_key endpoint_url
storage.wal: wal_capacity_mb wal_segments_ahead wal_retain_closed
storage.performance: max_search_threads max_optimization_runtime_threads optimizer_cpu_budget update_rate_limit
storage.performance: incoming_shard_transfers_limit outgoing_shard_transfers_limit async_scorer io_uring
storage.performance: optimizer_io_budget search_timeout_sec max_concurrent_collection_loads
storage.performance: max_concurrent_shard_loads max_concurrent_segment_loads
storage.optimizers: deleted_threshold vacuum_min_vector_number default_segment_number max_segment_size_kb
storage.optimizers: max_segment_size memmap_threshold_kb memmap_threshold indexing_threshold_kb
storage.optimizers: indexing_threshold flush_interval_sec max_optimization_threads prevent_unoptimized
storage.optimizers_overwrite: deleted_threshold vacuum_min_vector_number default_segment_number
storage.optimizers_overwrite: max_segment_size_kb indexing_threshold_kb flush_interval_sec max_optimization_threads
storage.hnsw_index: m ef_construct full_scan_threshold_kb full_scan_threshold max_indexing_threads on_disk memory
storage.hnsw_index: payload_m inline_storage
storage.hnsw_global_config: healing_threshold
storage.collection: shard_number shard_number_per_node replication_factor write_consistency_factor quantization
storage.collection.vectors: on_disk memory
storage.collection.strict_mode: enabled max_query_limit max_timeout unindexed_filtering_retrieve
storage.collection.strict_mode: unindexed_filtering_update search_max_hnsw_ef search_allow_exact
storage.collection.strict_mode: search_max_oversampling
storage.quotas: enabled max_resident_memory_percent max_disk_usage_percent release_margin_percent
service: host http_port grpc_port metrics_port max_request_size_mb max_workers enable_cors enable_tls
service: verify_https_client_certificate api_key alt_api_key read_only_api_key jwt_rbac enforce_internal_auth
service: hide_jwt_dashboard static_content_dir enable_static_content slow_query_secs hardware_reporting
service: metrics_prefix enable_snapshot_url_recovery http_keep_alive_timeout_sec
service: http_client_request_timeout_sec http_client_disconnect_timeout_sec
cluster: enabled peer_id grpc_timeout_ms connection_timeout_ms resharding_enabled
cluster.p2p: port connection_pool_size enable_tls
cluster.consensus: max_message_queue_size tick_period_ms bootstrap_timeout_sec message_timeout_ticks
cluster.consensus: compact_wal_entries
tls: cert key ca_cert cert_ttl
audit: enabled dir rotation max_log_files trust_forwarded_headers
`
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [names = '', section] = line.split(': ').toReversed()
    return names.split(' ').map((name) => (section === undefined ? name : `${section}.${name}`))
  })

test.each(keysOfQdrant)('%s is known', (path) => {
  expect(findConfigKey(path)).toBeDefined()
})

/** What a key needs beside itself to mean anything. */
const company: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  tls: { 'service.enable_tls': true },
  'tls.ca_cert': { 'service.verify_https_client_certificate': true },
  'service.verify': { 'service.enable_tls': true },
  audit: { 'audit.enabled': true },
  opentelemetry: { 'opentelemetry.endpoint': 'http://a:1' },
  'opentelemetry.sampling': { 'opentelemetry.traces': true },
  'storage.snapshots_config': {
    'storage.snapshots_config.snapshots_storage': 's3',
    'storage.snapshots_config.s3_config': { bucket: 'b', region: 'r' },
  },
}
/** Values of sections, and those that are not like any other. */
const samples: Readonly<Record<string, unknown>> = {
  'storage.memory_budget': '80%',
  'storage.optimizers_overwrite': { indexing_threshold_kb: 7 },
  'storage.collection.quantization': { scalar: { type: 'int8' } },
  'storage.collection.strict_mode': { enabled: true },
  'storage.snapshots_config.s3_config': { bucket: 'other', region: 'r' },
  'opentelemetry.sampler': 'always_off',
  'opentelemetry.protocol': 'http/json',
  'opentelemetry.headers': 'a=b',
  'opentelemetry.resource_attributes': 'a=b',
  'storage.node_type': 'Listener',
}
const candidates = [
  true,
  false,
  7,
  0.7,
  107,
  1007,
  'http://b:2',
  '127.0.0.2',
  'cold',
  'json',
  'hourly',
  's3',
  'debug',
  'x',
]

function sampleOf(key: ConfigKey): unknown {
  const { schema, fallback }: ConfigKeySpec = configKeys[key]
  return samples[key] ?? candidates.find((value) => value !== fallback && schema.safeParse(value).success)
}

function settingsFor(key: ConfigKey): Setting[] {
  const values = Object.entries(company).flatMap(([prefix, more]) => (key.startsWith(prefix) ? [more] : []))
  return Object.entries(Object.assign({}, ...values) as object).map(([path, value]) => ({
    path,
    value: value as unknown,
    isText: false,
    source: 'test',
  }))
}

/** Harmless, and told in its own words: there is nothing that it could switch off. */
const exceptions = new Set<ConfigKey>(['telemetry_disabled'])

test.each(Object.keys(configKeys) as ConfigKey[])('%s does what its effect says', (key) => {
  const { effect, fallback }: ConfigKeySpec = configKeys[key]
  const settings = settingsFor(key)
  const sample = sampleOf(key)
  expect([key, sample]).not.toEqual([key, undefined])
  const set = (value: unknown): Setting => ({ path: key, value, isText: false, source: 'test' })
  if (effect === 'refused') {
    expect(() => layConfig([set(sample)])).toThrow(StartError)
    return
  }
  const others = settings.filter(({ path }) => path !== key)
  // A bucket cannot be left out: it is compared with another one.
  const before = key === 'storage.snapshots_config.s3_config' ? settings : [...others, set(fallback)]
  const plain = resolveConfig(layConfig(before).values)
  const loaded = layConfig([...others, set(sample)])
  const changed = !Bun.deepEquals(resolveConfig(loaded.values), plain)
  expect([key, changed]).toEqual([key, effect === 'applied' && !exceptions.has(key)])
  const told = loaded.withoutEffect.some(({ path }) => path === key)
  expect([key, told]).toEqual([key, effect === 'none'])
  expect(layConfig([set(fallback)]).withoutEffect).toEqual([])
})

test('the sections that have the form of the API', () => {
  const environment = {
    QDRANT__STORAGE__COLLECTION__STRICT_MODE__ENABLED: 'true',
    QDRANT__STORAGE__COLLECTION__STRICT_MODE__MAX_QUERY_LIMIT: '7',
    QDRANT__STORAGE__COLLECTION__STRICT_MODE__MAX_TIMEOUT: 'null',
    QDRANT__STORAGE__COLLECTION__QUANTIZATION__SCALAR__TYPE: 'int8',
    QDRANT__STORAGE__OPTIMIZERS_OVERWRITE__INDEXING_THRESHOLD_KB: '9',
    QDRANT__STORAGE__OPTIMIZERS__MAX_SEGMENT_SIZE: '11',
  }
  const config = resolveConfig(layConfig(readEnvironmentLayer(environment)).values)
  expect(config.collectionDefaults).toMatchObject({
    strictMode: { enabled: true, maxQueryLimit: 7 },
    quantization: { kind: 'scalar' },
    optimizers: { maxSegmentSize: 11 },
  })
  expect(config.optimizersOverwrite).toMatchObject({ indexingThreshold: 9 })
})

test.each([
  ['STORAGE__COLLECTION__STRICT_MODE__MAX_QUERY_LIMIT', '0', 'storage.collection.strict_mode'],
  [
    'STORAGE__COLLECTION__STRICT_MODE__MAX_QUERY_LIMITS',
    '1',
    'strict_mode.max_query_limits: there is no such key',
  ],
  ['STORAGE__COLLECTION__STRICT_MODE__ENABLED', 'perhaps', 'storage.collection.strict_mode'],
  ['STORAGE__COLLECTION__QUANTIZATION', 'scalar', 'storage.collection.quantization: it must be a section'],
  ['STORAGE__COLLECTION__QUANTIZATION__SCALAR__TYPE', 'int9', 'storage.collection.quantization'],
  ['STORAGE__OPTIMIZERS_OVERWRITE__DELETED_THRESHOLD', '2', 'storage.optimizers_overwrite'],
])('%s=%s is refused', (name, value, why) => {
  const { values } = layConfig(readEnvironmentLayer({ [`QDRANT__${name}`]: value }))
  expect(() => resolveConfig(values)).toThrow(why)
})

test('threads', () => {
  const threads = (environment: Record<string, string>): readonly number[] => {
    const config = resolveConfig(layConfig(readEnvironmentLayer(environment)).values)
    return [config.serveThreads, config.optimizerThreads]
  }
  expect(threads({ QDRANT__STORAGE__PERFORMANCE__MAX_SEARCH_THREADS: '5' })[0]).toBe(5)
  const both = { QDRANT__STORAGE__PERFORMANCE__MAX_SEARCH_THREADS: '5', QDRANT__SERVICE__MAX_WORKERS: '6' }
  expect(threads(both)[0]).toBe(6)
  const budget = (value: string): unknown =>
    threads({ QDRANT__STORAGE__PERFORMANCE__OPTIMIZER_CPU_BUDGET: value })[1]
  expect([budget('0'), budget('3'), budget('-1000')]).toEqual([0, 3, 1])
})
