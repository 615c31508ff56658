import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { QdrantClient } from '@qdrant/js-client-rest'
import { qdrant } from '#wire/generated/qdrant.js'
import { grpcAttempt, openSession, type Refusal } from '../support/access-matrix.ts'
import { keys, signToken } from '../support/credentials.ts'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
let server: TestServer

beforeAll(async () => {
  server = await startServer({
    args: ['--serve-threads', '3'],
    env: {
      QDRANT__SERVICE__API_KEY: keys.apiKey,
      QUIVER__SERVICE__JWT_RBAC: 'true',
      QDRANT__LOG_LEVEL: 'trace',
    },
  })
  const admin = clientWith(keys.apiKey)
  for (const name of ['books', 'letters', 'songs']) {
    await admin.createCollection(name, { vectors: { size: 2, distance: 'Dot' } })
  }
  const aliases = { b: 'books', b2: 'books', l: 'letters' }
  await admin.updateCollectionAliases({
    actions: Object.entries(aliases).map(([alias_name, collection_name]) => ({
      create_alias: { collection_name, alias_name },
    })),
  })
  await admin.upsert('books', { wait: true, points: [{ id: 1, vector: [1, 0], payload: { owner: 'ann' } }] })
})
afterAll(async () => {
  await server.stop()
})

const clientWith = (apiKey: string): QdrantClient =>
  new QdrantClient({ url: server.httpUrl, apiKey, checkCompatibility: false })
const clientFor = async (...collections: string[]): Promise<QdrantClient> =>
  clientWith(await signToken({ access: collections.map((collection) => ({ collection, access: 'rw' })) }))

test('lists show what the token may read', async () => {
  const client = await clientFor('songs', 'books', 'b')
  expect(await client.getCollections()).toEqual({ collections: [{ name: 'books' }, { name: 'songs' }] })
  // An alias is shown to those who may read both names.
  expect((await client.getAliases()).aliases).toEqual([{ alias_name: 'b', collection_name: 'books' }])
  expect((await client.getCollectionAliases('books')).aliases).toHaveLength(1)
  const nobody = await clientFor()
  expect(await nobody.getCollections()).toEqual({ collections: [] })
})

test('a token is about names as they are written, not about what they stand for', async () => {
  const byAlias = await clientFor('b')
  expect((await byAlias.count('b')).count).toBe(1)
  expect(await statusOf(byAlias.count('books'))).toBe(403)
  const byName = await clientFor('books')
  expect(await statusOf(byName.count('b'))).toBe(403)
  expect(await statusOf(byName.upsert('l', { points: [{ id: 1, vector: [1, 0] }] }))).toBe(403)
})

test('a token is good as long as its value exists', async () => {
  const token = await signToken({
    value_exists: { collection: 'books', matches: [{ key: 'owner', value: 'bea' }] },
  })
  const client = clientWith(token)
  const admin = clientWith(keys.apiKey)
  expect(await statusOf(client.getCollections())).toBe(401)
  await admin.setPayload('books', { wait: true, payload: { owner: 'bea' }, points: [1] })
  expect((await client.getCollections()).collections).toHaveLength(3)
  await admin.setPayload('books', { wait: true, payload: { owner: 'ann' }, points: [1] })
  expect(await statusOf(client.getCollections())).toBe(401)
})

test('what a caller may do goes with the call to other threads', async () => {
  const session = await openSession(server.grpcAddress)
  const message = (collectionName: string): Uint8Array =>
    qdrant.QueryBatchPoints.encode({
      collectionName,
      queryPoints: Array.from({ length: 8 }, () => ({
        collectionName,
        query: { nearest: { dense: { data: [1, 0] } } },
      })),
    }).finish()
  const token = await signToken({ access: [{ collection: 'songs', access: 'r' }] })
  const refusals = (collection: string): Promise<Refusal[]> => {
    const attempt = grpcAttempt(session, '/qdrant.Points/QueryBatch', message(collection))
    // Many at once on one connection: some of them are answered elsewhere.
    return Promise.all(Array.from({ length: 100 }, () => attempt({ 'api-key': token })))
  }
  expect(new Set(await refusals('songs'))).toEqual(new Set([undefined]))
  const refused = 'gRPC 7: Forbidden: Access to collection books is required'
  expect(new Set(await refusals('books'))).toEqual(new Set([refused]))
  session.close()
})

test('telemetry tells of the collections of the caller only', async () => {
  const { result } = (await telemetry(
    await signToken({ access: [{ collection: 'books', access: 'r' }] }),
  )) as {
    result: Record<string, unknown>
  }
  expect(result['collections']).toMatchObject({ number_of_collections: 1 })
  expect(Object.keys(result)).not.toContain('requests')
  const whole = (await telemetry(keys.apiKey)) as { result: object }
  expect(whole.result).toMatchObject({ collections: { number_of_collections: 3 }, requests: {} })
})

test('nothing that is printed has a key or a token in it', () => {
  const printed = server.output.join('\n')
  expect(printed).toContain('/collections')
  expect(printed).not.toContain(keys.apiKey)
  expect(printed).not.toContain('eyJ')
})

async function telemetry(key: string): Promise<unknown> {
  const response = await fetch(`${server.httpUrl}/telemetry?details_level=2`, { headers: { 'api-key': key } })
  return await response.json()
}

/** The status of a call that fails; undefined when it does not. */
async function statusOf(call: Promise<unknown>): Promise<number | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    return (error as { readonly status?: number }).status
  }
}
