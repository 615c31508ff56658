import { type BitSet, hasBit } from '#base/bit-set.ts'
import type { CodeTiles, TileBounds } from './code-tiles.ts'
import type { CodesQuery, TileQuery, TileSource } from './codes/vector-codes.ts'
import type { ScoreHeap } from './score-heap.ts'
import type { SearchScratch } from './search-scratch.ts'
import { type TileKernel, tileRows } from './tile-kernel.ts'

/** Tiles, what arranged them, and what they are made of. */
export interface OpenTiles {
  readonly kernel: TileKernel
  readonly source: TileSource
  readonly tiles: CodeTiles
  readonly bounds: TileBounds
}

/** Neighbouring rows of tiles, those from `row` on, and their slots. */
export interface TileRange {
  readonly open: OpenTiles
  readonly row: number
  readonly slots: Uint32Array
}

export interface TileScan {
  readonly ranges: readonly TileRange[]
  /** Slots that may be hits but have no rows: they are scored one by one. */
  readonly rest: readonly Uint32Array[]
  /** Slots that pass; a slot of the ranges and the rest that does not is no hit. */
  readonly allowed: BitSet
  /** Slots that have the vector; null: all. */
  readonly present: BitSet | null
  /** Dead slots; null: none. */
  readonly tombstones: BitSet | null
  /** True when a slot may come twice. */
  readonly repeats: boolean
  readonly slotCount: number
  /** Results that are kept. */
  readonly candidates: number
}

/** Rows that are scored before they are looked at: their products stay in the nearest cache. */
const batchTiles = 8
/** Slots without rows that are scored at once. */
const restAtOnce = 256

/** Leaves the best slots of the ranges and the rest in `scratch.results`, by their estimates. */
export function scanTiles(
  scan: TileScan,
  query: CodesQuery,
  tileQuery: TileQuery,
  scratch: SearchScratch,
): void {
  const { results } = scratch
  results.clear()
  scratch.scoredSlots = 0
  scratch.reserve(restAtOnce)
  if (scan.repeats) scratch.beginVisit(scan.slotCount)
  for (const range of scan.ranges) scanRange(scan, range, tileQuery, scratch)
  for (const slots of scan.rest) scanRest(scan, slots, query, scratch)
}

function scanRange(scan: TileScan, range: TileRange, query: TileQuery, scratch: SearchScratch): void {
  const { open, row, slots } = range
  const { kernel, source, tiles } = open
  const { kind, dimension } = source
  const tileBytes = kernel.tileBytes(kind, dimension)
  const address = kernel.addressOf(tiles.tiles)
  const products = scratch.productsOf(batchTiles * tileRows * 2)
  const out = kernel.addressOf(products)
  const end = row + slots.length
  const lastTile = Math.ceil(end / tileRows)
  for (let tile = Math.floor(row / tileRows); tile < lastTile; tile += batchTiles) {
    const tileCount = Math.min(batchTiles, lastTile - tile)
    kernel.dots(kind, query.address, query.rowCount, address + tile * tileBytes, tileCount, dimension, out)
    if (query.rowCount === 2) joinHalves(products, tileCount)
    for (let index = 0; index < tileCount; index++) {
      offerTile(scan, range, query, products, index * tileRows, tile + index, scratch)
    }
  }
  scratch.scoredSlots += slots.length
}

/** Puts the products of both rows of a query together, tile after tile. */
function joinHalves(products: Int32Array, tileCount: number): void {
  for (let tile = 0; tile < tileCount; tile++) {
    const to = tile * tileRows
    const from = 2 * to
    for (let row = 0; row < tileRows; row++) {
      products[to + row] = 16 * (products[from + row] as number) + (products[from + tileRows + row] as number)
    }
  }
}

/** Offers the rows of a range that are in a tile. The products of the tile begin at `productsAt`. */
function offerTile(
  scan: TileScan,
  { open, row: rangeRow, slots }: TileRange,
  query: TileQuery,
  products: Int32Array,
  productsAt: number,
  tile: number,
  scratch: SearchScratch,
): void {
  const { scales, norms } = open.tiles
  const { scale, bias, shift } = query
  const { results } = scratch
  const { candidates } = scan
  const tileRow = tile * tileRows
  const from = Math.max(rangeRow - tileRow, 0)
  const to = Math.min(rangeRow + slots.length - tileRow, tileRows)
  let floor = results.size >= candidates ? results.rootScore : Number.NEGATIVE_INFINITY
  let least = leastProduct(open.bounds, tile, query, floor)
  for (let index = from; index < to; index++) {
    const product = products[productsAt + index] as number
    // Nearly all rows end here.
    if (product < least) continue
    const row = tileRow + index
    const own = scales.length > 0 ? scale * (scales[row] as number) : scale
    const norm = norms.length > 0 ? (norms[row] as number) : 0
    const estimate = bias + own * (product + shift) - norm
    if (!(estimate > floor)) continue
    const slot = slots[row - rangeRow] as number
    if (!mayBeHit(scan, scratch, slot)) continue
    floor = keep(results, candidates, estimate, slot)
    least = leastProduct(open.bounds, tile, query, floor)
  }
}

const anyProduct = -(2 ** 31)

/** A product with which a row of a tile must have at least to be above `floor`: rounded down, so that none is missed. */
function leastProduct(
  { scaleMax, normMin }: TileBounds,
  tile: number,
  { scale, bias, shift }: TileQuery,
  floor: number,
): number {
  const wanted = floor - bias + (normMin[tile] as number)
  const steepest = scale * (scaleMax[tile] as number)
  // Below zero the largest scale is no bound, and of a query or a tile of zeros nothing follows.
  if (!(wanted > 0) || !(steepest > 0)) return anyProduct
  return Math.min(Math.floor(wanted / steepest - shift) - 1, 0x7fffffff) | 0
}

function mayBeHit(scan: TileScan, { visited, mark }: SearchScratch, slot: number): boolean {
  const { allowed, present, tombstones } = scan
  if (slot >= scan.slotCount || !hasBit(allowed, slot)) return false
  if (present !== null && !hasBit(present, slot)) return false
  if (tombstones !== null && hasBit(tombstones, slot)) return false
  if (!scan.repeats) return true
  if (visited[slot] === mark) return false
  visited[slot] = mark
  return true
}

/** Keeps a result that is better than the worst of `countMax`; gives what the next must be better than. */
function keep(results: ScoreHeap, countMax: number, score: number, slot: number): number {
  if (results.size >= countMax) results.replaceRoot(score, slot)
  else results.push(score, slot)
  return results.size >= countMax ? results.rootScore : Number.NEGATIVE_INFINITY
}

function scanRest(scan: TileScan, all: Uint32Array, query: CodesQuery, scratch: SearchScratch): void {
  const { results, slots, scores } = scratch
  const { candidates } = scan
  let at = 0
  while (at < all.length) {
    let count = 0
    while (at < all.length && count < restAtOnce) {
      const slot = all[at++] as number
      if (mayBeHit(scan, scratch, slot)) slots[count++] = slot
    }
    query.score(slots, count, scores)
    scratch.scoredSlots += count
    for (let index = 0; index < count; index++) {
      const score = scores[index] as number
      if (results.size >= candidates && !(score > results.rootScore)) continue
      keep(results, candidates, score, slots[index] as number)
    }
  }
}
