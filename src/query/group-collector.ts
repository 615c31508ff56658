import type { GroupId } from '#model/result.ts'
import type { Ranked } from './ranked.ts'
import type { PointRef } from './read-view.ts'

interface Group {
  readonly id: GroupId
  readonly hits: Map<PointRef, Ranked>
}

/** The better of two points first; undefined where points come in no order. */
export type RankedOrder = ((a: Ranked, b: Ranked) => number) | undefined

/** Sorts points into groups and keeps the best groups. */
export class GroupCollector {
  readonly #keysOf: (ref: PointRef) => readonly GroupId[]
  readonly #groupSize: number
  readonly #order: RankedOrder
  /** In order of first appearance. */
  readonly #groups = new Map<GroupId, Group>()

  /**
   * @param keysOf groups of a point
   * @param groupSize points of a group that are kept
   */
  constructor(keysOf: (ref: PointRef) => readonly GroupId[], groupSize: number, order: RankedOrder) {
    this.#keysOf = keysOf
    this.#groupSize = groupSize
    this.#order = order
  }

  get groupCount(): number {
    return this.#groups.size
  }

  /** All groups seen. */
  ids(): GroupId[] {
    return [...this.#groups.keys()]
  }

  /**
   * Adds points, the best first. Points for a group that is full are dropped: better ones are there already.
   *
   * @param only fill these groups and begin no others
   */
  add(points: readonly Ranked[], only?: ReadonlySet<GroupId>): void {
    for (const point of points) {
      for (const id of this.#keysOf(point.ref)) {
        if (only !== undefined && !only.has(id)) continue
        const group = this.#groups.get(id) ?? { id, hits: new Map<PointRef, Ranked>() }
        this.#groups.set(id, group)
        if (group.hits.size < this.#groupSize && !group.hits.has(point.ref)) group.hits.set(point.ref, point)
      }
    }
  }

  /** The best `limit` groups by their best hit, each with its hits in order. */
  best(limit: number): { readonly id: GroupId; readonly hits: readonly Ranked[] }[] {
    const order = this.#order
    const groups = [...this.#groups.values()].map(({ id, hits }) => ({ id, hits: [...hits.values()] }))
    if (order === undefined) return groups.slice(0, limit)
    for (const group of groups) group.hits.sort(order)
    groups.sort((a, b) => order(a.hits[0] as Ranked, b.hits[0] as Ranked))
    return groups.slice(0, limit)
  }

  /** Those of the best groups that could take more points. */
  unfilled(limit: number): GroupId[] {
    return this.best(limit)
      .filter((group) => group.hits.length < this.#groupSize)
      .map((group) => group.id)
  }
}
