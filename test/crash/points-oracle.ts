import type { PlainVector } from '../support/messages.ts'

export type PlainPayload = Readonly<Record<string, string | number>>

/** A point as a client believes it to be. */
export interface ExpectedPoint {
  readonly vectors: Readonly<Record<string, PlainVector>>
  readonly payload: PlainPayload
  /** Number of the operation that wrote it last; undefined when its answer was lost. */
  readonly version: bigint | undefined
}

/** Points by the text of their id. Never changed in place. */
export type Points = ReadonlyMap<string, ExpectedPoint>

/** What one operation does to the points; the version is that of the operation. */
export type Edit = (points: Points, version: bigint | undefined) => Points

export type Test = (payload: PlainPayload) => boolean

export function upserted(batch: ReadonlyMap<string, Omit<ExpectedPoint, 'version'>>): Edit {
  return (points, version) => {
    const next = new Map(points)
    for (const [id, point] of batch) next.set(id, { ...point, version })
    return next
  }
}

export function deleted(ids: readonly string[]): Edit {
  return (points) => {
    const next = new Map(points)
    for (const id of ids) next.delete(id)
    return next
  }
}

export function deletedWhere(test: Test): Edit {
  return (points) => new Map([...points].filter(([, point]) => !test(point.payload)))
}

export function changed(ids: readonly string[], change: (point: ExpectedPoint) => ExpectedPoint): Edit {
  const wanted = new Set(ids)
  return changedIf((id) => wanted.has(id), change)
}

export function changedWhere(test: Test, change: (point: ExpectedPoint) => ExpectedPoint): Edit {
  return changedIf((_, point) => test(point.payload), change)
}

function changedIf(
  test: (id: string, point: ExpectedPoint) => boolean,
  change: (point: ExpectedPoint) => ExpectedPoint,
): Edit {
  return (points, version) =>
    new Map([...points].map(([id, point]) => [id, test(id, point) ? { ...change(point), version } : point]))
}

/** What of a point must be the same, in one text. */
export function contentOf({ payload, vectors }: Omit<ExpectedPoint, 'version'>): string {
  const sorted = (fields: object): unknown => Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([sorted(payload), sorted(vectors)])
}

/**
 * The first difference between what should be there and what is there; undefined: none. Where no version is
 * known, any that is younger than all operations that were acknowledged will do.
 */
export function differenceOf(expected: Points, found: Points, lastVersion: bigint): string | undefined {
  for (const [id, point] of expected) {
    const actual = found.get(id)
    if (!actual) return `${id} is missing: ${contentOf(point)}`
    if (contentOf(point) !== contentOf(actual)) {
      return `${id} is ${contentOf(actual)} instead of ${contentOf(point)}`
    }
    if (actual.version === undefined) continue
    const fits = point.version === undefined ? actual.version > lastVersion : actual.version === point.version
    if (!fits) return `${id} has version ${actual.version}, expected ${point.version ?? `> ${lastVersion}`}`
  }
  for (const id of found.keys()) if (!expected.has(id)) return `${id} is there and should not be`
  return undefined
}
