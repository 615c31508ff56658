import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectClient, dense, numericId, singleVector, text, withPayload } from '../support/client.ts'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(30_000)
const folder = mkdtempSync(join(tmpdir(), 'quiver-points-'))
let server: TestServer

beforeAll(async () => {
  server = await startServer({ folder, args: ['--serve-threads', '2'] })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const points = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: numericId(BigInt(from + index)),
    vectors: dense([Math.cos(from + index), Math.sin(from + index), 1, 0]),
    payload: { name: text(`point ${from + index}`) },
  }))

async function nearestName(angle: number, from: TestServer = server): Promise<unknown> {
  const answer = await connectClient(from)
    .api('points')
    .search({
      collectionName: 'e2e',
      vector: [Math.cos(angle), Math.sin(angle), 1, 0],
      limit: 1n,
      withPayload,
    })
  return answer.result[0]?.payload['name']?.kind.value
}

test('create, upsert and search through the official client', async () => {
  const client = connectClient(server)
  const created = await client
    .api('collections')
    .create({ collectionName: 'e2e', vectorsConfig: singleVector(4n, 1) })
  expect(created.result).toBe(true)
  const upserted = await client
    .api('points')
    .upsert({ collectionName: 'e2e', wait: true, points: points(0, 200) })
  expect(upserted.result?.operationId).toBe(1n)
  expect(await nearestName(17)).toBe('point 17')
})

test('what one thread acknowledges every thread sees', async () => {
  const clients = Array.from({ length: 8 }, () => connectClient(server))
  for (let round = 0; round < 5; round++) {
    const collectionName = `shared-${round}`
    const writer = clients[round]
    await writer?.api('collections').create({ collectionName, vectorsConfig: singleVector(4n, 3) })
    await writer?.api('points').upsert({ collectionName, wait: true, points: points(0, 10) })
    const counts = await Promise.all(
      clients.map((client) => client.api('points').count({ collectionName, exact: true })),
    )
    expect(counts.map((answer) => answer.result?.count)).toEqual(clients.map(() => 10n))
    await writer?.api('collections').delete({ collectionName })
    const lists = await Promise.all(clients.map((client) => client.api('collections').list({})))
    for (const { collections } of lists) {
      expect(collections.map(({ name }) => name)).not.toContain(collectionName)
    }
  }
})

test('acknowledged writes survive a kill', async () => {
  await connectClient(server)
    .api('points')
    .upsert({ collectionName: 'e2e', wait: false, points: points(200, 50) })
  expect(await server.stop('SIGKILL')).toBeNull()
  server = await startServer({ folder, args: ['--serve-threads', '2'] })
  expect(await nearestName(17)).toBe('point 17')
  expect(await nearestName(240)).toBe('point 240')
  const { result } = await connectClient(server).api('points').count({ collectionName: 'e2e', exact: true })
  expect(result?.count).toBe(250n)
})

test('a stop in the middle of requests loses none that were acknowledged', async () => {
  const client = connectClient(server)
  const acknowledged: number[] = []
  const writes = Array.from({ length: 40 }, async (_, index) => {
    const from = 1000 + index * 10
    await client.api('points').upsert({ collectionName: 'e2e', wait: true, points: points(from, 10) })
    acknowledged.push(from)
  })
  await writes[0]
  const stopped = server.stop()
  await Promise.allSettled(writes)
  expect(await stopped).toBe(0)
  server = await startServer({ folder, args: ['--serve-threads', '2'] })
  const answer = await connectClient(server)
    .api('points')
    .get({ collectionName: 'e2e', ids: acknowledged.map((from) => numericId(BigInt(from + 9))) })
  expect(answer.result).toHaveLength(acknowledged.length)
})

test('HTTP lists the collections and describes them', async () => {
  const json = async (path: string) => (await fetch(`${server.httpUrl}${path}`)).json()
  expect(await json('/collections')).toMatchObject({
    result: { collections: [{ name: 'e2e' }] },
    status: 'ok',
  })
  expect(await json('/collections/e2e')).toMatchObject({
    result: { status: 'green', config: { params: { vectors: { size: 4, distance: 'Cosine' } } } },
  })
  const missing = await fetch(`${server.httpUrl}/collections/nope`)
  expect([missing.status, await missing.json()]).toMatchObject([
    404,
    { status: { error: "Not found: Collection `nope` doesn't exist!" } },
  ])
  const metrics = await (await fetch(`${server.httpUrl}/metrics`)).text()
  expect(metrics).toContain('grpc_responses_total{endpoint="/qdrant.Points/Get",status="0"}')
  expect(metrics).toContain('collections_total 1')
})
