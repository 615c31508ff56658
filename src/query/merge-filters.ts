import { emptyFilter, type Filter } from '#model/filter.ts'
import type { PointId } from '#model/point-id.ts'

/**
 * Joins the filters of two levels of a query clause by clause: `must` and `mustNot` are joined by AND, but two
 * `should` lists become one list, and two `minShould` the union of their conditions with the larger count.
 */
export function mergeFilters(outer: Filter | undefined, inner: Filter | undefined): Filter | undefined {
  if (outer === undefined) return inner
  if (inner === undefined) return outer
  return {
    must: [...outer.must, ...inner.must],
    should: [...outer.should, ...inner.should],
    mustNot: [...outer.mustNot, ...inner.mustNot],
    minShould: mergeMinShould(outer.minShould, inner.minShould),
  }
}

function mergeMinShould(outer: Filter['minShould'], inner: Filter['minShould']): Filter['minShould'] {
  if (outer === undefined || inner === undefined) return outer ?? inner
  return {
    conditions: [...outer.conditions, ...inner.conditions],
    minCount: Math.max(outer.minCount, inner.minCount),
  }
}

/** The filter without the points of these ids. */
export function excludeIds(filter: Filter | undefined, ids: ReadonlySet<PointId>): Filter | undefined {
  if (ids.size === 0) return filter
  return mergeFilters(filter, {
    must: [],
    should: [],
    mustNot: [{ kind: 'has_id', ids }],
    minShould: undefined,
  })
}

/** Only the points of these ids. */
export function onlyIds(ids: ReadonlySet<PointId>): Filter {
  return { ...emptyFilter, must: [{ kind: 'has_id', ids }] }
}
