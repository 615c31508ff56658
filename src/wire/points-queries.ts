import { defaultGroupSize, defaultQueryLimit } from '#model/limits.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { GroupsRequest, QueryNode, QueryRequest } from '#model/query.ts'
import { optionalFilterOf } from './filter-codec.ts'
import { checkFilter } from './filter-validation.ts'
import { checkSearchParams, lookupLocationOf, searchParamsOf, withLookupOf } from './points-options.ts'
import { checkQuery, queryOf } from './points-query.ts'
import type * as messages from './points-read-messages.ts'
import { checkGroups, checkNode, readOptionsOf, selectorsOf } from './points-request-parts.ts'
import { atLeast, each, join, nested, type Problems } from './points-validation.ts'
import type { Decoded } from './proto-message.ts'

/** Query: the rules of its fields and its requests of the model. */

function checkPrefetch(raw: messages.RawPrefetch): Problems {
  return join(
    each('prefetch', raw.prefetch, checkPrefetch),
    nested('query', raw.query, checkQuery),
    nested('filter', raw.filter, checkFilter),
    nested('params', raw.params, checkSearchParams),
    atLeast('limit', raw.limit, 1),
  )
}

export function checkQueryPoints(raw: messages.RawQueryPoints): Problems {
  return join(
    checkNode(raw),
    each('prefetch', raw.prefetch, checkPrefetch),
    nested('query', raw.query, checkQuery),
    atLeast('limit', raw.limit, 1),
  )
}

export function checkQueryGroups(raw: Decoded<typeof messages.queryGroupsCodec>): Problems {
  return join(
    checkGroups(raw),
    each('prefetch', raw.prefetch, checkPrefetch),
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

export function queryPointsOf(raw: messages.RawQueryPoints): QueryRequest {
  return {
    ...readOptionsOf(raw),
    ...queryNodeOf(raw),
    offset: raw.offset ?? 0,
    ...selectorsOf(raw, false),
  }
}

export function queryGroupsOf(raw: Decoded<typeof messages.queryGroupsCodec>): GroupsRequest {
  return {
    ...queryNodeOf(raw),
    ...selectorsOf(raw, false),
    groupBy: parsePayloadPath(raw.groupBy),
    groupSize: raw.groupSize ?? defaultGroupSize,
    withLookup: withLookupOf(raw.withLookup),
    ...readOptionsOf(raw),
  }
}
