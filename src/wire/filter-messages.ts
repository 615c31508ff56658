import { pointIdCodec } from './point-id-codec.ts'
import {
  bool,
  type Codec,
  count,
  type Decoded,
  double,
  float,
  int64,
  lazy,
  type MessageCodec,
  oneof,
  optional,
  plain,
  record,
  repeated,
  string,
  uint32,
} from './proto-message.ts'
import { timestampCodec } from './timestamp-codec.ts'

/** The messages of filters, as they stand on the wire. */
const stringsCodec = record('RepeatedStrings', { strings: repeated(1, string) })
const integersCodec = record('RepeatedIntegers', { integers: repeated(1, int64) })

const matchCodec = record('Match', {
  matchValue: oneof({
    keyword: [1, string],
    integer: [2, int64],
    boolean: [3, bool],
    text: [4, string],
    keywords: [5, stringsCodec],
    integers: [6, integersCodec],
    exceptIntegers: [7, integersCodec],
    exceptKeywords: [8, stringsCodec],
    phrase: [9, string],
    textAny: [10, string],
    prefix: [11, string],
  }),
})
export type RawMatch = Decoded<typeof matchCodec>

function boundsCodec<T>(name: string, bound: Codec<T>) {
  return record(name, {
    lt: optional(1, bound),
    gt: optional(2, bound),
    gte: optional(3, bound),
    lte: optional(4, bound),
  })
}

export const geoPointCodec = record('GeoPoint', { lon: plain(1, double), lat: plain(2, double) })
export type RawGeoPoint = Decoded<typeof geoPointCodec>
const geoBoxCodec = record('GeoBoundingBox', {
  topLeft: optional(1, geoPointCodec),
  bottomRight: optional(2, geoPointCodec),
})
export type RawGeoBox = Decoded<typeof geoBoxCodec>
const geoRadiusCodec = record('GeoRadius', { center: optional(1, geoPointCodec), radius: plain(2, float) })
export type RawGeoRadius = Decoded<typeof geoRadiusCodec>
const geoLineCodec = record('GeoLineString', { points: repeated(1, geoPointCodec) })
export type RawGeoLine = Decoded<typeof geoLineCodec>
const geoPolygonCodec = record('GeoPolygon', {
  exterior: optional(1, geoLineCodec),
  interiors: repeated(2, geoLineCodec),
})
export type RawGeoPolygon = Decoded<typeof geoPolygonCodec>

const fieldCodec = record('FieldCondition', {
  key: plain(1, string),
  match: optional(2, matchCodec),
  range: optional(3, boundsCodec('Range', double)),
  geoBoundingBox: optional(4, geoBoxCodec),
  geoRadius: optional(5, geoRadiusCodec),
  valuesCount: optional(6, boundsCodec('ValuesCount', count)),
  geoPolygon: optional(7, geoPolygonCodec),
  datetimeRange: optional(8, boundsCodec('DatetimeRange', timestampCodec)),
  isEmpty: optional(9, bool),
  isNull: optional(10, bool),
})
export type RawField = Decoded<typeof fieldCodec>

const sliceCodec = record('SliceCondition', { total: plain(1, uint32), index: plain(2, uint32) })
export type RawSlice = Decoded<typeof sliceCodec>

export interface RawFilter {
  readonly should: readonly RawCondition[]
  readonly must: readonly RawCondition[]
  readonly mustNot: readonly RawCondition[]
  readonly minShould: RawMinShould | undefined
}
export interface RawMinShould {
  readonly conditions: readonly RawCondition[]
  readonly minCount: number
}
export interface RawNested {
  readonly key: string
  readonly filter: RawFilter | undefined
}
const hasIdCodec = record('HasIdCondition', { hasId: repeated(1, pointIdCodec) })
const keyCodec = record('IsEmptyCondition', { key: plain(1, string) })
const hasVectorCodec = record('HasVectorCondition', { hasVector: plain(1, string) })

export type RawConditionArm =
  | { readonly kind: 'field'; readonly value: RawField }
  | { readonly kind: 'isEmpty'; readonly value: Decoded<typeof keyCodec> }
  | { readonly kind: 'hasId'; readonly value: Decoded<typeof hasIdCodec> }
  | { readonly kind: 'filter'; readonly value: RawFilter }
  | { readonly kind: 'isNull'; readonly value: Decoded<typeof keyCodec> }
  | { readonly kind: 'nested'; readonly value: RawNested }
  | { readonly kind: 'hasVector'; readonly value: Decoded<typeof hasVectorCodec> }
  | { readonly kind: 'slice'; readonly value: RawSlice }
export interface RawCondition {
  readonly conditionOneOf: RawConditionArm | undefined
}

export const filterCodec: MessageCodec<RawFilter> = record<RawFilter>('Filter', {
  should: repeated(
    1,
    lazy(() => conditionCodec),
  ),
  must: repeated(
    2,
    lazy(() => conditionCodec),
  ),
  mustNot: repeated(
    3,
    lazy(() => conditionCodec),
  ),
  minShould: optional(
    4,
    lazy(() => minShouldCodec),
  ),
})
const nestedCodec: MessageCodec<RawNested> = record<RawNested>('NestedCondition', {
  key: plain(1, string),
  filter: optional(2, filterCodec),
})
export const conditionCodec: MessageCodec<RawCondition> = record<RawCondition>('Condition', {
  conditionOneOf: oneof({
    field: [1, fieldCodec],
    isEmpty: [2, keyCodec],
    hasId: [3, hasIdCodec],
    filter: [4, filterCodec],
    isNull: [5, keyCodec],
    nested: [6, nestedCodec],
    hasVector: [7, hasVectorCodec],
    slice: [8, sliceCodec],
  }),
})
const minShouldCodec: MessageCodec<RawMinShould> = record<RawMinShould>('MinShould', {
  conditions: repeated(1, conditionCodec),
  minCount: plain(2, count),
})
