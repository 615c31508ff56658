/**
 * What searches of one part cost, in nanoseconds, fitted to measurements at 128 and 384 dimensions and 25,000
 * to 100,000 vectors. Only their ratios matter, and these hardly depend on the machine.
 */
export interface SearchShape {
  /** Slots that may be hits. */
  readonly passing: number
  /** Slots in all. */
  readonly total: number
  readonly ef: number
  readonly dimension: number
  /** False under Manhattan, whose vectors have no codes. */
  readonly isQuantized: boolean
}

export type SearchWay = 'scan' | 'walk' | 'acorn'

/** Below this share of passing slots the walk goes past those that do not pass. */
const acornShareMax = 0.3
/**
 * Below this one such a walk loses its way: at 8 % a slot has fewer than a hundred passing neighbours of
 * neighbours, and at 5 % recall falls under 0.95.
 */
const acornShareMin = 0.09

/** The way to search that costs least among those that find 99 % of the best. */
export function chooseSearchWay(shape: SearchShape): SearchWay {
  const { passing, total } = shape
  const share = total === 0 ? 0 : passing / total
  const isAcorn = share < acornShareMax && share >= acornShareMin
  const walkCost = isAcorn ? acornCost(shape) : plainWalkCost(shape, share)
  if (scanCost(shape) <= walkCost) return 'scan'
  return isAcorn ? 'acorn' : 'walk'
}

/** True when scoring every passing slot is cheaper than a walk. */
export function preferExact(passing: number, total: number, ef: number, dimension: number): boolean {
  return chooseSearchWay({ passing, total, ef, dimension, isQuantized: true }) === 'scan'
}

/** A scan reads ahead, so a slot costs little more than its arithmetic. */
function scanCost({ passing, dimension, isQuantized }: SearchShape): number {
  return passing * (isQuantized ? 18 + 0.09 * dimension : 20 + 0.65 * dimension)
}

/** A walk scores some fifteen slots a candidate, and waits for the memory of each. */
function unfilteredWalkCost({ ef, dimension, isQuantized }: SearchShape): number {
  return ef * (600 + (isQuantized ? 2.3 : 11) * dimension)
}

/** The fewer slots pass, the farther the walk goes until it has `ef` of them. */
function plainWalkCost(shape: SearchShape, share: number): number {
  return share === 0 ? Number.POSITIVE_INFINITY : unfilteredWalkCost(shape) * share ** -0.75
}

function acornCost(shape: SearchShape): number {
  return 3 * unfilteredWalkCost(shape)
}
