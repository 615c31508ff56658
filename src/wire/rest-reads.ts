import {
  defaultFacetLimit,
  defaultGroupSize,
  defaultMatrixLimit,
  defaultMatrixSample,
  defaultQueryLimit,
  defaultScrollLimit,
} from '#model/limits.ts'
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
import {
  bool,
  type Decode,
  Fields,
  f32,
  list,
  type Place,
  type Reading,
  text,
  u32,
  usize,
} from './json-decode.ts'
import type { JsonNode } from './json-node.ts'
import { filter } from './rest-filter.ts'
import {
  olderLookupLocation,
  reportBelow,
  searchParams,
  selectorsIn,
  shardKeysIn,
  storedSelectorsIn,
  usingVector,
  withLookup,
} from './rest-options.ts'
import { payloadPath } from './rest-path.ts'
import { pointId } from './rest-point-id.ts'
import { orderBy, queryLimitIn, queryNodeIn, recommendStrategy } from './rest-query.ts'
import { example, namedVector } from './rest-vectors.ts'

/**
 * The bodies of reads. All their members are read before any is looked at, so that faults show at the end of
 * the body; rules that fields break are told by the names of the parts that the API has.
 */
type Body<R> = Decode<Omit<R, keyof ReadOptions> & Pick<ReadOptions, 'shardKeys'>>

/** The fields of a body of which a part has a name of its own. */
function fieldsOf(node: JsonNode, at: Place, typeName: string, part: string): Fields {
  return new Fields(node, at.field(part), typeName, 'buffered')
}

/** At least one. */
function requiredLimit(fields: Fields, alias?: string): number {
  const limit = fields.required('limit', usize, alias)
  reportBelow(fields.at, 'limit', limit, 1)
  return limit
}

export const queryBody: Body<QueryRequest> = (node, at) => {
  const fields = fieldsOf(node, at, 'QueryRequest', 'internal')
  return {
    ...queryNodeIn(fields),
    limit: queryLimitIn(fields),
    offset: fields.optional('offset', usize) ?? 0,
    ...selectorsIn(fields),
    shardKeys: shardKeysIn(fields),
  }
}

export const queryGroupsBody: Body<GroupsRequest> = (node, at) => {
  const fields = fieldsOf(node, at, 'QueryGroupsRequest', 'search_group_request')
  const group = new Fields(node, fields.at.field('group_request'), 'QueryGroupsRequest', 'buffered')
  const limit = group.optional('limit', usize)
  const groupSize = group.optional('group_size', usize)
  reportBelow(group.at, 'limit', limit, 1)
  reportBelow(group.at, 'group_size', groupSize, 1)
  return {
    ...queryNodeIn(fields),
    limit: limit ?? defaultQueryLimit,
    groupSize: groupSize ?? defaultGroupSize,
    ...groupIn(group),
    ...selectorsIn(fields),
    shardKeys: shardKeysIn(fields),
  }
}

function groupIn(fields: Fields): Pick<GroupsRequest, 'groupBy' | 'withLookup'> {
  return {
    groupBy: fields.required('group_by', payloadPath),
    withLookup: fields.optional('with_lookup', withLookup),
  }
}

/** What the older searches have in common. */
function searchedIn(fields: Fields) {
  return {
    prefetch: [],
    filter: fields.optional('filter', filter),
    params: fields.optional('params', searchParams) ?? {},
    scoreThreshold: fields.optional('score_threshold', f32),
    ...selectorsIn(fields),
    shardKeys: shardKeysIn(fields),
  }
}

export const searchBody: Body<QueryRequest> = (node, at) => {
  const fields = fieldsOf(node, at, 'SearchRequest', 'search_request')
  const { using, vector } = fields.required('vector', namedVector)
  return {
    ...searchedIn(fields),
    query: { kind: 'nearest', vector },
    using,
    limit: requiredLimit(fields, 'top'),
    offset: fields.optional('offset', usize) ?? 0,
  }
}

export const searchGroupsBody: Body<GroupsRequest> = (node, at) => {
  const fields = fieldsOf(node, at, 'SearchGroupsRequest', 'search_group_request')
  const { using, vector } = fields.required('vector', namedVector)
  const group = new Fields(node, fields.at.field('group_request'), 'SearchGroupsRequest', 'buffered')
  return {
    ...searchedIn(fields),
    query: { kind: 'nearest', vector },
    using,
    ...sizedGroupIn(group, true),
  }
}

function sizedGroupIn(fields: Fields, checked: boolean) {
  const groupSize = fields.required('group_size', u32)
  const limit = fields.required('limit', u32)
  if (checked) {
    reportBelow(fields.at, 'group_size', groupSize, 1)
    reportBelow(fields.at, 'limit', limit, 1)
  }
  return { groupSize, limit, ...groupIn(fields) }
}

function recommendedIn(fields: Fields) {
  return {
    ...searchedIn(fields),
    query: {
      kind: 'recommend' as const,
      positives: fields.present('positive', list(example)) ?? [],
      negatives: fields.present('negative', list(example)) ?? [],
      strategy: fields.optional('strategy', recommendStrategy) ?? ('average_vector' as const),
    },
    using: fields.optional('using', usingVector) ?? '',
    lookupFrom: fields.optional('lookup_from', olderLookupLocation),
  }
}

export const recommendBody: Body<QueryRequest> = (node, at) => {
  const fields = fieldsOf(node, at, 'RecommendRequest', 'recommend_request')
  return {
    ...recommendedIn(fields),
    limit: requiredLimit(fields, 'top'),
    offset: fields.optional('offset', usize) ?? 0,
  }
}

/** Its numbers are not checked, which is how the API is. */
export const recommendGroupsBody: Body<GroupsRequest> = (node, at) => {
  const fields = fieldsOf(node, at, 'RecommendGroupsRequest', 'recommend_group_request')
  return { ...recommendedIn(fields), ...sizedGroupIn(fields, false) }
}

export const discoverBody: Body<QueryRequest> = (node, at) => {
  const fields = fieldsOf(node, at, 'DiscoverRequest', 'discover_request')
  const target = fields.optional('target', example)
  const pairs =
    fields.optional(
      'context',
      list((pair, place) => {
        const members = new Fields(pair, place, 'ContextExamplePair')
        const positive = members.required('positive', example)
        return { positive, negative: members.required('negative', example) }
      }),
    ) ?? []
  return {
    prefetch: [],
    query: target === undefined ? { kind: 'context', pairs } : { kind: 'discover', target, pairs },
    using: fields.optional('using', usingVector) ?? '',
    filter: fields.optional('filter', filter),
    params: fields.optional('params', searchParams) ?? {},
    limit: requiredLimit(fields, 'top'),
    offset: fields.optional('offset', usize) ?? 0,
    lookupFrom: fields.optional('lookup_from', olderLookupLocation),
    ...selectorsIn(fields),
    shardKeys: shardKeysIn(fields),
  }
}

/** Several requests under the key `searches`. */
export function searchesBody<T>(decode: Decode<T>, typeName: string): Decode<T[]> {
  return (node, at) => new Fields(node, at, typeName).required('searches', list(decode))
}

export const scrollBody: Body<ScrollRequest> = (node, at) => {
  const fields = fieldsOf(node, at, 'ScrollRequest', 'scroll_request')
  const limit = fields.optional('limit', usize)
  reportBelow(fields.at, 'limit', limit, 1)
  return {
    offset: fields.optional('offset', pointId),
    limit: limit ?? defaultScrollLimit,
    filter: fields.optional('filter', filter),
    ...storedSelectorsIn(fields, { kind: 'all' }),
    orderBy: fields.optional('order_by', orderBy),
    shardKeys: shardKeysIn(fields),
  }
}

export const getBody = getBodyRead('buffered')
/** The same, of one shard: faults show where they are. */
export const shardGetBody = getBodyRead('streamed')

function getBodyRead(reading: Reading): Body<GetRequest> {
  return (node, at) => {
    const fields = new Fields(node, at, 'PointRequest', reading)
    return {
      ids: fields.required('ids', list(pointId)),
      ...storedSelectorsIn(fields),
      shardKeys: shardKeysIn(fields),
    }
  }
}

export const countBody: Body<CountRequest> = (node, at) => {
  const fields = fieldsOf(node, at, 'CountRequest', 'count_request')
  return {
    filter: fields.optional('filter', filter),
    exact: fields.present('exact', bool) ?? true,
    shardKeys: shardKeysIn(fields),
  }
}

export const facetBody: Body<FacetRequest> = (node, at) => {
  const fields = fieldsOf(node, at, 'FacetRequest', 'facet_request')
  const limit = fields.optional('limit', usize)
  reportBelow(fields.at, 'limit', limit, 1)
  const path = fields.required('key', payloadPath)
  const ofPoints = fields.optional('filter', filter)
  const exact = fields.optional('exact', bool)
  return {
    path,
    filter: ofPoints,
    limit: limit ?? defaultFacetLimit,
    exact: exact ?? false,
    asked: { limit, exact },
    shardKeys: shardKeysIn(fields),
  }
}

export const matrixBody: Body<MatrixRequest> = (node, at) => {
  const fields = fieldsOf(node, at, 'SearchMatrixRequest', 'search_request')
  const sample = fields.optional('sample', usize)
  const limit = fields.optional('limit', usize)
  reportBelow(fields.at, 'sample', sample, 2)
  reportBelow(fields.at, 'limit', limit, 1)
  return {
    filter: fields.optional('filter', filter),
    sample: sample ?? defaultMatrixSample,
    limit: limit ?? defaultMatrixLimit,
    using: fields.optional('using', text) ?? '',
    shardKeys: shardKeysIn(fields),
  }
}
