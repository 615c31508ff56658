import type { Addressed } from '#model/addressed.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import type {
  CountRequest,
  FacetRequest,
  GetRequest,
  MatrixRequest,
  ReadOptions,
  ScrollRequest,
} from '#model/query.ts'
import { executeCount, executeFacet, executeGet, executeMatrix, executeScroll } from '#query/engine.ts'
import { collectionRoute, type Operation, operation, type RestRoute } from './operation.ts'
import { chargeRead, filterCost, matrixCost } from './rate-limits.ts'
import { type ReadCall, runRead } from './read-call.ts'
import {
  checkStrictCount,
  checkStrictFacet,
  checkStrictMatrix,
  checkStrictScroll,
  checkStrictTimeout,
} from './strict-reads.ts'

export const get = readOperation(
  'Get',
  [collectionRoute('POST', '/points'), collectionRoute('GET', '/points/{id}')],
  (request: GetRequest, { view, task }) => executeGet(view, request, task),
  ({ ids }) => ids.length,
)
export const scroll = readOperation(
  'Scroll',
  [collectionRoute('POST', '/points/scroll')],
  (request: ScrollRequest, { view, task }) => executeScroll(view, request, task),
  ({ filter }) => filterCost(filter),
  checkStrictScroll,
)
export const count = readOperation(
  'Count',
  [collectionRoute('POST', '/points/count')],
  (request: CountRequest, { view, task }) => executeCount(view, request, task),
  ({ filter }) => filterCost(filter),
  checkStrictCount,
)
export const facet = readOperation(
  'Facet',
  [collectionRoute('POST', '/facet')],
  (request: FacetRequest, { view, task }) => executeFacet(view, request, task),
  ({ filter }) => filterCost(filter),
  checkStrictFacet,
)
export const searchMatrixPairs = readOperation(
  'SearchMatrixPairs',
  [collectionRoute('POST', '/points/search/matrix/pairs')],
  (request: MatrixRequest, { view, task }) => executeMatrix(view, request, task),
  matrixCost,
  checkStrictMatrix,
  matrixFilters,
)
export const searchMatrixOffsets = readOperation(
  'SearchMatrixOffsets',
  [collectionRoute('POST', '/points/search/matrix/offsets')],
  (request: MatrixRequest, { view, task }) => executeMatrix(view, request, task),
  matrixCost,
  checkStrictMatrix,
  matrixFilters,
)

function matrixFilters({ filter }: MatrixRequest): readonly Filter[] {
  return filter === undefined ? [] : [filter]
}

function readOperation<R extends ReadOptions, A>(
  method: string,
  rest: readonly RestRoute[],
  run: (request: R, read: ReadCall) => Promise<A>,
  cost: (request: R) => number,
  check: (schema: CollectionSchema, request: R) => void = () => undefined,
  filters?: (request: R) => Iterable<Filter>,
): Operation<Addressed<R>, A> {
  return operation({
    name: `points.${method}`,
    kind: 'read',
    right: 'read',
    grpc: `/qdrant.Points/${method}`,
    rest,
    run: (call, { collection, request }) =>
      runRead(
        call,
        {
          collection,
          timeoutSec: request.timeoutSec,
          what: method,
          ...(filters && { filters: () => filters(request) }),
        },
        async (read) => {
          check(read.view.schema, request)
          checkStrictTimeout(read.view.schema, request.timeoutSec)
          await chargeRead(call, read, () => cost(request))
          return run(request, read)
        },
      ),
  })
}
