import { qdrant } from '#wire/generated/qdrant.js'

/**
 * A request of every gRPC method and REST route, good enough to be read: it names the collection `c`, or none,
 * and where a request can look something up in another collection there is one that does, in `d`. Both exist,
 * and still do after all requests that are let in.
 */

export interface GrpcRequest {
  readonly path: string
  readonly message: Uint8Array
  /** Of several requests of one method. */
  readonly note?: string
  /** See `RestRequest`. */
  readonly slow?: true
}

export interface RestRequest {
  readonly method: string
  readonly path: string
  readonly body?: object
  /** The form of a refusal is not compared: files are refused in bare words there, as all else is here. */
  readonly anyForm?: true
  /** It makes a snapshot: of those whom it should let in only one tries. */
  readonly slow?: true
}

const collectionName = 'c'
const ids = [{ num: 1n }]
const point = { id: { num: 1n }, vectors: { vector: { data: [1, 0] } } }
const query = { collectionName, query: { nearest: { dense: { data: [1, 0] } } } }
const lookupFrom = { collectionName: 'd' }
const byVector = { collectionName, vector: [1, 0], limit: 1n }
const byExamples = { collectionName, positive: ids, limit: 1n }
const selection = { collectionName, points: { points: { ids } } }
const groups = { groupBy: 'k', groupSize: 1, limit: 1 }
const sample = { collectionName, sample: 2n, limit: 2n }
const named = { collectionName }

const points = (method: string, message: Uint8Array, note?: string): GrpcRequest => ({
  path: `/qdrant.Points/${method}`,
  message,
  ...(note === undefined ? {} : { note }),
})
const collections = (method: string, message: Uint8Array): GrpcRequest => ({
  path: `/qdrant.Collections/${method}`,
  message,
})
const snapshots = (method: string, message: Uint8Array): GrpcRequest => ({
  path: `/qdrant.Snapshots/${method}`,
  message,
})
const nothing = new Uint8Array(0)

export const grpcRequests: readonly GrpcRequest[] = [
  points('Search', qdrant.SearchPoints.encode(byVector).finish()),
  points(
    'SearchBatch',
    qdrant.SearchBatchPoints.encode({ collectionName, searchPoints: [byVector] }).finish(),
  ),
  points('SearchGroups', qdrant.SearchPointGroups.encode({ ...byVector, ...groups }).finish()),
  points(
    'SearchGroups',
    qdrant.SearchPointGroups.encode({ ...byVector, ...groups, withLookup: { collection: 'd' } }).finish(),
    'with_lookup',
  ),
  points('Query', qdrant.QueryPoints.encode(query).finish()),
  points('Query', qdrant.QueryPoints.encode({ ...query, lookupFrom }).finish(), 'lookup_from'),
  points(
    'Query',
    qdrant.QueryPoints.encode({
      collectionName,
      query: { fusion: qdrant.Fusion.RRF },
      prefetch: [{ prefetch: [{ query: query.query, lookupFrom }], query: query.query }],
    }).finish(),
    'lookup_from of a prefetch in a prefetch',
  ),
  points('QueryBatch', qdrant.QueryBatchPoints.encode({ collectionName, queryPoints: [query] }).finish()),
  points(
    'QueryBatch',
    qdrant.QueryBatchPoints.encode({
      collectionName,
      queryPoints: [query, { ...query, lookupFrom }],
    }).finish(),
    'lookup_from of the second',
  ),
  points('QueryGroups', qdrant.QueryPointGroups.encode({ ...query, groupBy: 'k' }).finish()),
  points(
    'QueryGroups',
    qdrant.QueryPointGroups.encode({ ...query, groupBy: 'k', withLookup: { collection: 'd' } }).finish(),
    'with_lookup',
  ),
  points('Recommend', qdrant.RecommendPoints.encode(byExamples).finish()),
  points('Recommend', qdrant.RecommendPoints.encode({ ...byExamples, lookupFrom }).finish(), 'lookup_from'),
  points(
    'RecommendBatch',
    qdrant.RecommendBatchPoints.encode({
      collectionName,
      recommendPoints: [{ ...byExamples, lookupFrom }],
    }).finish(),
  ),
  points('RecommendGroups', qdrant.RecommendPointGroups.encode({ ...byExamples, ...groups }).finish()),
  points(
    'RecommendGroups',
    qdrant.RecommendPointGroups.encode({ ...byExamples, ...groups, lookupFrom }).finish(),
    'lookup_from',
  ),
  points('Discover', qdrant.DiscoverPoints.encode(discover()).finish()),
  points('Discover', qdrant.DiscoverPoints.encode({ ...discover(), lookupFrom }).finish(), 'lookup_from'),
  points(
    'DiscoverBatch',
    qdrant.DiscoverBatchPoints.encode({
      collectionName,
      discoverPoints: [{ ...discover(), lookupFrom }],
    }).finish(),
  ),
  points('Get', qdrant.GetPoints.encode({ collectionName, ids }).finish()),
  points('Scroll', qdrant.ScrollPoints.encode(named).finish()),
  points('Count', qdrant.CountPoints.encode(named).finish()),
  points('Facet', qdrant.FacetCounts.encode({ collectionName, key: 'k' }).finish()),
  points('SearchMatrixPairs', qdrant.SearchMatrixPoints.encode(sample).finish()),
  points('SearchMatrixOffsets', qdrant.SearchMatrixPoints.encode(sample).finish()),
  points('Upsert', qdrant.UpsertPoints.encode({ collectionName, points: [point] }).finish()),
  points('Delete', qdrant.DeletePoints.encode(selection).finish()),
  points('UpdateVectors', qdrant.UpdatePointVectors.encode({ collectionName, points: [point] }).finish()),
  points(
    'DeleteVectors',
    qdrant.DeletePointVectors.encode({
      collectionName,
      pointsSelector: selection.points,
      vectors: { names: ['v'] },
    }).finish(),
  ),
  points('SetPayload', qdrant.SetPayloadPoints.encode(payload()).finish()),
  points('OverwritePayload', qdrant.SetPayloadPoints.encode(payload()).finish()),
  points(
    'DeletePayload',
    qdrant.DeletePayloadPoints.encode({
      collectionName,
      keys: ['k'],
      pointsSelector: selection.points,
    }).finish(),
  ),
  points('ClearPayload', qdrant.ClearPayloadPoints.encode(selection).finish()),
  points(
    'CreateFieldIndex',
    qdrant.CreateFieldIndexCollection.encode({
      collectionName,
      fieldName: 'k',
      fieldType: qdrant.FieldType.FieldTypeKeyword,
    }).finish(),
  ),
  points(
    'DeleteFieldIndex',
    qdrant.DeleteFieldIndexCollection.encode({ collectionName, fieldName: 'k' }).finish(),
  ),
  points(
    'CreateVectorName',
    qdrant.CreateVectorNameRequest.encode({
      collectionName,
      vectorName: 'v',
      denseConfig: { size: 2n, distance: qdrant.Distance.Dot },
    }).finish(),
  ),
  points(
    'DeleteVectorName',
    qdrant.DeleteVectorNameRequest.encode({ collectionName, vectorName: 'v' }).finish(),
  ),
  points(
    'UpdateBatch',
    qdrant.UpdateBatchPoints.encode({
      collectionName,
      operations: [{ upsert: { points: [point] } }],
    }).finish(),
  ),
  collections('Get', qdrant.GetCollectionInfoRequest.encode(named).finish()),
  collections('List', nothing),
  collections(
    'Create',
    qdrant.CreateCollection.encode({
      collectionName: 'users',
      vectorsConfig: { params: { size: 2n, distance: qdrant.Distance.Dot } },
    }).finish(),
  ),
  collections(
    'Update',
    qdrant.UpdateCollection.encode({ collectionName, params: { replicationFactor: 1 } }).finish(),
  ),
  collections('Delete', qdrant.DeleteCollection.encode({ collectionName: 'gone' }).finish()),
  collections('UpdateAliases', nothing),
  collections('ListAliases', nothing),
  collections('ListCollectionAliases', qdrant.ListCollectionAliasesRequest.encode(named).finish()),
  collections('CollectionExists', qdrant.CollectionExistsRequest.encode(named).finish()),
  collections('CollectionClusterInfo', qdrant.CollectionClusterInfoRequest.encode(named).finish()),
  collections('ListShardKeys', qdrant.ListShardKeysRequest.encode(named).finish()),
  collections(
    'UpdateCollectionClusterSetup',
    qdrant.UpdateCollectionClusterSetupRequest.encode({
      collectionName,
      dropReplica: { shardId: 0, peerId: 1n },
    }).finish(),
  ),
  collections(
    'CreateShardKey',
    qdrant.CreateShardKeyRequest.encode({
      collectionName,
      request: { shardKey: { keyword: 'k' } },
    }).finish(),
  ),
  collections(
    'DeleteShardKey',
    qdrant.DeleteShardKeyRequest.encode({
      collectionName,
      request: { shardKey: { keyword: 'k' } },
    }).finish(),
  ),
  { ...snapshots('Create', qdrant.ListShardKeysRequest.encode(named).finish()), slow: true },
  snapshots('List', qdrant.ListShardKeysRequest.encode(named).finish()),
  snapshots('Delete', deleteSnapshot()),
  { ...snapshots('CreateFull', nothing), slow: true },
  snapshots('ListFull', nothing),
  snapshots('DeleteFull', Buffer.from('\n\x01s')),
  { path: '/qdrant.Qdrant/HealthCheck', message: nothing },
  { path: '/grpc.health.v1.Health/Check', message: nothing },
  { path: '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo', message: listServices() },
  { path: '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo', message: listServices() },
  { path: '/qdrant.Points/Imagine', message: nothing, note: 'does not exist' },
  { path: '/grpc.health.v1.Health/Watch', message: nothing, note: 'does not exist' },
]

function discover() {
  return { collectionName, target: { single: { id: { num: 1n } } }, limit: 1n }
}
function payload() {
  return { collectionName, payload: { k: { stringValue: 'v' } }, pointsSelector: selection.points }
}
function deleteSnapshot(): Uint8Array {
  return Buffer.from('\n\x01c\x12\x01s')
}
function listServices(): Uint8Array {
  return Buffer.from('\x3a\x00')
}

const inC = (method: string, path: string, body?: object): RestRequest => ({
  method,
  path: `/collections/c${path}`,
  ...(body === undefined ? {} : { body }),
})
const vector = [1, 0]
const restPoint = { id: 1, vector }
const recommend = { positive: [1], limit: 1 }
const restGroups = { group_by: 'k', group_size: 1, limit: 1 }
const lookup_from = { collection: 'd' }

export const restRequests: readonly RestRequest[] = [
  inC('POST', '/points/search', { vector, limit: 1 }),
  inC('POST', '/points/search/batch', { searches: [{ vector, limit: 1 }] }),
  inC('POST', '/points/search/groups', { vector, ...restGroups }),
  inC('POST', '/points/search/groups', { vector, ...restGroups, with_lookup: 'd' }),
  inC('POST', '/points/query', { query: vector }),
  inC('POST', '/points/query', { query: 1, lookup_from }),
  inC('POST', '/points/query', { prefetch: [{ query: 1, lookup_from }], query: { fusion: 'rrf' } }),
  inC('POST', '/points/query/batch', { searches: [{ query: vector }, { query: 1, lookup_from }] }),
  inC('POST', '/points/query/groups', { query: vector, group_by: 'k' }),
  inC('POST', '/points/query/groups', { query: vector, group_by: 'k', with_lookup: { collection: 'd' } }),
  inC('POST', '/points/recommend', recommend),
  inC('POST', '/points/recommend', { ...recommend, lookup_from }),
  inC('POST', '/points/recommend/batch', { searches: [{ ...recommend, lookup_from }] }),
  inC('POST', '/points/recommend/groups', { ...recommend, ...restGroups, lookup_from }),
  inC('POST', '/points/discover', { target: 1, limit: 1, lookup_from }),
  inC('POST', '/points/discover/batch', { searches: [{ target: 1, limit: 1 }] }),
  inC('POST', '/points', { ids: [1] }),
  inC('GET', '/points/1'),
  inC('POST', '/points/scroll', {}),
  inC('POST', '/points/count', {}),
  inC('POST', '/facet', { key: 'k' }),
  inC('POST', '/points/search/matrix/pairs', {}),
  inC('POST', '/points/search/matrix/offsets', {}),
  inC('PUT', '/points', { points: [restPoint] }),
  inC('POST', '/points/delete', { points: [1] }),
  inC('PUT', '/points/vectors', { points: [restPoint] }),
  inC('POST', '/points/vectors/delete', { points: [1], vector: ['v'] }),
  inC('POST', '/points/payload', { points: [1], payload: { k: 1 } }),
  inC('PUT', '/points/payload', { points: [1], payload: { k: 1 } }),
  inC('POST', '/points/payload/delete', { points: [1], keys: ['k'] }),
  inC('POST', '/points/payload/clear', { points: [1] }),
  inC('POST', '/points/batch', { operations: [{ upsert: { points: [restPoint] } }] }),
  inC('PUT', '/index', { field_name: 'k', field_schema: 'keyword' }),
  inC('DELETE', '/index/k'),
  inC('PUT', '/vectors/v', { size: 2, distance: 'Dot' }),
  inC('DELETE', '/vectors/v'),
  { method: 'PUT', path: '/collections/users', body: { vectors: { size: 2, distance: 'Dot' } } },
  inC('PATCH', '', { params: {} }),
  { method: 'DELETE', path: '/collections/gone' },
  inC('GET', ''),
  inC('GET', '/exists'),
  inC('GET', '/aliases'),
  inC('GET', '/cluster'),
  inC('POST', '/cluster', { drop_replica: { shard_id: 0, peer_id: 1 } }),
  inC('GET', '/shards'),
  inC('PUT', '/shards', { shard_key: 'k' }),
  inC('POST', '/shards/delete', { shard_key: 'k' }),
  { ...inC('POST', '/snapshots'), slow: true },
  inC('GET', '/snapshots'),
  inC('DELETE', '/snapshots/s'),
  { method: 'GET', path: '/snapshots' },
  { method: 'POST', path: '/snapshots', slow: true },
  { method: 'DELETE', path: '/snapshots/s' },
  { method: 'GET', path: '/collections' },
  { method: 'GET', path: '/aliases' },
  { method: 'POST', path: '/collections/aliases', body: { actions: [] } },
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/healthz' },
  { method: 'GET', path: '/livez' },
  { method: 'GET', path: '/readyz' },
  { method: 'GET', path: '/metrics' },
  { method: 'GET', path: '/telemetry' },
  { method: 'GET', path: '/cluster' },
  { method: 'POST', path: '/cluster/recover' },
  { method: 'DELETE', path: '/cluster/peer/1' },
  { method: 'GET', path: '/cluster/metadata/keys' },
  { method: 'GET', path: '/cluster/metadata/keys/k' },
  { method: 'PUT', path: '/cluster/metadata/keys/k', body: {} },
  { method: 'DELETE', path: '/cluster/metadata/keys/k' },
  { method: 'GET', path: '/cluster/telemetry' },
  { method: 'GET', path: '/issues' },
  { method: 'DELETE', path: '/issues' },
  { method: 'GET', path: '/profiler/slow_requests' },
  { method: 'GET', path: '/stacktrace' },
  { method: 'GET', path: '/debugger' },
  { method: 'PATCH', path: '/debugger', body: { pyroscope: null } },
  { method: 'GET', path: '/quotas' },
  { method: 'PUT', path: '/quotas', body: { enabled: false } },
  { method: 'POST', path: '/audit/logs', body: {} },
  inC('GET', '/optimizations'),
  inC('GET', '/memory'),
  { ...inC('GET', '/snapshots/s'), anyForm: true },
  inC('PUT', '/snapshots/recover', { location: 'file:///nowhere' }),
  { ...inC('POST', '/snapshots/upload'), anyForm: true },
  { method: 'GET', path: '/snapshots/s', anyForm: true },
  inC('POST', '/shards/0/snapshots'),
  inC('GET', '/shards/0/snapshots'),
  inC('DELETE', '/shards/0/snapshots/s'),
  { ...inC('GET', '/shards/0/snapshots/s'), anyForm: true },
  inC('PUT', '/shards/0/snapshots/recover', { location: 'http://127.0.0.1:1/none' }),
  { ...inC('POST', '/shards/0/snapshots/upload'), anyForm: true },
  { ...inC('GET', '/shards/0/snapshot'), anyForm: true },
  { ...inC('POST', '/shards/0/snapshot/partial/create', {}), anyForm: true },
  { ...inC('POST', '/shards/0/snapshot/partial/recover'), anyForm: true },
  inC('POST', '/shards/0/snapshot/partial/recover_from', { peer_url: 'http://127.0.0.1:1' }),
  inC('GET', '/shards/0/snapshot/partial/manifest'),
  inC('POST', '/shards/0/points', { ids: [1] }),
  inC('POST', '/shards/0/points/scroll', { limit: 1 }),
  inC('POST', '/shards/0/points/count', {}),
  inC('POST', '/shards/0/cleanup'),
  inC('POST', '/truncate_unapplied_wal'),
  { method: 'GET', path: '/nowhere' },
  { method: 'DELETE', path: '/healthz' },
]
