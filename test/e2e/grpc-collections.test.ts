import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonValue } from '@bufbuild/protobuf'
import { QdrantClient } from '@qdrant/js-client-grpc'
import { connectClient } from '../support/client.ts'
import {
  type Answers,
  answersTo,
  type Call,
  RecordedAnswers,
  recordFrom,
  reconcile,
} from '../support/recorded-calls.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { collectionCalls } from './grpc-collections.calls.ts'
import { scenarios } from './grpc-updates.calls.ts'

setDefaultTimeout(60_000)
const recorded = new RecordedAnswers(join(import.meta.dirname, 'grpc-collections.answers'))
const groups: ReadonlyMap<string, readonly Call[]> = new Map([['collections', collectionCalls], ...scenarios])

if (recordFrom !== undefined) {
  test('record the answers', async () => {
    const [host = '', port] = recordFrom?.split(':') ?? []
    const client = new QdrantClient({ host, port: Number(port), checkCompatibility: false })
    for (const { name } of (await client.api('collections').list({})).collections) {
      await client.api('collections').delete({ collectionName: name })
    }
    for (const [name, calls] of groups) recorded.record(name, await answersTo(client, calls))
  })
} else {
  const folder = mkdtempSync(join(tmpdir(), 'quiver-grpc-collections-'))
  const start = (): Promise<TestServer> => startServer({ folder, args: ['--serve-threads', '2'] })
  let server: TestServer

  beforeAll(async () => {
    server = await start()
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const [name, calls] of groups) {
    test(`${name}: answers as recorded`, async () => {
      compare(await answersTo(connectClient(server), calls), recorded.of(name))
    })
  }

  test('after a crash everything is as it was', async () => {
    const reads = new Map([...groups].map(([name, calls]) => [name, calls.filter(isLastingRead)] as const))
    const readAll = async (): Promise<Map<string, Answers>> => {
      const client = connectClient(server)
      const answers = new Map<string, Answers>()
      for (const [name, calls] of reads) answers.set(name, await answersTo(client, calls))
      return answers
    }
    const before = await readAll()
    await server.stop('SIGKILL')
    server = await start()
    for (const [name, answers] of await readAll()) compare(answers, before.get(name) ?? {})
  })
}

function compare(answers: Answers, expected: Answers): void {
  expect(reconcile(answers as JsonValue, expected as JsonValue)).toEqual(expected as JsonValue)
}

function isLastingRead({ rpc }: Call): boolean {
  return /\.(get|list.*|collectionExists|scroll|count|facet|query)$/.test(rpc)
}
