import type { Filter } from './filter.ts'

/**
 * A text of a filter for use as a key: filters with the same text are the same. Not meant to be read. Parts
 * in another order give another text.
 */
export function filterText(filter: Filter): string {
  return JSON.stringify(filter, replace)
}

/** How many values the sets of a filter name together. */
export function countNamedValues(filter: Filter): number {
  let count = 0
  for (const conditions of [filter.must, filter.should, filter.mustNot, filter.minShould?.conditions ?? []]) {
    for (const condition of conditions) {
      if (condition.kind === 'has_id') count += condition.ids.size
      else if (condition.kind === 'filter' || condition.kind === 'nested')
        count += countNamedValues(condition.filter)
      else if (condition.kind === 'field') {
        for (const test of condition.tests) if ('values' in test) count += test.values.size
      }
    }
  }
  return count
}

function replace(key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { n: String(value) }
  // JSON has no word for infinities and NaN.
  if (typeof value === 'number' && !Number.isFinite(value)) return { f: String(value) }
  if (value instanceof Set) return [...(value as ReadonlySet<unknown>)]
  // The canonical text of a path says all of it.
  return key === 'steps' ? undefined : value
}
