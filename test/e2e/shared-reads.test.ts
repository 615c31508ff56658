import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { QdrantClient } from '@qdrant/js-client-grpc'
import { connectClient, dense, numericId, singleVector, text, withPayload } from '../support/client.ts'
import { startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(30_000)
const collectionName = 'shared'
const count = 3000
let server: TestServer
let client: QdrantClient

/** One connection: all its calls come in on one thread, and three others are idle. */
beforeAll(async () => {
  server = await startServer({ args: ['--serve-threads', '4'] })
  client = connectClient(server)
  await client.api('collections').create({ collectionName, vectorsConfig: singleVector(4n, 2) })
  const points = Array.from({ length: count }, (_, index) => ({
    id: numericId(BigInt(index)),
    vectors: dense(vectorOf(index)),
    payload: { name: text(`point ${index}`) },
  }))
  await client.api('points').upsert({ collectionName, wait: true, points })
})
afterAll(async () => {
  await server.stop()
})

const vectorOf = (index: number): number[] => [index % 13, index % 17, index % 19, 1]

const nearestTo = (index: number) => ({
  collectionName,
  query: {
    variant: {
      case: 'nearest' as const,
      value: { variant: { case: 'dense' as const, value: { data: vectorOf(index) } } },
    },
  },
  params: { exact: true },
  limit: 5n,
  withPayload,
})

const idsOf = (
  points: readonly { readonly id?: { readonly pointIdOptions: { readonly value?: unknown } } | undefined }[],
) => points.map(({ id }) => id?.pointIdOptions.value)

test('many calls at once are answered as each alone', async () => {
  const indexes = Array.from({ length: 64 }, (_, index) => index * 17)
  const alone: unknown[] = []
  for (const index of indexes) alone.push(idsOf((await client.api('points').query(nearestTo(index))).result))
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all(indexes.map((index) => client.api('points').query(nearestTo(index))))
    expect(answers.map(({ result }) => idsOf(result))).toEqual(alone as never)
    expect(answers.map(({ result }) => result[0]?.payload['name']?.kind.value)).toEqual(
      indexes.map((index) => `point ${index}`),
    )
  }
})

test('a batch is answered as its queries alone', async () => {
  const indexes = Array.from({ length: 50 }, (_, index) => index * 31)
  for (let round = 0; round < 5; round++) {
    const { result } = await client
      .api('points')
      .queryBatch({ collectionName, queryPoints: indexes.map(nearestTo) })
    expect(result.map((batch) => batch.result[0]?.payload['name']?.kind.value)).toEqual(
      indexes.map((index) => `point ${index}`),
    )
    expect(result.every((batch) => batch.result.length === 5)).toBe(true)
  }
})

test('errors are the same on every thread', async () => {
  const wrong = { ...nearestTo(1), using: 'nowhere' }
  const messageOf = (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => 'no error',
      (error: unknown) => String(error),
    )
  const alone = await messageOf(client.api('points').query(wrong))
  expect(alone).toContain('nowhere')
  const together = await Promise.all(
    Array.from({ length: 32 }, () => messageOf(client.api('points').query(wrong))),
  )
  expect(new Set(together)).toEqual(new Set([alone]))
  const queryPoints = [...Array.from({ length: 40 }, (_, index) => nearestTo(index)), wrong]
  expect(await messageOf(client.api('points').queryBatch({ collectionName, queryPoints }))).toBe(alone)
})

test('reads on every thread see what was acknowledged before', async () => {
  for (let round = 0; round < 10; round++) {
    const id = BigInt(count + round)
    const points = [{ id: numericId(id), vectors: dense([1, 0, 0, 0]), payload: {} }]
    await client.api('points').upsert({ collectionName, wait: true, points })
    const counts = await Promise.all(
      Array.from({ length: 16 }, () => client.api('points').count({ collectionName, exact: true })),
    )
    expect(new Set(counts.map(({ result }) => result?.count))).toEqual(new Set([id + 1n]))
  }
})

test('requests of many connections to the REST API are answered as each alone', async () => {
  const ask = async (body: object): Promise<unknown> => {
    const response = await fetch(`${server.httpUrl}/collections/${collectionName}/points/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as { result: unknown; status: unknown }
    return { http: response.status, result: answer.result, status: answer.status }
  }
  const queries = Array.from({ length: 40 }, (_, index) => ({
    query: vectorOf(index * 11),
    params: { exact: true },
    limit: 5,
    with_payload: true,
    ...(index % 10 === 9 ? { using: 'nowhere' } : {}),
  }))
  const alone: unknown[] = []
  for (const body of queries) alone.push(await ask(body))
  for (let round = 0; round < 5; round++) {
    expect(await Promise.all(queries.map(ask))).toEqual(alone)
  }
})

test('calls that are over before they are answered leave no thread busy', async () => {
  const calls = Array.from({ length: 200 }, (_, index) =>
    client.api('points').query(nearestTo(index), { timeoutMs: 1 }),
  )
  const outcomes = await Promise.allSettled(calls)
  const codes = outcomes.map((outcome) =>
    outcome.status === 'rejected' ? String(outcome.reason) : 'answered',
  )
  expect(codes.every((code) => code === 'answered' || /deadline|cancel/i.test(code))).toBe(true)
  const answers = await Promise.all(
    Array.from({ length: 64 }, (_, index) => client.api('points').query(nearestTo(index))),
  )
  expect(answers.every(({ result }) => result.length === 5)).toBe(true)
})
