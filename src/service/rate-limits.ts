import { Task } from '#base/task.ts'
import { RequestError } from '#model/errors.ts'
import type { Filter } from '#model/filter.ts'
import type { PointId } from '#model/point-id.ts'
import type { MatrixRequest, Query, QueryNode } from '#model/query.ts'
import type { WriteOperation } from '#model/write.ts'
import { executeCount } from '#query/engine.ts'
import type { ReadView } from '#query/read-view.ts'
import { nodesOf, vectorInputsOf } from '#query/vector-inputs.ts'
import type { CallContext, CollectionHandle } from './ports.ts'
import type { ReadCall } from './read-call.ts'
import { countConditions, strictModeOf } from './strict-limits.ts'

/** Takes what a read costs out of what its collection allows a minute. Throws `resource-exhausted`. */
export async function chargeRead(
  call: CallContext,
  { collection, view }: Pick<ReadCall, 'collection' | 'view'>,
  cost: () => number,
): Promise<void> {
  const perMinute = strictModeOf(view.schema)?.readRateLimit
  if (perMinute === undefined || call.unmetered) return
  const tokens = cost()
  if (tokens > 0) await charge(collection, 'read', perMinute, tokens)
}

/** Takes what a write costs out of what its collection allows a minute. Throws `resource-exhausted`. */
export async function chargeWrite(
  call: CallContext,
  collection: CollectionHandle,
  view: ReadView,
  write: WriteOperation,
): Promise<void> {
  const perMinute = strictModeOf(view.schema)?.writeRateLimit
  if (perMinute === undefined) return
  await charge(collection, 'write', perMinute, await writeCost(view, write, call))
}

async function charge(
  collection: CollectionHandle,
  kind: 'read' | 'write',
  perMinute: number,
  cost: number,
): Promise<void> {
  const what = `Rate limiting exceeded: ${kind === 'read' ? 'Read' : 'Write'} rate limit exceeded`
  if (cost > perMinute) {
    throw new RequestError(
      'resource-exhausted',
      `${what}, request larger than rate limiter capacity, please try to split your request`,
    )
  }
  const available = await collection.takeTokens(kind, cost, perMinute)
  if (available === undefined) return
  const retryAfterSec = (cost - available) / (perMinute / 60)
  throw new RequestError(
    'resource-exhausted',
    `${what}: Operation requires ${cost} tokens but only ${available.toFixed(1)} were available. ` +
      `Retry after ${Math.ceil(retryAfterSec)}s`,
    { retryAfterSec },
  )
}

/** Every search and every scroll in the trees of queries, and the points that they take vectors from. */
export function queryCost(roots: readonly QueryNode[]): number {
  return examplesCost(roots) + roots.reduce((sum, root) => sum + searchCost(root), 0)
}

/** The points that queries take vectors from, each once. */
export function examplesCost(roots: readonly QueryNode[]): number {
  const ids = new Set<PointId>()
  for (const root of roots) for (const node of nodesOf(root)) for (const id of pointsIn(node)) ids.add(id)
  return ids.size
}

/**
 * The searches of one query. Conditions count in every search that they go down to, with those that stand around it
 * and the one that leaves out the points that vectors are taken from.
 *
 * @param conditions of filters around it
 */
export function searchCost(root: QueryNode, conditions = 0): number {
  const namesPoints = nodesOf(root).some((node) => pointsIn(node).length > 0)
  return leavesCost(root, conditions + (namesPoints ? 1 : 0))
}

function leavesCost({ prefetch, query, filter }: QueryNode, around: number): number {
  const conditions = around + conditionsIn(filter)
  if (prefetch.length === 0) return vectorsIn(query) + conditions
  return prefetch.reduce((sum, node) => sum + leavesCost(node, conditions), 0)
}

/** A scroll, a count, a facet. */
export function filterCost(filter: Filter | undefined): number {
  return 1 + conditionsIn(filter)
}

/** Points with a vector are drawn, and each is searched with among those drawn. */
export function matrixCost({ filter, sample }: MatrixRequest): number {
  return filterCost(filter) + 1 + sample * 2
}

function conditionsIn(filter: Filter | undefined): number {
  return filter === undefined ? 0 : countConditions(filter)
}

/** The vectors that points are compared with; one for what compares none. */
function vectorsIn(query: Query | undefined): number {
  // The average is one vector.
  if (query?.kind === 'recommend' && query.strategy === 'average_vector') return 1
  return Math.max(vectorInputsOf(query).length, 1)
}

/** The points of the collection itself whose vectors are meant. */
function pointsIn({ query, lookupFrom }: QueryNode): readonly PointId[] {
  if (lookupFrom !== undefined) return []
  return vectorInputsOf(query).flatMap((input) => (input.kind === 'id' ? [input.id] : []))
}

/** The points that are written, at least one; those of a filter are estimated. */
async function writeCost(view: ReadView, write: WriteOperation, call: CallContext): Promise<number> {
  if ('points' in write) return Math.max(write.points.length, 1)
  if (!('selector' in write)) return 1
  const { selector } = write
  if (selector.kind === 'ids') return Math.max(selector.ids.length, 1)
  const task = new Task(call.readTimeoutMs, call.signal)
  return Math.max(await executeCount(view, { filter: selector.filter, exact: false }, task), 1)
}
