import type { GroupsRequest, QueryRequest } from '#model/query.ts'
import { nodesOf } from '#query/vector-inputs.ts'

/** The collections that queries take vectors or payloads from beside their own, by the names that they use. */
export function lookupsOf(requests: readonly (QueryRequest | GroupsRequest)[]): string[] {
  const names: string[] = []
  for (const request of requests) {
    for (const { lookupFrom } of nodesOf(request)) if (lookupFrom) names.push(lookupFrom.collection)
    if ('withLookup' in request && request.withLookup) names.push(request.withLookup.collection)
  }
  return names
}
