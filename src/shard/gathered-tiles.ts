import type { BitSet } from '#base/bit-set.ts'
import { RecentValues } from '#base/recent-values.ts'
import { type CodeTiles, packTiles, tileBounds, tileLengths } from '#index/code-tiles.ts'
import type { VectorCodes } from '#index/codes/vector-codes.ts'
import type { TileKernel } from '#index/tile-kernel.ts'
import type { TileRange } from '#index/tile-scan.ts'
import { type CountedSlots, nextSlot } from './slot-set.ts'

interface Gathered {
  readonly codes: VectorCodes
  readonly range: TileRange
}

/** A filter has come so often before its tiles are made: that takes the time of some searches. */
const usesMin = 4
/** Room for the tiles of one filter, of all. */
const shareMax = 0.5

/**
 * Tiles of what passes filters that come again and again, made and kept by one thread; those that nobody has asked
 * for lately are dropped first. A filter is known by the bits that the cache of filters keeps of it.
 */
export class GatheredTiles {
  readonly #bytesMax: number
  readonly #uses = new WeakMap<BitSet, number>()
  readonly #gathered: RecentValues<BitSet, Gathered>

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
    this.#gathered = new RecentValues(bytesMax)
  }

  get bytes(): number {
    return this.#gathered.bytes
  }

  /** Forgets everything. */
  clear(): void {
    this.#gathered.clear()
  }

  /**
   * The slots that pass as rows of tiles of these codes; undefined as long as the filter has not come often enough,
   * and where it has too many slots or the codes have no tiles. Some of the slots may be dead.
   */
  rangeOf(set: CountedSlots, codes: VectorCodes, kernel: TileKernel | undefined): TileRange | undefined {
    const { allowed } = set
    if (allowed === null || kernel === undefined) return undefined
    const known = this.#gathered.get(allowed)
    if (known?.codes === codes) return known.range
    const uses = (this.#uses.get(allowed) ?? 0) + 1
    this.#uses.set(allowed, uses)
    if (uses < usesMin) return undefined
    // Where one filter is asked of several names, none of them is to wait for the tiles of the other each time.
    this.#uses.set(allowed, 0)
    return this.#gather(allowed, set, codes, kernel)
  }

  #gather(allowed: BitSet, set: CountedSlots, codes: VectorCodes, kernel: TileKernel): TileRange | undefined {
    const source = codes.tileSource
    if (source === undefined) return undefined
    const [tileBytes = 0, scaleBytes = 0, normBytes = 0] = tileLengths(kernel, source, set.count)
    const bytes = tileBytes + scaleBytes + normBytes + set.count * 4
    if (set.count === 0 || bytes > this.#bytesMax * shareMax) return undefined
    const slots = slotsOf(set)
    const tiles: CodeTiles = {
      rowCount: slots.length,
      tiles: new Uint8Array(new ArrayBuffer(tileBytes)),
      scales: new Float32Array(scaleBytes / 4),
      norms: new Float32Array(normBytes / 4),
    }
    const packing = packTiles(kernel, source, [slots], tiles)
    while (!packing.next().done);
    const range = { open: { kernel, source, tiles, bounds: tileBounds(tiles) }, row: 0, slots }
    this.#gathered.set(allowed, { codes, range }, bytes)
    return range
  }
}

/** The slots of a set, ascending, as many as it is said to have. */
function slotsOf(set: CountedSlots): Uint32Array {
  const slots = new Uint32Array(set.count)
  let count = 0
  for (let slot = nextSlot(set, 0); slot >= 0 && count < slots.length; slot = nextSlot(set, slot + 1)) {
    slots[count++] = slot
  }
  return slots.subarray(0, count)
}
