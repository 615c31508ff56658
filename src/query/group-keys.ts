import { type Condition, emptyFilter, type FieldTest, type Filter } from '#model/filter.ts'
import type { PayloadBytes } from '#model/payload.ts'
import type { PayloadPath } from '#model/payload-path.ts'
import { compilePathScanner } from '#model/payload-scan.ts'
import { numericId, type PointId, parseUuid } from '#model/point-id.ts'
import type { GroupId } from '#model/result.ts'

/**
 * Reads the groups that a point belongs to: its distinct values at the path, an array giving its elements. A
 * value that is neither a string nor an integer keeps the whole point out of all groups.
 */
export function createGroupKeyReader(path: PayloadPath): (bytes: PayloadBytes | null) => GroupId[] {
  const scan = compilePathScanner(path)
  return (bytes) => {
    const keys = new Set<GroupId>()
    for (const value of scan(bytes)) {
      for (const element of Array.isArray(value) ? value : [value]) {
        if (typeof element !== 'string' && typeof element !== 'bigint') return []
        keys.add(element)
      }
    }
    return [...keys]
  }
}

/** Points that have any value at the path. */
export function hasGroupKey(path: PayloadPath): Filter {
  return { must: [], should: [], mustNot: [{ kind: 'is_empty', path }], minShould: undefined }
}

/** Points that have a value at the path other than these. */
export function outsideGroups(path: PayloadPath, groups: readonly GroupId[]): Filter {
  return { ...emptyFilter, must: tests('except', path, groups) }
}

/** Points that have one of these values at the path. */
export function insideGroups(path: PayloadPath, groups: readonly GroupId[]): Filter {
  const anyOf: Filter = { ...emptyFilter, should: tests('any', path, groups) }
  return { ...emptyFilter, must: [{ kind: 'filter', filter: anyOf }] }
}

function tests(kind: 'any' | 'except', path: PayloadPath, groups: readonly GroupId[]): Condition[] {
  const strings = new Set(groups.filter((group) => typeof group === 'string'))
  const integers = new Set(groups.filter((group) => typeof group === 'bigint'))
  const conditions: Condition[] = []
  const add = (test: FieldTest): void => void conditions.push({ kind: 'field', path, tests: [test] })
  if (strings.size > 0) add({ kind, values: strings })
  if (integers.size > 0) add({ kind, values: integers })
  return conditions
}

/** The point that a group is named after, if its name can be an id. */
export function pointIdOfGroup(group: GroupId): PointId | undefined {
  if (typeof group === 'string') return parseUuid(group)
  return group >= 0n && group < 1n << 64n ? numericId(group) : undefined
}
