import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtInDefaults } from '#model/collection-config.ts'
import { levelOfFilter } from '#telemetry/log-threshold.ts'
import { readCommandLine } from './command-line.ts'
import { layConfig, resolveConfig } from './config.ts'
import { configKeys } from './config-keys.ts'
import { showConfig } from './config-show.ts'
import { readEnvironmentLayer, readFileLayer, readOpenTelemetryLayer } from './config-layers.ts'
import { StartError } from './exit-code.ts'

const folder = mkdtempSync(join(tmpdir(), 'quiver-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function yamlFile(content: string): string {
  const path = join(folder, `${Bun.hash(content)}.yaml`)
  writeFileSync(path, content)
  return path
}

function problemOf(run: () => unknown): StartError {
  try {
    run()
  } catch (error) {
    if (error instanceof StartError) return error
    throw error
  }
  throw new Error('nothing was wrong')
}

test('the defaults are valid and listen on this machine only', () => {
  for (const [key, spec] of Object.entries(configKeys)) {
    expect([key, spec.schema.safeParse(spec.fallback).success]).toEqual([key, true])
  }
  const config = resolveConfig(layConfig([]).values)
  expect(config).toMatchObject({ host: '127.0.0.1', httpPort: 6333, grpcPort: 6334, log: { level: 'info' } })
  expect(config.serveThreads).toBeGreaterThan(0)
})

test('later layers win: file, QDRANT__, QUIVER__, flags', async () => {
  const file = yamlFile('service:\n  http_port: 1\n  grpc_port: 2\n  host: 0.0.0.0\n  max_workers: 3\n')
  const environment = {
    QDRANT__SERVICE__HTTP_PORT: '11',
    qdrant__service__grpc_port: '12',
    QUIVER__SERVICE__GRPC_PORT: '13',
    QUIVER__service__MAX_WORKERS: '14',
  }
  const flags = readCommandLine(['--serve-threads', '24'])
  const { values, sources } = layConfig([
    ...(await readFileLayer(file)),
    ...readEnvironmentLayer(environment),
    ...(flags?.settings ?? []),
  ])
  const config = resolveConfig(values)
  expect(config).toMatchObject({ host: '0.0.0.0', httpPort: 11, grpcPort: 13, serveThreads: 24 })
  expect(sources.get('service.max_workers')).toBe('--serve-threads')
  expect(sources.get('service.grpc_port')).toBe('environment variable QUIVER__SERVICE__GRPC_PORT')
  expect(sources.get('service.host')).toBe(file)
})

test('text is read as the type of its key', () => {
  const read = (name: string, value: string) => {
    const { values } = layConfig(readEnvironmentLayer({ [name]: value }))
    return Object.entries(values).find(([key]) => key === name.slice(8).toLowerCase().replace('__', '.'))?.[1]
  }
  expect(read('QDRANT__SERVICE__ENABLE_CORS', 'off')).toBe(false)
  expect(read('QDRANT__SERVICE__ENABLE_CORS', 'Yes')).toBe(true)
  expect(read('QDRANT__SERVICE__SLOW_QUERY_SECS', '0.5')).toBe(0.5)
  expect(read('QDRANT__SERVICE__GRPC_PORT', 'null')).toBeNull()
  expect(read('QDRANT__LOGGER__FORMAT', 'JSON')).toBe('json')
})

test('every problem is told, with its key, its source and what is accepted', () => {
  const error = problemOf(() =>
    layConfig(
      readEnvironmentLayer({
        QDRANT__SERVICE__HTTP_PORT: 'abc',
        QDRANT__SERVICE__GRPC_PORT: '',
        QDRANT__GRPC_PORT: '1',
        QDRANT__LOGGER__FORMAT: 'xml',
      }),
    ),
  )
  expect(error.code).toBe(3)
  expect(error.message.split('\n')).toEqual([
    'wrong configuration:',
    "  service.http_port (environment variable QDRANT__SERVICE__HTTP_PORT): 'abc' is not a whole number from 0 to 65535",
    "  service.grpc_port (environment variable QDRANT__SERVICE__GRPC_PORT): '' is not a whole number from 0 to 65535, or null",
    '  grpc_port (environment variable QDRANT__GRPC_PORT): there is no such key; did you mean service.grpc_port?',
    "  logger.format (environment variable QDRANT__LOGGER__FORMAT): 'xml' is not one of text, json",
  ])
})

test('a key that cannot be ignored is refused; switched off it is fine', () => {
  const error = problemOf(() => layConfig(readEnvironmentLayer({ QDRANT__CLUSTER__ENABLED: 'true' })))
  expect(error.message).toContain('cluster.enabled')
  layConfig(readEnvironmentLayer({ QDRANT__AUDIT__ENABLED: 'off', QDRANT__CLUSTER__ENABLED: 'false' }))
})

test('keys are shown nowhere: not by the configuration, not in what is wrong with it', async () => {
  const environment = { QDRANT__SERVICE__API_KEY: 'hush-1', QDRANT__SERVICE__READ_ONLY_API_KEY: 'hush-2' }
  const loaded = layConfig([
    ...(await readFileLayer(yamlFile('inference: {token: hush-3}\nservice: {alt_api_key: hush-4}\n'))),
    ...readEnvironmentLayer(environment),
  ])
  const shown = showConfig(loaded)
  expect(shown).toMatch(/service\.api_key +\*\*\* /)
  expect(shown).not.toContain('hush')
  expect(resolveConfig(loaded.values).keys).toEqual({
    apiKey: 'hush-1',
    altApiKey: 'hush-4',
    readOnlyApiKey: 'hush-2',
    tokens: false,
  })
  const wrong = await readFileLayer(yamlFile('service: {api_key: 987654}\n'))
  expect(problemOf(() => layConfig(wrong)).message).not.toContain('987654')
  const broken = readFileLayer(yamlFile('service:\n  api_key: hush\n   x: [\n'))
  expect(await broken.catch((error: Error) => error.message)).not.toContain('hush')
})

test('an empty key is none', () => {
  const { values } = layConfig(readEnvironmentLayer({ QDRANT__SERVICE__API_KEY: '' }))
  expect(resolveConfig(values).keys.apiKey).toBeUndefined()
})

test('keys without effect are accepted and reported, inside open sections too', async () => {
  const file = yamlFile(
    'storage:\n  performance: {io_uring: true, optimizer_io_budget: 0}\ngpu: {indexing: true, disk: {max: 80}}\n',
  )
  const { withoutEffect, values } = layConfig(await readFileLayer(file))
  expect(values.gpu).toEqual({ indexing: true, disk: { max: 80 } })
  // A key that is set to its default asks for nothing.
  expect(withoutEffect.map((s) => s.path)).toEqual([
    'storage.performance.io_uring',
    'gpu.indexing',
    'gpu.disk.max',
  ])
})

test('a log filter gives its general level', () => {
  const level = (filter: string) =>
    levelOfFilter(
      resolveConfig(layConfig([{ path: 'log_level', value: filter, isText: true, source: 'test' }]).values)
        .log.level,
    )
  expect([level('WARN'), level('raft=off,debug'), level('raft=off'), level('OFF')]).toEqual([
    'warn',
    'debug',
    'info',
    'off',
  ])
  expect(problemOf(() => level('loud')).message).toContain('one of trace, debug')
})

test('a named file must exist and be a map; the default one may be missing', async () => {
  expect(await readFileLayer(undefined)).toEqual([])
  const failure = (path: string) =>
    readFileLayer(path).then(
      () => undefined,
      (error: Error) => error.message,
    )
  expect(await failure(join(folder, 'missing.yaml'))).toContain('cannot read the configuration file')
  expect(await failure(yamlFile('- a\n'))).toContain('must be a map')
  expect(await failure(yamlFile('a: [\n'))).toContain('not valid YAML')
})

test('the command line', () => {
  const restore = { collections: [], storage: undefined, force: false }
  expect(readCommandLine([])).toEqual({ command: 'serve', restore, configPath: undefined, settings: [] })
  expect(readCommandLine(['config', 'check', '--config-path', 'x.yaml'])).toMatchObject({
    command: 'config check',
    configPath: 'x.yaml',
  })
  expect(readCommandLine(['--host', '::1', 'config', 'show'])).toMatchObject({
    command: 'config show',
    settings: [{ path: 'service.host', value: '::1' }],
  })
  const snapshots = [
    '--snapshot',
    'C:\\a.snapshot:a',
    '--snapshot',
    './b:b',
    '--storage-snapshot',
    'all',
    '-f',
  ]
  expect(readCommandLine(snapshots)).toMatchObject({
    command: 'serve',
    restore: {
      collections: [
        { path: 'C:\\a.snapshot', collection: 'a' },
        { path: './b', collection: 'b' },
      ],
      storage: 'all',
      force: true,
    },
  })
  expect(readCommandLine(['backup', 'there', '--storage-path', 's'])).toMatchObject({
    command: 'backup',
    path: 'there',
    settings: [{ path: 'storage.storage_path', value: 's' }],
  })
  expect(readCommandLine(['restore', 'x', '--force'])).toMatchObject({
    command: 'restore',
    path: 'x',
    force: true,
  })
  expect(readCommandLine(['restore', 'x'])).toMatchObject({ force: false })
  expect(readCommandLine(['verify'])).toMatchObject({ command: 'verify' })
  for (const wrong of [
    ['--nope'],
    ['serve-me'],
    ['--host'],
    ['config', 'break'],
    ['backup'],
    ['verify', 'x'],
    ['--snapshot', 'no-name'],
    ['--snapshot', ':x'],
    ['--snapshot', 'a:b/c'],
  ]) {
    expect(problemOf(() => readCommandLine(wrong)).code).toBe(2)
  }
})

test('a node that says nothing gives collections the built-in defaults', () => {
  const { collectionDefaults } = resolveConfig(layConfig([]).values)
  expect(JSON.parse(JSON.stringify(collectionDefaults))).toEqual(JSON.parse(JSON.stringify(builtInDefaults)))
})

test('the variables of OpenTelemetry are keys too, the weakest ones, and what cannot be used stops nothing', () => {
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_SERVICE_NAME: 'theirs',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=a%20b,zone=1',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_BSP_SCHEDULE_DELAY: '',
    QUIVER__OPENTELEMETRY__SERVICE_NAME: 'ours',
    QUIVER__OPENTELEMETRY__HEADERS: 'authorization=Bearer%20x',
  }
  const loaded = layConfig([...readOpenTelemetryLayer(environment), ...readEnvironmentLayer(environment)])
  expect(resolveConfig(loaded.values).openTelemetry).toEqual({
    traces: { url: 'http://collector:4318/v1/traces', sampling: { followsParent: false, ratio: 0.25 } },
    metrics: undefined,
    protocol: 'http/protobuf',
    headers: { authorization: 'Bearer x' },
    timeoutMs: 10_000,
    serviceName: 'ours',
    resourceAttributes: { 'deployment.environment': 'a b', zone: '1' },
    queueSize: 2048,
    delayMs: 5000,
  })
  expect(loaded.warnings).toEqual([
    "opentelemetry.protocol (environment variable OTEL_EXPORTER_OTLP_PROTOCOL): 'grpc' is not one of http/protobuf, http/json",
  ])
  expect(showConfig(loaded)).not.toContain('Bearer')
})

test('nothing is sent anywhere unless it is said where, or when that is switched off', () => {
  const settings = (environment: Record<string, string>) =>
    resolveConfig(layConfig(readOpenTelemetryLayer(environment)).values).openTelemetry
  expect(settings({ OTEL_SERVICE_NAME: 'x' })).toBeUndefined()
  const there = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://one/exactly' }
  expect(settings(there)).toMatchObject({
    traces: { url: 'https://one/exactly', sampling: { followsParent: true, ratio: 1 } },
    metrics: undefined,
  })
  expect(settings({ ...there, OTEL_SDK_DISABLED: 'true' })).toBeUndefined()
  expect(settings({ ...there, OTEL_TRACES_SAMPLER: 'always_off' })).toBeUndefined()
})
