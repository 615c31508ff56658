import { badRequest, notFound, type RequestError } from '#model/errors.ts'
import type { ShardKey, ShardKeySelector } from '#model/query.ts'

/**
 * True when a selector of shard keys selects nothing: then a read finds nothing. On a single node no shard has a
 * key, with custom sharding neither: every key is unknown and refused.
 */
export function selectsNoShard(selector: ShardKeySelector | undefined): boolean {
  if (selector === undefined) return false
  const first = selector.keys[0]
  if (first === undefined) return true
  throw shardKeyMissing(first, selector.fallback, badRequest)
}

/** The refusal of a key that no shard has; `refuse` makes it where no fallback is named. */
export function shardKeyMissing(
  key: ShardKey,
  fallback: ShardKey | undefined,
  refuse: (text: string) => RequestError,
): RequestError {
  if (fallback === undefined) return refuse(`Shard key ${print(key)} not found`)
  return notFound(
    `Neither target shard key ${print(key)} nor fallback shard key ${print(fallback)} exist not found`,
  )
}

const print = (key: ShardKey): string => (typeof key === 'string' ? `"${key}"` : `${key}`)
