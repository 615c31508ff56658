import { afterEach, beforeAll, expect, test } from 'bun:test'
import {
  createAuthority,
  type IssuedCertificate,
  type TestAuthority,
} from '#security/certificates.fixture.ts'
import { shakeHands } from '#security/tls-client.fixture.ts'
import type { TlsMaterial, TlsSource } from '#security/tls-source.ts'
import { type HttpListener, type HttpListenerOptions, listenHttp } from './http-listener.ts'

let authority: TestAuthority
let good: IssuedCertificate
const listeners: HttpListener[] = []

beforeAll(async () => {
  authority = await createAuthority('authority')
  good = await authority.issue('good')
})
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.drain(1000)
})

/** A listener with a certificate that can be replaced. */
function listenSecure(
  certificate: IssuedCertificate,
  options: { readonly clientCa?: string; readonly fetch?: HttpListenerOptions['fetch'] } = {},
) {
  let current: TlsMaterial = { ...certificate, clientCa: options.clientCa }
  let tell = (_material: TlsMaterial): void => {}
  const tls: TlsSource = {
    get current() {
      return current
    },
    onChange: (listener) => {
      tell = listener
    },
    refresh() {},
    close() {},
  }
  const fetch = options.fetch ?? (() => new Response('hello'))
  const listener = listenHttp({ host: '127.0.0.1', port: 0, shared: false, tls, fetch })
  listeners.push(listener)
  const replace = (next: IssuedCertificate): void => {
    current = { ...next, clientCa: options.clientCa }
    tell(current)
  }
  return { port: listener.port, replace, listener }
}

/** The answer, or that there was none. */
async function ask(port: number, tls: Bun.TLSOptions): Promise<string> {
  try {
    const response = await fetch(`https://localhost:${port}/`, { tls, keepalive: false })
    return await response.text()
  } catch {
    return 'no answer'
  }
}

test('clients that trust the authority are answered, others go away', async () => {
  const { port } = listenSecure(good)
  const other = await createAuthority('other')
  expect(await ask(port, { ca: authority.cert })).toBe('hello')
  expect(await ask(port, { ca: other.cert })).toBe('no answer')
  const old = listenSecure(await authority.issue('old', { expired: true }))
  expect(await ask(old.port, { ca: authority.cert })).toBe('no answer')
})

test('old versions and weak ciphers are refused', async () => {
  const { port } = listenSecure(good)
  const ca = authority.cert
  expect(await shakeHands(port, { ca, maxVersion: 'TLSv1.2' })).toMatchObject({ protocol: 'TLSv1.2' })
  const weak = { ca, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' } as const
  expect((await shakeHands(port, weak)).server).toBeUndefined()
  const old = { ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const
  expect((await shakeHands(port, old)).server).toBeUndefined()
})

test('where clients must have a certificate, only those of the right authority are answered', async () => {
  const clients = await createAuthority('clients')
  const { port } = listenSecure(good, { clientCa: clients.cert })
  const ca = authority.cert
  const stranger = await authority.issue('stranger')
  expect(await ask(port, { ca, ...(await clients.issue('friend')) })).toBe('hello')
  expect(await ask(port, { ca, ...stranger })).toBe('no answer')
  expect(await ask(port, { ca })).toBe('no answer')
})

test('a certificate is replaced while a request is answered', async () => {
  const begun = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<Response>()
  const { port, replace, listener } = listenSecure(good, {
    fetch: () => {
      begun.resolve()
      return answer.promise
    },
  })
  const early = ask(port, { ca: authority.cert })
  await begun.promise
  for (const name of ['better', 'best']) {
    replace(await authority.issue(name))
    for (let handshakes = 0; handshakes < 5; handshakes++) {
      expect((await shakeHands(port, { ca: authority.cert })).server).toBe(name)
    }
  }
  answer.resolve(new Response('at last'))
  expect(await early).toBe('at last')
  await listener.drain(1000)
  replace(good)
  expect((await shakeHands(port, { ca: authority.cert })).server).toBeUndefined()
})
