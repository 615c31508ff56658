import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Logger } from '#telemetry/logger.ts'

/** Where certificate and key are. Plain data. */
export interface TlsSettings {
  /** PEM: the certificate of the server, then those between it and its authority. */
  readonly certPath: string
  /** PEM. */
  readonly keyPath: string
  /** PEM: the authorities of which one must have signed the certificate of a client; undefined: none is asked for. */
  readonly clientCaPath: string | undefined
  /** Seconds after which the files are looked at again; undefined: never. */
  readonly lifetimeSec: number | undefined
}

/** What the files hold, as PEM. */
export interface TlsMaterial {
  readonly cert: string
  readonly key: string
  readonly clientCa: string | undefined
}

/** Certificates that cannot be used, for people who start the server. */
export class TlsError extends Error {
  override readonly name = 'TlsError'
}

/** The certificate that is current. */
export interface TlsSource {
  readonly current: TlsMaterial
  /** Called when another certificate, or key, has taken its place. */
  onChange(listener: (material: TlsMaterial) => void): void
  /** Looks at the files now. What is wrong with them is logged. */
  refresh(): void
  /** Stops looking at the files. */
  close(): void
}

/** Versions before 1.2 are broken. */
export const tlsVersionMin = 'TLSv1.2'
/** Of TLS 1.2 only what has forward secrecy and authenticated encryption; all of 1.3 has. */
export const tlsCiphers = ['ECDSA', 'RSA']
  .flatMap((signature) => [
    `ECDHE-${signature}-AES128-GCM-SHA256`,
    `ECDHE-${signature}-AES256-GCM-SHA384`,
    `ECDHE-${signature}-CHACHA20-POLY1305`,
  ])
  .join(':')

/** Reads the files and checks that they belong together. Throws TlsError. */
export function readTlsMaterial(settings: TlsSettings): TlsMaterial {
  const { certPath, keyPath, clientCaPath } = settings
  const cert = readPem(certPath)
  const key = readPem(keyPath)
  const clientCa = clientCaPath === undefined ? undefined : readPem(clientCaPath)
  const certificate = parse(certPath, () => new X509Certificate(cert))
  const privateKey = parse(keyPath, () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new TlsError(`the TLS key ${keyPath} is not that of the certificate ${certPath}`)
  }
  if (clientCaPath !== undefined && clientCa !== undefined)
    parse(clientCaPath, () => new X509Certificate(clientCa))
  return { cert, key, clientCa }
}

/**
 * Reads the files now (throws TlsError), and again and again when they have a lifetime. Files that cannot be
 * used then change nothing, but are logged.
 */
export function openTlsSource(settings: TlsSettings, logger: Logger): TlsSource {
  const listeners: ((material: TlsMaterial) => void)[] = []
  let current = readTlsMaterial(settings)
  warnOfExpiry(current, settings, logger)
  const refresh = (): void => {
    try {
      const fresh = readTlsMaterial(settings)
      const { cert, key, clientCa } = current
      if (fresh.cert === cert && fresh.key === key && fresh.clientCa === clientCa) {
        warnOfExpiry(current, settings, logger)
        return
      }
      current = fresh
      for (const listener of listeners) listener(fresh)
      logger.info('the TLS certificate has been renewed', { until: new X509Certificate(fresh.cert).validTo })
    } catch (error) {
      logger.error('the TLS certificate cannot be renewed; the last one stays in use', { error })
    }
  }
  const timer =
    settings.lifetimeSec === undefined ? undefined : setInterval(refresh, settings.lifetimeSec * 1000)
  timer?.unref()
  return {
    get current() {
      return current
    },
    onChange: (listener) => {
      listeners.push(listener)
    },
    refresh,
    close: () => clearInterval(timer),
  }
}

function warnOfExpiry({ cert }: TlsMaterial, { certPath }: TlsSettings, logger: Logger): void {
  const until = new X509Certificate(cert).validTo
  if (Date.parse(until) < Date.now())
    logger.warn('the TLS certificate has expired', { file: certPath, until })
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new TlsError(`TLS file could not be opened: ${path}`, { cause: error })
  }
}

function parse<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new TlsError(`TLS file is not a PEM file that can be used: ${path}`, { cause: error })
  }
}
