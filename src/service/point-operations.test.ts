import { expect, test } from 'bun:test'
import { must } from '#base/assert.ts'
import { TaskTimeout } from '#base/task.ts'
import { createInference } from '#model/bm25.ts'
import { builtInDefaults, createCollectionConfig, type NewCollection } from '#model/collection-config.ts'
import { collectionMissing, notFound, RequestError } from '#model/errors.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { NamedVectorInputs } from '#model/vector.ts'
import type { WriteOperation, WriteOptions, WriteRequest } from '#model/write.ts'
import type { ReadView } from '#query/read-view.ts'
import { fullAccess } from '#security/access.ts'
import { operations } from './operations.ts'
import type { CallContext, CollectionHandle } from './ports.ts'

const options: WriteOptions = { wait: true, ordering: 'weak' }

/** A call on one collection named `c`, of which nothing is real but its configuration. */
function callOn(asked: Partial<NewCollection>, handle: Partial<CollectionHandle> = {}, signal?: AbortSignal) {
  const submitted: WriteOperation[] = []
  const config = createCollectionConfig(
    { vectors: new Map(), singleVector: false, sparseVectors: new Map(), ...asked },
    builtInDefaults,
  )
  const collection = {
    name: 'c',
    schema: { config, payloadIndexes: new Map() },
    submit: async (writes: readonly WriteOperation[]) => {
      submitted.push(...writes)
      return writes.map(() => ({ operationId: submitted.length, status: 'completed' as const }))
    },
    ...handle,
  } as CollectionHandle
  const collections = {
    get: (name: string) => {
      if (name !== 'c') throw collectionMissing(name)
      return collection
    },
  }
  const call = {
    collections,
    inference: createInference(),
    readTimeoutMs: 60_000,
    random: Math.random,
    signal: signal ?? new AbortController().signal,
    access: fullAccess,
  } as unknown as CallContext
  return { call, submitted }
}

const unnamed = { vectors: new Map([['', { size: 2, distance: 'Cosine' as const }]]), singleVector: true }

function upsertOf(vectors: NamedVectorInputs): WriteRequest {
  const points = [{ id: 1, vectors, payload: null }]
  return { ...options, operation: { kind: 'upsert', mode: 'upsert', points } }
}

const dense = (...values: number[]) => ({ kind: 'dense' as const, values: new Float32Array(values) })

test('vectors are stored ready: normalised, and made from text where a model is asked', async () => {
  const { call, submitted } = callOn({ ...unnamed, sparseVectors: new Map([['s', {}]]) })
  const text = { kind: 'document' as const, model: 'Qdrant/bm25', value: 'hello world', options: new Map() }
  const request = upsertOf(
    new Map<string, ReturnType<typeof dense> | typeof text>([
      ['', dense(3, 4)],
      ['s', text],
    ]),
  )
  const result = await operations.upsert.run(call, { collection: 'c', request })
  expect(result).toEqual({ operationId: 1, status: 'completed' })
  const [write] = submitted
  if (write?.kind !== 'upsert') throw new Error('an upsert was submitted')
  const vectors = must(write.points[0], 'the point was submitted').vectors
  expect(vectors.get('')).toEqual(dense(Math.fround(0.6), Math.fround(0.8)))
  const sparse = vectors.get('s')
  expect(sparse?.kind === 'sparse' && sparse.indices.length).toBe(2)
})

test('a bad upsert is refused before it is submitted', async () => {
  const { call, submitted } = callOn(unnamed)
  const unnamedText = new Map([
    ['', { kind: 'document' as const, model: 'bm25', value: 'hello', options: new Map() }],
  ])
  const image = { kind: 'image' as const, model: 'clip', value: 'x', options: new Map() }
  const refused: readonly [WriteRequest, string][] = [
    [
      upsertOf(new Map([['', dense(1, 2, 3)]])),
      'Wrong input: Vector dimension error: expected dim: 2, got 3',
    ],
    [
      upsertOf(new Map([['', dense()]])),
      'Wrong input: points[0].vector.vector: dense vector must not be empty',
    ],
    [
      upsertOf(new Map([['', image]])),
      'Service internal error: InferenceService URL not configured - please provide valid address in config',
    ],
    [upsertOf(unnamedText), 'Bad request: Sparse vector from document inference should be named'],
    [
      { ...options, operation: { kind: 'update_vectors', points: [{ id: 1, vectors: unnamedText }] } },
      'Direct Document processing not supported for PointVectors. Use named vectors.',
    ],
    [
      { ...options, operation: { kind: 'upsert', mode: 'upsert', points: [] } },
      'Bad request: Empty update request',
    ],
  ]
  for (const [request, text] of refused) {
    expect(await refusalOf(operations.upsert.run(call, { collection: 'c', request }))).toBe(text)
  }
  expect(submitted).toEqual([])
})

test('shards cannot be named on one node', async () => {
  const operation: WriteOperation = { kind: 'delete', selector: { kind: 'ids', ids: [1] } }
  const remove = (asked: Partial<NewCollection>, shardKeys?: WriteOptions['shardKeys']) =>
    refusalOf(
      operations.deletePoints.run(callOn(asked).call, {
        collection: 'c',
        request: { ...options, operation, shardKeys },
      }),
    )
  expect(await remove(unnamed, { keys: ['k'] })).toBe('Wrong input: Shard key "k" not found')
  expect(await remove(unnamed, { keys: [7n] })).toBe('Wrong input: Shard key 7 not found')
  expect(await remove(unnamed, { keys: [] })).toBe('Wrong input: Empty shard keys selection')
  expect(await remove(unnamed, { keys: ['k'], fallback: 'f' })).toBe(
    'Not found: Neither target shard key "k" nor fallback shard key "f" exist not found',
  )
  expect(await remove({ ...unnamed, shardingMethod: 'custom' })).toBe('Wrong input: Shard key not specified')
})

test('an index of a collection without shards is noted, not made', async () => {
  const operation: WriteOperation = {
    kind: 'create_field_index',
    path: parsePayloadPath('x'),
    schema: { type: 'keyword', explicitParams: false },
  }
  const request = { ...options, operation }
  const { call } = callOn({ ...unnamed, shardingMethod: 'custom' })
  expect(await operations.createFieldIndex.run(call, { collection: 'c', request })).toEqual({
    operationId: undefined,
    status: 'acknowledged',
  })
})

test('the name of a vector is noted too where there are no shards', async () => {
  const operation = { kind: 'delete', name: 'v' } as const
  const submitVectorName = async () => ({ operationId: 2, status: 'completed' as const })
  const change = (asked: Partial<NewCollection>) =>
    operations.deleteVectorName.run(callOn(asked, { submitVectorName }).call, {
      collection: 'c',
      request: { ...options, operation },
    })
  expect(await change(unnamed)).toEqual({ operationId: 2, status: 'completed' })
  expect(await change({ ...unnamed, shardingMethod: 'custom' })).toEqual({
    operationId: undefined,
    status: 'acknowledged',
  })
})

test('a batch goes on up to its first bad write', async () => {
  const good: WriteRequest = {
    ...options,
    operation: { kind: 'delete', selector: { kind: 'ids', ids: [1] } },
  }
  const { call, submitted } = callOn(unnamed)
  const bad = { error: new RequestError('invalid-argument', 'Operation is missing') }
  const batch = {
    collection: 'c',
    operations: [{ request: good }, { request: good }, bad, { request: good }],
  }
  expect(await refusalOf(operations.updateBatch.run(call, batch))).toBe('Operation is missing')
  expect(submitted.length).toBe(2)
})

test('a read that takes too long ends with its deadline', async () => {
  const view = {
    schema: { config: createCollectionConfig({ ...unnamed, sparseVectors: new Map() }, builtInDefaults) },
    count: async () => {
      throw new TaskTimeout('the deadline has passed')
    },
  } as unknown as ReadView
  const { call } = callOn(unnamed, { view: async () => view })
  const request = { exact: true, timeoutSec: 3 }
  const pending = operations.count.run(call, { collection: 'c', request })
  const error = await failureOf(pending)
  expect(error).toBeInstanceOf(RequestError)
  expect([(error as RequestError).kind, (error as Error).message]).toEqual([
    'deadline-exceeded',
    "Timeout: Timeout error: Operation 'Count' timed out after 3s",
  ])
})

test('a read of a client that has gone stops', async () => {
  const gone = new AbortController()
  const view = {
    schema: { config: createCollectionConfig({ ...unnamed, sparseVectors: new Map() }, builtInDefaults) },
    count: async (_filter: unknown, _exact: unknown, task: { check(): void }) => {
      gone.abort()
      task.check()
      return 1
    },
  } as unknown as ReadView
  const { call } = callOn(unnamed, { view: async () => view }, gone.signal)
  const error = await failureOf(operations.count.run(call, { collection: 'c', request: { exact: true } }))
  expect((error as RequestError).kind).toBe('cancelled')
})

test('a missing collection is told before anything else', async () => {
  const { call } = callOn(unnamed)
  const missing = notFound("Collection `x` doesn't exist!").message
  const reads = operations.count.run(call, { collection: 'x', request: { exact: true } })
  expect(await refusalOf(reads)).toBe(missing)
  const writes = operations.upsert.run(call, {
    collection: 'x',
    request: upsertOf(new Map([['', dense(1)]])),
  })
  expect(await refusalOf(writes)).toBe(missing)
})

async function failureOf(pending: Promise<unknown>): Promise<unknown> {
  try {
    await pending
  } catch (error) {
    return error
  }
  throw new Error('the operation did not fail')
}

async function refusalOf(pending: Promise<unknown>): Promise<string> {
  return ((await failureOf(pending)) as Error).message
}
