import type { PayloadIndexType } from '#model/collection.ts'
import { isOrderedType } from './payload-runs.ts'

/** Keys of a column by their ids; slots are counted once a key. */
export interface KeyCounts {
  readonly keyCount: number
  countOfIds(from: number, to: number): number
}

/** The keys with ids from `from` to before `to`, whose slots get links among each other. */
export interface KeyBlock {
  readonly from: number
  readonly to: number
  /** Pairs of a key and a slot. */
  readonly pairs: number
  /** Blocks of one scale have no keys in common; 0 is the coarsest. */
  readonly scale: number
}

export interface BlockBounds {
  /** Slots of the segment. */
  readonly slotCount: number
  /** Rows that fit into a file. */
  readonly rowsMax: number
  /** Slots of a block at least; default: `blockSlotsMin`. */
  readonly slotsMin?: number | undefined
  /** Blocks of numbers and times at least; default: 2. */
  readonly rangeBlocksMin?: number | undefined
}

/** Fewer slots are scanned in the time of a walk. */
export const blockSlotsMin = 4096
/** The same where their codes lie in tiles: see `KeyRun`. */
export const tiledSlotsMin = 32_768
/** Of fewer such blocks, ranges of a block or two are scanned in tiles, and larger ones pass most slots. */
export const tiledRangeBlocksMin = 8
/** Values that a larger share of the slots have need no links: their neighbours in the graph of all do. */
const valueShareMax = 0.65
/** No value of a smaller segment has enough slots, and not too many. */
export const linkedSlotsMin = Math.ceil(blockSlotsMin / valueShareMax)
/** A scale of blocks has blocks so many times smaller than the one before. */
const scaleFactor = 8
/** A slot has at most so many rows on average: of the values of lists the most frequent ones get links. */
const rowsPerSlotMax = 4

/**
 * Cuts the keys of a column into blocks, smaller ones first. Numbers and times are asked for by ranges: all
 * their keys are cut, at each scale into blocks of about the same size. Of other types each key that enough slots
 * have is a block.
 */
export function cutBlocks(
  keys: KeyCounts,
  type: PayloadIndexType,
  { slotCount, rowsMax, slotsMin = blockSlotsMin, rangeBlocksMin = 2 }: BlockBounds,
): KeyBlock[] {
  const sharedMax = slotCount * valueShareMax
  const blocks = isOrderedType(type)
    ? rangeBlocks(keys, slotsMin, rangeBlocksMin)
    : valueBlocks(keys, slotsMin)
  const worth = blocks.filter(({ pairs }) => pairs <= sharedMax)
  const kept = withinBudget(worth, Math.min(rowsMax, slotCount * rowsPerSlotMax))
  return kept.toSorted((a, b) => a.pairs - b.pairs || a.from - b.from)
}

function valueBlocks(keys: KeyCounts, slotsMin: number): KeyBlock[] {
  const blocks: KeyBlock[] = []
  for (let id = 0; id < keys.keyCount; id++) {
    const pairs = keys.countOfIds(id, id + 1)
    if (pairs >= slotsMin) blocks.push({ from: id, to: id + 1, pairs, scale: 0 })
  }
  return blocks
}

function rangeBlocks(keys: KeyCounts, slotsMin: number, blocksMin: number): KeyBlock[] {
  const all = keys.countOfIds(0, keys.keyCount)
  const blocks: KeyBlock[] = []
  if (all < blocksMin * slotsMin) return blocks
  let target = Math.max(slotsMin, all / scaleFactor)
  for (let scale = 0; ; scale++) {
    cutScale(keys, target, scale, slotsMin, blocks)
    // A scale of which the blocks are hardly smaller would not be worth its room.
    if (target < (slotsMin * scaleFactor) / 2) return blocks
    target = Math.max(slotsMin, target / scaleFactor)
  }
}

/** Cuts all keys into neighbouring blocks of about `target` pairs, or of one key that has more. */
function cutScale(
  keys: KeyCounts,
  target: number,
  scale: number,
  slotsMin: number,
  blocks: KeyBlock[],
): void {
  const all = keys.countOfIds(0, keys.keyCount)
  const count = Math.max(1, Math.round(all / target))
  let from = 0
  for (let index = 1; index <= count && from < keys.keyCount; index++) {
    const to = index === count ? keys.keyCount : firstIdAt(keys, Math.round((all * index) / count))
    const pairs = keys.countOfIds(from, to)
    if (pairs >= slotsMin / 2) blocks.push({ from, to, pairs, scale })
    from = to
  }
}

/** The first key before which there are at least so many pairs. */
function firstIdAt(keys: KeyCounts, pairs: number): number {
  let from = 0
  let to = keys.keyCount
  while (from < to) {
    const middle = (from + to) >>> 1
    if (keys.countOfIds(0, middle) < pairs) from = middle + 1
    else to = middle
  }
  return from
}

/** The largest blocks that fit together. */
function withinBudget(blocks: readonly KeyBlock[], rowsMax: number): KeyBlock[] {
  const kept: KeyBlock[] = []
  let rows = 0
  for (const block of blocks.toSorted((a, b) => b.pairs - a.pairs || a.from - b.from)) {
    if (rows + block.pairs > rowsMax) continue
    kept.push(block)
    rows += block.pairs
  }
  return kept
}
