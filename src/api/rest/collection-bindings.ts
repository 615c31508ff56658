import { must } from '#base/assert.ts'
import type { Operation } from '#service/operation.ts'
import { operations as o } from '#service/operations.ts'
import type { Alias } from '#service/ports.ts'
import { collectionInfoJson } from '#wire/collection-json.ts'
import type { Decode } from '#wire/json-decode.ts'
import type { JsonWriter } from '#wire/json-writer.ts'
import { clusterSetupBody, createShardKeyBody, deleteShardKeyBody } from '#wire/rest-cluster.ts'
import { changeAliasesBody, createCollectionBody, updateCollectionBody } from '#wire/rest-collections.ts'
import { collectionParam, metaParams, noParams } from '#wire/rest-params.ts'
import { writeShardKey } from '#wire/rest-points-output.ts'
import { bind, type PathNames, type RestBinding } from './rest-binding.ts'

const nameIn = (names: PathNames): string =>
  collectionParam(must(names['collection_name'], 'the path names a collection'))
const newNameIn = (names: PathNames): string =>
  collectionParam(must(names['collection_name'], 'the path names a collection'), 'new')
const noNames = (): undefined => undefined

const done = (writer: JsonWriter, answer: boolean): void => writer.raw(String(answer))

/** A read that only names a collection. */
function named<A>(
  operation: Operation<{ readonly collection: string }, A>,
  write: (writer: JsonWriter, answer: A) => void,
): RestBinding {
  return bind(operation, {
    names: nameIn,
    params: noParams,
    request: (collection) => ({ collection }),
    write,
  })
}

/** A change of shards: its body is checked, and then refused by a single node. */
function placement(
  operation: Operation<{ readonly collection: string }, boolean>,
  body: Decode<true>,
): RestBinding {
  return bind(operation, {
    names: nameIn,
    params: metaParams,
    body,
    request: (collection) => ({ collection }),
    write: done,
  })
}

function aliases(writer: JsonWriter, rows: readonly Alias[]): void {
  writer.raw('{"aliases":')
  writer.list(rows, ({ alias, collection }) => {
    writer.raw('{"alias_name":')
    writer.text(alias)
    writer.raw(',"collection_name":')
    writer.text(collection)
    writer.byte(125)
  })
  writer.byte(125)
}

/** Every route of the operations on collections, aliases and shards. */
export const collectionBindings: readonly RestBinding[] = [
  bind(o.listCollections, {
    names: noNames,
    params: noParams,
    request: () => undefined,
    write(writer, names) {
      writer.raw('{"collections":')
      writer.list(names, (name) => {
        writer.raw('{"name":')
        writer.text(name)
        writer.byte(125)
      })
      writer.byte(125)
    },
  }),
  named(o.getCollection, (writer, info) => writer.json(JSON.stringify(collectionInfoJson(info)))),
  named(o.collectionExists, (writer, exists) => writer.raw(`{"exists":${exists}}`)),
  bind(o.createCollection, {
    names: newNameIn,
    params: metaParams,
    body: createCollectionBody,
    request: (collection, _params, create) => ({ collection, create }),
    write: done,
  }),
  bind(o.updateCollection, {
    names: nameIn,
    params: metaParams,
    body: updateCollectionBody,
    request: (collection, _params, patch) => ({ collection, patch }),
    write: done,
  }),
  bind(o.deleteCollection, {
    names: nameIn,
    params: metaParams,
    request: (collection) => ({ collection }),
    write: done,
  }),
  bind(o.updateAliases, {
    names: noNames,
    params: metaParams,
    body: changeAliasesBody,
    request: (_names, _params, changes) => changes,
    write: done,
  }),
  bind(o.listAliases, { names: noNames, params: noParams, request: () => undefined, write: aliases }),
  named(o.listCollectionAliases, aliases),
  named(o.collectionClusterInfo, (writer, { peerId, shardCount, localShards }) => {
    writer.raw(`{"peer_id":${peerId},"shard_count":${shardCount},"local_shards":`)
    writer.list(localShards, ({ shardId, pointsCount, shardKey }) => {
      writer.raw(`{"shard_id":${shardId}`)
      if (shardKey !== undefined) {
        writer.raw(',"shard_key":')
        writeShardKey(writer, shardKey)
      }
      writer.raw(`,"points_count":${pointsCount},"state":"Active"}`)
    })
    writer.raw(',"remote_shards":[],"shard_transfers":[]}')
  }),
  named(o.listShardKeys, (writer, keys) => {
    if (keys === undefined) {
      writer.raw('{}')
      return
    }
    writer.raw('{"shard_keys":')
    writer.list(keys, (key) => {
      writer.raw('{"key":')
      writeShardKey(writer, key)
      writer.byte(125)
    })
    writer.byte(125)
  }),
  placement(o.updateClusterSetup, clusterSetupBody),
  placement(o.createShardKey, createShardKeyBody),
  placement(o.deleteShardKey, deleteShardKeyBody),
]
