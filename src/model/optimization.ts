/** A part of a shard as those see it who ask what is optimized. */
export interface OptimizedSegment {
  /** Names it as long as it is there. */
  readonly uuid: string
  /** Points that live. */
  readonly pointsCount: number
}

export type OptimizerName = 'merge' | 'indexing' | 'vacuum' | 'config-mismatch'

/** Work that waits. */
export interface PendingOptimization {
  readonly optimizer: OptimizerName
  readonly segments: readonly OptimizedSegment[]
}

/** Work that runs or has run. */
export interface Optimization extends PendingOptimization {
  readonly uuid: string
  readonly status: OptimizationStatus
  /** Milliseconds since the epoch. */
  readonly startedMs: number
  readonly endedMs: number | undefined
}

export type OptimizationStatus =
  | { readonly kind: 'optimizing' }
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled'; readonly reason: string }
  | { readonly kind: 'error'; readonly reason: string }

/** What the optimizer does, has done and will do for one collection. */
export interface Optimizations {
  readonly running: readonly Optimization[]
  /** Newest first. */
  readonly completed: readonly Optimization[]
  readonly queued: readonly PendingOptimization[]
  /** As they should be. */
  readonly idle: readonly OptimizedSegment[]
}
