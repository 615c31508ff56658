import { RequestError } from '#model/errors.ts'
import { type AccessRight, collectionRoute, type Operation, operation, type RestRoute } from './operation.ts'

interface Named {
  readonly collection: string
}

const fullRoute = (method: RestRoute['method'], path = ''): RestRoute => ({
  method,
  path: `/snapshots${path}`,
})

export const createSnapshot = notServed<Named>(
  'Create',
  'write-extras',
  collectionRoute('POST', '/snapshots'),
)
export const listSnapshots = notServed<Named>('List', 'extras', collectionRoute('GET', '/snapshots'))
export const deleteSnapshot = notServed<Named>(
  'Delete',
  'write-extras',
  collectionRoute('DELETE', '/snapshots/{snapshot_name}'),
)
export const createFullSnapshot = notServed<undefined>('CreateFull', 'manage', fullRoute('POST'))
export const listFullSnapshots = notServed<undefined>('ListFull', 'global-read', fullRoute('GET'))
export const deleteFullSnapshot = notServed<undefined>(
  'DeleteFull',
  'manage',
  fullRoute('DELETE', '/{snapshot_name}'),
)

/** Snapshots are not made yet: the operation says so, by its name. */
function notServed<Request>(method: string, right: AccessRight, route: RestRoute): Operation<Request, never> {
  const grpc = `/qdrant.Snapshots/${method}`
  return operation({
    name: `snapshots.${method}`,
    kind: 'admin',
    right,
    grpc,
    rest: [route],
    async run(): Promise<never> {
      throw new RequestError('unimplemented', `${grpc.slice(1)} is not implemented`)
    },
  })
}
