import { datetimeMicros, parseDatetime } from '#model/datetime.ts'
import { malformed } from '#model/errors.ts'
import { defaultRrfK, mmrCandidatesMax } from '#model/limits.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { ContextPair, OrderBy, Query, RecommendStrategy } from '#model/query.ts'
import { floats } from './number-list.ts'
import { checkFormula, formulaCodec, formulaOf } from './points-formula.ts'
import { atLeast, atMost, each, inRange, join, nested, type Problems, within } from './points-validation.ts'
import {
  type Decoded,
  double,
  enumeration,
  float,
  int64,
  oneof,
  optional,
  plain,
  record,
  repeated,
  string,
  uint32,
} from './proto-message.ts'
import { timestampCodec, timestampNanos } from './timestamp-codec.ts'
import { checkVectorInput, vectorInputCodec, vectorInputOf } from './vector-codec.ts'

/** The `query` of the Query requests. */

const pairCodec = record('ContextInputPair', {
  positive: optional(1, vectorInputCodec),
  negative: optional(2, vectorInputCodec),
})
type RawPair = Decoded<typeof pairCodec>
const contextCodec = record('ContextInput', { pairs: repeated(1, pairCodec) })
const recommendCodec = record('RecommendInput', {
  positive: repeated(1, vectorInputCodec),
  negative: repeated(2, vectorInputCodec),
  strategy: optional(3, enumeration),
})
const discoverCodec = record('DiscoverInput', {
  target: optional(1, vectorInputCodec),
  context: optional(2, contextCodec),
})
const feedbackCodec = record('RelevanceFeedbackInput', {
  target: optional(1, vectorInputCodec),
  feedback: repeated(
    2,
    record('FeedbackItem', { example: optional(1, vectorInputCodec), score: plain(2, float) }),
  ),
  strategy: optional(
    3,
    record('FeedbackStrategy', {
      variant: oneof({
        naive: [
          1,
          record('NaiveFeedbackStrategy', { a: plain(1, float), b: plain(2, float), c: plain(3, float) }),
        ],
      }),
    }),
  ),
})
const mmrCodec = record('NearestInputWithMmr', {
  nearest: optional(1, vectorInputCodec),
  mmr: optional(2, record('Mmr', { diversity: optional(2, float), candidatesLimit: optional(3, uint32) })),
})
const rrfCodec = record('Rrf', { k: optional(1, uint32), weights: floats(2) })

export const orderByCodec = record('OrderBy', {
  key: plain(1, string),
  direction: optional(2, enumeration),
  startFrom: optional(
    3,
    record('StartFrom', {
      value: oneof({
        float: [1, double],
        integer: [2, int64],
        timestamp: [3, timestampCodec],
        datetime: [4, string],
      }),
    }),
  ),
})
type RawOrderBy = Decoded<typeof orderByCodec>

export const queryCodec = record('Query', {
  variant: oneof({
    nearest: [1, vectorInputCodec],
    recommend: [2, recommendCodec],
    discover: [3, discoverCodec],
    context: [4, contextCodec],
    orderBy: [5, orderByCodec],
    fusion: [6, enumeration],
    sample: [7, enumeration],
    formula: [8, formulaCodec],
    nearestWithMmr: [9, mmrCodec],
    rrf: [10, rrfCodec],
    relevanceFeedback: [11, feedbackCodec],
  }),
})
export type RawQuery = Decoded<typeof queryCodec>
type RawVariant = NonNullable<RawQuery['variant']>

export function checkQuery({ variant }: RawQuery): Problems {
  return variant && within('variant', checkVariant(variant))
}

function checkVariant(variant: RawVariant): Problems {
  switch (variant.kind) {
    case 'nearest':
      return checkVectorInput(variant.value)
    case 'nearestWithMmr':
      return checkMmr(variant.value)
    case 'recommend':
      return join(
        each('positive', variant.value.positive, checkVectorInput),
        each('negative', variant.value.negative, checkVectorInput),
      )
    case 'discover':
      return join(
        nested('target', variant.value.target, checkVectorInput),
        nested('context', variant.value.context, checkContext),
      )
    case 'context':
      return checkContext(variant.value)
    case 'formula':
      return checkFormula(variant.value)
    case 'rrf':
      return atLeast('k', variant.value.k, 1)
    case 'relevanceFeedback':
      return checkFeedback(variant.value)
    case 'orderBy':
    case 'fusion':
    case 'sample':
      return undefined
  }
}

function checkMmr({ nearest, mmr }: Decoded<typeof mmrCodec>): Problems {
  return join(
    nested('nearest', nearest, checkVectorInput),
    nested('mmr', mmr, ({ diversity, candidatesLimit }) =>
      join(
        inRange('diversity', diversity, 0, 1, '0.0', '1.0'),
        atMost('candidates_limit', candidatesLimit, mmrCandidatesMax),
      ),
    ),
  )
}

function checkContext({ pairs }: Decoded<typeof contextCodec>): Problems {
  return each('pairs', pairs, ({ positive, negative }) =>
    join(nested('positive', positive, checkVectorInput), nested('negative', negative, checkVectorInput)),
  )
}

function checkFeedback({ target, feedback, strategy }: Decoded<typeof feedbackCodec>): Problems {
  const variant = strategy?.variant
  return join(
    nested('target', target, checkVectorInput),
    each('feedback', feedback, ({ example }) => nested('example', example, checkVectorInput)),
    variant && within('strategy.variant', atLeast('b', variant.value.b, 0, '0.0')),
  )
}

export function queryOf({ variant }: RawQuery): Query {
  if (variant === undefined) throw malformed('Query variant is missing')
  switch (variant.kind) {
    case 'nearest':
      return { kind: 'nearest', vector: vectorInputOf(variant.value) }
    case 'nearestWithMmr':
      return mmrOf(variant.value)
    case 'recommend':
      return {
        kind: 'recommend',
        positives: variant.value.positive.map(vectorInputOf),
        negatives: variant.value.negative.map(vectorInputOf),
        strategy: strategyOf(variant.value.strategy) ?? 'average_vector',
      }
    case 'discover':
      return discoverOf(variant.value)
    case 'context':
      return { kind: 'context', pairs: variant.value.pairs.map(pairOf) }
    case 'orderBy':
      return { kind: 'order_by', orderBy: orderByOf(variant.value) }
    case 'fusion':
      return fusionOf(variant.value)
    case 'rrf':
      return rrfOf(variant.value)
    case 'sample':
      if (variant.value !== 0) throw malformed(`invalid sample type value ${variant.value}`)
      return { kind: 'sample' }
    case 'formula':
      return formulaOf(variant.value)
    case 'relevanceFeedback':
      return feedbackOf(variant.value)
  }
}

function mmrOf({ nearest, mmr }: Decoded<typeof mmrCodec>): Query {
  const vector = vectorInputOf(present(nearest, 'nearest vector is missing'))
  const { diversity, candidatesLimit } = present(mmr, 'mmr is missing')
  return { kind: 'mmr', vector, diversity, candidatesLimit }
}

/** Undefined for a number without a name. */
export function strategyOf(strategy: number | undefined): RecommendStrategy | undefined {
  return (['average_vector', 'best_score', 'sum_scores'] as const)[strategy ?? 0]
}

function discoverOf(raw: Decoded<typeof discoverCodec>): Query {
  const target = vectorInputOf(present(raw.target, 'DiscoverInput target is missing'))
  const { pairs } = present(raw.context, 'DiscoverInput context is missing')
  return { kind: 'discover', target, pairs: pairs.map(pairOf) }
}

function pairOf(raw: RawPair): ContextPair {
  const positive = present(raw.positive, 'ContextPair positive is missing')
  const negative = present(raw.negative, 'ContextPair negative is missing')
  return { positive: vectorInputOf(positive), negative: vectorInputOf(negative) }
}

function fusionOf(fusion: number): Query {
  if (fusion === 0) return { kind: 'rrf', k: defaultRrfK, weights: undefined }
  if (fusion === 1) return { kind: 'dbsf' }
  throw malformed(`invalid fusion type value ${fusion}`)
}

function rrfOf({ k, weights }: Decoded<typeof rrfCodec>): Query {
  const list = weights === undefined || weights.length === 0 ? undefined : Array.from(weights.take())
  return { kind: 'rrf', k: k ?? defaultRrfK, weights: list }
}

function feedbackOf(raw: Decoded<typeof feedbackCodec>): Query {
  const target = vectorInputOf(present(raw.target, 'target is missing'))
  const items = raw.feedback.map(({ example, score }) => ({
    example: vectorInputOf(present(example, 'feedback example is missing')),
    score,
  }))
  const { variant } = present(raw.strategy, 'strategy is missing')
  return { kind: 'feedback', target, items, ...present(variant, 'Missing variant').value }
}

/** An unknown direction means ascending. */
export function orderByOf({ key, direction, startFrom }: RawOrderBy): OrderBy {
  const start = startFrom?.value
  const from = start && startOf(start)
  return { path: parsePayloadPath(key), direction: direction === 1 ? 'desc' : 'asc', startFrom: from }
}

function startOf(start: NonNullable<NonNullable<RawOrderBy['startFrom']>['value']>): number | bigint {
  switch (start.kind) {
    case 'float':
    case 'integer':
      return start.value
    case 'timestamp':
      return datetimeMicros(timestampNanos(start.value))
    case 'datetime': {
      const nanos = parseDatetime(start.value)
      if (nanos === undefined) throw malformed(`Malformed datetime: ${datetimeFault(start.value)}`)
      return datetimeMicros(nanos)
    }
  }
}

function datetimeFault(text: string): string {
  return text === '' ? 'premature end of input' : 'input contains invalid characters'
}

function present<T>(value: T | undefined, missing: string): T {
  if (value === undefined) throw malformed(missing)
  return value
}
