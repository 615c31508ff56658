import type { Filter } from '#model/filter.ts'
import type { OrderBy, SearchParams } from '#model/query.ts'
import type { VectorData } from '#model/vector.ts'
import type { ScoreDisplay } from './display-score.ts'
import type { Formula } from './formula.ts'
import type { Scorer } from './read-view.ts'

/** One node of a query that is ready to run: every vector is known, checked and prepared. */
export interface PlanNode {
  readonly stage: Stage
  /** Lists that the stage works on; none: it reads the collection itself. */
  readonly sources: readonly PlanNode[]
  /** For nodes without sources; those with sources take every point that these give. */
  readonly filter: Filter | undefined
  /** Keeps the best so many. */
  readonly limit: number
  readonly threshold: number | undefined
}

export type Stage =
  | VectorStage
  | MmrStage
  | { readonly kind: 'order_by'; readonly orderBy: OrderBy }
  | { readonly kind: 'rrf'; readonly k: number; readonly weights: readonly number[] | undefined }
  | { readonly kind: 'dbsf' }
  | { readonly kind: 'sample' }
  | { readonly kind: 'formula'; readonly formula: Formula }
  /** Points by ascending id. */
  | { readonly kind: 'by_id' }

/** Scores points by their vector of one name. */
export interface VectorStage {
  readonly kind: 'vectors'
  readonly using: string
  readonly scorer: Scorer
  readonly display: ScoreDisplay
  readonly params: SearchParams
  /** True for plain nearest over sparse vectors, where a total of exactly 0 means no match. */
  readonly dropsZero: boolean
}

export interface MmrStage {
  readonly kind: 'mmr'
  /** Plain nearest to the query vector. */
  readonly relevance: VectorStage
  /** The query vector before any IDF weighting. */
  readonly vector: VectorData
  /** 1: relevance only, 0: diversity only. */
  readonly lambda: number
  /** Undefined: all points of the sources are candidates, with the scores that they have there. */
  readonly candidatesLimit: number | undefined
}
