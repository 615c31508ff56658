import { must } from '#base/assert.ts'
import type { CollectionSchema, StrictModeConfig } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import { defaultScrollLimit } from '#model/limits.ts'
import type {
  CountRequest,
  FacetRequest,
  GroupsRequest,
  MatrixRequest,
  QueryNode,
  ScrollRequest,
  SearchParams,
} from '#model/query.ts'
import { arrayPath, conditionsOf, indexMissingForFormula, supportsMatch } from './required-indexes.ts'
import { checkFilter, checkLimit, missingIndexRefusal, strictModeOf, strictRefusal } from './strict-limits.ts'

/** What a read must keep to in a collection with strict mode. All of these throw RequestError. */

/** `searches`: of a batch. */
export function checkStrictBatch(schema: CollectionSchema, searches: number): void {
  checkLimit(searches, strictModeOf(schema)?.searchMaxBatchsize, 'search batch size')
}

export function checkStrictTimeout(schema: CollectionSchema, timeoutSec: number | undefined): void {
  checkLimit(timeoutSec, strictModeOf(schema)?.maxTimeout, 'timeout')
}

/** A search, recommendation or discovery of the older methods. */
export function checkStrictSearch(schema: CollectionSchema, node: QueryNode): void {
  const mode = strictModeOf(schema)
  if (mode) checkNode(schema, mode, node, node.limit)
}

/** A query with everything that it prefetches. */
export function checkStrictQuery(schema: CollectionSchema, node: QueryNode): void {
  const mode = strictModeOf(schema)
  if (mode) checkTree(schema, mode, node, true)
}

/** Groups of the older search. */
export function checkStrictSearchGroups(schema: CollectionSchema, request: GroupsRequest): void {
  const mode = strictModeOf(schema)
  if (!mode) return
  checkGroupingField(schema, mode, request.groupBy.text)
  checkNode(schema, mode, request, request.limit * request.groupSize)
}

/** Groups of the older recommendation, whose field is not looked at. */
export function checkStrictRecommendGroups(schema: CollectionSchema, request: GroupsRequest): void {
  const mode = strictModeOf(schema)
  if (mode) checkNode(schema, mode, request, request.limit * request.groupSize)
}

/** Groups of a query. What it prefetches is not looked at. */
export function checkStrictQueryGroups(schema: CollectionSchema, request: GroupsRequest): void {
  const mode = strictModeOf(schema)
  if (!mode) return
  if (request.prefetch.length === 0) checkFullScan(schema, mode, request)
  checkFormula(schema, mode, request)
  checkGroupingField(schema, mode, request.groupBy.text)
  checkNode(schema, mode, request, request.limit * request.groupSize)
}

export function checkStrictScroll(schema: CollectionSchema, request: ScrollRequest): void {
  const mode = strictModeOf(schema)
  if (!mode) return
  // A limit that nobody asked for is not held against anybody.
  const asked = request.limit === defaultScrollLimit ? undefined : request.limit
  checkLimit(asked, mode.maxQueryLimit, 'limit')
  checkReadFilter(schema, mode, request.filter)
}

export function checkStrictCount(schema: CollectionSchema, request: CountRequest): void {
  const mode = strictModeOf(schema)
  if (!mode) return
  checkReadFilter(schema, mode, request.filter)
  checkExact(mode, request.exact)
}

/** Without word of what was asked for the limit is taken as it is, and exact counts are let pass. */
export function checkStrictFacet(schema: CollectionSchema, request: FacetRequest): void {
  const mode = strictModeOf(schema)
  if (!mode) return
  const { limit, exact } = request.asked ?? { limit: request.limit, exact: undefined }
  checkLimit(limit, mode.maxQueryLimit, 'limit')
  checkReadFilter(schema, mode, request.filter)
  checkExact(mode, exact)
}

export function checkStrictMatrix(schema: CollectionSchema, request: MatrixRequest): void {
  const mode = strictModeOf(schema)
  if (!mode) return
  checkLimit(request.limit * request.sample, mode.maxQueryLimit, 'limit')
  checkReadFilter(schema, mode, request.filter)
}

function checkTree(schema: CollectionSchema, mode: StrictModeConfig, node: QueryNode, isRoot: boolean): void {
  for (const prefetch of node.prefetch) checkTree(schema, mode, prefetch, false)
  // A root that reorders what it prefetched scans nothing.
  if (!isRoot || node.prefetch.length === 0) checkFullScan(schema, mode, node)
  checkFormula(schema, mode, node)
  checkNode(schema, mode, node, node.limit)
}

function checkNode(schema: CollectionSchema, mode: StrictModeConfig, node: QueryNode, limit: number): void {
  checkLimit(limit, mode.maxQueryLimit, 'limit')
  checkReadFilter(schema, mode, node.filter)
  checkParams(schema, mode, node.params)
}

function checkParams(schema: CollectionSchema, mode: StrictModeConfig, params: SearchParams): void {
  checkLimit(params.quantization?.oversampling, mode.searchMaxOversampling, 'oversampling')
  checkLimit(params.hnswEf, mode.searchMaxHnswEf, 'hnsw_ef')
  checkReadFilter(schema, mode, params.idf?.corpus)
  checkExact(mode, params.exact)
}

function checkReadFilter(
  { payloadIndexes }: CollectionSchema,
  mode: StrictModeConfig,
  filter: Filter | undefined,
): void {
  checkFilter(filter, mode.unindexedFilteringRetrieve, mode, payloadIndexes)
}

function checkExact(mode: StrictModeConfig, exact: boolean | undefined): void {
  if (mode.searchAllowExact !== false || exact !== true) return
  throw strictRefusal('Exact search disabled!', 'Set exact=false.')
}

function checkFormula(
  { payloadIndexes }: CollectionSchema,
  mode: StrictModeConfig,
  { query }: QueryNode,
): void {
  if (mode.unindexedFilteringRetrieve !== false || query?.kind !== 'formula') return
  const missing = indexMissingForFormula(query.expression, payloadIndexes)
  if (missing) throw missingIndexRefusal(missing, 'formula expression')
}

function checkGroupingField(
  { payloadIndexes }: CollectionSchema,
  mode: StrictModeConfig,
  path: string,
): void {
  if (mode.unindexedFilteringRetrieve !== false) return
  const index = payloadIndexes.get(path)
  if (index && supportsMatch(index)) return
  const type = index && index.type.charAt(0).toUpperCase() + index.type.slice(1)
  const what = index
    ? `Index of type "${type}" found for "${path}"`
    : `Index required but not found for "${path}"`
  throw strictRefusal(what, 'Create an index supporting `match` for this key.')
}

/** Refuses a search that has no graph to use, where exact searches are not allowed. */
function checkFullScan(
  { config, payloadIndexes }: CollectionSchema,
  mode: StrictModeConfig,
  { query, using, filter }: QueryNode,
): void {
  if (mode.searchAllowExact !== false || query === undefined || !searchesVectors(query.kind)) return
  if (config.sparseVectors.has(using)) return
  const own = config.vectors.get(using)?.hnsw
  const m = must(own?.m ?? config.hnsw.m, 'a collection has a default of m')
  if (m > 0) return
  const forbidden = `Request is forbidden${using === '' ? '' : ` on '${using}'`} because`
  if (!filter || !usesTenants(filter, payloadIndexes)) {
    throw strictRefusal(
      `${forbidden} global vector indexing is disabled (hnsw_config.m = 0)`,
      'Use tenant-specific filter, enable global vector indexing or enable strict mode `search_allow_exact` option',
    )
  }
  if ((own?.payloadM ?? config.hnsw.payloadM ?? m) === 0) {
    throw strictRefusal(
      `${forbidden} vector indexing is disabled (hnsw_config.m = 0 and hnsw_config.payload_m = 0)`,
      'Enable vector indexing, use a prefetch query with indexed vectors or enable strict mode `search_allow_exact` option',
    )
  }
}

function searchesVectors(kind: Extract<QueryNode['query'], object>['kind']): boolean {
  switch (kind) {
    case 'nearest':
    case 'mmr':
    case 'recommend':
    case 'discover':
    case 'context':
    case 'feedback':
      return true
    case 'order_by':
    case 'rrf':
    case 'dbsf':
    case 'sample':
    case 'formula':
      return false
  }
}

function usesTenants(filter: Filter, indexes: CollectionSchema['payloadIndexes']): boolean {
  for (const path of targetedPaths(filter)) if (indexes.get(path)?.isTenant === true) return true
  return false
}

/** The paths that the conditions of a filter look at; of a filter within it, the first. */
function* targetedPaths(filter: Filter): Iterable<string> {
  for (const condition of conditionsOf(filter)) {
    if (condition.kind === 'nested') yield arrayPath(condition.path.text)
    else if ('path' in condition) yield condition.path.text
    else if (condition.kind === 'filter') {
      for (const path of targetedPaths(condition.filter)) {
        yield path
        break
      }
    }
  }
}
