import type { VectorCodes } from './codes/vector-codes.ts'
import { tileBounds, tilesFit } from './code-tiles.ts'
import type { PayloadLinks } from './payload-links.ts'
import type { IdIntervals } from './payload/key-intervals.ts'
import type { SealedKeyedColumn } from './payload/sealed-keyed-column.ts'
import { type TileKernel, tileRows } from './tile-kernel.ts'
import type { OpenTiles, TileRange } from './tile-scan.ts'

/** The slots of some keys: rows of tiles, and slots that have none. */
export interface RunSlots {
  readonly ranges: readonly TileRange[]
  readonly rest: readonly Uint32Array[]
}

/** The tiles of the runs of one payload path, for the searches of one thread. */
export class RunTiles {
  readonly #links: PayloadLinks
  readonly #column: SealedKeyedColumn
  readonly #kernel: TileKernel | undefined
  #codes: VectorCodes | undefined
  #open: OpenTiles | undefined

  constructor(links: PayloadLinks, column: SealedKeyedColumn, kernel: TileKernel | undefined) {
    this.#links = links
    this.#column = column
    this.#kernel = kernel
  }

  /** The slots of keys by tiles of these codes; undefined when there are none. */
  slotsOf(codes: VectorCodes, ids: IdIntervals): RunSlots | undefined {
    const open = this.#openFor(codes)
    if (open === undefined) return undefined
    const ranges: TileRange[] = []
    const rest: Uint32Array[] = []
    for (let at = 0; at < ids.length; at += 2) {
      this.#addInterval(open, ids[at] as number, ids[at + 1] as number, ranges, rest)
    }
    return { ranges, rest }
  }

  #openFor(codes: VectorCodes): OpenTiles | undefined {
    if (codes === this.#codes) return this.#open
    this.#codes = codes
    const kernel = this.#kernel
    const source = codes.tileSource
    const { tiles } = this.#links
    const isOpen =
      kernel !== undefined &&
      source !== undefined &&
      tiles.rowCount > 0 &&
      this.#runsFit() &&
      tilesFit(kernel, source, this.#firstSlots(), tiles)
    this.#open = isOpen ? { kernel, source, tiles, bounds: tileBounds(tiles) } : undefined
    return this.#open
  }

  /** Whether each run has as many rows as its keys have slots. */
  #runsFit(): boolean {
    const { runFrom, runTo, runRow, tiles } = this.#links
    let row = 0
    let last = 0
    for (let run = 0; run < runFrom.length; run++) {
      const from = runFrom[run] as number
      const to = runTo[run] as number
      if (from < last || to < from || to > this.#column.keyCount || runRow[run] !== row) return false
      row += this.#column.countOfIds(from, to)
      last = to
    }
    return row === tiles.rowCount
  }

  #firstSlots(): Uint32Array {
    const { runFrom, runTo } = this.#links
    const first: number[] = []
    for (let run = 0; run < runFrom.length && first.length < tileRows; run++) {
      const slots = this.#column.slotsOfIds(runFrom[run] as number, runTo[run] as number)
      first.push(...slots.subarray(0, tileRows - first.length))
    }
    return Uint32Array.from(first)
  }

  #addInterval(open: OpenTiles, from: number, to: number, ranges: TileRange[], rest: Uint32Array[]): void {
    const { runFrom, runTo, runRow } = this.#links
    const column = this.#column
    const addRest = (first: number, end: number): void => {
      const slots = column.slotsOfIds(first, end)
      if (slots.length > 0) rest.push(slots)
    }
    let at = from
    for (let run = this.#firstRunAfter(from); run < runFrom.length && at < to; run++) {
      const first = Math.max(at, runFrom[run] as number)
      const end = Math.min(to, runTo[run] as number)
      if (first >= end) break
      if (first > at) addRest(at, first)
      const row = (runRow[run] as number) + column.countOfIds(runFrom[run] as number, first)
      ranges.push({ open, row, slots: column.slotsOfIds(first, end) })
      at = end
    }
    if (at < to) addRest(at, to)
  }

  /** The first run that ends after a key. */
  #firstRunAfter(id: number): number {
    const { runTo } = this.#links
    let from = 0
    let to = runTo.length
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((runTo[middle] as number) <= id) from = middle + 1
      else to = middle
    }
    return from
  }
}
