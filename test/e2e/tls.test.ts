import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createAuthority,
  type IssuedCertificate,
  type TestAuthority,
} from '#security/certificates.fixture.ts'
import { healthStatus, shakeHands } from '#security/tls-client.fixture.ts'
import { runExecutable, startServer } from '../support/server.ts'

setDefaultTimeout(60_000)
let authority: TestAuthority
let folder: string
beforeAll(async () => {
  authority = await createAuthority('authority')
  folder = mkdtempSync(join(tmpdir(), 'quiver-tls-'))
  mkdirSync(join(folder, 'tls'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const secure = { QDRANT__SERVICE__ENABLE_TLS: 'true' }

function install({ cert, key }: IssuedCertificate): void {
  writeFileSync(join(folder, 'tls/key.pem'), key)
  writeFileSync(join(folder, 'tls/cert.pem'), cert)
}
const portOf = (address: string): number => Number(address.slice(address.lastIndexOf(':') + 1))

test('both ports are encrypted, and get a renewed certificate while calls go on', async () => {
  install(await authority.issue('first'))
  const server = await startServer({
    folder,
    args: ['--serve-threads', '2'],
    env: { ...secure, QDRANT__TLS__CERT_TTL: '1' },
  })
  const ports = [portOf(server.httpUrl), portOf(server.grpcAddress)]
  const ca = authority.cert
  const session = connect(`https://localhost:${portOf(server.grpcAddress)}`, { ca })
  expect(await healthStatus(session)).toBe('0')
  const url = `https://localhost:${portOf(server.httpUrl)}`
  const created = await fetch(`${url}/collections/c`, {
    method: 'PUT',
    body: '{"vectors":{"size":2,"distance":"Dot"}}',
    tls: { ca },
  })
  expect(created.status).toBe(200)
  const plain = fetch(`http://localhost:${portOf(server.httpUrl)}/`)
  expect(
    await plain.then(
      () => 'answered',
      () => 'refused',
    ),
  ).toBe('refused')

  install(await authority.issue('second'))
  // Each thread looks at the files by itself: it is done when several connections in a row have the new one.
  for (const port of ports) {
    for (let renewed = 0; renewed < 10; ) {
      const { server: name } = await shakeHands(port, { ca })
      renewed = name === 'second' ? renewed + 1 : 0
    }
  }
  expect(await healthStatus(session)).toBe('0')
  expect((await fetch(`${url}/collections/c`, { tls: { ca } })).status).toBe(200)
  session.close()
  expect(await server.stop()).toBe(0)
  expect(server.output.filter((line) => line.includes('renewed'))).toHaveLength(2)
})

test('clients of the REST port must have a certificate where that is asked for', async () => {
  install(await authority.issue('server'))
  const clients = await createAuthority('clients')
  writeFileSync(join(folder, 'tls/cacert.pem'), clients.cert)
  const server = await startServer({
    folder,
    env: { ...secure, QDRANT__SERVICE__VERIFY_HTTPS_CLIENT_CERTIFICATE: 'true' },
  })
  const ask = async (client: Partial<IssuedCertificate>): Promise<number | undefined> => {
    const tls = { ca: authority.cert, ...client }
    const url = `https://localhost:${portOf(server.httpUrl)}/`
    return await fetch(url, { tls, keepalive: false }).then(
      (response) => response.status,
      () => undefined,
    )
  }
  expect(await ask(await clients.issue('friend'))).toBe(200)
  expect(await ask({})).toBeUndefined()
  expect(await ask(await authority.issue('stranger'))).toBeUndefined()
  // The gRPC port asks nobody for one.
  const session = connect(`https://localhost:${portOf(server.grpcAddress)}`, { ca: authority.cert })
  expect(await healthStatus(session)).toBe('0')
  session.close()
  expect(await server.stop()).toBe(0)
})

test('files that cannot be used end the start', () => {
  const empty = mkdtempSync(join(tmpdir(), 'quiver-no-tls-'))
  const missing = runExecutable(['--http-port', '0', '--grpc-port', '0'], { folder: empty, env: secure })
  rmSync(empty, { recursive: true, force: true })
  expect([missing.code, missing.stderr]).toEqual([
    3,
    'quiver: TLS file could not be opened: ./tls/cert.pem\n',
  ])
})
