import { badRequest, notFound } from '#model/errors.ts'
import type { ShardKey, ShardKeySelector } from '#model/query.ts'

/**
 * True when a selector of shard keys selects nothing: then a read finds nothing. On a single node no shard has a
 * key, with custom sharding neither: every key is unknown and refused.
 */
export function selectsNoShard(selector: ShardKeySelector | undefined): boolean {
  if (selector === undefined) return false
  const first = selector.keys[0]
  if (first === undefined) return true
  if (selector.fallback === undefined) throw badRequest(`Shard key ${print(first)} not found`)
  throw notFound(
    `Neither target shard key ${print(first)} nor fallback shard key ${print(selector.fallback)} exist not found`,
  )
}

const print = (key: ShardKey): string => (typeof key === 'string' ? `"${key}"` : `${key}`)
