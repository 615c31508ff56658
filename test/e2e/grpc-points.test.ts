import type { JsonValue } from '@bufbuild/protobuf'
import { QdrantClient } from '@qdrant/js-client-grpc'
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectClient } from '../support/client.ts'
import { type Answers, answersTo, reconcile, RecordedAnswers, recordFrom } from '../support/recorded-calls.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { collectionName, createCall, loadCalls, readCalls } from './grpc-points.calls.ts'

setDefaultTimeout(60_000)
const recorded = new RecordedAnswers(join(import.meta.dirname, 'grpc-points.answers'))

if (recordFrom !== undefined) {
  test('record the answers', async () => {
    const [host = '', port] = recordFrom?.split(':') ?? []
    const client = new QdrantClient({ host, port: Number(port), checkCompatibility: false })
    await client.api('collections').delete({ collectionName })
    recorded.record('load', await answersTo(client, [createCall('10000'), ...loadCalls()]))
    recorded.record('reads', await answersTo(client, readCalls()))
    recorded.record('payload schema', await payloadSchema(client))
  })
} else {
  const folder = mkdtempSync(join(tmpdir(), 'quiver-grpc-points-'))
  let server: TestServer
  const start = (): Promise<TestServer> => startServer({ folder, args: ['--serve-threads', '2'] })

  beforeAll(async () => {
    server = await start()
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('writes are answered as they should be', async () => {
    const calls = [createCall('0'), ...loadCalls()]
    const answers = await answersTo(connectClient(server), calls)
    expect(Object.values(answers)).toEqual(Object.values(recorded.of('load')))
  })

  test('reads over points that are in no segment yet', () => compareReads())

  test('reads over segments with graphs and columns', async () => {
    const api = connectClient(server).api('collections')
    await api.update({ collectionName, optimizersConfig: { indexingThreshold: 1n } })
    for (;;) {
      const { result } = await api.get({ collectionName })
      if (result?.status === 1 && result.indexedVectorsCount) break
      await Bun.sleep(20)
    }
    await compareReads()
  })

  test('reads after a restart', async () => {
    await server.stop('SIGKILL')
    server = await start()
    await compareReads()
  })

  const compareReads = async (): Promise<void> => {
    const expected = recorded.of('reads')
    const answers = await answersTo(connectClient(server), readCalls())
    expect(await payloadSchema(connectClient(server))).toEqual(recorded.of('payload schema'))
    expect(reconcile(answers as JsonValue, expected as JsonValue)).toEqual(expected as JsonValue)
  }
}

/** The payload indexes and how many points have a value for each. */
async function payloadSchema(client: QdrantClient): Promise<Answers> {
  const { result } = await client.api('collections').get({ collectionName })
  const points = Object.entries(result?.payloadSchema ?? {}).map(([path, schema]) => [
    path,
    String(schema.points),
  ])
  return { points: { ok: Object.fromEntries(points) } }
}
