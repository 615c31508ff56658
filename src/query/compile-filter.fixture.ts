import type { CollectionSchema } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import type { Payload } from '#model/payload.ts'
import { readPath } from '#model/payload-path.ts'
import type { PointId } from '#model/point-id.ts'
import { checkFilterSize, compileConditionOver, type Matcher, type PointAccess } from './filter-matcher.ts'

/** A point that stands by itself. */
export interface MatchPoint {
  readonly id: PointId
  /** Null: the point has none. */
  payload(): Payload | null
  hasVector(name: string): boolean
}

const access: PointAccess<MatchPoint> = {
  idOf: (point) => point.id,
  hasVector: (point, name) => point.hasVector(name),
  reader: (path) => (point) => {
    const payload = point.payload()
    return payload === null ? [] : readPath(payload, path)
  },
}

/** Compiles a whole filter to a test of such points. */
export function compileFilter(filter: Filter | undefined, schema: CollectionSchema): Matcher<MatchPoint> {
  if (filter === undefined) return () => true
  checkFilterSize(filter)
  return compileConditionOver({ kind: 'filter', filter }, schema.payloadIndexes, access)
}
