import { must } from '#base/assert.ts'
import type { RestRoute } from '#service/operation.ts'
import { operations } from '#service/operations.ts'

/** Reads of points that take longer than it takes to hand them to another thread. */
const shared = Object.values(operations).filter(
  ({ kind, grpc, name }) =>
    kind === 'read' && grpc?.startsWith('/qdrant.Points/') && name !== operations.get.name,
)
const sharedMethods: ReadonlySet<string> = new Set(
  shared.map(({ grpc }) => must(grpc, 'they have gRPC methods')),
)
const sharedRoutes = routesPattern(shared.flatMap(({ rest }) => rest))

/** Whether a gRPC method, by its path, is worth handing to another thread. */
export function isSharedOperation(path: string): boolean {
  return sharedMethods.has(path)
}

/** Whether a request to the REST API is worth handing to another thread. */
export function isSharedRequest(method: string, pathname: string): boolean {
  return method === 'POST' && sharedRoutes.test(pathname)
}

/** Matches the paths of routes, all of which must be asked by `POST`. */
function routesPattern(routes: readonly RestRoute[]): RegExp {
  const posts = routes.filter(({ method }) => method === 'POST')
  const patterns = posts.map(({ path }) => path.replaceAll(/\{\w+\}/g, '[^/]+'))
  return new RegExp(`^(?:${patterns.join('|')})/?$`)
}
