import { unreachable } from '#base/assert.ts'
import { malformed } from '#model/errors.ts'
import {
  clusterSetupCodec,
  createShardKeyRequestCodec,
  deleteShardKeyRequestCodec,
  type RawCreateShardKey,
  type RawReplicatePoints,
  type RawSetupOperation,
  type RawShardKey,
  type RawTransfer,
} from './cluster-setup-messages.ts'
import { optionalFilterOf } from './filter-codec.ts'
import {
  atLeast,
  join,
  nested,
  type Problems,
  problem,
  refuseProblems,
  ruleProblem,
} from './points-validation.ts'
import { decodeMessage } from './proto-message.ts'

/** Names a collection; what was asked of its shards was checked and is not kept. */
export interface ShardPlacementRequest {
  readonly collection: string
}

export function decodeClusterSetup(bytes: Uint8Array): ShardPlacementRequest {
  const { collectionName, operation, timeout } = decodeMessage(clusterSetupCodec, bytes)
  refuseProblems(join(atLeast('timeout', timeout, 1), nested('operation', operation, checkOperation)))
  if (operation === undefined) throw malformed('empty operation')
  readOperation(operation)
  return { collection: collectionName }
}

export function decodeCreateShardKey(bytes: Uint8Array): ShardPlacementRequest {
  const { collectionName, request } = decodeMessage(createShardKeyRequestCodec, bytes)
  if (request === undefined) throw malformed('empty request')
  readCreateShardKey(request)
  return { collection: collectionName }
}

export function decodeDeleteShardKey(bytes: Uint8Array): ShardPlacementRequest {
  const { collectionName, request } = decodeMessage(deleteShardKeyRequestCodec, bytes)
  if (request === undefined) throw malformed('empty request')
  requireShardKey(request.shardKey)
  return { collection: collectionName }
}

function checkOperation(operation: RawSetupOperation): Problems {
  switch (operation.kind) {
    case 'moveShard':
    case 'replicateShard':
    case 'abortTransfer':
    case 'restartTransfer':
      return checkTransfer(operation.value)
    case 'createShardKey':
      return checkCreateShardKey(operation.value)
    case 'replicatePoints':
      return checkReplicatePoints(operation.value)
    case 'dropReplica':
    case 'deleteShardKey':
      return undefined
    default:
      return unreachable(operation)
  }
}

function checkTransfer({ shardId, toShardId, fromPeerId, toPeerId }: RawTransfer): Problems {
  if (fromPeerId !== toPeerId || (toShardId !== undefined && toShardId !== shardId)) return undefined
  const rule = `"to_peer_id" must be different than ${fromPeerId} in "from_peer_id"`
  return problem('to_peer_id', `cannot transfer shard to itself, ${rule}`)
}

function checkCreateShardKey({ shardsNumber, replicationFactor }: RawCreateShardKey): Problems {
  if (replicationFactor === 0) {
    return ruleProblem('replication_factor', 'Replication factor must be greater than 0')
  }
  return shardsNumber === 0 ? ruleProblem('shards_number', 'Shards number must be greater than 0') : undefined
}

function checkReplicatePoints({ fromShardKey, toShardKey }: RawReplicatePoints): Problems {
  const same =
    fromShardKey?.key?.kind === toShardKey?.key?.kind && fromShardKey?.key?.value === toShardKey?.key?.value
  const bothOrNeither = (fromShardKey === undefined) === (toShardKey === undefined)
  return same && bothOrNeither
    ? ruleProblem('to_shard_key', 'must be different from from_shard_key')
    : undefined
}

function readOperation(operation: RawSetupOperation): void {
  switch (operation.kind) {
    case 'moveShard':
    case 'replicateShard':
    case 'restartTransfer':
      readTransferMethod(operation.value.method)
      break
    case 'createShardKey':
      readCreateShardKey(operation.value)
      break
    case 'deleteShardKey':
      requireShardKey(operation.value.shardKey)
      break
    case 'replicatePoints':
      readReplicatePoints(operation.value)
      break
    case 'abortTransfer':
    case 'dropReplica':
      break
    default:
      unreachable(operation)
  }
}

/** The number of the last method in `ShardTransferMethod`. */
const transferMethodMax = 3
/** The number of the last state in `ReplicaState`. */
const replicaStateMax = 10

function readTransferMethod(method: number | undefined): void {
  if (method === undefined || (method >= 0 && method <= transferMethodMax)) return
  throw malformed(`Unknown shard transfer method: ${method}`)
}

function readCreateShardKey({
  shardKey,
  shardsNumber,
  replicationFactor,
  initialState,
}: RawCreateShardKey): void {
  requireShardKey(shardKey)
  const zero = 'cannot be zero: out of range integral type conversion attempted'
  if (shardsNumber === 0) throw malformed(`Shard number ${zero}`)
  if (replicationFactor === 0) throw malformed(`Replication factor ${zero}`)
  if (initialState !== undefined && (initialState < 0 || initialState > replicaStateMax)) {
    throw malformed(`Unknown replica state: ${initialState}`)
  }
}

function readReplicatePoints({ filter, fromShardKey, toShardKey }: RawReplicatePoints): void {
  optionalFilterOf(filter)
  if (fromShardKey?.key === undefined) throw malformed('from_shard_key is not specified')
  if (toShardKey?.key === undefined) throw malformed('to_shard_key is not specified')
}

function requireShardKey(shardKey: RawShardKey | undefined): void {
  if (shardKey?.key === undefined) throw malformed('Shard key is not specified')
}
