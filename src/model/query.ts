import type { Condition, Filter, GeoPoint } from './filter.ts'
import type { PayloadValue } from './payload.ts'
import type { PayloadPath } from './payload-path.ts'
import type { PointId } from './point-id.ts'
import type { InferenceInput, VectorData } from './vector.ts'

/** Where a query gets a vector from: numbers, a stored point, or inference. */
export type VectorInput = VectorData | InferenceInput | { readonly kind: 'id'; readonly id: PointId }

export interface SearchParams {
  readonly hnswEf?: number | undefined
  readonly exact?: boolean | undefined
  readonly quantization?:
    | {
        readonly ignore?: boolean | undefined
        readonly rescore?: boolean | undefined
        readonly oversampling?: number | undefined
      }
    | undefined
  readonly indexedOnly?: boolean | undefined
  readonly acorn?:
    | { readonly enable?: boolean | undefined; readonly maxSelectivity?: number | undefined }
    | undefined
  readonly idf?: { readonly corpus?: Filter | undefined } | undefined
}

export type PayloadSelector =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  | { readonly kind: 'include'; readonly paths: readonly PayloadPath[] }
  | { readonly kind: 'exclude'; readonly paths: readonly PayloadPath[] }
export type VectorSelector =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  | { readonly kind: 'names'; readonly names: readonly string[] }

export type RecommendStrategy = 'average_vector' | 'best_score' | 'sum_scores'

export interface OrderBy {
  readonly path: PayloadPath
  readonly direction: 'asc' | 'desc'
  /** Inclusive. A datetime is microseconds since the epoch. */
  readonly startFrom?: number | bigint | undefined
}

export interface LookupLocation {
  readonly collection: string
  /** Absent: the `using` of the request. */
  readonly vectorName?: string | undefined
  readonly shardKeys?: ShardKeySelector | undefined
}

export type ShardKey = string | bigint
export interface ShardKeySelector {
  readonly keys: readonly ShardKey[]
  readonly fallback?: ShardKey | undefined
}

export type ReadConsistency = 'all' | 'majority' | 'quorum' | bigint

export interface ContextPair {
  readonly positive: VectorInput
  readonly negative: VectorInput
}

export type Query =
  | { readonly kind: 'nearest'; readonly vector: VectorInput }
  | {
      readonly kind: 'mmr'
      readonly vector: VectorInput
      readonly diversity?: number | undefined
      readonly candidatesLimit?: number | undefined
    }
  | {
      readonly kind: 'recommend'
      readonly positives: readonly VectorInput[]
      readonly negatives: readonly VectorInput[]
      readonly strategy: RecommendStrategy
    }
  | { readonly kind: 'discover'; readonly target: VectorInput; readonly pairs: readonly ContextPair[] }
  | { readonly kind: 'context'; readonly pairs: readonly ContextPair[] }
  | { readonly kind: 'order_by'; readonly orderBy: OrderBy }
  | { readonly kind: 'rrf'; readonly k: number; readonly weights: readonly number[] | undefined }
  | { readonly kind: 'dbsf' }
  | { readonly kind: 'sample' }
  | {
      readonly kind: 'formula'
      readonly expression: Expression
      readonly defaults: ReadonlyMap<string, PayloadValue>
    }
  | {
      readonly kind: 'feedback'
      readonly target: VectorInput
      readonly items: readonly { readonly example: VectorInput; readonly score: number }[]
      readonly a: number
      readonly b: number
      readonly c: number
    }

/** Formula expressions as sent; variables are resolved by the query engine. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'geo_distance'; readonly origin: GeoPoint; readonly to: string }
  /** A point in time as text. */
  | { readonly kind: 'datetime'; readonly text: string }
  | { readonly kind: 'datetime_key'; readonly path: string }
  | { readonly kind: 'mult' | 'sum'; readonly terms: readonly Expression[] }
  | {
      readonly kind: 'div'
      readonly left: Expression
      readonly right: Expression
      readonly byZeroDefault?: number | undefined
    }
  | { readonly kind: 'neg' | 'abs' | 'sqrt' | 'exp' | 'log10' | 'ln'; readonly operand: Expression }
  | { readonly kind: 'pow'; readonly base: Expression; readonly exponent: Expression }
  | {
      readonly kind: 'exp_decay' | 'gauss_decay' | 'lin_decay'
      readonly x: Expression
      readonly target?: Expression | undefined
      readonly scale?: number | undefined
      readonly midpoint?: number | undefined
    }

/** One node of the tree of a query. */
export interface QueryNode {
  readonly prefetch: readonly QueryNode[]
  readonly query?: Query | undefined
  /** Vector name; `''` = the unnamed vector. */
  readonly using: string
  readonly filter?: Filter | undefined
  readonly params: SearchParams
  readonly scoreThreshold?: number | undefined
  readonly limit: number
  readonly lookupFrom?: LookupLocation | undefined
}

/** Fields that every read carries. */
export interface ReadOptions {
  readonly timeoutSec?: number | undefined
  readonly consistency?: ReadConsistency | undefined
  readonly shardKeys?: ShardKeySelector | undefined
}

export interface Selectors {
  readonly withPayload: PayloadSelector
  readonly withVectors: VectorSelector
}

export interface QueryRequest extends QueryNode, Selectors, ReadOptions {
  readonly offset: number
}

export interface WithLookup extends Selectors {
  readonly collection: string
}

export interface GroupsRequest extends QueryNode, Selectors, ReadOptions {
  /** `limit` of the node counts groups. */
  readonly groupBy: PayloadPath
  readonly groupSize: number
  readonly withLookup?: WithLookup | undefined
}

export interface ScrollRequest extends Selectors, ReadOptions {
  readonly filter?: Filter | undefined
  readonly offset?: PointId | undefined
  readonly limit: number
  readonly orderBy?: OrderBy | undefined
}
export interface GetRequest extends Selectors, ReadOptions {
  readonly ids: readonly PointId[]
}
export interface CountRequest extends ReadOptions {
  readonly filter?: Filter | undefined
  readonly exact: boolean
}
export interface FacetRequest extends ReadOptions {
  readonly path: PayloadPath
  readonly filter?: Filter | undefined
  readonly limit: number
  readonly exact: boolean
  /** What strict mode holds against the request instead, because the protocol tells what was not asked for. */
  readonly asked?: { readonly limit: number | undefined; readonly exact: boolean | undefined } | undefined
}
export interface MatrixRequest extends ReadOptions {
  readonly filter?: Filter | undefined
  readonly sample: number
  readonly limit: number
  readonly using: string
}
