import { filterCodec } from './filter-messages.ts'
import { shardKeyCodec } from './points-options.ts'
import {
  count,
  type Decoded,
  enumeration,
  type Oneof,
  oneof,
  optional,
  plain,
  record,
  repeated,
  string,
  uint32,
  uint64,
} from './proto-message.ts'

/** The messages that change where shards are: one node reads and checks them, and cannot follow them. */
const moveShardCodec = record('MoveShard', {
  shardId: plain(1, uint32),
  fromPeerId: plain(2, uint64),
  toPeerId: plain(3, uint64),
  method: optional(4, enumeration),
  toShardId: optional(5, uint32),
})
const abortTransferCodec = record('AbortShardTransfer', {
  shardId: plain(1, uint32),
  fromPeerId: plain(2, uint64),
  toPeerId: plain(3, uint64),
  toShardId: optional(4, uint32),
})
const restartTransferCodec = record('RestartTransfer', {
  shardId: plain(1, uint32),
  fromPeerId: plain(2, uint64),
  toPeerId: plain(3, uint64),
  method: plain(4, enumeration),
  toShardId: optional(5, uint32),
})
const replicatePointsCodec = record('ReplicatePoints', {
  fromShardKey: optional(1, shardKeyCodec),
  toShardKey: optional(2, shardKeyCodec),
  filter: optional(3, filterCodec),
})
const replicaCodec = record('Replica', { shardId: plain(1, uint32), peerId: plain(2, uint64) })
const createShardKeyCodec = record('CreateShardKey', {
  shardKey: optional(1, shardKeyCodec),
  shardsNumber: optional(2, uint32),
  replicationFactor: optional(3, uint32),
  placement: repeated(4, uint64),
  initialState: optional(5, enumeration),
})
const deleteShardKeyCodec = record('DeleteShardKey', { shardKey: optional(1, shardKeyCodec) })
export type RawTransfer = Decoded<typeof abortTransferCodec>
export type RawReplicatePoints = Decoded<typeof replicatePointsCodec>
export type RawCreateShardKey = Decoded<typeof createShardKeyCodec>
export type RawDeleteShardKey = Decoded<typeof deleteShardKeyCodec>
export type RawShardKey = Decoded<typeof shardKeyCodec>

interface SetupOperations {
  moveShard: Decoded<typeof moveShardCodec>
  replicateShard: Decoded<typeof moveShardCodec>
  abortTransfer: Decoded<typeof abortTransferCodec>
  dropReplica: Decoded<typeof replicaCodec>
  createShardKey: RawCreateShardKey
  deleteShardKey: RawDeleteShardKey
  restartTransfer: Decoded<typeof restartTransferCodec>
  replicatePoints: RawReplicatePoints
}
export type RawSetupOperation = Oneof<SetupOperations>

export const clusterSetupCodec = record('UpdateCollectionClusterSetupRequest', {
  collectionName: plain(1, string),
  timeout: optional(6, count),
  operation: oneof<SetupOperations>({
    moveShard: [2, moveShardCodec],
    replicateShard: [3, moveShardCodec],
    abortTransfer: [4, abortTransferCodec],
    dropReplica: [5, replicaCodec],
    createShardKey: [7, createShardKeyCodec],
    deleteShardKey: [8, deleteShardKeyCodec],
    restartTransfer: [9, restartTransferCodec],
    replicatePoints: [10, replicatePointsCodec],
  }),
})
export const createShardKeyRequestCodec = record('CreateShardKeyRequest', {
  collectionName: plain(1, string),
  request: optional(2, createShardKeyCodec),
  timeout: optional(3, count),
})
export const deleteShardKeyRequestCodec = record('DeleteShardKeyRequest', {
  collectionName: plain(1, string),
  request: optional(2, deleteShardKeyCodec),
  timeout: optional(3, count),
})
