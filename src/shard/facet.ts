import type { Task } from '#base/task.ts'
import type { ColumnKey } from '#index/payload/column.ts'
import type { CollectionSchema, PayloadIndexSchema } from '#model/collection.ts'
import { wrongInput } from '#model/errors.ts'
import type { Filter } from '#model/filter.ts'
import type { PayloadPath } from '#model/payload-path.ts'
import type { FacetHit } from '#model/result.ts'
import { toBits } from './slot-set.ts'
import type { ViewPart } from './view-part.ts'

/**
 * The most frequent values at a path among the living points that pass, each point counted once a value; by
 * descending count, then by ascending value. The counts are exact in any case. Throws the error of a path
 * without an index of values, unless there is no point and no exactness was asked for, or no value is wanted.
 */
export async function facetParts(
  parts: readonly ViewPart[],
  schema: CollectionSchema,
  path: PayloadPath,
  filter: Filter | undefined,
  limit: number,
  exact: boolean,
  task: Task,
): Promise<FacetHit[]> {
  if (limit === 0) return []
  const populated = parts.filter((view) => view.liveCount > 0)
  const index = schema.payloadIndexes.get(path.text)
  if (!index || !hasFacets(index)) {
    if (populated.length === 0 && !exact) return []
    throw noFacetIndex(path.text)
  }
  const counts = new Map<ColumnKey, number>()
  for (const view of populated) {
    const column = await view.open.columns.complete(view.part, path.text, index, task)
    const allowed = filter ? await view.open.filter(view.part, filter, schema, task.usage).bits(task) : null
    const isWhole = allowed === null && view.live.dead === null
    column.keys?.facet(isWhole ? null : toBits({ ...view.live, allowed }), (key, count) => {
      counts.set(key, (counts.get(key) ?? 0) + count)
    })
    const pause = task.tick()
    if (pause) await pause
  }
  return topFacets(counts, limit)
}

function hasFacets(index: PayloadIndexSchema): boolean {
  if (index.type === 'integer') return index.lookup !== false
  return index.type === 'keyword' || index.type === 'uuid' || index.type === 'bool'
}

function noFacetIndex(path: string): Error {
  return wrongInput(
    `No appropriate index for faceting: \`${path}\`. Please create one to facet on this field. Check https://qdrant.tech/documentation/concepts/indexing/#payload-index to see which payload schemas support Match conditions`,
  )
}

/** Entries beyond the limit that are gathered before the worst are thrown away. */
const slackEntries = 1000

function topFacets(counts: ReadonlyMap<ColumnKey, number>, limit: number): FacetHit[] {
  let hits: FacetHit[] = []
  let worst: FacetHit | undefined
  for (const [key, count] of counts) {
    if (count === 0) continue
    const hit = { value: key as FacetHit['value'], count }
    if (worst && compareFacets(hit, worst) >= 0) continue
    hits.push(hit)
    if (hits.length < limit * 2 + slackEntries) continue
    hits = hits.sort(compareFacets).slice(0, limit)
    worst = hits.at(-1)
  }
  return hits.sort(compareFacets).slice(0, limit)
}

function compareFacets(a: FacetHit, b: FacetHit): number {
  return b.count - a.count || compareValues(a.value, b.value)
}

/** Values of one index are of one type. Strings are compared by their UTF-8 bytes. */
function compareValues(a: FacetHit['value'], b: FacetHit['value']): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : a > b ? 1 : 0
}
