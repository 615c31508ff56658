import type { Addressed, AddressedBatch } from '#model/addressed.ts'
import {
  defaultFacetLimit,
  defaultMatrixLimit,
  defaultMatrixSample,
  defaultScrollLimit,
} from '#model/limits.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type {
  CountRequest,
  FacetRequest,
  GetRequest,
  GroupsRequest,
  MatrixRequest,
  QueryRequest,
  ReadOptions,
  ScrollRequest,
} from '#model/query.ts'
import { optionalFilterOf } from './filter-codec.ts'
import { pointIdOf } from './point-id-codec.ts'
import { consistencyOf } from './points-options.ts'
import { checkQueryGroups, checkQueryPoints, queryGroupsOf, queryPointsOf } from './points-queries.ts'
import { orderByOf } from './points-query.ts'
import * as messages from './points-read-messages.ts'
import {
  checkFiltered,
  checkGroups,
  type RawReadOptions,
  readOptionsOf,
  selectorsOf,
} from './points-request-parts.ts'
import {
  batchedSearchOf,
  checkDiscover,
  checkRecommend,
  checkRecommendGroups,
  checkSearch,
  discoverOf,
  recommendGroupsOf,
  recommendOf,
  searchGroupsOf,
  searchOf,
} from './points-searches.ts'
import {
  atLeast,
  collectionName,
  each,
  join,
  notEmpty,
  type Problems,
  refuseProblems,
} from './points-validation.ts'
import { type Decoded, decodeMessage, type MessageCodec } from './proto-message.ts'

/**
 * The requests of the reading methods of the Points service, from bytes to the model. Every function throws
 * RequestError: for bytes that are no message, then for all broken rules of fields at once, then for the
 * first part that cannot be converted.
 */

export function decodeSearchPoints(bytes: Uint8Array): Addressed<QueryRequest> {
  return decodeOne(messages.searchCodec, bytes, checkSearch, searchOf)
}

export function decodeSearchBatchPoints(bytes: Uint8Array): AddressedBatch<QueryRequest> {
  const raw = decodeMessage(messages.searchBatchCodec, bytes)
  const problems = each('search_points', raw.searchPoints, checkSearch)
  return batchOf(raw, problems, raw.searchPoints, batchedSearchOf)
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
  const problems = each('recommend_points', raw.recommendPoints, checkRecommend)
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
  const problems = each('discover_points', raw.discoverPoints, checkDiscover)
  return batchOf(raw, problems, raw.discoverPoints, (item) => {
    // It has no effect on one query of a batch, but here, unlike in other batches, it is read.
    consistencyOf(item.readConsistency)
    return discoverOf(item)
  })
}

export function decodeQueryPoints(bytes: Uint8Array): Addressed<QueryRequest> {
  return decodeOne(messages.queryPointsCodec, bytes, checkQueryPoints, queryPointsOf)
}

export function decodeQueryBatchPoints(bytes: Uint8Array): AddressedBatch<QueryRequest> {
  const raw = decodeMessage(messages.queryBatchCodec, bytes)
  const problems = each('query_points', raw.queryPoints, checkQueryPoints)
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
