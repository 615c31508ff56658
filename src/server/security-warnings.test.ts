import { expect, test } from 'bun:test'
import { layConfig, resolveConfig } from './config.ts'
import { readEnvironmentLayer } from './config-layers.ts'
import { securityWarnings } from './security-warnings.ts'

const warningsFor = (settings: Record<string, string>): string[] => {
  const environment = Object.entries(settings).map(([key, value]) => [`QDRANT__SERVICE__${key}`, value])
  return securityWarnings(
    resolveConfig(layConfig(readEnvironmentLayer(Object.fromEntries(environment))).values),
  )
}

test('what only this machine reaches is no danger', () => {
  expect(warningsFor({})).toEqual([])
  expect(warningsFor({ HOST: '127.1.2.3' })).toEqual([])
  expect(warningsFor({ HOST: '::1' })).toEqual([])
})

test('an address that others reach wants a key and encryption', () => {
  const open = warningsFor({ HOST: '0.0.0.0' })
  expect(open).toHaveLength(2)
  expect(open[0]).toContain('ANYBODY')
  const [clear, ...others] = warningsFor({ HOST: '::', READ_ONLY_API_KEY: 'hush' })
  expect(clear).toContain('keys travel unencrypted')
  expect(clear).not.toContain('hush')
  expect(others).toEqual([])
  expect(warningsFor({ HOST: '10.0.0.1', API_KEY: 'k', ENABLE_TLS: 'true' })).toEqual([])
})

test('tokens need the key that signs them', () => {
  expect(warningsFor({ JWT_RBAC: 'true' })).toEqual([expect.stringContaining('service.jwt_rbac')])
  expect(warningsFor({ JWT_RBAC: 'true', ALT_API_KEY: 'k'.repeat(32) })).toEqual([])
  const [short] = warningsFor({ JWT_RBAC: 'true', API_KEY: 'hush' })
  expect(short).toContain('shorter than 32 bytes')
  expect(short).not.toContain('hush')
})
