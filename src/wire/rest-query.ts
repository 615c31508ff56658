import { datetimeMicros } from '#model/datetime.ts'
import { formulaVariableOf } from '#model/formula-variable.ts'
import { defaultQueryLimit, defaultRrfK, mmrCandidatesMax } from '#model/limits.ts'
import type { PayloadValue } from '#model/payload.ts'
import type { ContextPair, OrderBy, Query, QueryNode, RecommendStrategy, VectorInput } from '#model/query.ts'
import {
  attempt,
  type Decode,
  Fields,
  f32,
  firstOf,
  list,
  oneOf,
  oneOrMany,
  type Place,
  text,
  usize,
  wrongKind,
} from './json-decode.ts'
import { JsonError } from './json-error.ts'
import { type JsonNode, memberOf } from './json-node.ts'
import { payloadObjectOf } from './json-payload.ts'
import { datetime, filter } from './rest-filter.ts'
import { expression } from './rest-formula.ts'
import { floatText, lookupLocation, reportBelow, reportOutside, searchParams } from './rest-options.ts'
import { payloadPath } from './rest-path.ts'
import { vectorInput, vectorInputIn } from './rest-vectors.ts'

/** The query of the universal search, and the nodes of its tree. */

export const recommendStrategy: Decode<RecommendStrategy> = oneOf('RecommendStrategy', [
  'average_vector',
  'best_score',
  'sum_scores',
])

const startFrom: Decode<number | bigint> = firstOf<number | bigint>(
  'data did not match any variant of untagged enum StartFrom',
  [
    (node) => {
      if (node.kind !== 'integer' || node.value >= 2n ** 63n) throw new JsonError('')
      return BigInt(node.value)
    },
    (node) => {
      if (node.kind !== 'float' && node.kind !== 'integer') throw new JsonError('')
      return Number(node.value)
    },
    (node, at) => datetimeMicros(datetime(node, at)),
  ],
)

export const orderBy: Decode<OrderBy> = firstOf<OrderBy>(
  'Expected a string, or an object with a key, direction and/or start_from',
  [
    (node, at) => ({ path: payloadPath(node, at), direction: 'asc' }),
    (node, at) => {
      const fields = new Fields(node, at, 'OrderBy')
      return {
        path: fields.required('key', payloadPath),
        direction: fields.optional('direction', oneOf('Direction', ['asc', 'desc'])) ?? 'asc',
        startFrom: fields.optional('start_from', startFrom),
      }
    },
  ],
)

const contextPair: Decode<ContextPair> = (node, at) => {
  const fields = new Fields(node, at, 'ContextPair')
  return {
    positive: fields.required('positive', vectorInput),
    negative: fields.required('negative', vectorInput),
  }
}

const contextPairs = oneOrMany(contextPair)
/** Rules that the pairs of a context query break are told of the list as a whole. */
const contextQueryPairs = oneOrMany<ContextPair>((node, at) => contextPairAt(node, at.parent ?? at))

function contextPairAt(node: JsonNode, at: Place): ContextPair {
  const fields = new Fields(node, at, 'ContextPair')
  const input: Decode<VectorInput> = (value) => vectorInput(value, at)
  return { positive: fields.required('positive', input), negative: fields.required('negative', input) }
}

const nearest: Decode<Query> = (node, at) => {
  const fields = new Fields(node, at, 'NearestQuery')
  const vector = fields.required('nearest', vectorInput)
  const mmr = fields.optional('mmr', mmrOptions)
  return mmr === undefined ? { kind: 'nearest', vector } : { kind: 'mmr', vector, ...mmr }
}

const mmrOptions: Decode<{ diversity: number | undefined; candidatesLimit: number | undefined }> = (
  node,
  at,
) => {
  const fields = new Fields(node, at, 'Mmr')
  const diversity = fields.optional('diversity', f32)
  reportOutside(at, 'diversity', diversity, 0, 1)
  const candidatesLimit = fields.optional('candidates_limit', usize)
  if (candidatesLimit !== undefined && candidatesLimit > mmrCandidatesMax) {
    at.report('candidates_limit', `value ${candidatesLimit} invalid, must be ${mmrCandidatesMax} or smaller`)
  }
  return { diversity, candidatesLimit }
}

const recommend: Decode<Query> = (node, at) => {
  const fields = new Fields(node, at, 'RecommendInput')
  const inputs = list<VectorInput>((value) => vectorInput(value, at))
  const positives = fields.optional('positive', inputs) ?? []
  const negatives = fields.optional('negative', inputs) ?? []
  if (positives.length === 0 && negatives.length === 0) {
    at.reportRule('positives, negatives', 'At least one positive or negative vector/id must be provided')
  }
  const strategy = fields.optional('strategy', recommendStrategy) ?? 'average_vector'
  return { kind: 'recommend', positives, negatives, strategy }
}

const discover: Decode<Query> = (node, at) => {
  const fields = new Fields(node, at, 'DiscoverInput')
  const target = fields.required('target', vectorInput)
  return { kind: 'discover', target, pairs: fields.required('context', contextPairs) ?? [] }
}

const fusion: Decode<Query> = (node, at) => {
  const method = oneOf('Fusion', ['rrf', 'dbsf'])(node, at)
  return method === 'dbsf' ? { kind: 'dbsf' } : { kind: 'rrf', k: defaultRrfK, weights: undefined }
}

const rrf: Decode<Query> = (node, at) => {
  const fields = new Fields(node, at, 'Rrf')
  const k = fields.optional('k', usize)
  reportBelow(at, 'k', k, 1)
  return { kind: 'rrf', k: k ?? defaultRrfK, weights: fields.optional('weights', list(f32)) }
}

const sample: Decode<Query> = (node, at) => {
  oneOf('Sample', ['random'])(node, at)
  return { kind: 'sample' }
}

const formula: Decode<Query> = (node, at) => {
  const fields = new Fields(node, at, 'FormulaQuery')
  const parsed = fields.required('formula', (value) => expression(value, at))
  const defaults = fields.present('defaults', (value, place) => {
    if (value.kind !== 'object') throw wrongKind(value, 'a map')
    const read = payloadObjectOf(value)
    for (const [name, byDefault] of read) checkDefault(name, byDefault, place)
    return read
  })
  return { kind: 'formula', expression: parsed, defaults: defaults ?? new Map() }
}

function checkDefault(name: string, value: PayloadValue, at: Place): void {
  const whole = at.parent ?? at
  const variable = formulaVariableOf(name)
  if (typeof variable === 'string') whole.report('defaults', variable)
  else if (variable.kind === 'score' && typeof value !== 'number' && typeof value !== 'bigint') {
    whole.reportRule('defaults', 'Score default must be a number')
  }
}

const feedbackItem: Decode<{ example: VectorInput; score: number }> = (node, at) => {
  const fields = new Fields(node, at, 'FeedbackItem')
  return { example: fields.required('example', vectorInput), score: fields.required('score', f32) }
}

const feedback: Decode<Query> = (node, at) => {
  const fields = new Fields(node, at, 'RelevanceFeedbackInput')
  const before = at.problems.length
  const target = fields.required('target', vectorInput)
  const items = fields.required('feedback', list(feedbackItem))
  const strategy = fields.required('strategy', feedbackStrategy)
  // A rule of the whole is only looked at when its parts keep theirs.
  if (items.length === 0 && at.problems.length === before) {
    at.report('__all__', 'feedback elements must be non-empty')
  }
  return { kind: 'feedback', target, items, ...strategy }
}

const feedbackStrategy: Decode<{ a: number; b: number; c: number }> = (node, at) =>
  new Fields(node, at, 'NaiveFeedbackStrategy').required('naive', (naive, place) => {
    const fields = new Fields(naive, place, 'NaiveFeedbackStrategyParams')
    const b = fields.required('b', f32)
    if (!(b >= 0)) place.report('b', `value ${floatText(b)} invalid, must be 0.0 or larger`)
    return { a: fields.required('a', f32), b, c: fields.required('c', f32) }
  })

const member =
  (key: string, decode: Decode<Query>): Decode<Query> =>
  (node, at) =>
    new Fields(node, at, key).required(key, decode)

/** The kinds of queries by the member that tells them, each read from the whole object. */
const kinds: readonly (readonly [string, Decode<Query>])[] = [
  ['nearest', nearest],
  ['recommend', member('recommend', recommend)],
  ['discover', member('discover', discover)],
  [
    'context',
    member('context', (node, at) => ({ kind: 'context', pairs: contextQueryPairs(node, at) ?? [] })),
  ],
  ['order_by', member('order_by', (node, at) => ({ kind: 'order_by', orderBy: orderBy(node, at) }))],
  ['fusion', member('fusion', fusion)],
  ['rrf', member('rrf', rrf)],
  ['formula', formula],
  ['sample', member('sample', sample)],
  ['relevance_feedback', member('relevance_feedback', feedback)],
]

/** A vector, an id, or an object that names the kind of query. */
export const query: Decode<Query> = (node, at) => {
  const vector = vectorInputIn(node, at)
  if (vector !== undefined) return { kind: 'nearest', vector }
  if (node.kind === 'object') {
    const members = node.members()
    for (const [key, decode] of kinds) {
      const found = memberOf(members, key) && attempt(decode, node, at)
      if (found !== undefined) return found
    }
  }
  throw new JsonError('Expected some form of vector, id, or a type of query')
}

/** What every node of a query has. */
export function queryNodeIn(fields: Fields): Omit<QueryNode, 'limit'> {
  return {
    prefetch: fields.present('prefetch', prefetches) ?? [],
    query: fields.optional('query', query),
    using: fields.optional('using', text) ?? '',
    filter: fields.optional('filter', filter),
    params: fields.optional('params', searchParams) ?? {},
    scoreThreshold: fields.optional('score_threshold', f32),
    lookupFrom: fields.optional('lookup_from', lookupLocation),
  }
}

/** The number of points that are asked for. */
export function queryLimitIn(fields: Fields): number {
  const limit = fields.optional('limit', usize)
  reportBelow(fields.at, 'limit', limit, 1)
  return limit ?? defaultQueryLimit
}

const prefetch: Decode<QueryNode> = (node, at) => {
  const fields = new Fields(node, at, 'Prefetch')
  return { ...queryNodeIn(fields), limit: queryLimitIn(fields) }
}
const prefetches = oneOrMany(prefetch)
