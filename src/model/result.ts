import type { HardwareUsage } from '#base/hardware-usage.ts'
import type { PayloadBytes } from './payload.ts'
import type { PointId } from './point-id.ts'
import type { ShardKey } from './query.ts'
import type { NamedVectors } from './vector.ts'

/** A point as a read returns it. */
export interface RetrievedPoint {
  readonly id: PointId
  /** Null: not asked for, or the point has none. */
  readonly payload: PayloadBytes | null
  /** Null: not asked for. */
  readonly vectors: NamedVectors | null
  readonly shardKey?: ShardKey | undefined
  /** The value an ordered read sorted by: an integer (datetime: microseconds) or a float. */
  readonly orderValue?: bigint | number | undefined
}

export interface ScoredPoint extends RetrievedPoint {
  readonly version: number
  /** As shown: Euclid and Manhattan are distances, the rest similarities. */
  readonly score: number
}

export type GroupId = string | bigint
export interface PointGroup {
  readonly id: GroupId
  readonly hits: readonly ScoredPoint[]
  readonly lookup?: RetrievedPoint | undefined
}

export interface FacetHit {
  readonly value: string | bigint | boolean
  readonly count: number
}

export interface SearchMatrix {
  /** Sorted. */
  readonly ids: readonly PointId[]
  /** Pairs of indices into `ids`, and the score of each pair, row-major. */
  readonly rows: readonly number[]
  readonly columns: readonly number[]
  readonly scores: readonly number[]
}

export interface ScrollPage {
  readonly points: readonly RetrievedPoint[]
  /** The first id of the next page. */
  readonly nextOffset: PointId | undefined
}

export type UpdateStatus = 'acknowledged' | 'completed' | 'wait_timeout'
export interface UpdateResult {
  readonly operationId: number | undefined
  readonly status: UpdateStatus
  /** What it cost; undefined where that is not known. */
  readonly usage?: Readonly<HardwareUsage> | undefined
}
