import type { Bounds } from './filter.ts'

/** Whether a value lies within bounds of its own kind. NaN bounds are met by nothing. */
export function isWithin<T extends number | bigint>(value: T, bounds: Bounds<T>): boolean {
  if (bounds.gt !== undefined && !(value > bounds.gt)) return false
  if (bounds.gte !== undefined && !(value >= bounds.gte)) return false
  if (bounds.lt !== undefined && !(value < bounds.lt)) return false
  return bounds.lte === undefined || value <= bounds.lte
}

/** A closed interval of integers; empty when `from` is above `to`. */
export interface IntegerRange {
  readonly from: bigint
  readonly to: bigint
}

const int64Min = -(2n ** 63n)
const int64Max = 2n ** 63n - 1n
const noIntegers: IntegerRange = { from: 1n, to: 0n }

/** The i64 integers within bounds that are doubles, exactly. */
export function integerRange(bounds: Bounds<number>): IntegerRange {
  let { from, to }: IntegerRange = { from: int64Min, to: int64Max }
  for (const bound of [bounds.gt, bounds.gte, bounds.lt, bounds.lte])
    if (Number.isNaN(bound)) return noIntegers
  if (bounds.gt !== undefined) from = larger(from, toInteger(Math.floor(bounds.gt)) + 1n)
  if (bounds.gte !== undefined) from = larger(from, toInteger(Math.ceil(bounds.gte)))
  if (bounds.lt !== undefined) to = smaller(to, toInteger(Math.ceil(bounds.lt)) - 1n)
  if (bounds.lte !== undefined) to = smaller(to, toInteger(Math.floor(bounds.lte)))
  return { from, to }
}

/** The integers within bounds that are integers. */
export function integerRangeOf(bounds: Bounds<bigint>): IntegerRange {
  let { from, to }: IntegerRange = { from: int64Min, to: int64Max }
  if (bounds.gt !== undefined) from = larger(from, bounds.gt + 1n)
  if (bounds.gte !== undefined) from = larger(from, bounds.gte)
  if (bounds.lt !== undefined) to = smaller(to, bounds.lt - 1n)
  if (bounds.lte !== undefined) to = smaller(to, bounds.lte)
  return { from, to }
}

/** The same bounds with each of them converted. */
export function mapBounds<T, U>(bounds: Bounds<T>, convert: (bound: T) => U): Bounds<U> {
  const { lt, gt, gte, lte } = bounds
  return {
    lt: lt === undefined ? undefined : convert(lt),
    gt: gt === undefined ? undefined : convert(gt),
    gte: gte === undefined ? undefined : convert(gte),
    lte: lte === undefined ? undefined : convert(lte),
  }
}

/** An infinite bound becomes one beyond all i64. */
function toInteger(value: number): bigint {
  if (value === Number.POSITIVE_INFINITY) return 2n ** 64n
  return value === Number.NEGATIVE_INFINITY ? -(2n ** 64n) : BigInt(value)
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)
