import type { PayloadIndexType } from '#model/collection.ts'
import type { Issue } from '#model/issue.ts'

const manual = 'https://qdrant.tech/documentation/concepts/indexing/#payload-index'

/** An issue as `/issues` has it, with the request that solves it. */
export function issueJson(issue: Issue): object {
  const { collection, path, types, timeMs } = issue
  const [solution, ...others] = types.map((type) => solutionOf(issue, type))
  return {
    id: `UNINDEXED_FIELD/${collection}/${path}`,
    description: `Unindexed field '${path}' might be slowing queries down in collection '${collection}'`,
    solution: others.length === 0 ? { immediate: solution } : { immediate_choice: [solution, ...others] },
    timestamp: new Date(timeMs).toISOString(),
    related_collection: collection,
  }
}

function solutionOf({ collection, path }: Issue, type: PayloadIndexType): object {
  return {
    message:
      `Create an index on field '${path}' of schema "${type}" in collection '${collection}'. ` +
      `Check the documentation for more details: ${manual}`,
    action: {
      method: 'PUT',
      uri: `/collections/${encodeURIComponent(collection)}/index`,
      headers: { 'content-type': 'application/json' },
      body: { field_name: path, field_schema: type },
    },
  }
}
