import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { ClientHttp2Session } from 'node:http2'
import { join } from 'node:path'
import { restBindings } from '#api/rest/http-app.ts'
import { bindings } from '#api/grpc/bindings.ts'
import {
  type Attempt,
  fillMatrix,
  grpcAttempt,
  openSession,
  readMatrix,
  restAttempt,
  spellOut,
  withoutRepeats,
  writeMatrix,
} from '../support/access-matrix.ts'
import { allCredentials, keys } from '../support/credentials.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { grpcRequests, restRequests } from './access.calls.ts'

/**
 * Every request with every kind of credential, held against what the reference implementation of the API
 * answered. `RECORD_ACCESS=http-host:port,grpc-host:port` asks a server there that has the same keys and tokens
 * switched on.
 */
// A recording makes snapshots.
setDefaultTimeout(600_000)
const recordFrom = process.env['RECORD_ACCESS']?.split(',')
const path = join(import.meta.dirname, 'access.answers')

let server: TestServer | undefined
let session: ClientHttp2Session
let url = ''

beforeAll(async () => {
  if (recordFrom === undefined) {
    server = await startServer({
      args: ['--serve-threads', '2'],
      env: {
        QDRANT__SERVICE__API_KEY: keys.apiKey,
        QDRANT__SERVICE__ALT_API_KEY: keys.altApiKey,
        QDRANT__SERVICE__READ_ONLY_API_KEY: keys.readOnlyApiKey,
        QDRANT__SERVICE__JWT_RBAC: 'true',
      },
    })
  }
  url = server?.httpUrl ?? `http://${recordFrom?.[0]}`
  session = await openSession(server?.grpcAddress ?? recordFrom?.[1] ?? '')
  for (const name of ['users', 'c', 'd']) {
    await put(`/collections/${name}`, { vectors: { size: 2, distance: 'Dot' } })
  }
  await put('/collections/users/points?wait=true', {
    points: [{ id: 1, vector: [1, 0], payload: { name: 'ann' } }],
  })
})
afterAll(async () => {
  session.close()
  await server?.stop()
})

test('every method and every route is among the requests', () => {
  const grpcPaths = new Set(grpcRequests.map((request) => request.path))
  expect(
    bindings.map(({ operation }) => operation.grpc ?? '').filter((grpc) => !grpcPaths.has(grpc)),
  ).toEqual([])
  const routes = restRequests.map(({ method, path: asked }) => `${method} ${asked.replace(/\?.*/, '')}`)
  const unasked = restBindings.filter(({ route }) => {
    const pattern = new RegExp(`^${route.method} ${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
    return !routes.some((asked) => pattern.test(asked))
  })
  expect(unasked.map(({ route }) => `${route.method} ${route.path}`)).toEqual([])
})

test('who may do what', async () => {
  const attempts = new Map<string, Attempt>()
  const slow = new Set<string>()
  const add = (name: string, attempt: Attempt, isSlow: boolean): void => {
    attempts.set(name, attempt)
    if (isSlow) slow.add(name)
  }
  for (const { path: method, message, note, slow: isSlow = false } of grpcRequests) {
    const name = note === undefined ? method : `${method}, ${note}`
    add(name, grpcAttempt(session, method, message), isSlow)
  }
  for (const request of restRequests) {
    const { method, path: route, body, slow: isSlow = false } = request
    const name = `${method} ${route}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`
    add(name, restAttempt(`${url}${route}`, request), isSlow)
  }
  const credentials = await allCredentials(Math.floor(Date.now() / 1000))
  if (recordFrom !== undefined) {
    writeMatrix(path, await fillMatrix(attempts, credentials))
    return
  }
  const expected = readMatrix(path)
  const matrix = await fillMatrix(
    attempts,
    credentials,
    (name, at) => !slow.has(name) || withoutRepeats(expected.outcomes[name] ?? '', at),
  )
  expect(spellOut(matrix)).toEqual(spellOut(expected))
})

async function put(route: string, body: object): Promise<void> {
  const headers = { 'api-key': keys.apiKey, 'content-type': 'application/json' }
  const response = await fetch(`${url}${route}`, { method: 'PUT', headers, body: JSON.stringify(body) })
  // A server that was asked before has it already.
  if (!response.ok && response.status !== 409) throw new Error(`${route}: ${await response.text()}`)
}
