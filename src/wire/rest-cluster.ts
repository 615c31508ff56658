import {
  type Decode,
  Fields,
  firstOf,
  list,
  noVariant,
  nonzeroU32,
  oneOf,
  type Place,
  text,
  u32,
  u64,
} from './json-decode.ts'
import { filter } from './rest-filter.ts'
import { shardKey } from './rest-options.ts'

/**
 * The bodies of requests about shards and their keys. A single node refuses them all, so that they are checked
 * and not kept.
 */

const transferMethod = oneOf('ShardTransferMethod', [
  'stream_records',
  'snapshot',
  'wal_delta',
  'resharding_stream_records',
])
const replicaState = oneOf('ReplicaState', [
  'Active',
  'Dead',
  'Partial',
  'Initializing',
  'Listener',
  'PartialSnapshot',
  'Recovery',
  'Resharding',
  'ReshardingScaleDown',
  'ActiveRead',
  'ManualRecovery',
])

function checkPeers(fields: Fields, at: Place): void {
  const shardId = fields.required('shard_id', u32)
  const toShardId = fields.optional('to_shard_id', u32)
  const to = fields.required('to_peer_id', u64)
  const from = fields.required('from_peer_id', u64)
  if (to !== from || (toShardId !== undefined && toShardId !== shardId)) return
  const rule = `"to_peer_id" must be different than ${from} in "from_peer_id"`
  at.report('to_peer_id', `cannot transfer shard to itself, ${rule}`)
}

const member =
  (key: string, check: (fields: Fields, at: Place) => void): Decode<true> =>
  (node, at) =>
    new Fields(node, at, key).required(key, (inner, place) => {
      check(new Fields(inner, place, key), place)
      return true as const
    })

const transfer = (fields: Fields, at: Place): void => {
  checkPeers(fields, at)
  fields.optional('method', transferMethod)
}

function shardingKey(fields: Fields): void {
  fields.required('shard_key', shardKey)
  fields.optional('shards_number', nonzeroU32, 'shard_number')
  fields.optional('replication_factor', nonzeroU32)
  fields.optional('placement', list(u64))
  fields.optional('initial_state', replicaState)
}

const direction = oneOf('ReshardingDirection', ['up', 'down'])

/** One operation of the placement of shards. */
export const clusterSetupBody: Decode<true> = firstOf<true>(noVariant('ClusterOperations'), [
  member('move_shard', transfer),
  member('replicate_shard', transfer),
  member('abort_transfer', checkPeers),
  member('drop_replica', (fields) => {
    fields.required('shard_id', u32)
    fields.required('peer_id', u64)
  }),
  member('create_sharding_key', shardingKey),
  member('drop_sharding_key', (fields) => void fields.required('shard_key', shardKey)),
  member('restart_transfer', (fields, at) => {
    checkPeers(fields, at)
    fields.required('method', transferMethod)
  }),
  member('start_resharding', (fields) => {
    fields.optional('uuid', text)
    fields.required('direction', direction)
    fields.optional('peer_id', u64)
    fields.optional('shard_key', shardKey)
  }),
  member('finish_migrating_points', (fields) => {
    fields.optional('shard_id', u32)
    fields.optional('peer_id', u64)
  }),
  member('commit_read_hash_ring', () => undefined),
  member('commit_write_hash_ring', () => undefined),
  member('finish_resharding', () => undefined),
  member('abort_resharding', () => undefined),
  member('replicate_points', (fields, at) => {
    fields.optional('filter', filter)
    if (fields.required('from_shard_key', shardKey) === fields.required('to_shard_key', shardKey)) {
      at.reportRule('to_shard_key', 'must be different from from_shard_key')
    }
  }),
])

export const createShardKeyBody: Decode<true> = (node, at) => {
  shardingKey(new Fields(node, at, 'CreateShardingKey'))
  return true
}

export const deleteShardKeyBody: Decode<true> = (node, at) => {
  new Fields(node, at, 'DropShardingKey').required('shard_key', shardKey)
  return true
}
