import type { Addressed, AddressedBatch } from '#model/addressed.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { GroupsRequest, QueryNode, QueryRequest } from '#model/query.ts'
import type { PointGroup, ScoredPoint } from '#model/result.ts'
import {
  executeDiscover,
  executeDiscoverBatch,
  executeGroups,
  executeQuery,
  executeQueryBatch,
  executeRecommend,
  executeRecommendBatch,
} from '#query/engine.ts'
import { collectionRoute, type Operation, operation } from './operation.ts'
import { lookupsOf } from './lookups.ts'
import type { CallContext } from './ports.ts'
import { chargeRead, examplesCost, queryCost, searchCost } from './rate-limits.ts'
import { type ReadCall, runRead } from './read-call.ts'
import { filtersOf, filtersOfGroups } from './slow-reads.ts'
import {
  checkStrictBatch,
  checkStrictQuery,
  checkStrictQueryGroups,
  checkStrictRecommendGroups,
  checkStrictSearch,
  checkStrictSearchGroups,
  checkStrictTimeout,
} from './strict-reads.ts'

type Check<R> = (schema: CollectionSchema, request: R) => void
type Run<R, A> = (request: R, read: ReadCall) => Promise<A>

export const search = queryOperation('Search', '/points/search', checkStrictSearch, runQuery)
export const searchBatch = batchOperation(
  'SearchBatch',
  '/points/search/batch',
  checkStrictSearch,
  runQueries,
)
export const searchGroups = groupsOperation(
  'SearchGroups',
  '/points/search/groups',
  checkStrictSearchGroups,
  'grouped',
)
export const query = queryOperation('Query', '/points/query', checkStrictQuery, runQuery)
export const queryBatch = batchOperation('QueryBatch', '/points/query/batch', checkStrictQuery, runQueries)
export const queryGroups = groupsOperation(
  'QueryGroups',
  '/points/query/groups',
  checkStrictQueryGroups,
  'grouped',
)
export const recommend = queryOperation(
  'Recommend',
  '/points/recommend',
  checkStrictSearch,
  (request, { view, deps, task }) => executeRecommend(view, request, deps, task),
)
export const recommendBatch = batchOperation(
  'RecommendBatch',
  '/points/recommend/batch',
  checkStrictSearch,
  (requests, { view, deps, task }) => executeRecommendBatch(view, requests, deps, task),
)
export const recommendGroups = groupsOperation(
  'RecommendGroups',
  '/points/recommend/groups',
  checkStrictRecommendGroups,
  'lenient',
)
export const discover = queryOperation(
  'Discover',
  '/points/discover',
  checkStrictSearch,
  (request, { view, deps, task }) => executeDiscover(view, request, deps, task),
)
export const discoverBatch = batchOperation(
  'DiscoverBatch',
  '/points/discover/batch',
  checkStrictSearch,
  (requests, { view, deps, task }) => executeDiscoverBatch(view, requests, deps, task),
)

function runQuery(request: QueryRequest, { view, deps, task }: ReadCall): Promise<ScoredPoint[]> {
  return executeQuery(view, request, deps, task)
}

function runQueries(requests: readonly QueryRequest[], read: ReadCall): Promise<ScoredPoint[][]> {
  return executeQueryBatch(read.view, requests, read.deps, read.task)
}

function queryOperation(
  method: string,
  path: string,
  check: Check<QueryRequest>,
  run: Run<QueryRequest, ScoredPoint[]>,
): Operation<Addressed<QueryRequest>, ScoredPoint[]> {
  return readOperation(method, path, {
    lookups: ({ request }) => lookupsOf([request]),
    run: (call, { collection, request }) =>
      runRead(
        call,
        { collection, timeoutSec: request.timeoutSec, what: method, filters: () => filtersOf([request]) },
        async (read) => {
          check(read.view.schema, request)
          checkStrictTimeout(read.view.schema, request.timeoutSec)
          await chargeRead(call, read, () => queryCost([request]))
          return run(request, read)
        },
      ),
  })
}

function batchOperation(
  method: string,
  path: string,
  check: Check<QueryRequest>,
  run: Run<readonly QueryRequest[], ScoredPoint[][]>,
): Operation<AddressedBatch<QueryRequest>, ScoredPoint[][]> {
  return readOperation(method, path, {
    lookups: ({ requests }) => lookupsOf(requests),
    run: (call, { collection, requests, timeoutSec }) =>
      runRead(
        call,
        { collection, timeoutSec, what: method, filters: () => filtersOf(requests) },
        async (read) => {
          checkStrictBatch(read.view.schema, requests.length)
          for (const request of requests) check(read.view.schema, request)
          checkStrictTimeout(read.view.schema, timeoutSec)
          await chargeRead(call, read, () => queryCost(requests))
          const here = (some: readonly QueryRequest[]): Promise<ScoredPoint[][]> => run(some, read)
          if (call.batches === undefined) return here(requests)
          const name = operationName(method)
          return call.batches.run({ operation: name, collection, requests, timeoutSec, call, here })
        },
      ),
  })
}

function groupsOperation(
  method: string,
  path: string,
  check: Check<GroupsRequest>,
  rule: 'grouped' | 'lenient',
): Operation<Addressed<GroupsRequest>, PointGroup[]> {
  return readOperation(method, path, {
    lookups: ({ request }) => lookupsOf([request]),
    run: (call, { collection, request }) => {
      const { timeoutSec } = request
      const filters = () => filtersOfGroups(request)
      return runRead(call, { collection, timeoutSec, what: 'GroupBy', filters }, async (read) => {
        const { view, deps, task } = read
        check(view.schema, request)
        checkStrictTimeout(view.schema, timeoutSec)
        await chargeRead(call, read, () => examplesCost([request]))
        const onGroupRound = (round: QueryNode, later: boolean): Promise<void> =>
          chargeRead(call, read, () => searchCost(round, later ? 1 : 0))
        const groups = await executeGroups(view, request, { ...deps, onGroupRound }, task, rule)
        // What the hits have is read for them once they are known.
        if (!isBare(request)) {
          await chargeRead(call, read, () => groups.reduce((sum, { hits }) => sum + hits.length, 0))
        }
        return groups
      })
    },
  })
}

/** Whether nothing but ids and scores is asked for. */
function isBare({ withPayload, withVectors }: GroupsRequest): boolean {
  return withPayload.kind === 'none' && withVectors.kind === 'none'
}

function operationName(method: string): string {
  return `points.${method}`
}

function readOperation<R, A>(
  method: string,
  path: string,
  read: {
    readonly lookups: (request: R) => readonly string[]
    readonly run: (call: CallContext, request: R) => Promise<A>
  },
): Operation<R, A> {
  return operation({
    name: operationName(method),
    kind: 'read',
    right: 'read',
    grpc: `/qdrant.Points/${method}`,
    rest: [collectionRoute('POST', path)],
    ...read,
  })
}
