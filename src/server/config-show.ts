import type { LoadedConfig } from './config.ts'
import { type ConfigKey, type ConfigKeySpec, configKeys } from './config-keys.ts'

/** Every key, its value and where that came from, one a line. Secrets are not shown. */
export function showConfig({ values, sources }: LoadedConfig): string {
  const keys = Object.keys(configKeys) as ConfigKey[]
  const width = Math.max(...keys.map((key) => key.length))
  const lines = keys.map((key) => {
    const { secret, effect }: ConfigKeySpec = configKeys[key]
    const value = secret && values[key] ? '***' : JSON.stringify(values[key])
    const note = effect === 'none' ? ', no effect' : ''
    return `${key.padEnd(width)}  ${value}  (${sources.get(key) ?? 'default'}${note})`
  })
  return `${lines.join('\n')}\n`
}
