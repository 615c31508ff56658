import type { PayloadPath } from './payload-path.ts'
import type { PointId } from './point-id.ts'

/** All four parts hold together; an absent or empty part holds always. */
export interface Filter {
  readonly must: readonly Condition[]
  readonly should: readonly Condition[]
  readonly mustNot: readonly Condition[]
  readonly minShould: MinShould | undefined
}
export interface MinShould {
  readonly conditions: readonly Condition[]
  /** At least so many of the conditions hold; duplicates count separately. */
  readonly minCount: number
}

export type Condition =
  | FieldCondition
  | { readonly kind: 'is_empty'; readonly path: PayloadPath }
  | { readonly kind: 'is_null'; readonly path: PayloadPath }
  | { readonly kind: 'has_id'; readonly ids: ReadonlySet<PointId> }
  | { readonly kind: 'has_vector'; readonly name: string }
  | { readonly kind: 'slice'; readonly total: number; readonly index: number }
  | { readonly kind: 'nested'; readonly path: PayloadPath; readonly filter: Filter }
  | { readonly kind: 'filter'; readonly filter: Filter }

/**
 * Tests of the values at one path. Usually one test; several are kept as they came, because the
 * evaluation rules for several are part of the behaviour to match.
 */
export interface FieldCondition {
  readonly kind: 'field'
  readonly path: PayloadPath
  readonly tests: readonly FieldTest[]
}

export type FieldTest =
  | { readonly kind: 'match'; readonly value: string | bigint | boolean }
  | { readonly kind: 'any'; readonly values: ReadonlySet<string> | ReadonlySet<bigint> }
  | { readonly kind: 'except'; readonly values: ReadonlySet<string> | ReadonlySet<bigint> }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'text_any'; readonly text: string }
  | { readonly kind: 'phrase'; readonly text: string }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | ({ readonly kind: 'range' } & Bounds<number>)
  /** Bounds in nanoseconds since the epoch. */
  | ({ readonly kind: 'datetime_range' } & Bounds<bigint>)
  | { readonly kind: 'geo_bounding_box'; readonly topLeft: GeoPoint; readonly bottomRight: GeoPoint }
  /** Radius in metres. */
  | { readonly kind: 'geo_radius'; readonly center: GeoPoint; readonly radius: number }
  | {
      readonly kind: 'geo_polygon'
      readonly exterior: readonly GeoPoint[]
      readonly interiors: readonly (readonly GeoPoint[])[]
    }
  | ({ readonly kind: 'values_count' } & Bounds<number>)
  | { readonly kind: 'is_empty'; readonly expected: boolean }
  | { readonly kind: 'is_null'; readonly expected: boolean }

export interface Bounds<T> {
  readonly lt?: T | undefined
  readonly gt?: T | undefined
  readonly gte?: T | undefined
  readonly lte?: T | undefined
}

/** Degrees. */
export interface GeoPoint {
  readonly lon: number
  readonly lat: number
}

/** A filter that every point passes. */
export const emptyFilter: Filter = { must: [], should: [], mustNot: [], minShould: undefined }

export function isEmptyFilter(filter: Filter | undefined): boolean {
  return (
    filter === undefined ||
    (filter.must.length === 0 &&
      filter.should.length === 0 &&
      filter.mustNot.length === 0 &&
      filter.minShould === undefined)
  )
}
