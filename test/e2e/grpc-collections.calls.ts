import type { JsonValue } from '@bufbuild/protobuf'
import type { Call } from '../support/recorded-calls.ts'

/** Collections, aliases and what one node says of shards, as one long scenario. */
type Fields = Readonly<Record<string, JsonValue>>

const single: Fields = { vectorsConfig: { params: { size: '2', distance: 'Dot' } } }
const get = (collectionName: string): Call => ({ rpc: 'collections.get', request: { collectionName } })
const create = (collectionName: string, config: Fields = single): Call => ({
  rpc: 'collections.create',
  request: { collectionName, ...config },
})
const update = (collectionName: string, patch: Fields): Call => ({
  rpc: 'collections.update',
  request: { collectionName, ...patch },
})
const remove = (collectionName: string): Call => ({
  rpc: 'collections.delete',
  request: { collectionName },
})
const exists = (collectionName: string): Call => ({
  rpc: 'collections.collectionExists',
  request: { collectionName },
})
const aliases = (...actions: Fields[]): Call => ({
  rpc: 'collections.updateAliases',
  request: { actions: [...actions] },
})
const createAlias = (aliasName: string, collectionName: string): Fields => ({
  createAlias: { aliasName, collectionName },
})
const list: Call = { rpc: 'collections.list', request: {} }
const params = (config: Fields): Fields => ({ vectorsConfig: { params: config } })

export const collectionCalls: readonly Call[] = [
  create('c1'),
  get('c1'),
  create('c1'),
  create('c2', {
    vectorsConfig: {
      paramsMap: {
        map: {
          a: {
            size: '4',
            distance: 'Cosine',
            hnswConfig: { m: '8' },
            quantizationConfig: { scalar: { type: 'Int8', quantile: 0.9, alwaysRam: true } },
            onDisk: true,
            datatype: 'Float16',
          },
          b: { size: '3', distance: 'Manhattan', multivectorConfig: { comparator: 'MaxSim' } },
        },
      },
    },
    sparseVectorsConfig: {
      map: { s: { modifier: 'Idf', index: { fullScanThreshold: '100', datatype: 'Uint8' } } },
    },
    hnswConfig: { m: '24', efConstruct: '200', payloadM: '12', onDisk: false },
    optimizersConfig: {
      deletedThreshold: 0.5,
      vacuumMinVectorNumber: '500',
      indexingThreshold: '123',
      maxOptimizationThreads: { value: '2' },
    },
    walConfig: { walCapacityMb: '8' },
    quantizationConfig: { binary: { encoding: 'TwoBits' } },
    onDiskPayload: false,
    strictModeConfig: { enabled: true, maxQueryLimit: 5 },
    metadata: { owner: { stringValue: 'x' }, n: { integerValue: '3' } },
    replicationFactor: 2,
    writeConsistencyFactor: 2,
  }),
  get('c2'),
  create('c3', {}),
  get('c3'),
  create('c4', { sparseVectorsConfig: { map: { s: {} } }, shardNumber: 1, shardingMethod: 'Auto' }),
  list,
  exists('c1'),
  exists('nope'),
  create('', single),
  create('a:b', single),
  create('x'.repeat(256), single),
  create('bad', params({ size: '0', distance: 'Dot' })),
  create('bad', params({ size: '65537', distance: 'Dot' })),
  create('bad', params({ size: '2' })),
  create('bad', params({ size: '2', distance: 9 })),
  create('bad', params({ size: '2', distance: 'Dot', datatype: 9 })),
  create('bad', params({ size: '2', distance: 'Dot', hnswConfig: { efConstruct: '3' } })),
  create('bad', params({ size: '2', distance: 'Dot', quantizationConfig: {} })),
  create(
    'bad',
    params({ size: '2', distance: 'Dot', quantizationConfig: { scalar: { type: 'Int8', quantile: 2 } } }),
  ),
  create('bad', params({ size: '2', distance: 'Dot', memory: 'Pinned' })),
  create('bad', { vectorsConfig: { paramsMap: { map: { 'a/b': { size: '2', distance: 'Dot' } } } } }),
  create('bad', { vectorsConfig: { paramsMap: { map: { a: { size: '0', distance: 'Dot' } } } } }),
  create('bad', { sparseVectorsConfig: { map: { '': {} } } }),
  create('bad', {
    vectorsConfig: { paramsMap: { map: { a: { size: '2', distance: 'Dot' } } } },
    sparseVectorsConfig: { map: { a: {} } },
  }),
  create('bad', { sparseVectorsConfig: { map: { s: { index: { datatype: 'Turbo4' } } } } }),
  create('bad', { ...single, hnswConfig: { efConstruct: '1' } }),
  create('bad', { ...single, hnswConfig: { fullScanThreshold: '5' } }),
  create('bad', { ...single, optimizersConfig: { deletedThreshold: 2 } }),
  create('bad', { ...single, optimizersConfig: { vacuumMinVectorNumber: '5' } }),
  create('bad', { ...single, optimizersConfig: { maxOptimizationThreads: {} } }),
  create('bad', { ...single, walConfig: { walCapacityMb: '0' } }),
  create('bad', { ...single, shardNumber: 0 }),
  create('bad', { ...single, shardingMethod: 7 }),
  create('bad', { ...single, quantizationConfig: {} }),
  create('bad', { ...single, quantizationConfig: { scalar: {} } }),
  create('bad', { ...single, quantizationConfig: { product: { compression: 9 } } }),
  create('bad', { ...single, strictModeConfig: { maxQueryLimit: 0 } }),
  exists('bad'),
  update('c1', {}),
  update('c1', {
    optimizersConfig: { indexingThreshold: '77' },
    params: { onDiskPayload: true, replicationFactor: 3 },
    hnswConfig: { m: '10' },
    vectorsConfig: { params: { hnswConfig: { m: '4' }, onDisk: true } },
    quantizationConfig: { scalar: { type: 'Int8' } },
    strictModeConfig: { enabled: true, maxTimeout: 9 },
    metadata: { a: { integerValue: '1' }, b: { stringValue: 'b' } },
  }),
  get('c1'),
  update('c1', { quantizationConfig: { disabled: {} }, metadata: { a: { nullValue: 'NULL_VALUE' } } }),
  get('c1'),
  update('c2', {
    vectorsConfig: { paramsMap: { map: { b: { quantizationConfig: { product: { compression: 'x8' } } } } } },
    sparseVectorsConfig: { map: { s: { modifier: 'None' } } },
  }),
  get('c2'),
  update('c1', { vectorsConfig: { paramsMap: { map: { zz: {} } } } }),
  update('c1', { params: { replicationFactor: 0 } }),
  update('c1', { quantizationConfig: {} }),
  update('c1', { sparseVectorsConfig: { map: { zz: {} } } }),
  aliases(createAlias('a1', 'c1'), createAlias('a2', 'c2')),
  { rpc: 'collections.listAliases', request: {} },
  { rpc: 'collections.listCollectionAliases', request: { collectionName: 'c1' } },
  { rpc: 'collections.listCollectionAliases', request: { collectionName: 'nope' } },
  get('a1'),
  exists('a1'),
  remove('a1'),
  create('a1'),
  aliases(createAlias('a3', 'a1')),
  aliases(createAlias('a3', 'nope')),
  aliases(createAlias('c2', 'c1')),
  aliases(createAlias('a1', 'c3')),
  aliases({ renameAlias: { oldAliasName: 'a1', newAliasName: 'a9' } }),
  aliases({ renameAlias: { oldAliasName: 'ghost', newAliasName: 'a8' } }),
  aliases({ deleteAlias: { aliasName: 'a2' } }, { deleteAlias: { aliasName: 'ghost' } }),
  aliases(createAlias('kept', 'c1'), createAlias('x', 'nope'), createAlias('never', 'c1')),
  aliases({}),
  aliases(),
  { rpc: 'collections.listAliases', request: {} },
  {
    rpc: 'points.upsert',
    request: {
      collectionName: 'a9',
      wait: true,
      points: [{ id: { num: '1' }, vectors: { vectors: { vectors: {} } } }],
    },
  },
  { rpc: 'points.count', request: { collectionName: 'c3' } },
  { rpc: 'collections.collectionClusterInfo', request: { collectionName: 'c3' } },
  { rpc: 'collections.collectionClusterInfo', request: { collectionName: 'nope' } },
  { rpc: 'collections.listShardKeys', request: { collectionName: 'c3' } },
  { rpc: 'collections.updateCollectionClusterSetup', request: { collectionName: 'c3' } },
  {
    rpc: 'collections.updateCollectionClusterSetup',
    request: { collectionName: 'c3', dropReplica: { shardId: 0, peerId: '1' } },
  },
  { rpc: 'collections.createShardKey', request: { collectionName: 'c3' } },
  {
    rpc: 'collections.createShardKey',
    request: { collectionName: 'c3', request: { shardKey: { keyword: 'k' } } },
  },
  {
    rpc: 'collections.deleteShardKey',
    request: { collectionName: 'c3', request: { shardKey: { keyword: 'k' } } },
  },
  create('sharded', { ...single, shardingMethod: 'Custom' }),
  get('sharded'),
  { rpc: 'collections.listShardKeys', request: { collectionName: 'sharded' } },
  {
    rpc: 'points.upsert',
    request: {
      collectionName: 'sharded',
      wait: true,
      points: [{ id: { num: '1' }, vectors: { vector: { dense: { data: [1, 2] } } } }],
    },
  },
  { rpc: 'points.scroll', request: { collectionName: 'sharded' } },
  {
    rpc: 'points.createFieldIndex',
    request: { collectionName: 'sharded', wait: true, fieldName: 'a', fieldType: 'FieldTypeKeyword' },
  },
  remove('c1'),
  remove('c1'),
  remove('nope'),
  exists('kept'),
  get('c1'),
  list,
  { rpc: 'collections.delete', request: { collectionName: 'c2', timeout: '0' } },
]
