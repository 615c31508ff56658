import type { IdIntervals } from '#index/payload/key-intervals.ts'
import type { CollectionSchema } from '#model/collection.ts'
import type { Condition, Filter } from '#model/filter.ts'
import { servedTest } from '#model/indexed-values.ts'
import type { PathLinks } from './open-part.ts'

/** A condition on a payload path that has links: the keys that meet it. */
export interface IndexedCondition {
  readonly found: PathLinks
  readonly ids: IdIntervals
}

/** The links of a path, if it has any. */
export type LinksOfPath = (path: string) => PathLinks | undefined

/**
 * Groups of conditions on indexed paths; a slot that passes the filter meets one condition of each group. What else
 * the filter asks for is in none.
 */
export function indexedConditions(
  schema: CollectionSchema,
  linksOf: LinksOfPath,
  { must, should }: Filter,
): IndexedCondition[][] {
  const groups = must.flatMap((condition) => groupsOf(schema, linksOf, condition))
  const either = alternatives(schema, linksOf, should)
  return either ? [...groups, either] : groups
}

function groupsOf(
  schema: CollectionSchema,
  linksOf: LinksOfPath,
  condition: Condition,
): IndexedCondition[][] {
  if (condition.kind === 'filter') return indexedConditions(schema, linksOf, condition.filter)
  if (condition.kind !== 'field') return []
  const path = condition.path.text
  const index = schema.payloadIndexes.get(path)
  const test = index && servedTest(index, condition.tests)
  const found = test && linksOf(path)
  const ids = found && found.column.idsOf(test)
  return ids ? [[{ found, ids }]] : []
}

/** A slot that passes meets one of the conditions, and so one condition of the first group of each. */
function alternatives(
  schema: CollectionSchema,
  linksOf: LinksOfPath,
  conditions: readonly Condition[],
): IndexedCondition[] | undefined {
  const either: IndexedCondition[] = []
  for (const condition of conditions) {
    const [group] = groupsOf(schema, linksOf, condition)
    if (!group) return undefined
    either.push(...group)
  }
  return conditions.length > 0 ? either : undefined
}
