import { afterEach, beforeAll, expect, test } from 'bun:test'
import { once } from 'node:events'
import { type ClientHttp2Session, connect } from 'node:http2'
import { type AddressInfo, connect as connectPlain } from 'node:net'
import {
  createAuthority,
  type IssuedCertificate,
  type TestAuthority,
} from '#security/certificates.fixture.ts'
import { healthStatus, shakeHands } from '#security/tls-client.fixture.ts'
import type { TlsMaterial, TlsSource } from '#security/tls-source.ts'
import { createLogger } from '#telemetry/logger.ts'
import { createAcceptor } from './acceptor.ts'
import { startTestServer } from './test-server.fixture.ts'

let authority: TestAuthority
let good: IssuedCertificate
const cleanups: (() => void | Promise<void>)[] = []

beforeAll(async () => {
  authority = await createAuthority('authority')
  good = await authority.issue('good')
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

/** A server with a certificate that can be replaced. */
async function startSecure(certificate: IssuedCertificate) {
  let current: TlsMaterial = { ...certificate, clientCa: undefined }
  const listeners: ((material: TlsMaterial) => void)[] = []
  const tls: TlsSource = {
    get current() {
      return current
    },
    onChange: (listener) => listeners.push(listener),
    refresh() {},
    close() {},
  }
  const server = await startTestServer({ tls })
  cleanups.push(() => server.listener.drain(1000))
  const replace = (next: IssuedCertificate): void => {
    current = { ...next, clientCa: undefined }
    for (const listener of listeners) listener(current)
  }
  return { port: server.port, replace }
}

function openSession(port: number, ca: string): ClientHttp2Session {
  const session = connect(`https://localhost:${port}`, { ca })
  session.on('error', () => {})
  cleanups.push(() => session.destroy())
  return session
}

test('clients that trust the authority speak HTTP/2 encrypted', async () => {
  const { port } = await startSecure(good)
  expect(await healthStatus(openSession(port, authority.cert))).toBe('0')
  const handshake = await shakeHands(port, { ca: authority.cert, ALPNProtocols: ['h2'] })
  expect(handshake).toEqual({ server: 'good', protocol: 'TLSv1.3', alpn: 'h2' })
})

test('clients refuse a certificate of another authority, and an expired one', async () => {
  const { port, replace } = await startSecure(good)
  const other = await createAuthority('other')
  expect((await shakeHands(port, { ca: other.cert })).error).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED|unable/)
  replace(await authority.issue('old', { expired: true }))
  expect((await shakeHands(port, { ca: authority.cert })).error).toMatch(/EXPIRED|expired/)
})

test('old versions, weak ciphers and other protocols are refused', async () => {
  const { port } = await startSecure(good)
  const ca = authority.cert
  expect(await shakeHands(port, { ca, maxVersion: 'TLSv1.2' })).toMatchObject({ protocol: 'TLSv1.2' })
  const refused = [
    { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' },
    { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' },
    { ALPNProtocols: ['http/1.1'] },
  ] as const
  for (const options of refused) {
    const { server } = await shakeHands(port, { ca, ...options } as Parameters<typeof shakeHands>[1])
    expect([options, server]).toEqual([options, undefined])
  }
})

test('a client that does not encrypt gets no answer', async () => {
  const { port } = await startSecure(good)
  const socket = connectPlain(port, 'localhost')
  socket.on('error', () => {})
  let answer = ''
  socket.on('data', (bytes) => (answer += String(bytes)))
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  await once(socket, 'close')
  expect(answer).not.toContain('HTTP')
})

test('a client that connects and says nothing is hung up on', async () => {
  const tls: TlsSource = {
    current: { ...good, clientCa: undefined },
    onChange() {},
    refresh() {},
    close() {},
  }
  const logger = createLogger({ thread: 'test', level: 'error', write() {} })
  const acceptor = createAcceptor(() => {}, { tls, logger, handshakeMsMax: 20 })
  cleanups.push(() => void acceptor.close())
  acceptor.listen(0, 'localhost')
  await once(acceptor, 'listening')
  const { port } = acceptor.address() as AddressInfo
  await once(connectPlain(port, 'localhost'), 'close')
})

test('a certificate that is replaced is for new connections; the others go on', async () => {
  const { port, replace } = await startSecure(good)
  const session = openSession(port, authority.cert)
  expect(await healthStatus(session)).toBe('0')
  replace(await authority.issue('better'))
  expect((await shakeHands(port, { ca: authority.cert })).server).toBe('better')
  expect(await healthStatus(session)).toBe('0')
  expect(await healthStatus(openSession(port, authority.cert))).toBe('0')
})
