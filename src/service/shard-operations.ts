import { RequestError } from '#model/errors.ts'
import type { CollectionPlacement } from '#model/placement.ts'
import type { ShardKey } from '#model/query.ts'
import { collectionRoute, type Operation, operation, type RestRoute } from './operation.ts'

interface Named {
  readonly collection: string
}

export const collectionClusterInfo = operation({
  name: 'collections.CollectionClusterInfo',
  kind: 'read',
  right: 'extras',
  grpc: '/qdrant.Collections/CollectionClusterInfo',
  rest: [collectionRoute('GET', '/cluster')],
  async run({ collections, node }, { collection }: Named): Promise<CollectionPlacement> {
    const handle = collections.get(collection)
    const { config } = handle.schema
    const pointsCount = handle.closedBecause === undefined ? (await handle.info()).pointsCount : 0
    // Keys, and with them the shards of custom sharding, come with a cluster.
    const localShards =
      config.shardingMethod === 'custom' ? [] : [{ shardId: 0, pointsCount, shardKey: undefined }]
    return { peerId: node.peerId, shardCount: localShards.length, localShards }
  },
})

export const listShardKeys = operation({
  name: 'collections.ListShardKeys',
  kind: 'read',
  right: 'read',
  grpc: '/qdrant.Collections/ListShardKeys',
  rest: [collectionRoute('GET', '/shards')],
  /** Undefined: the shards of the collection have no keys. */
  async run({ collections }, { collection }: Named): Promise<readonly ShardKey[] | undefined> {
    const { config } = collections.get(collection).schema
    return config.shardingMethod === 'custom' ? [] : undefined
  },
})

export const updateClusterSetup = clusterOnly(
  'UpdateCollectionClusterSetup',
  collectionRoute('POST', '/cluster'),
)
export const createShardKey = clusterOnly('CreateShardKey', collectionRoute('PUT', '/shards'))
export const deleteShardKey = clusterOnly('DeleteShardKey', collectionRoute('POST', '/shards/delete'))

/** An operation that a single node refuses. */
function clusterOnly(method: string, route: RestRoute): Operation<Named, boolean> {
  return operation({
    name: `collections.${method}`,
    kind: 'admin',
    right: 'write-manage-extras',
    grpc: `/qdrant.Collections/${method}`,
    rest: [route],
    async run(): Promise<boolean> {
      throw new RequestError('standalone', 'Qdrant is running in standalone mode')
    },
  })
}
