import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { builtInDefaults, createCollectionConfig } from '#model/collection-config.ts'
import type { CollectionInfo } from '#model/collection.ts'
import { decodeClusterSetup, decodeCreateShardKey, decodeDeleteShardKey } from './cluster-setup-requests.ts'
import {
  decodeChangeAliases,
  decodeCreateCollection,
  decodeUpdateCollection,
} from './collections-requests.ts'
import {
  encodeAliases,
  encodeCollectionInfo,
  encodeCollectionNames,
  encodeDone,
  encodeExists,
  encodePlacement,
  encodeShardKeys,
} from './collections-responses.ts'
import { qdrant } from './generated/qdrant.js'

type Create = qdrant.CreateCollection.$Properties

/** A message with any of its fields, each absent or present. */
function message<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>
}
const count = fc.nat({ max: 1_000_000 })
const flag = fc.boolean()
const memory = fc.constantFrom(1, 2)
const names = fc.string({ minLength: 1, maxLength: 5, unit: fc.constantFrom('a', 'b', 'é', '-') })
const dictionary = <T>(value: fc.Arbitrary<T>) =>
  fc.dictionary(names, value, { maxKeys: 3, noNullPrototype: true })

const hnsw = message<qdrant.HnswConfigDiff.$Properties>({
  m: count,
  efConstruct: fc.integer({ min: 4, max: 1000 }),
  fullScanThreshold: fc.integer({ min: 10, max: 1000 }),
  maxIndexingThreads: count,
  onDisk: flag,
  payloadM: count,
  inlineStorage: flag,
  memory: fc.constantFrom(1, 2, 3),
})
const quantization = fc.oneof(
  message({ quantile: fc.constantFrom(0.5, 0.75, 1), alwaysRam: flag, memory }).map((scalar) => ({
    scalar: { ...scalar, type: 1 },
  })),
  message({ alwaysRam: flag, memory }).chain((rest) =>
    fc.integer({ min: 1, max: 4 }).map((compression) => ({ product: { ...rest, compression } })),
  ),
  message({
    encoding: fc.integer({ min: 0, max: 2 }),
    queryEncoding: fc.integer({ min: 0, max: 3 }).map((setting) => ({ setting })),
    alwaysRam: flag,
    memory,
  }).map((binary) => ({ binary })),
  message({ bits: fc.integer({ min: 0, max: 3 }), alwaysRam: flag, memory }).map((turboquant) => ({
    turboquant,
  })),
) as fc.Arbitrary<qdrant.QuantizationConfig.$Properties>
const vector = fc
  .tuple(
    fc.integer({ min: 1, max: 65536 }),
    fc.integer({ min: 1, max: 4 }),
    message({
      hnswConfig: hnsw,
      quantizationConfig: quantization,
      onDisk: flag,
      datatype: fc.integer({ min: 1, max: 4 }),
      multivectorConfig: fc.constant({}),
      memory,
    }),
  )
  .map(([size, distance, rest]) => ({
    size,
    distance,
    ...rest,
  })) as fc.Arbitrary<qdrant.VectorParams.$Properties>
const sparse = message<qdrant.SparseVectorParams.$Properties>({
  modifier: fc.constantFrom(0, 1),
  index: message({
    fullScanThreshold: count,
    onDisk: flag,
    datatype: fc.integer({ min: 1, max: 3 }),
    memory,
  }),
})
const strictMode = message<qdrant.StrictModeConfig.$Properties>({
  enabled: flag,
  maxQueryLimit: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  unindexedFilteringRetrieve: flag,
  searchMaxHnswEf: count,
  searchMaxOversampling: fc.constantFrom(1.5, 2),
  upsertMaxBatchsize: fc.constantFrom(0, 2 ** 40, Number.MAX_SAFE_INTEGER),
  maxPointsCount: fc.integer({ min: 1, max: 1000 }),
  multivectorConfig: dictionary(message({ maxVectors: fc.integer({ min: 1, max: 9 }) })).map(
    (multivectorConfig) => ({ multivectorConfig }),
  ),
  sparseConfig: dictionary(message({ maxLength: fc.integer({ min: 1, max: 9 }) })).map((sparseConfig) => ({
    sparseConfig,
  })),
  searchMaxBatchsize: count,
  maxResidentMemoryPercent: fc.integer({ min: 1, max: 100 }),
})
const metadata = fc.dictionary(
  names,
  fc.oneof(
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }).map((integerValue) => ({ integerValue })),
    fc.constantFrom({ doubleValue: 1 }, { stringValue: 'é' }, { boolValue: false }),
    fc.constant({ listValue: { values: [{ structValue: { fields: { x: { doubleValue: 0.5 } } } }] } }),
  ),
  { maxKeys: 3, noNullPrototype: true },
) as fc.Arbitrary<NonNullable<Create['metadata']>>
const create = message<Create>({
  hnswConfig: hnsw,
  walConfig: message({
    walCapacityMb: fc.integer({ min: 1, max: 99 }),
    walSegmentsAhead: count,
    walRetainClosed: fc.integer({ min: 1, max: 9 }),
  }),
  optimizersConfig: message({
    deletedThreshold: fc.double({ min: 0, max: 1, noNaN: true }),
    vacuumMinVectorNumber: fc.integer({ min: 100, max: 1000 }),
    maxSegmentSize: fc.integer({ min: 1, max: 1000 }),
    indexingThreshold: count,
    maxOptimizationThreads: fc.constantFrom<qdrant.MaxOptimizationThreads.$Properties>(
      { setting: 0 },
      { value: 3 },
    ),
    preventUnoptimized: flag,
  }),
  shardNumber: fc.constant(1),
  onDiskPayload: flag,
  vectorsConfig: fc.oneof(
    vector.map((params) => ({ params })),
    dictionary(vector).map((map) => ({ paramsMap: { map } })),
  ) as fc.Arbitrary<qdrant.VectorsConfig.$Properties>,
  replicationFactor: fc.integer({ min: 1, max: 9 }),
  writeConsistencyFactor: fc.integer({ min: 1, max: 9 }),
  quantizationConfig: quantization,
  shardingMethod: fc.constantFrom(0, 1),
  sparseVectorsConfig: dictionary(sparse).map((map) => ({
    map: Object.fromEntries(Object.entries(map).map(([name, value]) => [`sparse ${name}`, value])),
  })),
  strictModeConfig: strictMode,
  metadata,
  payload: memory.map((placement) => ({ memory: placement })),
})

test('a collection is shown as it was asked for', () => {
  fc.assert(
    fc.property(create, (asked) => {
      const bytes = qdrant.CreateCollection.encode({ collectionName: 'c', ...asked }).finish()
      const request = decodeCreateCollection(bytes)
      expect(request.collection).toBe('c')
      const config = createCollectionConfig(request.create, builtInDefaults)
      const shown = qdrant.GetCollectionInfoResponse.decode(encodeCollectionInfo({ ...info, config }, 0.5))
      const echo = shown.result?.config
      expect(plain(echo?.params?.vectorsConfig)).toMatchObject(
        plain(asked.vectorsConfig ?? { paramsMap: {} }),
      )
      const sparseMap = asked.sparseVectorsConfig?.map ?? {}
      expect(plain(echo?.params?.sparseVectorsConfig?.map ?? {})).toEqual(plain(sparseMap))
      expect(plain(echo?.hnswConfig)).toMatchObject(plain(asked.hnswConfig ?? {}))
      expect(plain(echo?.optimizerConfig)).toMatchObject(plain(asked.optimizersConfig ?? {}))
      expect(plain(echo?.walConfig)).toMatchObject(plain(asked.walConfig ?? {}))
      expect(plain(echo?.quantizationConfig)).toEqual(plain(asked.quantizationConfig))
      expect(plain(echo?.strictModeConfig)).toEqual(plain(asked.strictModeConfig))
      expect(plain(echo?.metadata ?? {})).toEqual(plain(asked.metadata ?? {}))
      const { shardingMethod, replicationFactor, onDiskPayload, payload } = echo?.params ?? {}
      expect([shardingMethod, replicationFactor, onDiskPayload, payload?.memory]).toEqual([
        asked.shardingMethod ?? null,
        asked.replicationFactor ?? 1,
        asked.onDiskPayload ?? true,
        asked.payload?.memory,
      ])
    }),
  )
})

test('the state of a collection arrives whole', () => {
  const bytes = encodeCollectionInfo(
    {
      ...info,
      status: 'red',
      optimizerError: 'disk on fire',
      pointsCount: 3,
      indexedVectorsCount: 2,
      segmentsCount: 5,
      warnings: ['careful'],
      updateQueueLength: 4,
      deferredPoints: 0,
      payloadSchema: new Map([
        ['n', { schema: { type: 'integer', explicitParams: false }, points: 7 }],
        [
          't',
          {
            schema: { type: 'text', explicitParams: true, tokenizer: 'word', stemmer: 'disabled' },
            points: 0,
          },
        ],
        [
          'k',
          { schema: { type: 'keyword', explicitParams: true, prefix: true, isTenant: false }, points: 1 },
        ],
      ]),
    },
    1.5,
  )
  const { result, time } = qdrant.GetCollectionInfoResponse.decode(bytes)
  expect(time).toBe(1.5)
  expect(plain(result)).toMatchObject({
    status: qdrant.CollectionStatus.Red,
    optimizerStatus: { error: 'disk on fire' },
    pointsCount: 3,
    indexedVectorsCount: 2,
    segmentsCount: 5,
    warnings: [{ message: 'careful' }],
    updateQueue: { length: 4, deferredPoints: 0 },
    payloadSchema: {
      n: { dataType: qdrant.PayloadSchemaType.Integer, points: 7 },
      t: { params: { textIndexParams: { tokenizer: 3, stemmer: { disabled: {} } } }, points: 0 },
      k: { params: { keywordIndexParams: { prefix: {}, isTenant: false } }, points: 1 },
    },
  })
  expect(result?.payloadSchema?.['n']?.params).toBeNull()
})

test('a change of a collection is read part by part', () => {
  const patch = decodeUpdateCollection(
    qdrant.UpdateCollection.encode({
      collectionName: 'c',
      params: { replicationFactor: 3, payload: { memory: 2 } },
      vectorsConfig: { params: { hnswConfig: { m: 5 }, quantizationConfig: { disabled: {} } } },
      quantizationConfig: { disabled: {} },
      metadata: { gone: { nullValue: 0 } },
    }).finish(),
  ).patch
  expect(patch.params).toMatchObject({ replicationFactor: 3, payloadMemory: 'cached' })
  expect(patch.vectors?.get('')).toMatchObject({ hnsw: { m: 5 }, quantization: 'disabled' })
  expect(patch.quantization).toBe('disabled')
  expect(patch.metadata).toEqual(new Map([['gone', null]]))
  expect([patch.hnsw, patch.optimizers, patch.sparseVectors, patch.strictMode]).toEqual(
    Array(4).fill(undefined),
  )
})

test('values that nothing has are refused by the text of the API', () => {
  const refused: readonly [Create, string][] = [
    [{ vectorsConfig: { params: { size: 1 } } }, 'Malformed distance parameter: UnknownDistance'],
    [
      { vectorsConfig: { params: { size: 1, distance: unknown(9) } } },
      'Malformed distance parameter, unexpected value: 9',
    ],
    [
      { vectorsConfig: { params: { size: 1, distance: 1, datatype: unknown(9) } } },
      'Cannot convert datatype: 9',
    ],
    [
      { vectorsConfig: { params: { size: 1, distance: 1, memory: unknown(9) } } },
      'Cannot convert memory placement: 9',
    ],
    [{ optimizersConfig: { maxOptimizationThreads: {} } }, 'Malformed MaxOptimizationThreads'],
    [{ quantizationConfig: {} }, 'Unable to convert quantization config'],
    [{ quantizationConfig: { scalar: {} } }, 'Unknown quantization type'],
    [{ quantizationConfig: { product: { compression: unknown(9) } } }, 'Unknown compression ratio'],
    [{ shardingMethod: unknown(7) }, 'Cannot convert ShardingMethod: 7, error: unknown enumeration value 7'],
    [{ metadata: { x: { doubleValue: Number.NaN } } }, 'cannot convert to json number'],
    [
      { vectorsConfig: { paramsMap: { map: { a: { size: 0, distance: 1 } } } } },
      'Validation error in body: [vectors_config.config.map.[].size: value 0 invalid, must be from 1 to 65536]',
    ],
    [
      { optimizersConfig: { deletedThreshold: 2 } },
      'Validation error in body: [optimizers_config.deleted_threshold: value 2.0 invalid, must be from 0.0 to 1.0]',
    ],
    [
      { collectionName: 'a:b' },
      'Validation error in body: [collection_name: collection name cannot contain ":" char]',
    ],
  ]
  for (const [change, text] of refused) {
    const bytes = qdrant.CreateCollection.encode({ collectionName: 'c', ...change }).finish()
    expect(messageOf(() => decodeCreateCollection(bytes))).toBe(text)
  }
})

test('aliases are read in order', () => {
  const actions = [
    { createAlias: { aliasName: 'a', collectionName: 'c' } },
    { renameAlias: { oldAliasName: 'a', newAliasName: 'b' } },
    { deleteAlias: { aliasName: 'b' } },
  ]
  expect(decodeChangeAliases(qdrant.ChangeAliases.encode({ actions }).finish())).toEqual([
    { kind: 'create', alias: 'a', collection: 'c' },
    { kind: 'rename', from: 'a', to: 'b' },
    { kind: 'delete', alias: 'b' },
  ])
  const empty = qdrant.ChangeAliases.encode({ actions: [{}] }).finish()
  expect(messageOf(() => decodeChangeAliases(empty))).toBe('Malformed AliasOperation type')
})

test('the setup of a cluster is checked as far as one node can', () => {
  const { UpdateCollectionClusterSetupRequest, CreateShardKeyRequest, DeleteShardKeyRequest } = qdrant
  const setup = (request: qdrant.UpdateCollectionClusterSetupRequest.$Properties) => () =>
    decodeClusterSetup(
      UpdateCollectionClusterSetupRequest.encode({ collectionName: 'c', ...request }).finish(),
    )
  const itself =
    'cannot transfer shard to itself, "to_peer_id" must be different than 18446744073709551615 in "from_peer_id"'
  const peer = 2n ** 64n - 1n
  const refused: readonly [() => unknown, string][] = [
    [setup({}), 'empty operation'],
    [setup({ timeout: 0 }), 'Validation error in body: [timeout: value 0 invalid, must be 1 or larger]'],
    [
      setup({ moveShard: { fromPeerId: peer, toPeerId: peer } }),
      `Validation error in body: [operation.to_peer_id: ${itself}]`,
    ],
    [
      setup({ moveShard: { fromPeerId: 1, toPeerId: 2, method: unknown(9) } }),
      'Unknown shard transfer method: 9',
    ],
    [
      setup({ createShardKey: { shardKey: { keyword: 'a' }, shardsNumber: 0 } }),
      'Validation error in body: [operation.shards_number: Validation error: Shards number must be greater than 0 [{}]]',
    ],
    [
      setup({ createShardKey: { shardKey: { number: 1 }, initialState: unknown(77) } }),
      'Unknown replica state: 77',
    ],
    [setup({ deleteShardKey: { shardKey: {} } }), 'Shard key is not specified'],
    [
      setup({ replicatePoints: { fromShardKey: { keyword: 'a' }, toShardKey: { keyword: 'a' } } }),
      'Validation error in body: [operation.to_shard_key: Validation error: must be different from from_shard_key [{}]]',
    ],
    [() => decodeCreateShardKey(CreateShardKeyRequest.encode({}).finish()), 'empty request'],
    [
      () => decodeDeleteShardKey(DeleteShardKeyRequest.encode({ request: {} }).finish()),
      'Shard key is not specified',
    ],
  ]
  for (const [run, text] of refused) expect(messageOf(run)).toBe(text)
  expect(setup({ dropReplica: { shardId: 1 } })()).toEqual({ collection: 'c' })
  const ok = { replicatePoints: { fromShardKey: { keyword: 'a' }, toShardKey: { number: 1 } } }
  expect(setup(ok)()).toEqual({ collection: 'c' })
})

test('the small answers arrive whole', () => {
  expect(plain(qdrant.CollectionOperationResponse.decode(encodeDone(true, 1)))).toEqual({
    result: true,
    time: 1,
  })
  expect(qdrant.CollectionExistsResponse.decode(encodeExists(false, 1)).result?.exists).toBe(false)
  const listed = qdrant.ListCollectionsResponse.decode(encodeCollectionNames(['a', ''], 1))
  expect(listed.collections?.map(({ name }) => name ?? '')).toEqual(['a', ''])
  const aliases = qdrant.ListAliasesResponse.decode(encodeAliases([{ alias: 'a', collection: 'c' }], 1))
  expect(plain(aliases.aliases)).toEqual([{ aliasName: 'a', collectionName: 'c' }])
  const placement = {
    peerId: 2 ** 53 - 1,
    shardCount: 1,
    localShards: [{ shardId: 0, pointsCount: 9, shardKey: 'k' }],
  }
  const shown = qdrant.CollectionClusterInfoResponse.decode(encodePlacement(placement, 1))
  expect([
    shown.peerId,
    shown.localShards?.[0]?.pointsCount,
    shown.localShards?.[0]?.shardKey?.keyword,
  ]).toEqual([2 ** 53 - 1, 9, 'k'])
  const keys = qdrant.ListShardKeysResponse.decode(encodeShardKeys(['a', 2n ** 63n], 1))
  expect(keys.shardKeys?.map(({ key }) => key?.keyword ?? key?.number)).toEqual(['a', 2n ** 63n])
})

const info: CollectionInfo = {
  status: 'green',
  optimizerError: undefined,
  segmentsCount: 1,
  pointsCount: 0,
  indexedVectorsCount: 0,
  config: createCollectionConfig(
    { vectors: new Map(), singleVector: false, sparseVectors: new Map() },
    builtInDefaults,
  ),
  payloadSchema: new Map(),
  warnings: [],
  updateQueueLength: 0,
  deferredPoints: undefined,
}

/** A message as plain own data, without empty lists and maps that decoding adds. */
function plain(value: unknown): object {
  return JSON.parse(
    JSON.stringify(value ?? null, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)),
  ) as object
}

/** A number that its enum does not have. */
function unknown(number: number): number {
  return number
}

function messageOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing was thrown'
}
