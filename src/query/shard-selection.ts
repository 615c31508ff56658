import type { CollectionConfig } from '#model/collection.ts'
import { badRequest, notFound } from '#model/errors.ts'
import type { ShardKey, ShardKeySelector } from '#model/query.ts'

/**
 * True when a selector of shard keys selects nothing: then a read finds nothing. Without custom sharding every
 * key is unknown and refused.
 */
export function selectsNoShard(config: CollectionConfig, selector: ShardKeySelector | undefined): boolean {
  if (selector === undefined || config.shardingMethod === 'custom') return false
  const first = selector.keys[0]
  if (first === undefined) return true
  if (selector.fallback === undefined) throw badRequest(`Shard key ${print(first)} not found`)
  throw notFound(
    `Neither target shard key ${print(first)} nor fallback shard key ${print(selector.fallback)} exist not found`,
  )
}

const print = (key: ShardKey): string => (typeof key === 'string' ? `"${key}"` : `${key}`)
