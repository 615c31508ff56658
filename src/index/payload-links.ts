import type { CodeTiles } from './code-tiles.ts'
import type { KeyRun } from './payload-runs.ts'
import {
  asF32,
  asU32,
  createIndexFile,
  type IndexFile,
  IndexFileError,
  type IndexFileKind,
  numberOffset,
  openIndexFile,
} from './section-file.ts'

/**
 * Links between slots that share a value of one payload path, beside those of the graph of all slots. The values
 * of the path are cut into blocks, each an interval of the key ids of its column; the slots of a block have a
 * graph of their own, of which the lowest level is kept here. A slot has a row of neighbours for each block that
 * it is in: rows `rowStart[slot]` to `rowStart[slot + 1]`, finer blocks first. Row `row` is of block
 * `rowBlock[row]`, and stands at `base[row * (m0 + 1)]`: a count, then the neighbours as slots.
 *
 * Beside the links, runs of keys have the codes of their slots in tiles, for scans: see `KeyRun`.
 */
export interface PayloadLinks {
  readonly slotCount: number
  readonly rowCount: number
  /** Neighbours a row at most. */
  readonly m0: number
  /** `ef` of a search that names none, when it keeps to whole blocks. */
  readonly efSearch: number
  readonly blockCount: number
  /** First key id of each block, and the one after its last. */
  readonly blockFrom: Uint32Array
  readonly blockTo: Uint32Array
  /** Slots of each block. */
  readonly blockSize: Uint32Array
  /** Blocks of one scale have no slots in common but those with several values; 0 is the coarsest. */
  readonly blockScale: Uint32Array
  readonly rowStart: Uint32Array
  readonly rowBlock: Uint32Array
  readonly base: Uint32Array
  /** First key id of each run, the one after its last, and its first row in the tiles, ascending. */
  readonly runFrom: Uint32Array
  readonly runTo: Uint32Array
  readonly runRow: Uint32Array
  readonly tiles: CodeTiles
}

const fileKind: IndexFileKind = { magic: 'QVPL', version: 2 }
const numberCount = 6
/** Which of the numbers `efSearch` is. */
const efSearchPosition = 3
const sectionCount = 13

type Shape = Pick<PayloadLinks, 'slotCount' | 'rowCount' | 'm0' | 'efSearch' | 'blockCount'>

/**
 * A new file with room for the links, and typed arrays into it that the builder fills. `tileLengths`: bytes of the
 * sections of the tiles of all `runs` (see there).
 */
export function createPayloadLinks(
  shape: Shape,
  runs: readonly KeyRun[] = [],
  tileLengths: readonly number[] = [0, 0, 0],
): { readonly bytes: Uint8Array; readonly links: PayloadLinks } {
  const { slotCount, rowCount, m0, efSearch, blockCount } = shape
  const tileRowCount = runs.reduce((rows, { pairs }) => rows + pairs, 0)
  const blockSections = Array.from({ length: 4 }, () => blockCount * 4)
  const runSections = Array.from({ length: 3 }, () => runs.length * 4)
  const file = createIndexFile(
    fileKind,
    [slotCount, rowCount, m0, efSearch, blockCount, tileRowCount],
    [
      ...blockSections,
      (slotCount + 1) * 4,
      rowCount * 4,
      rowCount * (m0 + 1) * 4,
      ...runSections,
      ...tileLengths,
    ],
  )
  const links = { ...shape, ...arraysOf(file, tileRowCount) }
  let row = 0
  for (const [index, { from, to, pairs }] of runs.entries()) {
    links.runFrom[index] = from
    links.runTo[index] = to
    links.runRow[index] = row
    row += pairs
  }
  return { bytes: file.bytes, links }
}

function arraysOf({ sections }: IndexFile, tileRowCount: number): Omit<PayloadLinks, keyof Shape> {
  const [blockFrom, blockTo, blockSize, blockScale, rowStart, rowBlock, base, runFrom, runTo, runRow] =
    sections.slice(0, 10).map(asU32) as [
      ...[Uint32Array, Uint32Array, Uint32Array, Uint32Array],
      ...[Uint32Array, Uint32Array, Uint32Array],
      ...[Uint32Array, Uint32Array, Uint32Array],
    ]
  const [tiles, scales, norms] = sections.slice(10) as [Uint8Array, Uint8Array, Uint8Array]
  return {
    blockFrom,
    blockTo,
    blockSize,
    blockScale,
    rowStart,
    rowBlock,
    base,
    runFrom,
    runTo,
    runRow,
    tiles: { rowCount: tileRowCount, tiles, scales: asF32(scales), norms: asF32(norms) },
  }
}

/** Opens the file without a copy. Throws `IndexFileError`. */
export function openPayloadLinks(bytes: Uint8Array): PayloadLinks {
  const file = openIndexFile(fileKind, bytes, numberCount, sectionCount)
  const [slotCount, rowCount, m0, efSearch, blockCount, tileRowCount] = file.numbers as [
    ...[number, number, number],
    ...[number, number, number],
  ]
  const links = { slotCount, rowCount, m0, efSearch, blockCount, ...arraysOf(file, tileRowCount) }
  const fits =
    links.rowStart.length === slotCount + 1 &&
    links.rowStart[slotCount] === rowCount &&
    links.rowBlock.length === rowCount &&
    links.base.length === rowCount * (m0 + 1) &&
    [links.blockFrom, links.blockTo, links.blockSize, links.blockScale].every(
      (section) => section.length === blockCount,
    ) &&
    [links.runTo, links.runRow].every((section) => section.length === links.runFrom.length)
  if (!fits) throw new IndexFileError('the sections of payload links do not fit their counts')
  return links
}

/** Sets the default of `ef` in a file. */
export function writeLinksEf(bytes: Uint8Array, efSearch: number): void {
  new DataView(bytes.buffer, bytes.byteOffset).setFloat64(numberOffset(efSearchPosition), efSearch, true)
}

/** The blocks of each scale, the coarsest first, in the order of their keys. */
export function blocksByScale({ blockScale, blockFrom, blockCount }: PayloadLinks): Uint32Array[] {
  const scales: number[][] = []
  for (let block = 0; block < blockCount; block++) {
    const scale = blockScale[block] as number
    // A scale has several times as many blocks as the one before: more of them are damage.
    if (scale >= scalesMax) continue
    while (scales.length <= scale) scales.push([])
    scales[scale]?.push(block)
  }
  return scales.map((blocks) =>
    Uint32Array.from(blocks).sort((a, b) => (blockFrom[a] as number) - (blockFrom[b] as number)),
  )
}

const scalesMax = 16
