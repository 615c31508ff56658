import type { CollectionInfo } from '#model/collection.ts'
import type { CollectionPlacement } from '#model/placement.ts'
import type { ShardKey } from '#model/query.ts'
import { statuses } from './collection-enums.ts'
import { writeCollectionConfig } from './collection-config-writer.ts'
import { MessageWriter } from './message-writer.ts'
import { writePayloadSchema } from './payload-schema-writer.ts'

/** Answers of qdrant.Collections. `timeSec` is how long the request took. */

/** One alias and the real name that it stands for. */
export interface AliasRow {
  readonly alias: string
  readonly collection: string
}

/** CollectionOperationResponse and the answers of the RPCs for shard keys and cluster setup. */
export function encodeDone(done: boolean, timeSec: number): Uint8Array {
  const writer = new MessageWriter()
  writer.bool(1, done || undefined)
  writer.double(2, timeSec)
  return writer.finish()
}

export function encodeExists(exists: boolean, timeSec: number): Uint8Array {
  const writer = new MessageWriter()
  writer.message(1, exists, (value) => writer.bool(1, value || undefined))
  writer.double(2, timeSec)
  return writer.finish()
}

export function encodeCollectionNames(names: readonly string[], timeSec: number): Uint8Array {
  const writer = new MessageWriter()
  for (const name of names) writer.message(1, name, (value) => writer.text(1, value))
  writer.double(2, timeSec)
  return writer.finish()
}

export function encodeAliases(rows: readonly AliasRow[], timeSec: number): Uint8Array {
  const writer = new MessageWriter()
  for (const row of rows) {
    writer.message(1, row, ({ alias, collection }) => {
      writer.text(1, alias)
      writer.text(2, collection)
    })
  }
  writer.double(2, timeSec)
  return writer.finish()
}

export function encodeCollectionInfo(info: CollectionInfo, timeSec: number): Uint8Array {
  const writer = new MessageWriter()
  writer.message(1, info, () => writeInfo(writer, info))
  writer.double(2, timeSec)
  return writer.finish()
}

function writeInfo(writer: MessageWriter, info: CollectionInfo): void {
  writer.uint(1, statuses.numberOf(info.status))
  writer.message(2, info, ({ optimizerError }) => {
    writer.bool(1, optimizerError === undefined || undefined)
    writer.text(2, optimizerError)
  })
  writer.uint(4, info.segmentsCount)
  writer.message(7, info.config, (config) => writeCollectionConfig(writer, config))
  writer.map(8, info.payloadSchema, ({ schema, points }) => writePayloadSchema(writer, schema, points))
  writer.uint(9, info.pointsCount)
  writer.uint(10, info.indexedVectorsCount)
  for (const warning of info.warnings) writer.message(11, warning, (text) => writer.text(1, text))
  writer.message(12, info, ({ updateQueueLength, deferredPoints }) => {
    writer.uint(1, updateQueueLength || undefined)
    writer.uint(2, deferredPoints)
  })
}

export function encodePlacement(placement: CollectionPlacement, timeSec: number): Uint8Array {
  const writer = new MessageWriter()
  writer.uint(1, placement.peerId)
  writer.uint(2, placement.shardCount)
  for (const shard of placement.localShards) {
    // The state has the number 0: active.
    writer.message(3, shard, ({ shardId, pointsCount, shardKey }) => {
      writer.uint(1, shardId || undefined)
      writer.uint(2, pointsCount || undefined)
      writer.message(4, shardKey, (key) => writeShardKey(writer, key))
    })
  }
  writer.double(7, timeSec)
  return writer.finish()
}

/** Without keys it is the same whether the shards could have any. */
export function encodeShardKeys(keys: readonly ShardKey[] | undefined, timeSec: number): Uint8Array {
  const writer = new MessageWriter()
  for (const key of keys ?? []) {
    writer.message(1, key, (value) => writer.message(1, value, (inner) => writeShardKey(writer, inner)))
  }
  writer.double(2, timeSec)
  return writer.finish()
}

function writeShardKey(writer: MessageWriter, key: ShardKey): void {
  if (typeof key === 'string') writer.text(1, key)
  else writer.uint(2, key)
}
