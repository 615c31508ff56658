import type { CollectionInfo } from '#model/collection.ts'
import type { CollectionPatch, NewCollection } from '#model/collection-config.ts'
import { mayRead } from '#security/access.ts'
import { refuseInfoOfClosed } from './closed-collection.ts'
import { collectionRoute, operation } from './operation.ts'

interface Named {
  readonly collection: string
}

export const createCollection = operation({
  name: 'collections.Create',
  kind: 'admin',
  right: 'manage',
  grpc: '/qdrant.Collections/Create',
  rest: [collectionRoute('PUT')],
  async run({ collections }, { collection, create }: Named & { readonly create: NewCollection }) {
    await collections.create(collection, create)
    return true
  },
})

export const updateCollection = operation({
  name: 'collections.Update',
  kind: 'admin',
  right: 'manage',
  grpc: '/qdrant.Collections/Update',
  rest: [collectionRoute('PATCH')],
  async run({ collections }, { collection, patch }: Named & { readonly patch: CollectionPatch }) {
    await collections.update(collection, patch)
    return true
  },
})

/** False when there is no collection of that name; an alias is none. */
export const deleteCollection = operation({
  name: 'collections.Delete',
  kind: 'admin',
  right: 'manage',
  grpc: '/qdrant.Collections/Delete',
  rest: [collectionRoute('DELETE')],
  run: ({ collections }, { collection }: Named): Promise<boolean> => collections.delete(collection),
})

export const getCollection = operation({
  name: 'collections.Get',
  kind: 'read',
  right: 'read',
  grpc: '/qdrant.Collections/Get',
  rest: [collectionRoute('GET')],
  async run({ collections }, { collection }: Named): Promise<CollectionInfo> {
    const handle = collections.get(collection)
    refuseInfoOfClosed(handle)
    return handle.info()
  },
})

export const collectionExists = operation({
  name: 'collections.CollectionExists',
  kind: 'read',
  right: 'read',
  grpc: '/qdrant.Collections/CollectionExists',
  rest: [collectionRoute('GET', '/exists')],
  run: async ({ collections }, { collection }: Named): Promise<boolean> =>
    collections.names().includes(collection) ||
    collections.aliases().some(({ alias }) => alias === collection),
})

export const listCollections = operation({
  name: 'collections.List',
  kind: 'read',
  right: 'list',
  grpc: '/qdrant.Collections/List',
  rest: [{ method: 'GET', path: '/collections' }],
  run: async ({ collections, access }, _request: undefined): Promise<readonly string[]> =>
    collections.names().filter((name) => mayRead(access, name)),
})
