import type { TileSource } from './codes/vector-codes.ts'
import { type TileKernel, tileRows } from './tile-kernel.ts'

/** Codes of some slots, in an order of their own, in tiles: row `r` is in tile `r / tileRows`. */
export interface CodeTiles {
  readonly rowCount: number
  readonly tiles: Uint8Array
  /** Of the rows, as in `TileSource`. */
  readonly scales: Float32Array
  readonly norms: Float32Array
}

/** What no row of a tile goes beyond, by tile. */
export interface TileBounds {
  /** The largest scale; 1 where there are none. */
  readonly scaleMax: Float64Array
  /** The smallest norm; 0 where there are none. */
  readonly normMin: Float64Array
}

export function tileBounds({ rowCount, scales, norms }: CodeTiles): TileBounds {
  const tileCount = Math.ceil(rowCount / tileRows)
  const scaleMax = new Float64Array(tileCount)
  const normMin = new Float64Array(tileCount)
  for (let tile = 0; tile < tileCount; tile++) {
    let largest = scales.length > 0 ? 0 : 1
    let smallest = norms.length > 0 ? Number.POSITIVE_INFINITY : 0
    const to = Math.min((tile + 1) * tileRows, rowCount)
    for (let row = tile * tileRows; row < to; row++) {
      if (scales.length > 0) largest = Math.max(largest, scales[row] as number)
      if (norms.length > 0) smallest = Math.min(smallest, norms[row] as number)
    }
    scaleMax[tile] = largest
    normMin[tile] = smallest
  }
  return { scaleMax, normMin }
}

/** Bytes of the tiles, scales and norms of so many rows. */
export function tileLengths(kernel: TileKernel, source: TileSource, rowCount: number): number[] {
  const tiles = Math.ceil(rowCount / tileRows) * kernel.tileBytes(source.kind, source.dimension)
  const ofRows = (numbers: Float32Array): number => (numbers.length > 0 ? rowCount * 4 : 0)
  return [tiles, ofRows(source.scales), ofRows(source.norms)]
}

/** Tiles between two pauses: some milliseconds. */
const tilesAtOnce = 32

/**
 * Copies the codes of the slots that `slotsOf` gives, one array after the other, to rows of `target`, which does not
 * move.
 */
export function* packTiles(
  kernel: TileKernel,
  source: TileSource,
  slotsOf: Iterable<Uint32Array>,
  target: CodeTiles,
): Generator<void, void> {
  const { kind, dimension, rowBytes } = source
  const tileBytes = kernel.tileBytes(kind, dimension)
  const rows = new Uint8Array(new ArrayBuffer(tileRows * rowBytes))
  const copyRow = rowCopier(source, rows)
  const from = kernel.addressOf(rows)
  const to = target.tiles.byteLength === 0 ? 0 : kernel.addressOf(target.tiles)
  let row = 0
  const pack = (): void => {
    const tile = Math.floor((row - 1) / tileRows)
    kernel.pack(kind, from, dimension, to + tile * tileBytes)
    rows.fill(0)
  }
  for (const slots of slotsOf) {
    for (const slot of slots) {
      copyRow(slot, row % tileRows)
      if (target.scales.length > 0) target.scales[row] = source.scales[slot] as number
      if (target.norms.length > 0) target.norms[row] = source.norms[slot] as number
      if (++row % tileRows !== 0) continue
      pack()
      if (row % (tileRows * tilesAtOnce) === 0) yield
    }
  }
  if (row % tileRows !== 0) pack()
}

/** Copies rows of codes into a tile's worth of rows, by words where they are made of such. */
function rowCopier({ codes, rowBytes }: TileSource, rows: Uint8Array): (slot: number, row: number) => void {
  const isOfWords = rowBytes % 4 === 0 && codes.byteOffset % 4 === 0
  const size = isOfWords ? rowBytes / 4 : rowBytes
  const from = isOfWords ? new Uint32Array(codes.buffer, codes.byteOffset, codes.byteLength >>> 2) : codes
  const to = isOfWords ? new Uint32Array(rows.buffer) : rows
  return (slot, row) => {
    const source = slot * size
    const target = row * size
    for (let at = 0; at < size; at++) to[target + at] = from[source + at] as number
  }
}

/**
 * Whether the first tile has the codes of these slots, up to a tile of them, as this kernel arranges them: not so
 * after other codes were made, or on another machine.
 */
export function tilesFit(
  kernel: TileKernel,
  source: TileSource,
  firstSlots: Uint32Array,
  { tiles, scales, norms, rowCount }: CodeTiles,
): boolean {
  const [tilesLength, ...lengths] = tileLengths(kernel, source, rowCount)
  const fits =
    tiles.byteLength === tilesLength && scales.byteLength === lengths[0] && norms.byteLength === lengths[1]
  if (!fits || rowCount === 0) return false
  const tileBytes = kernel.tileBytes(source.kind, source.dimension)
  const numbersOf = (numbers: Float32Array): Float32Array =>
    new Float32Array(numbers.length > 0 ? tileRows : 0)
  const expected = {
    rowCount: firstSlots.length,
    tiles: new Uint8Array(new ArrayBuffer(tileBytes)),
    scales: numbersOf(scales),
    norms: numbersOf(norms),
  }
  const packing = packTiles(kernel, source, [firstSlots], expected)
  while (!packing.next().done);
  return (
    expected.tiles.every((byte, index) => byte === tiles[index]) &&
    firstSlots.every((_, row) => expected.scales[row] === scales[row] && expected.norms[row] === norms[row])
  )
}
