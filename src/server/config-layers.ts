import { existsSync, readFileSync } from 'node:fs'
import { exitCode, StartError } from './exit-code.ts'

/** One value that somebody set, and where. */
export interface Setting {
  readonly path: string
  readonly value: unknown
  /** True when `value` is text that still has to be read as the type of the key. */
  readonly isText: boolean
  /** It is meant for many programs: when it cannot be used here, that is told, but does not stop the start. */
  readonly lenient?: true
  /** For messages: `./config/config.yaml`, `QDRANT__SERVICE__HTTP_PORT`, `--http-port`. */
  readonly source: string
}

const defaultConfigPath = './config/config.yaml'

/** The settings of a YAML file; the default file may be missing, a named one may not. */
export async function readFileLayer(path: string | undefined): Promise<Setting[]> {
  const file = path ?? defaultConfigPath
  if (path === undefined && !existsSync(file)) return []
  const document = await parseYaml(file)
  if (document === null || document === undefined) return []
  if (typeof document !== 'object' || Array.isArray(document)) {
    throw new StartError(exitCode.configuration, `${file}: the configuration must be a map of sections`)
  }
  const settings: Setting[] = []
  collect(document, '', file, settings)
  return settings
}

async function parseYaml(file: string): Promise<unknown> {
  let content: string
  try {
    content = readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartError(exitCode.configuration, `cannot read the configuration file ${file}`, error)
  }
  // Most starts have no file: the parser is loaded only by those that do.
  const { parse } = await import('yaml')
  try {
    return parse(content)
  } catch (error) {
    // Its first line: the others quote the file, which may hold keys.
    const [why] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw new StartError(exitCode.configuration, `${file} is not valid YAML: ${why}`)
  }
}

function collect(node: object, prefix: string, source: string, settings: Setting[]): void {
  for (const [name, value] of Object.entries(node)) {
    const path = prefix === '' ? name : `${prefix}.${name}`
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      collect(value, path, source, settings)
    } else {
      settings.push({ path, value, isText: false, source })
    }
  }
}

/** Settings from `QDRANT__A__B` and, stronger, `QUIVER__A__B`; names in any case. */
export function readEnvironmentLayer(environment: Readonly<Record<string, string | undefined>>): Setting[] {
  const layer = (prefix: string): Setting[] =>
    Object.entries(environment).flatMap(([name, value]) => {
      if (value === undefined || !name.toUpperCase().startsWith(prefix)) return []
      const path = name.slice(prefix.length).toLowerCase().split('__').join('.')
      return [{ path, value, isText: true, source: `environment variable ${name}` }]
    })
  return [...layer('QDRANT__'), ...layer('QUIVER__')]
}

/** The variables of OpenTelemetry that are keys here; its library reads some more by itself. */
const openTelemetryVariables = {
  OTEL_SDK_DISABLED: 'disabled',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'endpoint',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'traces_endpoint',
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'metrics_endpoint',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'protocol',
  OTEL_EXPORTER_OTLP_TIMEOUT: 'timeout_ms',
  OTEL_TRACES_EXPORTER: 'traces',
  OTEL_METRICS_EXPORTER: 'metrics',
  OTEL_TRACES_SAMPLER: 'sampler',
  OTEL_TRACES_SAMPLER_ARG: 'sampling_ratio',
  OTEL_METRIC_EXPORT_INTERVAL: 'metrics_interval_ms',
  OTEL_BSP_MAX_QUEUE_SIZE: 'queue_size',
  OTEL_BSP_SCHEDULE_DELAY: 'delay_ms',
  OTEL_SERVICE_NAME: 'service_name',
  OTEL_RESOURCE_ATTRIBUTES: 'resource_attributes',
} as const

/** Settings from the variables that all programs with OpenTelemetry share; weaker than those of our own. */
export function readOpenTelemetryLayer(environment: Readonly<Record<string, string | undefined>>): Setting[] {
  return Object.entries(openTelemetryVariables).flatMap(([name, key]) => {
    const set = environment[name]
    // An empty variable counts as none.
    if (set === undefined || set.trim() === '') return []
    const value = exporterChoices.get(set) ?? set
    const source = `environment variable ${name}`
    return [{ path: `opentelemetry.${key}`, value, isText: true, lenient: true as const, source }]
  })
}

/** What chooses an exporter, as whether there is one. */
const exporterChoices: ReadonlyMap<string, string> = new Map([
  ['otlp', 'true'],
  ['none', 'false'],
])
