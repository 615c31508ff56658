import type { CollectionConfig } from '#model/collection.ts'
import { wrongInput } from '#model/errors.ts'
import type { ShardKeySelector } from '#model/query.ts'
import { shardKeyMissing } from '#query/shard-selection.ts'

/**
 * Refuses a write that names shards by keys, for no shard has one on a single node: a collection with automatic
 * sharding has no keys, and one with custom sharding cannot be given any.
 */
export function checkWriteShards(config: CollectionConfig, selector: ShardKeySelector | undefined): void {
  if (selector === undefined) {
    if (config.shardingMethod === 'custom') throw wrongInput('Shard key not specified')
    return
  }
  const key = selector.keys[0]
  if (key === undefined) throw wrongInput('Empty shard keys selection')
  throw shardKeyMissing(key, selector.fallback, wrongInput)
}
