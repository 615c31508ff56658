import { type DescMessage, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf'
import * as client from '@qdrant/js-client-grpc'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/**
 * Calls of the gRPC API whose answers are kept beside the tests, as the reference implementation of the API
 * gave them. `RECORD_ANSWERS=host:port` asks the server there and writes what it answers; read the difference
 * before you keep it.
 */
export const recordFrom = process.env['RECORD_ANSWERS']

/** A method as `api.method`, and its request in the JSON form of protobuf. */
export interface Call {
  readonly rpc: string
  readonly request: JsonValue
}

export type Answer = { readonly ok: JsonValue } | { readonly error: readonly [code: string, text: string] }

const pointsMethods = {
  upsert: ['UpsertPoints', 'PointsOperationResponse'],
  delete: ['DeletePoints', 'PointsOperationResponse'],
  get: ['GetPoints', 'GetResponse'],
  updateVectors: ['UpdatePointVectors', 'PointsOperationResponse'],
  deleteVectors: ['DeletePointVectors', 'PointsOperationResponse'],
  setPayload: ['SetPayloadPoints', 'PointsOperationResponse'],
  overwritePayload: ['SetPayloadPoints', 'PointsOperationResponse'],
  deletePayload: ['DeletePayloadPoints', 'PointsOperationResponse'],
  clearPayload: ['ClearPayloadPoints', 'PointsOperationResponse'],
  createFieldIndex: ['CreateFieldIndexCollection', 'PointsOperationResponse'],
  deleteFieldIndex: ['DeleteFieldIndexCollection', 'PointsOperationResponse'],
  createVectorName: ['CreateVectorNameRequest', 'PointsOperationResponse'],
  deleteVectorName: ['DeleteVectorNameRequest', 'PointsOperationResponse'],
  search: ['SearchPoints', 'SearchResponse'],
  searchBatch: ['SearchBatchPoints', 'SearchBatchResponse'],
  searchGroups: ['SearchPointGroups', 'SearchGroupsResponse'],
  scroll: ['ScrollPoints', 'ScrollResponse'],
  recommend: ['RecommendPoints', 'RecommendResponse'],
  recommendBatch: ['RecommendBatchPoints', 'RecommendBatchResponse'],
  recommendGroups: ['RecommendPointGroups', 'RecommendGroupsResponse'],
  discover: ['DiscoverPoints', 'DiscoverResponse'],
  discoverBatch: ['DiscoverBatchPoints', 'DiscoverBatchResponse'],
  count: ['CountPoints', 'CountResponse'],
  updateBatch: ['UpdateBatchPoints', 'UpdateBatchResponse'],
  query: ['QueryPoints', 'QueryResponse'],
  queryBatch: ['QueryBatchPoints', 'QueryBatchResponse'],
  queryGroups: ['QueryPointGroups', 'QueryGroupsResponse'],
  facet: ['FacetCounts', 'FacetResponse'],
  searchMatrixPairs: ['SearchMatrixPoints', 'SearchMatrixPairsResponse'],
  searchMatrixOffsets: ['SearchMatrixPoints', 'SearchMatrixOffsetsResponse'],
} as const
const collectionsMethods = {
  get: ['GetCollectionInfoRequest', 'GetCollectionInfoResponse'],
  list: ['ListCollectionsRequest', 'ListCollectionsResponse'],
  create: ['CreateCollection', 'CollectionOperationResponse'],
  update: ['UpdateCollection', 'CollectionOperationResponse'],
  delete: ['DeleteCollection', 'CollectionOperationResponse'],
  updateAliases: ['ChangeAliases', 'CollectionOperationResponse'],
  listCollectionAliases: ['ListCollectionAliasesRequest', 'ListAliasesResponse'],
  listAliases: ['ListAliasesRequest', 'ListAliasesResponse'],
  collectionClusterInfo: ['CollectionClusterInfoRequest', 'CollectionClusterInfoResponse'],
  collectionExists: ['CollectionExistsRequest', 'CollectionExistsResponse'],
  updateCollectionClusterSetup: [
    'UpdateCollectionClusterSetupRequest',
    'UpdateCollectionClusterSetupResponse',
  ],
  createShardKey: ['CreateShardKeyRequest', 'CreateShardKeyResponse'],
  deleteShardKey: ['DeleteShardKeyRequest', 'DeleteShardKeyResponse'],
  listShardKeys: ['ListShardKeysRequest', 'ListShardKeysResponse'],
} as const

/** Methods as `api.method`, with the names of its messages. */
export const methods: ReadonlyMap<string, readonly [request: string, answer: string]> = new Map<
  string,
  readonly [string, string]
>([
  ...Object.entries(pointsMethods).map(([name, types]) => [`points.${name}`, types] as const),
  ...Object.entries(collectionsMethods).map(([name, types]) => [`collections.${name}`, types] as const),
])

/** Answers of one group of calls, each under the number and the text of its call. */
export type Answers = Record<string, Answer>

/** Makes the calls one after the other. */
export async function answersTo(connection: client.QdrantClient, calls: readonly Call[]): Promise<Answers> {
  const answers: Answers = {}
  for (const [index, call] of calls.entries()) {
    answers[`${index} ${call.rpc} ${JSON.stringify(call.request)}`] = await answerTo(connection, call)
  }
  return answers
}

type Method = (request: unknown) => Promise<never>

async function answerTo(connection: client.QdrantClient, { rpc, request }: Call): Promise<Answer> {
  const [api, method] = rpc.split('.') as ['points' | 'collections', string]
  const types = methods.get(rpc)
  if (!types) throw new Error(`there is no method ${rpc}`)
  const send = (connection.api(api) as unknown as Record<string, Method>)[method] as Method
  try {
    const answer = await send(fromJson(schemaOf(types[0]), request))
    return { ok: tidy(toJson(schemaOf(types[1]), answer)) }
  } catch (error) {
    if (!(error instanceof client.ConnectError)) throw error
    return { error: [client.ConnectErrorCode[error.code], error.rawMessage] }
  }
}

/** The type of the requests of a method. */
export function requestSchema(rpc: string): DescMessage {
  const types = methods.get(rpc)
  if (!types) throw new Error(`there is no method ${rpc}`)
  return schemaOf(types[0])
}

function schemaOf(message: string): DescMessage {
  return (client as unknown as Record<string, DescMessage>)[`${message}Schema`] as DescMessage
}

/** What is not the same each time, and how the shards happen to be arranged. */
const untold = new Set([
  'time',
  'usage',
  'peerId',
  'status',
  'segmentsCount',
  'indexedVectorsCount',
  'updateQueue',
])

/** An answer without what is not promised; floats with five digits. */
function tidy(json: JsonValue, key = ''): JsonValue {
  if (typeof json === 'number') return Number.isInteger(json) ? json + 0 : Number(json.toPrecision(5))
  if (json === null || typeof json !== 'object') return json
  if (Array.isArray(json)) {
    const items = json.map((item) => tidy(item))
    return key === 'aliases' ? sortAll(items) : sortTies(items)
  }
  const fields = Object.entries(json).filter(
    // The status of an update tells something, that of a collection depends on the moment.
    ([name]) => !untold.has(name) || (name === 'status' && key === 'result' && 'operationId' in json),
  )
  fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([name, field]) => [name, tidy(field, name)]))
}

/** Points of equal score may come in any order; those with an order of their own keep it. */
function sortTies(items: JsonValue[]): JsonValue[] {
  const scoreOf = (item: JsonValue): JsonValue | undefined =>
    item !== null && typeof item === 'object' && !Array.isArray(item) && !('orderValue' in item)
      ? item['score']
      : undefined
  for (let from = 0; from < items.length; ) {
    const score = scoreOf(items[from] ?? null)
    let to = from + 1
    while (score !== undefined && to < items.length && scoreOf(items[to] ?? null) === score) to++
    items.splice(from, to - from, ...sortAll(items.slice(from, to)))
    from = to
  }
  return items
}

function sortAll(items: readonly JsonValue[]): JsonValue[] {
  const texts = items.map((item) => JSON.stringify(item)).sort((a, b) => (a < b ? -1 : 1))
  return texts.map((text) => JSON.parse(text) as JsonValue)
}

/** What was answered, with the recorded numbers in place of those that differ by rounding only. */
export function reconcile(answered: JsonValue, expected: JsonValue | undefined): JsonValue {
  if (typeof answered === 'number' && typeof expected === 'number') {
    return Math.abs(answered - expected) <= 1e-4 * Math.max(1, Math.abs(expected)) ? expected : answered
  }
  if (Array.isArray(answered)) {
    return answered.map((item, at) => reconcile(item, Array.isArray(expected) ? expected[at] : undefined))
  }
  if (answered === null || typeof answered !== 'object') return answered
  const other = expected !== null && typeof expected === 'object' && !Array.isArray(expected) ? expected : {}
  return Object.fromEntries(Object.entries(answered).map(([key, item]) => [key, reconcile(item, other[key])]))
}

/** The file of answers of one test. */
export class RecordedAnswers {
  readonly #path: string
  readonly #groups: Record<string, Answers>

  constructor(path: string) {
    this.#path = path
    this.#groups =
      recordFrom === undefined || existsSync(path)
        ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Answers>)
        : {}
  }

  of(group: string): Answers {
    return this.#groups[group] ?? {}
  }

  record(group: string, answers: Answers): void {
    this.#groups[group] = answers
    const lines = Object.entries(this.#groups).map(([name, group]) => {
      const entries = Object.entries(group).map(
        ([call, answer]) => `${JSON.stringify(call)}:\n${JSON.stringify(answer)}`,
      )
      return `${JSON.stringify(name)}: {\n${entries.join(',\n')}\n}`
    })
    writeFileSync(this.#path, `{\n${lines.join(',\n')}\n}\n`)
  }
}
