import { malformed } from '#model/errors.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type {
  ContextPair,
  CountRequest,
  FacetRequest,
  GetRequest,
  GroupsRequest,
  MatrixRequest,
  Query,
  QueryNode,
  QueryRequest,
  ReadConsistency,
  ReadOptions,
  ScrollRequest,
  Selectors,
  VectorInput,
} from '#model/query.ts'
import { optionalFilterOf } from './filter-codec.ts'
import { checkFilter } from './filter-validation.ts'
import type { FloatList, IndexList } from './number-list.ts'
import { pointIdOf, type RawPointId } from './point-id-codec.ts'
import {
  checkSearchParams,
  consistencyOf,
  lookupLocationOf,
  payloadSelectorOf,
  searchParamsOf,
  shardKeysOf,
  vectorSelectorOf,
  withLookupOf,
} from './points-options.ts'
import { checkQuery, orderByOf, queryOf, strategyOf } from './points-query.ts'
import * as messages from './points-read-messages.ts'
import {
  atLeast,
  collectionName,
  firstOf,
  join,
  nested,
  notEmpty,
  type Problems,
  refuseProblems,
} from './points-validation.ts'
import { type Decoded, decodeMessage, type MessageCodec } from './proto-message.ts'
import { checkSparse, checkVector, exampleOf, type RawVector, sparseOf } from './vector-codec.ts'

/**
 * The requests of the reading methods of the Points service, from bytes to the model. Every function throws
 * RequestError: for bytes that are no message, then for all broken rules of fields at once, then for the
 * first part that cannot be converted.
 */
export interface Addressed<R> {
  /** A name or an alias. */
  readonly collection: string
  readonly request: R
}

/** Requests on one collection that succeed or fail together; their own timeouts do not count. */
export interface AddressedBatch<R> {
  readonly collection: string
  readonly requests: readonly R[]
  readonly timeoutSec: number | undefined
  readonly consistency: ReadConsistency | undefined
}

const defaultQueryLimit = 10
const defaultGroupSize = 3
const defaultScrollLimit = 10
const defaultFacetLimit = 10
const defaultMatrixSample = 10
const defaultMatrixLimit = 3

export function decodeSearchPoints(bytes: Uint8Array): Addressed<QueryRequest> {
  return decodeOne(messages.searchCodec, bytes, checkSearch, searchOf)
}

export function decodeSearchBatchPoints(bytes: Uint8Array): AddressedBatch<QueryRequest> {
  const raw = decodeMessage(messages.searchBatchCodec, bytes)
  const problems = firstOf('search_points', raw.searchPoints, checkSearch)
  return batchOf(raw, problems, raw.searchPoints, searchOf)
}

export function decodeSearchPointGroups(bytes: Uint8Array): Addressed<GroupsRequest> {
  return decodeOne(messages.searchGroupsCodec, bytes, checkGroups, searchGroupsOf)
}

/** The query is a `recommend` with the rules of the older method: see `executeRecommend`. */
export function decodeRecommendPoints(bytes: Uint8Array): Addressed<QueryRequest> {
  return decodeOne(messages.recommendCodec, bytes, checkRecommend, recommendOf)
}

export function decodeRecommendBatchPoints(bytes: Uint8Array): AddressedBatch<QueryRequest> {
  const raw = decodeMessage(messages.recommendBatchCodec, bytes)
  const problems = firstOf('recommend_points', raw.recommendPoints, checkRecommend)
  return batchOf(raw, problems, raw.recommendPoints, recommendOf)
}

export function decodeRecommendPointGroups(bytes: Uint8Array): Addressed<GroupsRequest> {
  return decodeOne(messages.recommendGroupsCodec, bytes, checkRecommendGroups, recommendGroupsOf)
}

/**
 * The query is a `discover` when there is a target and else a `context`. Without target and pairs it is a
 * `context` of no pairs, which this method refuses once the collection is found.
 */
export function decodeDiscoverPoints(bytes: Uint8Array): Addressed<QueryRequest> {
  return decodeOne(messages.discoverCodec, bytes, checkDiscover, discoverOf)
}

export function decodeDiscoverBatchPoints(bytes: Uint8Array): AddressedBatch<QueryRequest> {
  const raw = decodeMessage(messages.discoverBatchCodec, bytes)
  const problems = firstOf('discover_points', raw.discoverPoints, checkDiscover)
  return batchOf(raw, problems, raw.discoverPoints, discoverOf)
}

export function decodeQueryPoints(bytes: Uint8Array): Addressed<QueryRequest> {
  return decodeOne(messages.queryPointsCodec, bytes, checkQueryPoints, queryPointsOf)
}

export function decodeQueryBatchPoints(bytes: Uint8Array): AddressedBatch<QueryRequest> {
  const raw = decodeMessage(messages.queryBatchCodec, bytes)
  const problems = firstOf('query_points', raw.queryPoints, checkQueryPoints)
  return batchOf(raw, problems, raw.queryPoints, queryPointsOf)
}

export function decodeQueryPointGroups(bytes: Uint8Array): Addressed<GroupsRequest> {
  return decodeOne(messages.queryGroupsCodec, bytes, checkQueryGroups, queryGroupsOf)
}

export function decodeScrollPoints(bytes: Uint8Array): Addressed<ScrollRequest> {
  return decodeOne(messages.scrollCodec, bytes, checkScroll, scrollOf)
}

export function decodeGetPoints(bytes: Uint8Array): Addressed<GetRequest> {
  return decodeOne(messages.getCodec, bytes, ({ collectionName: name }) => collectionName(name), getOf)
}

export function decodeCountPoints(bytes: Uint8Array): Addressed<CountRequest> {
  return decodeOne(messages.countCodec, bytes, checkCount, countOf)
}

export function decodeFacetCounts(bytes: Uint8Array): Addressed<FacetRequest> {
  return decodeOne(messages.facetCodec, bytes, checkFacet, facetOf)
}

export function decodeSearchMatrixPoints(bytes: Uint8Array): Addressed<MatrixRequest> {
  return decodeOne(messages.matrixCodec, bytes, checkMatrix, matrixOf)
}

interface RawRequest extends RawReadOptions {
  readonly collectionName: string
}
interface RawReadOptions {
  readonly readConsistency: Parameters<typeof consistencyOf>[0]
  readonly timeout: number | undefined
}
interface RawSharded extends RawReadOptions {
  readonly shardKeySelector: Parameters<typeof shardKeysOf>[0]
}

function decodeOne<T extends RawRequest, R extends ReadOptions>(
  codec: MessageCodec<T>,
  bytes: Uint8Array,
  check: (raw: T) => Problems,
  convert: (raw: T) => R,
): Addressed<R> {
  const raw = decodeMessage(codec, bytes)
  refuseProblems(check(raw))
  const request = convert(raw)
  const consistency = consistencyOf(raw.readConsistency)
  return {
    collection: raw.collectionName,
    request: consistency === undefined ? request : { ...request, consistency },
  }
}

function batchOf<T, R>(
  raw: RawRequest,
  problems: Problems,
  items: readonly T[],
  convert: (item: T) => R,
): AddressedBatch<R> {
  refuseProblems(join(collectionName(raw.collectionName), problems, atLeast('timeout', raw.timeout, 1)))
  return {
    collection: raw.collectionName,
    requests: items.map(convert),
    timeoutSec: raw.timeout,
    consistency: consistencyOf(raw.readConsistency),
  }
}

/** Without the consistency, which is read where it counts only. */
function readOptionsOf(raw: RawSharded) {
  return { timeoutSec: raw.timeout, shardKeys: shardKeysOf(raw.shardKeySelector, 'read') }
}

interface RawSelectors {
  readonly withPayload: Parameters<typeof payloadSelectorOf>[0]
  readonly withVectors: Parameters<typeof vectorSelectorOf>[0]
}

function selectorsOf(raw: RawSelectors, payloadByDefault: boolean): Selectors {
  return {
    withPayload: payloadSelectorOf(raw.withPayload, payloadByDefault),
    withVectors: vectorSelectorOf(raw.withVectors),
  }
}

interface RawFiltered {
  readonly collectionName: string
  readonly filter: Parameters<typeof optionalFilterOf>[0]
}

function checkFiltered({ collectionName: name, filter }: RawFiltered): Problems {
  return join(collectionName(name), nested('filter', filter, checkFilter))
}

interface RawNode extends RawFiltered {
  readonly params: Parameters<typeof searchParamsOf>[0]
  readonly timeout: number | undefined
}

/** The rules that all searches have. */
function checkNode(raw: RawNode): Problems {
  return join(
    checkFiltered(raw),
    nested('params', raw.params, checkSearchParams),
    atLeast('timeout', raw.timeout, 1),
  )
}

interface RawGroups extends RawNode {
  readonly groupBy: string
  readonly limit: number | undefined
  readonly groupSize: number | undefined
}

function checkGroups(raw: RawGroups): Problems {
  return join(
    checkNode(raw),
    notEmpty('group_by', raw.groupBy),
    atLeast('limit', raw.limit, 1),
    atLeast('group_size', raw.groupSize, 1),
  )
}

function checkSearch(raw: messages.RawSearch): Problems {
  return join(checkNode(raw), atLeast('limit', raw.limit, 1))
}

function searchOf(raw: messages.RawSearch): QueryRequest {
  return {
    ...searchNodeOf(raw),
    limit: raw.limit,
    offset: raw.offset ?? 0,
    ...selectorsOf(raw, false),
    ...readOptionsOf(raw),
  }
}

function searchGroupsOf(raw: Decoded<typeof messages.searchGroupsCodec>): GroupsRequest {
  return {
    ...searchNodeOf(raw),
    limit: raw.limit,
    ...selectorsOf(raw, false),
    groupBy: parsePayloadPath(raw.groupBy),
    groupSize: raw.groupSize,
    withLookup: withLookupOf(raw.withLookup),
    ...readOptionsOf(raw),
  }
}

type RawSearchNode = Pick<
  messages.RawSearch,
  'vector' | 'sparseIndices' | 'vectorName' | 'filter' | 'params' | 'scoreThreshold'
>

function searchNodeOf(raw: RawSearchNode): Omit<QueryNode, 'limit'> {
  const vector = searchVectorOf(raw.vector, raw.sparseIndices, raw.vectorName)
  return {
    prefetch: [],
    query: { kind: 'nearest', vector },
    using: raw.vectorName ?? '',
    filter: optionalFilterOf(raw.filter),
    params: searchParamsOf(raw.params),
    scoreThreshold: raw.scoreThreshold,
  }
}

function searchVectorOf(
  values: FloatList | undefined,
  indices: IndexList | undefined,
  vectorName: string | undefined,
): VectorInput {
  const numbers = values?.take() ?? new Float32Array(0)
  if (indices === undefined) return { kind: 'dense', values: numbers }
  if (vectorName === undefined) throw malformed('Sparse vector must have a name specified')
  const problems = checkSparse(indices, values)
  if (problems !== undefined) {
    const text = problems.map(({ path, text }) => `${path}: ${text}`).join('\n')
    throw malformed(`Sparse indices does not match sparse vector conditions: ${text}`)
  }
  return sparseOf(indices.take(), numbers)
}

function checkExamples(raw: RawExamples): Problems {
  return join(
    firstOf('positive_vectors', raw.positiveVectors, checkVector),
    firstOf('negative_vectors', raw.negativeVectors, checkVector),
  )
}

/** The limit is not checked: none is asked for with 0. */
function checkRecommend(raw: messages.RawRecommend): Problems {
  return join(checkNode(raw), checkExamples(raw))
}

function checkRecommendGroups(raw: Decoded<typeof messages.recommendGroupsCodec>): Problems {
  return join(checkGroups(raw), checkExamples(raw))
}

type RawExamples = Pick<messages.RawRecommend, 'positiveVectors' | 'negativeVectors'>
type RawRecommendNode = RawExamples &
  Pick<
    messages.RawRecommend,
    'positive' | 'negative' | 'strategy' | 'using' | 'filter' | 'params' | 'scoreThreshold' | 'lookupFrom'
  >

function recommendNodeOf(raw: RawRecommendNode): Omit<QueryNode, 'limit'> {
  const positives = examplesOf(raw.positive, raw.positiveVectors)
  const negatives = examplesOf(raw.negative, raw.negativeVectors)
  const strategy = strategyOf(raw.strategy)
  if (strategy === undefined) throw malformed(`Unknown recommend strategy: ${raw.strategy}`)
  return {
    prefetch: [],
    query: { kind: 'recommend', positives, negatives, strategy },
    using: raw.using ?? '',
    filter: optionalFilterOf(raw.filter),
    params: searchParamsOf(raw.params),
    scoreThreshold: raw.scoreThreshold,
    lookupFrom: lookupLocationOf(raw.lookupFrom),
  }
}

function examplesOf(ids: readonly RawPointId[], vectors: readonly RawVector[]): VectorInput[] {
  return [...ids.map((id): VectorInput => ({ kind: 'id', id: pointIdOf(id) })), ...vectors.map(exampleOf)]
}

function recommendOf(raw: messages.RawRecommend): QueryRequest {
  return {
    ...recommendNodeOf(raw),
    limit: raw.limit,
    offset: raw.offset ?? 0,
    ...selectorsOf(raw, false),
    ...readOptionsOf(raw),
  }
}

function recommendGroupsOf(raw: Decoded<typeof messages.recommendGroupsCodec>): GroupsRequest {
  return {
    ...recommendNodeOf(raw),
    limit: raw.limit,
    ...selectorsOf(raw, false),
    groupBy: parsePayloadPath(raw.groupBy),
    groupSize: raw.groupSize,
    withLookup: withLookupOf(raw.withLookup),
    ...readOptionsOf(raw),
  }
}

function checkDiscover(raw: messages.RawDiscover): Problems {
  return join(checkNode(raw), atLeast('limit', raw.limit, 1))
}

function discoverOf(raw: messages.RawDiscover): QueryRequest {
  const target = raw.target && targetOf(raw.target.target)
  const pairs = raw.context.map(examplePairOf)
  const query: Query = target === undefined ? { kind: 'context', pairs } : { kind: 'discover', target, pairs }
  return {
    prefetch: [],
    query,
    using: raw.using ?? '',
    filter: optionalFilterOf(raw.filter),
    params: searchParamsOf(raw.params),
    limit: raw.limit,
    offset: raw.offset ?? 0,
    lookupFrom: lookupLocationOf(raw.lookupFrom),
    ...selectorsOf(raw, false),
    ...readOptionsOf(raw),
  }
}

function targetOf(target: { readonly value: messages.RawExample } | undefined): VectorInput {
  if (target === undefined) throw malformed('Target vector is malformed')
  return vectorExampleOf(target.value)
}

function vectorExampleOf({ example }: messages.RawExample): VectorInput {
  if (example === undefined) {
    throw malformed('Vector example, which can be id or bare vector, is malformed')
  }
  return example.kind === 'id' ? { kind: 'id', id: pointIdOf(example.value) } : exampleOf(example.value)
}

function examplePairOf({ positive, negative }: messages.RawExamplePair): ContextPair {
  if (positive === undefined || negative === undefined) {
    throw malformed('Both positive and negative are required in a context pair')
  }
  return { positive: vectorExampleOf(positive), negative: vectorExampleOf(negative) }
}

function checkPrefetch(raw: messages.RawPrefetch): Problems {
  return join(
    firstOf('prefetch', raw.prefetch, checkPrefetch),
    nested('query', raw.query, checkQuery),
    nested('filter', raw.filter, checkFilter),
    nested('params', raw.params, checkSearchParams),
    atLeast('limit', raw.limit, 1),
  )
}

function checkQueryPoints(raw: messages.RawQueryPoints): Problems {
  return join(
    checkNode(raw),
    firstOf('prefetch', raw.prefetch, checkPrefetch),
    nested('query', raw.query, checkQuery),
    atLeast('limit', raw.limit, 1),
  )
}

function checkQueryGroups(raw: Decoded<typeof messages.queryGroupsCodec>): Problems {
  return join(
    checkGroups(raw),
    firstOf('prefetch', raw.prefetch, checkPrefetch),
    nested('query', raw.query, checkQuery),
  )
}

type RawQueryNode = Omit<messages.RawPrefetch, 'limit'> & { readonly limit: number | undefined }

function queryNodeOf(raw: RawQueryNode): QueryNode {
  return {
    prefetch: raw.prefetch.map(queryNodeOf),
    query: raw.query && queryOf(raw.query),
    using: raw.using ?? '',
    filter: optionalFilterOf(raw.filter),
    params: searchParamsOf(raw.params),
    scoreThreshold: raw.scoreThreshold,
    limit: raw.limit ?? defaultQueryLimit,
    lookupFrom: lookupLocationOf(raw.lookupFrom),
  }
}

function queryPointsOf(raw: messages.RawQueryPoints): QueryRequest {
  return {
    ...queryNodeOf(raw),
    offset: raw.offset ?? 0,
    ...selectorsOf(raw, false),
    ...readOptionsOf(raw),
  }
}

function queryGroupsOf(raw: Decoded<typeof messages.queryGroupsCodec>): GroupsRequest {
  return {
    ...queryNodeOf(raw),
    ...selectorsOf(raw, false),
    groupBy: parsePayloadPath(raw.groupBy),
    groupSize: raw.groupSize ?? defaultGroupSize,
    withLookup: withLookupOf(raw.withLookup),
    ...readOptionsOf(raw),
  }
}

type RawScroll = Decoded<typeof messages.scrollCodec>

function checkScroll(raw: RawScroll): Problems {
  return join(checkFiltered(raw), atLeast('limit', raw.limit, 1))
}

function scrollOf(raw: RawScroll): ScrollRequest {
  return {
    offset: raw.offset === undefined ? undefined : pointIdOf(raw.offset),
    limit: raw.limit ?? defaultScrollLimit,
    filter: optionalFilterOf(raw.filter),
    ...selectorsOf(raw, true),
    orderBy: raw.orderBy && orderByOf(raw.orderBy),
    ...readOptionsOf(raw),
  }
}

function getOf(raw: Decoded<typeof messages.getCodec>): GetRequest {
  return { ids: raw.ids.map(pointIdOf), ...selectorsOf(raw, false), ...readOptionsOf(raw) }
}

type RawCount = Decoded<typeof messages.countCodec>

function checkCount(raw: RawCount): Problems {
  return checkFiltered(raw)
}

function countOf(raw: RawCount): CountRequest {
  return { filter: optionalFilterOf(raw.filter), exact: raw.exact ?? true, ...readOptionsOf(raw) }
}

type RawFacet = Decoded<typeof messages.facetCodec>

function checkFacet(raw: RawFacet): Problems {
  return join(checkFiltered(raw), notEmpty('key', raw.key), atLeast('timeout', raw.timeout, 1))
}

function facetOf(raw: RawFacet): FacetRequest {
  return {
    path: parsePayloadPath(raw.key),
    filter: optionalFilterOf(raw.filter),
    limit: raw.limit ?? defaultFacetLimit,
    exact: raw.exact ?? false,
    ...readOptionsOf(raw),
  }
}

type RawMatrix = Decoded<typeof messages.matrixCodec>

function checkMatrix(raw: RawMatrix): Problems {
  return join(
    checkFiltered(raw),
    atLeast('sample', raw.sample, 2),
    atLeast('limit', raw.limit, 1),
    atLeast('timeout', raw.timeout, 1),
  )
}

function matrixOf(raw: RawMatrix): MatrixRequest {
  return {
    filter: optionalFilterOf(raw.filter),
    sample: raw.sample ?? defaultMatrixSample,
    limit: raw.limit ?? defaultMatrixLimit,
    using: raw.using ?? '',
    ...readOptionsOf(raw),
  }
}
