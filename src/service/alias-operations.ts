import { type Access, mayRead } from '#security/access.ts'
import { collectionRoute, operation } from './operation.ts'
import type { Alias, AliasChange } from './ports.ts'

export const updateAliases = operation({
  name: 'collections.UpdateAliases',
  kind: 'admin',
  right: 'manage',
  grpc: '/qdrant.Collections/UpdateAliases',
  rest: [{ method: 'POST', path: '/collections/aliases' }],
  async run({ collections }, changes: readonly AliasChange[]) {
    await collections.changeAliases(changes)
    return true
  },
})

export const listAliases = operation({
  name: 'collections.ListAliases',
  kind: 'read',
  right: 'list',
  grpc: '/qdrant.Collections/ListAliases',
  rest: [{ method: 'GET', path: '/aliases' }],
  run: async ({ collections, access }, _request: undefined): Promise<readonly Alias[]> =>
    collections.aliases().filter((alias) => mayReadAlias(access, alias)),
})

/** Of a collection by its real name; none when there is no such collection. */
export const listCollectionAliases = operation({
  name: 'collections.ListCollectionAliases',
  kind: 'read',
  right: 'read',
  grpc: '/qdrant.Collections/ListCollectionAliases',
  rest: [collectionRoute('GET', '/aliases')],
  run: async (
    { collections, access },
    { collection }: { readonly collection: string },
  ): Promise<readonly Alias[]> =>
    collections.aliases().filter((alias) => alias.collection === collection && mayReadAlias(access, alias)),
})

/** Both names must be the caller's to read. */
function mayReadAlias(access: Access, { alias, collection }: Alias): boolean {
  return mayRead(access, alias) && mayRead(access, collection)
}
