import { isIPv4 } from 'node:net'
import type { ServerConfig } from './config.ts'

/** As long as what HMAC-SHA256 makes of it. */
const keyBytesMin = 32

/** What is dangerous about a configuration, a sentence each. */
export function securityWarnings(config: Pick<ServerConfig, 'host' | 'keys' | 'tls'>): string[] {
  const { host, keys, tls } = config
  const { apiKey, altApiKey, readOnlyApiKey, tokens } = keys
  const hasManagingKey = apiKey !== undefined || altApiKey !== undefined
  const hasKey = hasManagingKey || readOnlyApiKey !== undefined
  const warnings: string[] = []
  if (!isLoopback(host) && !hasKey) {
    warnings.push(
      `ANYBODY who reaches ${host} may read, change and delete all data: no key is asked for. ` +
        'Set service.api_key, or listen on 127.0.0.1 only',
    )
  }
  if (!isLoopback(host) && tls === undefined) {
    warnings.push(
      `data${hasKey ? ' and keys travel' : ' travels'} unencrypted to and from ${host}: set service.enable_tls, ` +
        'or put a proxy that encrypts in front',
    )
  }
  if (
    tokens &&
    [apiKey, altApiKey].some((key) => key !== undefined && Buffer.byteLength(key) < keyBytesMin)
  ) {
    warnings.push(
      `a key that signs tokens is shorter than ${keyBytesMin} bytes: it may be guessed from a token`,
    )
  }
  if (tokens && !hasManagingKey) {
    warnings.push('service.jwt_rbac has no effect without service.api_key: tokens are signed with it')
  }
  return warnings
}

function isLoopback(host: string): boolean {
  return (isIPv4(host) && host.startsWith('127.')) || host === '::1'
}
