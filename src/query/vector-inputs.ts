import type { Query, QueryNode, VectorInput } from '#model/query.ts'

/** The vector inputs of a query, in their order. */
export function vectorInputsOf(query: Query | undefined): VectorInput[] {
  switch (query?.kind) {
    case 'nearest':
    case 'mmr':
      return [query.vector]
    case 'recommend':
      return [...query.positives, ...query.negatives]
    case 'discover':
      return [query.target, ...query.pairs.flatMap((pair) => [pair.positive, pair.negative])]
    case 'context':
      return query.pairs.flatMap((pair) => [pair.positive, pair.negative])
    case 'feedback':
      return [query.target, ...query.items.map((item) => item.example)]
    case 'order_by':
    case 'rrf':
    case 'dbsf':
    case 'sample':
    case 'formula':
    case undefined:
      return []
  }
}

/** A node and all nodes below it, outer ones first. */
export function nodesOf(root: QueryNode): readonly QueryNode[] {
  if (root.prefetch.length === 0) return [root]
  const nodes: QueryNode[] = []
  const collect = (node: QueryNode): void => {
    nodes.push(node)
    for (const prefetch of node.prefetch) collect(prefetch)
  }
  collect(root)
  return nodes
}
