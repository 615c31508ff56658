import type { GroupsRequest, QueryNode, QueryRequest } from '#model/query.ts'

/** The collections that queries take vectors or payloads from beside their own, by the names that they use. */
export function lookupsOf(requests: readonly (QueryRequest | GroupsRequest)[]): string[] {
  const names: string[] = []
  for (const request of requests) {
    collect(request, names)
    if ('withLookup' in request && request.withLookup) names.push(request.withLookup.collection)
  }
  return names
}

function collect(node: QueryNode, names: string[]): void {
  if (node.lookupFrom) names.push(node.lookupFrom.collection)
  for (const prefetch of node.prefetch) collect(prefetch, names)
}
