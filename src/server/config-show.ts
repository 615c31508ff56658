import type { LoadedConfig } from './config.ts'
import { type ConfigKey, configKeys } from './config-keys.ts'

const secretKeys = /api_key$|secret|token/

/** Every key, its value and where that came from, one a line. Secrets are not shown. */
export function showConfig({ values, sources }: LoadedConfig): string {
  const keys = Object.keys(configKeys) as ConfigKey[]
  const width = Math.max(...keys.map((key) => key.length))
  const lines = keys.map((key) => {
    const value = secretKeys.test(key) && values[key] ? '***' : JSON.stringify(values[key])
    const note = configKeys[key].effect === 'none' ? ', no effect' : ''
    return `${key.padEnd(width)}  ${value}  (${sources.get(key) ?? 'default'}${note})`
  })
  return `${lines.join('\n')}\n`
}
