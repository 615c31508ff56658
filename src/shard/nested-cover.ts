import type { PayloadIndexSchema } from '#model/collection.ts'
import type { FieldTest, Filter } from '#model/filter.ts'
import { serves } from '#model/indexed-values.ts'
import { elementsOf, joinPaths, type PayloadPath } from '#model/payload-path.ts'

/** A test that every point passes that passes a nested filter, at the path from the top of the payload. */
export interface CoveringTest {
  readonly path: PayloadPath
  readonly test: FieldTest
}

/**
 * What a nested filter asks at least of its point, in the terms of indexes over all of its elements: they
 * leave few points to be looked at element by element.
 */
export function coveringTests(
  path: PayloadPath,
  filter: Filter,
  schemaOf: (path: string) => PayloadIndexSchema | undefined,
): CoveringTest[] {
  const elements = elementsOf(path)
  return filter.must.flatMap((condition): CoveringTest[] => {
    if (condition.kind === 'nested') {
      return coveringTests(joinPaths(elements, condition.path), condition.filter, schemaOf)
    }
    const test = condition.kind === 'field' && condition.tests.length === 1 ? condition.tests[0] : undefined
    if (condition.kind !== 'field' || !test) return []
    const place = joinPaths(elements, condition.path)
    const schema = schemaOf(place.text)
    return schema && serves(schema, test) && isCoveredByIndex(schema, test) ? [{ path: place, test }] : []
  })
}

/**
 * Whether an index holds every value that the payload rules let pass. It does not where it narrows what a
 * value is: to whole numbers, to microseconds, or to places on the globe.
 */
function isCoveredByIndex(schema: PayloadIndexSchema, test: FieldTest): boolean {
  switch (test.kind) {
    case 'match':
    case 'any':
    case 'prefix':
    case 'text':
    case 'text_any':
    case 'phrase':
      return true
    case 'range':
      return schema.type === 'float'
    case 'except':
    case 'datetime_range':
    case 'geo_bounding_box':
    case 'geo_radius':
    case 'geo_polygon':
    case 'values_count':
    case 'is_empty':
    case 'is_null':
      return false
  }
}
