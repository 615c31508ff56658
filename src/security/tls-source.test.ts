import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, type LogRecord } from '#telemetry/logger.ts'
import { createAuthority, type IssuedCertificate, type TestAuthority } from './certificates.fixture.ts'
import { openTlsSource, readTlsMaterial, type TlsMaterial, type TlsSettings } from './tls-source.ts'

let folder: string
let authority: TestAuthority
let first: IssuedCertificate
let second: IssuedCertificate

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quiver-tls-'))
  authority = await createAuthority('authority')
  ;[first, second] = await Promise.all([authority.issue('first'), authority.issue('second')])
})
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
function settingsOf({ cert, key }: IssuedCertificate): TlsSettings {
  return {
    certPath: write('cert.pem', cert),
    keyPath: write('key.pem', key),
    clientCaPath: undefined,
    lifetimeSec: undefined,
  }
}
function open(settings: TlsSettings) {
  const logs: LogRecord[] = []
  const logger = createLogger({ thread: 'test', level: 'info', write: (record) => logs.push(record) })
  return { source: openTlsSource(settings, logger), logs }
}

test('what cannot be used is told by its file', () => {
  const settings = settingsOf(first)
  expect(() => readTlsMaterial({ ...settings, certPath: './tls/no.pem' })).toThrow(
    'TLS file could not be opened: ./tls/no.pem',
  )
  const junk = write('junk.pem', 'junk')
  for (const wrong of [{ certPath: junk }, { keyPath: junk }, { clientCaPath: junk }]) {
    expect(() => readTlsMaterial({ ...settings, ...wrong })).toThrow(`that can be used: ${junk}`)
  }
  const other = write('other.pem', second.key)
  expect(() => readTlsMaterial({ ...settings, keyPath: other })).toThrow('is not that of the certificate')
})

test('files that change are told to all, once', () => {
  const { source, logs } = open(settingsOf(first))
  const told: TlsMaterial[] = []
  source.onChange((material) => told.push(material))
  source.refresh()
  expect(told).toEqual([])
  settingsOf(second)
  source.refresh()
  source.refresh()
  expect(told).toEqual([{ ...second, clientCa: undefined }])
  expect(source.current).toEqual({ ...second, clientCa: undefined })
  expect(logs.map(({ level }) => level)).toEqual(['info'])
  source.close()
})

test('files that cannot be used leave the last ones in use', () => {
  const settings = settingsOf(first)
  const { source, logs } = open(settings)
  // As if the certificate had been replaced, and the key not yet.
  write('cert.pem', second.cert)
  source.refresh()
  expect(source.current.cert).toBe(first.cert)
  expect(logs.map(({ level }) => level)).toEqual(['error'])
  write('key.pem', second.key)
  source.refresh()
  expect(source.current.cert).toBe(second.cert)
  source.close()
})

test('an expired certificate is used, with a warning', async () => {
  const { source, logs } = open(settingsOf(await authority.issue('old', { expired: true })))
  expect(logs.map(({ level }) => level)).toEqual(['warn'])
  source.close()
})
