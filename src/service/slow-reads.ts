import type { CollectionSchema } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import type { UnindexedField } from '#model/issue.ts'
import type { GroupsRequest, QueryNode } from '#model/query.ts'
import { nodesOf } from '#query/vector-inputs.ts'
import type { CallContext } from './ports.ts'
import { unindexedFields } from './required-indexes.ts'

/** Notes the paths that a read filtered by without an index, if it was slow. `collection`: its real name. */
export function adviseIndexes(
  { issues, slow }: CallContext,
  {
    collection,
    schema,
    durationMs,
    filters,
  }: {
    readonly collection: string
    readonly schema: CollectionSchema
    readonly durationMs: number
    readonly filters: () => Iterable<Filter>
  },
): void {
  if (issues === undefined || slow === undefined || durationMs < slow.thresholdMs) return
  const fields: UnindexedField[] = []
  for (const filter of filters()) {
    for (const [path, types] of unindexedFields(filter, schema.payloadIndexes)) {
      if (types.size > 0) fields.push({ collection, path, types: [...types] })
    }
  }
  if (fields.length > 0) issues.note(fields)
}

/** The filters of queries and of all that they prefetch. */
export function* filtersOf(requests: readonly QueryNode[]): Iterable<Filter> {
  for (const request of requests) {
    for (const { filter } of nodesOf(request)) if (filter) yield filter
  }
}

/** Points without a value to group by are left out, which is a filter too. */
export function* filtersOfGroups(request: GroupsRequest): Iterable<Filter> {
  yield* filtersOf([request])
  const mustNot = [{ kind: 'is_empty', path: request.groupBy }] as const
  yield { must: [], should: [], mustNot, minShould: undefined }
}
