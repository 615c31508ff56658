import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { RequestError } from '#model/errors.ts'
import { operations } from '#service/operations.ts'
import { qdrant } from '#wire/generated/qdrant.js'
import { fullAccess } from '#security/access.ts'
import { createDispatch } from './dispatch.ts'
import { testService } from './test-server.fixture.ts'

const info = { signal: new AbortController().signal, access: fullAccess }
const dispatch = createDispatch(testService())

const servedServices = [
  'qdrant.Points',
  'qdrant.Collections',
  'qdrant.Snapshots',
  'qdrant.Qdrant',
  'grpc.health.v1.Health',
]

test('every method of the services that are served is there, and nothing else', () => {
  const facts = readFileSync(join(import.meta.dir, '../../../proto/facts.txt'), 'utf8')
  const rpcs = [...facts.matchAll(/^rpc (\S+) (\S+) /gm)]
  const paths = rpcs
    .filter(([, service]) => servedServices.includes(service ?? '') || service?.startsWith('grpc.reflection'))
    .map(([, service, method]) => `/${service}/${method}`)
  expect([...dispatch.keys()].toSorted()).toEqual(paths.toSorted())
})

test('every operation is bound to its method', () => {
  for (const { grpc } of Object.values(operations)) {
    if (grpc !== undefined) expect(dispatch.has(grpc)).toBe(true)
  }
})

test('no bytes make a method throw anything but a RequestError', async () => {
  const anyMethod = fc.constantFrom(...createDispatch(testService()).values())
  const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 64 }), mutatedMessages())
  await fc.assert(
    fc.asyncProperty(anyMethod, anyBytes, async (method, bytes) => {
      try {
        await method.handle(bytes, info)
      } catch (error) {
        expect(error).toBeInstanceOf(RequestError)
      }
    }),
    { numRuns: 2000 },
  )
})

test('the node says what it is, and that it serves', async () => {
  const reply = qdrant.HealthCheckReply.decode(await handle('/qdrant.Qdrant/HealthCheck', new Uint8Array(0)))
  expect([reply.title, reply.version, reply.commit]).toEqual([
    'qdrant - vector search engine',
    '1.19.0',
    '0.0.1',
  ])
  const check = await handle('/grpc.health.v1.Health/Check', Buffer.from('\x0a\x03any'))
  expect([...check]).toEqual([8, 1])
})

test('a collection is made, shown, changed and deleted', async () => {
  const { CreateCollection, UpdateCollection, GetCollectionInfoRequest, DeleteCollection } = qdrant
  const create = CreateCollection.encode({
    collectionName: 'c',
    vectorsConfig: { params: { size: 4, distance: qdrant.Distance.Dot } },
  }).finish()
  const done = qdrant.CollectionOperationResponse.decode(await handle('/qdrant.Collections/Create', create))
  expect(done.result).toBe(true)
  expect(done.time).toBeGreaterThan(0)
  expect(await refusalOf(handle('/qdrant.Collections/Create', create))).toBe(
    'Wrong input: Collection `c` already exists!',
  )
  const update = UpdateCollection.encode({ collectionName: 'c', hnswConfig: { m: 32 } }).finish()
  await handle('/qdrant.Collections/Update', update)
  const named = GetCollectionInfoRequest.encode({ collectionName: 'c' }).finish()
  const { result } = qdrant.GetCollectionInfoResponse.decode(await handle('/qdrant.Collections/Get', named))
  expect(result?.config?.hnswConfig?.m).toBe(32)
  expect(result?.config?.params?.vectorsConfig?.params?.size).toBe(4)
  const list = qdrant.ListCollectionsResponse.decode(
    await handle('/qdrant.Collections/List', new Uint8Array(0)),
  )
  expect(list.collections?.map(({ name }) => name)).toEqual(['c'])
  const gone = DeleteCollection.encode({ collectionName: 'c' }).finish()
  const first = qdrant.CollectionOperationResponse.decode(await handle('/qdrant.Collections/Delete', gone))
  const second = qdrant.CollectionOperationResponse.decode(await handle('/qdrant.Collections/Delete', gone))
  expect([first.result, second.result]).toEqual([true, false])
  expect(await refusalOf(handle('/qdrant.Collections/Get', named))).toBe(
    "Not found: Collection `c` doesn't exist!",
  )
})

async function refusalOf(pending: Promise<unknown>): Promise<string> {
  try {
    await pending
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('the call was not refused')
}

async function handle(path: string, message: Uint8Array): Promise<Uint8Array> {
  const method = dispatch.get(path)
  if (!method) throw new Error(`${path} is not served`)
  return await method.handle(message, info)
}

/** Good messages with a few bytes changed. */
function mutatedMessages(): fc.Arbitrary<Uint8Array> {
  const good = [
    qdrant.CreateCollection.encode({
      collectionName: 'c',
      vectorsConfig: {
        paramsMap: { map: { a: { size: 3, distance: 1, quantizationConfig: { binary: {} } } } },
      },
      sparseVectorsConfig: { map: { s: { index: { fullScanThreshold: 3 } } } },
      strictModeConfig: { enabled: true, sparseConfig: { sparseConfig: { s: { maxLength: 1 } } } },
      metadata: { key: { structValue: { fields: { x: { integerValue: 2n ** 60n } } } } },
    }).finish(),
    qdrant.UpdateCollectionClusterSetupRequest.encode({
      collectionName: 'c',
      replicatePoints: { fromShardKey: { keyword: 'a' }, filter: { must: [{ isNull: { key: 'x' } }] } },
    }).finish(),
    qdrant.ChangeAliases.encode({
      actions: [
        { createAlias: { collectionName: 'c', aliasName: 'a' } },
        { deleteAlias: { aliasName: 'a' } },
      ],
    }).finish(),
  ]
  const change = fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 255 }))
  return fc.tuple(fc.constantFrom(...good), fc.array(change, { maxLength: 4 })).map(([message, changes]) => {
    const bytes = Uint8Array.from(message)
    for (const [at, value] of changes) bytes[at % bytes.length] = value
    return bytes
  })
}
