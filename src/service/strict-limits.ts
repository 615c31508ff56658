import type { CollectionSchema, PayloadIndexes, StrictModeConfig } from '#model/collection.ts'
import { badRequest, type RequestError } from '#model/errors.ts'
import type { Condition, Filter } from '#model/filter.ts'
import { conditionsOf, indexMissingForFilter, type MissingIndex } from './required-indexes.ts'

/** The strict mode of a collection, when it is on. */
export function strictModeOf(schema: CollectionSchema): StrictModeConfig | undefined {
  const { strictMode } = schema.config
  return strictMode?.enabled === true ? strictMode : undefined
}

/** A request against the strict mode; `help` tells what to do instead. */
export function strictRefusal(what: string, help: string): RequestError {
  return badRequest(`${what}. Help: ${help}`)
}

/** Throws when `value`, which clients know by `name`, is above the limit. */
export function checkLimit(value: number | undefined, limit: number | undefined, name: string): void {
  if (value === undefined || limit === undefined || value <= limit) return
  throw strictRefusal(
    `Limit exceeded ${value} > ${limit} for "${name}"`,
    `Reduce the "${name}" parameter to or below ${limit}.`,
  )
}

/**
 * Checks a filter against the limits of filters, and that an index answers it where that is asked for
 * (`unindexedAllowed` false).
 */
export function checkFilter(
  filter: Filter | undefined,
  unindexedAllowed: boolean | undefined,
  mode: StrictModeConfig,
  indexes: PayloadIndexes,
): void {
  if (filter === undefined) return
  if (unindexedAllowed === false) {
    const missing = indexMissingForFilter(filter, indexes)
    if (missing) throw missingIndexRefusal(missing, 'filter')
  }
  const { filterMaxConditions, conditionMaxSize } = mode
  if (filterMaxConditions !== undefined) {
    const count = countConditions(filter)
    if (count > filterMaxConditions) {
      throw strictRefusal(
        `Filter condition limit reached (${count} > ${filterMaxConditions})`,
        'Reduce the amount of conditions of your filter.',
      )
    }
  }
  if (conditionMaxSize !== undefined) {
    const size = largestCondition(filter)
    if (size > conditionMaxSize) {
      throw strictRefusal(
        `Condition size limit reached (${size} > ${conditionMaxSize})`,
        'Reduce the size of your condition.',
      )
    }
  }
}

export function missingIndexRefusal(
  { path, types }: MissingIndex,
  use: 'filter' | 'formula expression',
): RequestError {
  return strictRefusal(
    `Index required but not found for "${path}" of one of the following types: [${types.join(', ')}]`,
    `Create an index for this key or use a different ${use}.`,
  )
}

/** Conditions that hold no filter of their own, however deep. */
export function countConditions(filter: Filter): number {
  let count = 0
  for (const condition of conditionsOf(filter)) {
    count += 'filter' in condition ? countConditions(condition.filter) : 1
  }
  return count
}

/** Entries of the longest list in a condition. */
function largestCondition(filter: Filter): number {
  let largest = 0
  for (const condition of conditionsOf(filter)) largest = Math.max(largest, conditionSize(condition))
  return largest
}

function conditionSize(condition: Condition): number {
  if ('filter' in condition) return largestCondition(condition.filter)
  if (condition.kind === 'has_id') return condition.ids.size
  if (condition.kind !== 'field') return 0
  const lists = condition.tests.map((test) => ('values' in test ? test.values.size : 0))
  return Math.max(0, ...lists)
}
