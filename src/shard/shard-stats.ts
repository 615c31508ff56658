import type { CollectionConfig } from '#model/collection.ts'
import type { ShardSnapshot } from '#storage/shard-parts.ts'
import { shownUnindexedMax } from './deferred-points.ts'
import { mayBeIndexed } from './index-files.ts'
import type { ShardStats } from './optimizer-policy.ts'
import { partStats } from './part-stats.ts'
import { vectorSpaces } from './vector-space.ts'

/** What the policy must know of a shard. */
export function shardStats(snapshot: ShardSnapshot, config: CollectionConfig): ShardStats {
  const schema = { config, payloadIndexes: snapshot.payloadIndexes }
  return {
    parts: snapshot.parts.map((part) => partStats(part, schema)),
    optimizers: config.optimizers,
    shownMax: shownUnindexedMax(config),
    indexesWanted: vectorSpaces(config).some((space) => mayBeIndexed(config, space)),
  }
}
