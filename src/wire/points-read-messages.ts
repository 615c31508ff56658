import { filterCodec } from './filter-messages.ts'
import { floats, indicesMessage } from './number-list.ts'
import { pointIdCodec } from './point-id-codec.ts'
import {
  lookupLocationCodec,
  readConsistencyCodec,
  searchParamsCodec,
  shardKeySelectorCodec,
  withLookupCodec,
  withPayloadCodec,
  withVectorsCodec,
} from './points-options.ts'
import { orderByCodec, queryCodec, type RawQuery } from './points-query.ts'
import {
  bool,
  count,
  type Decoded,
  enumeration,
  float,
  lazy,
  type MessageCodec,
  oneof,
  optional,
  plain,
  record,
  repeated,
  string,
  uint32,
} from './proto-message.ts'
import { vectorCodec } from './vector-codec.ts'

/** The requests of the reading methods of the Points service, as they stand on the wire. */
export const searchCodec = record('SearchPoints', {
  collectionName: plain(1, string),
  vector: floats(2),
  filter: optional(3, filterCodec),
  limit: plain(4, count),
  withPayload: optional(6, withPayloadCodec),
  params: optional(7, searchParamsCodec),
  scoreThreshold: optional(8, float),
  offset: optional(9, count),
  vectorName: optional(10, string),
  withVectors: optional(11, withVectorsCodec),
  readConsistency: optional(12, readConsistencyCodec),
  timeout: optional(13, count),
  shardKeySelector: optional(14, shardKeySelectorCodec),
  sparseIndices: optional(15, indicesMessage),
})
export type RawSearch = Decoded<typeof searchCodec>

export const searchBatchCodec = record('SearchBatchPoints', {
  collectionName: plain(1, string),
  searchPoints: repeated(2, searchCodec),
  readConsistency: optional(3, readConsistencyCodec),
  timeout: optional(4, count),
})

export const searchGroupsCodec = record('SearchPointGroups', {
  collectionName: plain(1, string),
  vector: floats(2),
  filter: optional(3, filterCodec),
  limit: plain(4, uint32),
  withPayload: optional(5, withPayloadCodec),
  params: optional(6, searchParamsCodec),
  scoreThreshold: optional(7, float),
  vectorName: optional(8, string),
  withVectors: optional(9, withVectorsCodec),
  groupBy: plain(10, string),
  groupSize: plain(11, uint32),
  readConsistency: optional(12, readConsistencyCodec),
  withLookup: optional(13, withLookupCodec),
  timeout: optional(14, count),
  shardKeySelector: optional(15, shardKeySelectorCodec),
  sparseIndices: optional(16, indicesMessage),
})

export const recommendCodec = record('RecommendPoints', {
  collectionName: plain(1, string),
  positive: repeated(2, pointIdCodec),
  negative: repeated(3, pointIdCodec),
  filter: optional(4, filterCodec),
  limit: plain(5, count),
  withPayload: optional(7, withPayloadCodec),
  params: optional(8, searchParamsCodec),
  scoreThreshold: optional(9, float),
  offset: optional(10, count),
  using: optional(11, string),
  withVectors: optional(12, withVectorsCodec),
  lookupFrom: optional(13, lookupLocationCodec),
  readConsistency: optional(14, readConsistencyCodec),
  strategy: optional(16, enumeration),
  positiveVectors: repeated(17, vectorCodec),
  negativeVectors: repeated(18, vectorCodec),
  timeout: optional(19, count),
  shardKeySelector: optional(20, shardKeySelectorCodec),
})
export type RawRecommend = Decoded<typeof recommendCodec>

export const recommendBatchCodec = record('RecommendBatchPoints', {
  collectionName: plain(1, string),
  recommendPoints: repeated(2, recommendCodec),
  readConsistency: optional(3, readConsistencyCodec),
  timeout: optional(4, count),
})

export const recommendGroupsCodec = record('RecommendPointGroups', {
  collectionName: plain(1, string),
  positive: repeated(2, pointIdCodec),
  negative: repeated(3, pointIdCodec),
  filter: optional(4, filterCodec),
  limit: plain(5, uint32),
  withPayload: optional(6, withPayloadCodec),
  params: optional(7, searchParamsCodec),
  scoreThreshold: optional(8, float),
  using: optional(9, string),
  withVectors: optional(10, withVectorsCodec),
  lookupFrom: optional(11, lookupLocationCodec),
  groupBy: plain(12, string),
  groupSize: plain(13, uint32),
  readConsistency: optional(14, readConsistencyCodec),
  withLookup: optional(15, withLookupCodec),
  strategy: optional(17, enumeration),
  positiveVectors: repeated(18, vectorCodec),
  negativeVectors: repeated(19, vectorCodec),
  timeout: optional(20, count),
  shardKeySelector: optional(21, shardKeySelectorCodec),
})

const exampleCodec = record('VectorExample', {
  example: oneof({ id: [1, pointIdCodec], vector: [2, vectorCodec] }),
})
export type RawExample = Decoded<typeof exampleCodec>
const examplePairCodec = record('ContextExamplePair', {
  positive: optional(1, exampleCodec),
  negative: optional(2, exampleCodec),
})
export type RawExamplePair = Decoded<typeof examplePairCodec>

export const discoverCodec = record('DiscoverPoints', {
  collectionName: plain(1, string),
  target: optional(2, record('TargetVector', { target: oneof({ single: [1, exampleCodec] }) })),
  context: repeated(3, examplePairCodec),
  filter: optional(4, filterCodec),
  limit: plain(5, count),
  withPayload: optional(6, withPayloadCodec),
  params: optional(7, searchParamsCodec),
  offset: optional(8, count),
  using: optional(9, string),
  withVectors: optional(10, withVectorsCodec),
  lookupFrom: optional(11, lookupLocationCodec),
  readConsistency: optional(12, readConsistencyCodec),
  timeout: optional(13, count),
  shardKeySelector: optional(14, shardKeySelectorCodec),
})
export type RawDiscover = Decoded<typeof discoverCodec>

export const discoverBatchCodec = record('DiscoverBatchPoints', {
  collectionName: plain(1, string),
  discoverPoints: repeated(2, discoverCodec),
  readConsistency: optional(3, readConsistencyCodec),
  timeout: optional(4, count),
})

/** The type says what the codec reads: a prefetch holds prefetches. */
export interface RawPrefetch {
  readonly prefetch: readonly RawPrefetch[]
  readonly query: RawQuery | undefined
  readonly using: string | undefined
  readonly filter: Decoded<typeof filterCodec> | undefined
  readonly params: Decoded<typeof searchParamsCodec> | undefined
  readonly scoreThreshold: number | undefined
  readonly limit: number | undefined
  readonly lookupFrom: Decoded<typeof lookupLocationCodec> | undefined
}
const prefetchCodec: MessageCodec<RawPrefetch> = record<RawPrefetch>('PrefetchQuery', {
  prefetch: repeated(
    1,
    lazy(() => prefetchCodec),
  ),
  query: optional(2, queryCodec),
  using: optional(3, string),
  filter: optional(4, filterCodec),
  params: optional(5, searchParamsCodec),
  scoreThreshold: optional(6, float),
  limit: optional(7, count),
  lookupFrom: optional(8, lookupLocationCodec),
})

export const queryPointsCodec = record('QueryPoints', {
  collectionName: plain(1, string),
  prefetch: repeated(2, prefetchCodec),
  query: optional(3, queryCodec),
  using: optional(4, string),
  filter: optional(5, filterCodec),
  params: optional(6, searchParamsCodec),
  scoreThreshold: optional(7, float),
  limit: optional(8, count),
  offset: optional(9, count),
  withVectors: optional(10, withVectorsCodec),
  withPayload: optional(11, withPayloadCodec),
  readConsistency: optional(12, readConsistencyCodec),
  shardKeySelector: optional(13, shardKeySelectorCodec),
  lookupFrom: optional(14, lookupLocationCodec),
  timeout: optional(15, count),
})
export type RawQueryPoints = Decoded<typeof queryPointsCodec>

export const queryBatchCodec = record('QueryBatchPoints', {
  collectionName: plain(1, string),
  queryPoints: repeated(2, queryPointsCodec),
  readConsistency: optional(3, readConsistencyCodec),
  timeout: optional(4, count),
})

export const queryGroupsCodec = record('QueryPointGroups', {
  collectionName: plain(1, string),
  prefetch: repeated(2, prefetchCodec),
  query: optional(3, queryCodec),
  using: optional(4, string),
  filter: optional(5, filterCodec),
  params: optional(6, searchParamsCodec),
  scoreThreshold: optional(7, float),
  withPayload: optional(8, withPayloadCodec),
  withVectors: optional(9, withVectorsCodec),
  lookupFrom: optional(10, lookupLocationCodec),
  limit: optional(11, count),
  groupSize: optional(12, count),
  groupBy: plain(13, string),
  readConsistency: optional(14, readConsistencyCodec),
  withLookup: optional(15, withLookupCodec),
  timeout: optional(16, count),
  shardKeySelector: optional(17, shardKeySelectorCodec),
})

export const scrollCodec = record('ScrollPoints', {
  collectionName: plain(1, string),
  filter: optional(2, filterCodec),
  offset: optional(3, pointIdCodec),
  limit: optional(4, uint32),
  withPayload: optional(6, withPayloadCodec),
  withVectors: optional(7, withVectorsCodec),
  readConsistency: optional(8, readConsistencyCodec),
  shardKeySelector: optional(9, shardKeySelectorCodec),
  orderBy: optional(10, orderByCodec),
  timeout: optional(11, count),
})

export const getCodec = record('GetPoints', {
  collectionName: plain(1, string),
  ids: repeated(2, pointIdCodec),
  withPayload: optional(4, withPayloadCodec),
  withVectors: optional(5, withVectorsCodec),
  readConsistency: optional(6, readConsistencyCodec),
  shardKeySelector: optional(7, shardKeySelectorCodec),
  timeout: optional(8, count),
})

export const countCodec = record('CountPoints', {
  collectionName: plain(1, string),
  filter: optional(2, filterCodec),
  exact: optional(3, bool),
  readConsistency: optional(4, readConsistencyCodec),
  shardKeySelector: optional(5, shardKeySelectorCodec),
  timeout: optional(6, count),
})

export const facetCodec = record('FacetCounts', {
  collectionName: plain(1, string),
  key: plain(2, string),
  filter: optional(3, filterCodec),
  limit: optional(4, count),
  exact: optional(5, bool),
  timeout: optional(6, count),
  readConsistency: optional(7, readConsistencyCodec),
  shardKeySelector: optional(8, shardKeySelectorCodec),
})

export const matrixCodec = record('SearchMatrixPoints', {
  collectionName: plain(1, string),
  filter: optional(2, filterCodec),
  sample: optional(3, count),
  limit: optional(4, count),
  using: optional(5, string),
  timeout: optional(6, count),
  readConsistency: optional(7, readConsistencyCodec),
  shardKeySelector: optional(8, shardKeySelectorCodec),
})
