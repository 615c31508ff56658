import type { Addressed } from '#model/addressed.ts'
import { badRequest, notFound } from '#model/errors.ts'
import type { ReadOptions } from '#model/query.ts'
import { checkCall } from '#service/check-call.ts'
import { checkRight } from '#service/check-right.ts'
import type { AccessRight, Operation } from '#service/operation.ts'
import { operations as o } from '#service/operations.ts'
import type { CallContext } from '#service/ports.ts'
import { type Decode, Fields, type Place, u32 } from '#wire/json-decode.ts'
import type { JsonNode } from '#wire/json-node.ts'
import type { JsonWriter } from '#wire/json-writer.ts'
import { cleanupParams, collectionParam, readParams, truncateParams } from '#wire/rest-params.ts'
import * as out from '#wire/rest-points-output.ts'
import * as reads from '#wire/rest-reads.ts'
import { shardParam } from '#wire/rest-snapshots.ts'
import { nameIn, plainBinding, plainBody } from './plain-binding.ts'
import { type PathNames, type RestBinding, withoutBody } from './rest-binding.ts'

/** Reads of single shards, and what else is done with one. A collection has one shard here. */

const ofShard = '/collections/{collection_name}/shards/{shard_id}'

interface ShardPlace {
  readonly collection: string
  readonly shardId: number
}

function placeIn(names: PathNames): ShardPlace {
  const collection = collectionParam(nameIn(names, 'collection_name'))
  return { collection, shardId: shardParam(nameIn(names, 'shard_id')) }
}

/** Whether the collection, which a caller of this right asks for, has the shard. */
function hasShard(context: CallContext, { collection, shardId }: ShardPlace): boolean {
  return shardId === 0 && context.collections.get(collection).schema.config.shardingMethod !== 'custom'
}

function checkPlace(context: CallContext, place: ShardPlace, method: string, right: AccessRight): void {
  const { collection } = place
  checkCall(context, { method, collection }, () => checkRight(right, context.access, place))
  context.collections.get(collection)
}

/** A body that may ask for the points of one shard only, which all are. */
function withShardFilter<R>(decode: Decode<R>): Decode<R & { readonly expectedShardId: number | undefined }> {
  return (node, at) => {
    const fields = new Fields(node, at, 'WithFilter', 'value')
    const request = decode(node, at)
    return { ...request, expectedShardId: fields.optional('hash_ring_filter', expectedShard) }
  }
}

const expectedShard: Decode<number> = (node: JsonNode, at: Place) =>
  new Fields(node, at, 'SerdeHelper', 'buffered').required('expected_shard_id', u32)

function shardRead<R extends ReadOptions, A>(
  path: string,
  operation: Operation<Addressed<R>, A>,
  body: Decode<Omit<R, 'timeoutSec' | 'consistency'> & { readonly expectedShardId?: number | undefined }>,
  write: (writer: JsonWriter, answer: A, request: R) => void,
): RestBinding {
  return plainBinding({
    name: operation.name,
    method: 'POST',
    path: `${ofShard}${path}`,
    takesBody: true,
    read(names, search) {
      const place = placeIn(names)
      const params = readParams(search)
      return (bytes) => {
        const { expectedShardId, ...content } = plainBody(bytes, body)
        return { place, expectedShardId, request: { ...content, ...params } as unknown as R }
      }
    },
    async run(context, { place, expectedShardId, request }) {
      const { collection, shardId } = place
      if (!hasShard(context, place) || (expectedShardId ?? 0) !== 0) {
        checkPlace(context, place, operation.name, operation.right)
        if ((expectedShardId ?? 0) !== 0) {
          throw badRequest(`shard ${expectedShardId} does not exist in collection ${collection}`)
        }
        throw notFound(`shard ${shardId} not found`)
      }
      if ('limit' in request && request.limit === 0) throw badRequest('Limit cannot be 0')
      const answer = await operation.run(context, { collection, request })
      return (writer) => write(writer, answer, request)
    },
  })
}

export const shardBindings: readonly RestBinding[] = [
  shardRead('/points', o.get, reads.shardGetBody, (writer, points, { withPayload }) =>
    out.writeRecords(writer, points, { payload: withPayload.kind !== 'none' }),
  ),
  shardRead('/points/scroll', o.scroll, withShardFilter(reads.scrollBody), (writer, page, { withPayload }) =>
    out.writeScrollPage(writer, page, { payload: withPayload.kind !== 'none' }),
  ),
  shardRead('/points/count', o.count, withShardFilter(reads.countBody), (writer, count) =>
    writer.raw(`{"count":${count}}`),
  ),
  plainBinding({
    name: 'node.CleanupShard',
    method: 'POST',
    path: `${ofShard}/cleanup`,
    takesBody: false,
    read(names, search) {
      const request = { place: placeIn(names), wait: cleanupParams(search) }
      return () => request
    },
    /** All points of a collection belong to its shard: there is nothing to clean up. */
    async run(context, { place, wait }) {
      checkPlace(context, place, 'node.CleanupShard', 'write')
      const { shardId } = place
      if (!hasShard(context, place)) throw notFound(`Shard ${shardId} not found not found`)
      return (writer) => writer.raw(`{"status":"${wait ? 'completed' : 'acknowledged'}"}`)
    },
  }),
  {
    name: 'node.TruncateUnappliedWal',
    route: { method: 'POST', path: '/collections/{collection_name}/truncate_unapplied_wal' },
    takesBody: false,
    read(names, search) {
      const collection = collectionParam(nameIn(names, 'collection_name'))
      const wait = truncateParams(search)
      return withoutBody({
        /** A write is applied in the transaction that keeps it: none is ever kept unapplied. */
        async run(context) {
          checkCall(context, { method: 'node.TruncateUnappliedWal', collection }, () =>
            checkRight('manage', context.access, { collection }),
          )
          if (!wait) return undefined
          context.collections.get(collection)
          return (writer) => writer.raw('0')
        },
      })
    },
  },
]
