import { existsSync, readFileSync } from 'node:fs'
import { exitCode, StartError } from './exit-code.ts'

/** One value that somebody set, and where. */
export interface Setting {
  readonly path: string
  readonly value: unknown
  /** True when `value` is text that still has to be read as the type of the key. */
  readonly isText: boolean
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
