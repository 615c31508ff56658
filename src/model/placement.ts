import type { ShardKey } from './query.ts'

/** Where the shards of a collection are, as one node sees it. */
export interface CollectionPlacement {
  readonly peerId: number
  readonly shardCount: number
  readonly localShards: readonly LocalShard[]
}

export interface LocalShard {
  readonly shardId: number
  readonly pointsCount: number
  /** Undefined: shards have no keys. */
  readonly shardKey: ShardKey | undefined
}
