import type { VectorCodes } from '#index/codes/vector-codes.ts'
import type { TileRange } from '#index/tile-scan.ts'
import type { IndexedCondition } from './indexed-conditions.ts'

/** Slots among which all that pass a filter are, by tiles. */
export interface RunsChoice {
  readonly ranges: readonly TileRange[]
  /** Slots that have no rows in tiles. */
  readonly rest: readonly Uint32Array[]
  /** A slot may come twice. */
  readonly repeats: boolean
  /** Rows of the ranges, and slots of the rest. */
  readonly rowCount: number
  readonly restCount: number
}

/** The slots of the condition, or of the alternatives, that the fewest slots meet; undefined where there are no tiles. */
export function choosePayloadRuns(
  groups: readonly (readonly IndexedCondition[])[],
  codes: VectorCodes,
): RunsChoice | undefined {
  let fewest: { readonly group: readonly IndexedCondition[]; readonly pairs: number } | undefined
  for (const group of groups) {
    const pairs = group.reduce((sum, condition) => sum + pairsOf(condition), 0)
    if (fewest === undefined || pairs < fewest.pairs) fewest = { group, pairs }
  }
  return fewest && runsOf(fewest.group, codes)
}

function pairsOf({ found, ids }: IndexedCondition): number {
  let pairs = 0
  for (let at = 0; at < ids.length; at += 2) {
    pairs += found.column.countOfIds(ids[at] as number, ids[at + 1] as number)
  }
  return pairs
}

function runsOf(group: readonly IndexedCondition[], codes: VectorCodes): RunsChoice | undefined {
  const ranges: TileRange[] = []
  const rest: Uint32Array[] = []
  let repeats = group.length > 1
  for (const { found, ids } of group) {
    const slots = found.runs.slotsOf(codes, ids)
    if (slots === undefined) return undefined
    ranges.push(...slots.ranges)
    rest.push(...slots.rest)
    repeats ||= found.column.hasLists && !isOneKey(ids)
  }
  const sum = (lists: readonly Uint32Array[]): number =>
    lists.reduce((total, { length }) => total + length, 0)
  return { ranges, rest, repeats, rowCount: sum(ranges.map(({ slots }) => slots)), restCount: sum(rest) }
}

function isOneKey(ids: IndexedCondition['ids']): boolean {
  return ids.length === 2 && (ids[1] as number) - (ids[0] as number) === 1
}
