import { malformed } from '#model/errors.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { ContextPair, GroupsRequest, Query, QueryNode, QueryRequest, VectorInput } from '#model/query.ts'
import { optionalFilterOf } from './filter-codec.ts'
import { pointIdOf, type RawPointId } from './point-id-codec.ts'
import { olderLookupLocationOf, searchParamsOf, withLookupOf } from './points-options.ts'
import { strategyOf } from './points-query.ts'
import type * as messages from './points-read-messages.ts'
import { checkGroups, checkNode, readOptionsOf, selectorsOf } from './points-request-parts.ts'
import { atLeast, each, join, type Problems } from './points-validation.ts'
import type { Decoded } from './proto-message.ts'
import {
  checkSparse,
  checkVector,
  exampleOf,
  type RawVector,
  shapeText,
  sparseFault,
  sparseOf,
} from './vector-codec.ts'

/** Search, Recommend and Discover: the rules of their fields and their requests of the model. */

export function checkSearch(raw: messages.RawSearch): Problems {
  return join(checkNode(raw), atLeast('limit', raw.limit, 1))
}

export function searchOf(raw: messages.RawSearch): QueryRequest {
  const vector = searchVectorOf(raw)
  return {
    ...readOptionsOf(raw),
    ...searchNodeOf(raw, vector),
    limit: raw.limit,
    offset: raw.offset ?? 0,
    ...selectorsOf(raw, false),
  }
}

/** Within a batch, the shape of a sparse vector comes before its name. */
export function batchedSearchOf(raw: messages.RawSearch): QueryRequest {
  refuseSparseShape(raw)
  return searchOf(raw)
}

export function searchGroupsOf(raw: Decoded<typeof messages.searchGroupsCodec>): GroupsRequest {
  refuseSparseShape(raw)
  return {
    ...searchNodeOf(raw, searchVectorOf(raw)),
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

function searchNodeOf(raw: RawSearchNode, vector: VectorInput): Omit<QueryNode, 'limit'> {
  return {
    prefetch: [],
    query: { kind: 'nearest', vector },
    using: raw.vectorName ?? '',
    filter: optionalFilterOf(raw.filter),
    params: searchParamsOf(raw.params),
    scoreThreshold: raw.scoreThreshold,
  }
}

function searchVectorOf(raw: RawSearchNode): VectorInput {
  const values = raw.vector?.take() ?? new Float32Array(0)
  if (raw.sparseIndices === undefined) return { kind: 'dense', values }
  if (raw.vectorName === undefined) throw malformed('Sparse vector must have a name specified')
  refuseSparseShape(raw)
  return sparseOf(raw.sparseIndices.take(), values)
}

function refuseSparseShape({ vector, sparseIndices }: RawSearchNode): void {
  const problems = sparseIndices && checkSparse(sparseIndices, vector)
  if (problems !== undefined) throw malformed(`${sparseFault}: ${shapeText(problems)}`)
}

function checkExamples(raw: RawExamples): Problems {
  return join(
    each('positive_vectors', raw.positiveVectors, checkVector),
    each('negative_vectors', raw.negativeVectors, checkVector),
  )
}

/** The limit is not checked: none is asked for with 0. */
export function checkRecommend(raw: messages.RawRecommend): Problems {
  return join(checkNode(raw), checkExamples(raw))
}

export function checkRecommendGroups(raw: Decoded<typeof messages.recommendGroupsCodec>): Problems {
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
    lookupFrom: olderLookupLocationOf(raw.lookupFrom),
  }
}

function examplesOf(ids: readonly RawPointId[], vectors: readonly RawVector[]): VectorInput[] {
  return [...ids.map((id): VectorInput => ({ kind: 'id', id: pointIdOf(id) })), ...vectors.map(exampleOf)]
}

export function recommendOf(raw: messages.RawRecommend): QueryRequest {
  return {
    ...recommendNodeOf(raw),
    limit: raw.limit,
    offset: raw.offset ?? 0,
    ...selectorsOf(raw, false),
    ...readOptionsOf(raw),
  }
}

export function recommendGroupsOf(raw: Decoded<typeof messages.recommendGroupsCodec>): GroupsRequest {
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

export function checkDiscover(raw: messages.RawDiscover): Problems {
  return join(checkNode(raw), atLeast('limit', raw.limit, 1))
}

export function discoverOf(raw: messages.RawDiscover): QueryRequest {
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
    lookupFrom: olderLookupLocationOf(raw.lookupFrom),
    ...selectorsOf(raw, false),
    ...readOptionsOf(raw),
  }
}

export function targetOf(target: { readonly value: messages.RawExample } | undefined): VectorInput {
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
  const pair = {
    positive: positive && vectorExampleOf(positive),
    negative: negative && vectorExampleOf(negative),
  }
  if (pair.positive === undefined || pair.negative === undefined) {
    throw malformed('Both positive and negative are required in a context pair')
  }
  return { positive: pair.positive, negative: pair.negative }
}
