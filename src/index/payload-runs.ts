import type { PayloadIndexType } from '#model/collection.ts'
import type { KeyCounts } from './payload-blocks.ts'

/** Keys with ids from `from` to before `to`: the codes of their slots stand in one row of tiles, key after key. */
export interface KeyRun {
  readonly from: number
  readonly to: number
  /** Pairs of a key and a slot. */
  readonly pairs: number
}

/** Keys of fewer slots are scored slot by slot, in the time that it takes to get a query ready. */
export const runSlotsMin = 256
/** Keys of more slots are not worth the room: a walk along links takes less time than a scan of their tiles. */
export const runSlotsMax = 32_768

/** True for types whose values are asked for by ranges. */
export function isOrderedType(type: PayloadIndexType): boolean {
  return type === 'integer' || type === 'float' || type === 'datetime'
}

/**
 * The runs of keys that get tiles, in the order of their keys. Of numbers and times it is all keys, of other types
 * each that enough slots have. They have no more pairs than there are slots: of lists with many frequent values those
 * that fewer slots have are left out.
 */
export function cutRuns(keys: KeyCounts, type: PayloadIndexType, slotCount: number): KeyRun[] {
  if (isOrderedType(type)) {
    const pairs = keys.countOfIds(0, keys.keyCount)
    return pairs < runSlotsMin || pairs > slotCount ? [] : [{ from: 0, to: keys.keyCount, pairs }]
  }
  return joinNeighbours(valueRuns(keys, slotCount))
}

function valueRuns(keys: KeyCounts, pairsMax: number): KeyRun[] {
  const runs: KeyRun[] = []
  for (let id = 0; id < keys.keyCount; id++) {
    const pairs = keys.countOfIds(id, id + 1)
    if (pairs >= runSlotsMin && pairs <= runSlotsMax) runs.push({ from: id, to: id + 1, pairs })
  }
  const kept: KeyRun[] = []
  let total = 0
  for (const run of runs.toSorted((a, b) => b.pairs - a.pairs || a.from - b.from)) {
    if (total + run.pairs > pairsMax) continue
    kept.push(run)
    total += run.pairs
  }
  return kept.toSorted((a, b) => a.from - b.from)
}

function joinNeighbours(runs: readonly KeyRun[]): KeyRun[] {
  const joined: KeyRun[] = []
  for (const run of runs) {
    const last = joined.at(-1)
    if (last?.to === run.from)
      joined[joined.length - 1] = { from: last.from, to: run.to, pairs: last.pairs + run.pairs }
    else joined.push(run)
  }
  return joined
}
