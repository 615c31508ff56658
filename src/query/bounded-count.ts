/**
 * A count of points, or a position among them, cut off at the largest int32: nobody has more points. A double for
 * the engine, as counts become once they are compared with greater numbers, would undo the compiled code of all
 * loops up to it.
 */
export function boundedCount(count: number): number {
  return Math.min(count, 0x7fffffff) | 0
}
