import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BitSet, hasBit } from '#base/bit-set.ts'
import { packTiles, tileLengths } from './code-tiles.ts'
import type { TileSource } from './codes/vector-codes.ts'
import { openCodes } from './codes/open-codes.ts'
import { openGraphLinks } from './graph-format.ts'
import { type NativeGraphInput, saveNativeGraph } from './native-graph.ts'
import {
  type BlockBounds,
  cutBlocks,
  type KeyBlock,
  tiledRangeBlocksMin,
  tiledSlotsMin,
} from './payload-blocks.ts'
import type { SealedKeyedColumn } from './payload/sealed-keyed-column.ts'
import { calibrateLinks } from './payload-calibration.ts'
import { createPayloadLinks, type PayloadLinks, writeLinksEf } from './payload-links.ts'
import { cutRuns, type KeyRun } from './payload-runs.ts'
import { readSavedGraph } from './saved-graph.ts'
import { SearchScratch } from './search-scratch.ts'
import type { TileKernel } from './tile-kernel.ts'

export interface PayloadLinksInput extends NativeGraphInput {
  /** Slots. */
  readonly count: number
  /** Slots that have the vector and live; null: all. */
  readonly present: BitSet | null
  readonly column: SealedKeyedColumn
  /** See `BlockBounds`; other than the default for tests. */
  readonly blockSlotsMin?: number | undefined
  /** The graph of all slots (which may be without links) and their quantized vectors, as files. */
  readonly graph: Uint8Array
  readonly quantized: Uint8Array
  /** Where a temporary file of about the size of a block's graph may stand; default: the system's place. */
  readonly scratchFolder?: string | undefined
}

/** A file is mapped as one array of bytes. */
const linksBytesMax = 2 ** 31
const tilesBytesMax = 2 ** 31 - 2 ** 27

/**
 * Builds the links of one payload path as a file for `openPayloadLinks`, block by block, so that only the largest
 * block is in memory a second time. Works in steps of about a second; ending the generator early leaves nothing
 * behind.
 */
export function* buildPayloadLinksSteps(input: PayloadLinksInput): Generator<void, Uint8Array> {
  const { column, count, m } = input
  const tiling = tilingOf(input)
  const rowsMax = Math.floor(linksBytesMax / ((2 * m + 1) * 4))
  const blocks = cutBlocks(column, column.schema.type, {
    slotCount: count,
    rowsMax,
    ...blockBounds(input, tiling),
  })
  const runs = tiling?.runs ?? []
  const members = blocks.map((block) => membersOf(input, block))
  const { bytes, links } = createPayloadLinks(
    {
      slotCount: count,
      rowCount: members.reduce((rows, slots) => rows + slots.length, 0),
      m0: 2 * m,
      efSearch: input.efConstruct,
      blockCount: blocks.length,
    },
    runs,
    tiling?.lengths,
  )
  if (tiling) {
    const slotsOf = runs.map(({ from, to }) => column.slotsOfIds(from, to))
    yield* packTiles(tiling.kernel, tiling.source, slotsOf, links.tiles)
  }
  describeBlocks(links, blocks, members)
  if (blocks.length > 0) writeLinksEf(bytes, yield* linkBlocks(input, links, members))
  return bytes
}

/** Where tiles are, blocks are larger: smaller ones are scanned. */
function blockBounds(
  { blockSlotsMin: slotsMin }: PayloadLinksInput,
  tiling: Tiling | undefined,
): Pick<BlockBounds, 'slotsMin' | 'rangeBlocksMin'> {
  if (slotsMin !== undefined || tiling === undefined) return { slotsMin }
  return { slotsMin: tiledSlotsMin, rangeBlocksMin: tiledRangeBlocksMin }
}

interface Tiling {
  readonly kernel: TileKernel
  readonly source: TileSource
  readonly runs: readonly KeyRun[]
  /** See `tileLengths`. */
  readonly lengths: readonly number[]
}

/** Undefined where these codes, or this platform, have no tiles. */
function tilingOf({ column, count, quantized }: PayloadLinksInput): Tiling | undefined {
  const { kernels, tileKernel } = new SearchScratch()
  const source = openCodes(quantized, kernels, undefined).tileSource
  if (source === undefined || tileKernel === undefined) return undefined
  const runs = cutRuns(column, column.schema.type, count)
  const rowCount = runs.reduce((rows, { pairs }) => rows + pairs, 0)
  const lengths = tileLengths(tileKernel, source, rowCount)
  const fits = lengths.reduce((sum, length) => sum + length, 0) <= tilesBytesMax
  return fits ? { kernel: tileKernel, source, runs, lengths } : undefined
}

/** Links the slots of each block; gives the default of `ef`. */
function* linkBlocks(
  input: PayloadLinksInput,
  links: PayloadLinks,
  members: readonly Uint32Array[],
): Generator<void, number> {
  const nextRow = placeRows(links, members)
  const folder = mkdtempSync(join(input.scratchFolder ?? tmpdir(), 'quiver-links-'))
  try {
    for (const [block, slots] of members.entries()) {
      yield* linkBlock(input, slots, block, links, nextRow, join(folder, 'graph'))
    }
    return yield* calibrateLinks(input, links, members)
  } finally {
    rmSync(folder, { recursive: true, force: true })
    // The builder's memory is native; only a collection of its small wrapper gives it back.
    Bun.gc(true)
  }
}

/** The slots of a block that have the vector, ascending, each once. */
function membersOf({ column, present }: PayloadLinksInput, { from, to }: KeyBlock): Uint32Array {
  const sorted = column.slotsOfIds(from, to).slice()
  if (to - from > 1) sorted.sort()
  let count = 0
  for (let index = 0; index < sorted.length; index++) {
    const slot = sorted[index] as number
    if (count > 0 && sorted[count - 1] === slot) continue
    if (present === null || hasBit(present, slot)) sorted[count++] = slot
  }
  return sorted.subarray(0, count)
}

function describeBlocks(
  links: PayloadLinks,
  blocks: readonly KeyBlock[],
  members: readonly Uint32Array[],
): void {
  for (const [block, { from, to, scale }] of blocks.entries()) {
    links.blockFrom[block] = from
    links.blockTo[block] = to
    links.blockScale[block] = scale
    links.blockSize[block] = members[block]?.length ?? 0
  }
}

/** Gives each slot its rows, and returns the next free row of each slot. */
function placeRows({ rowStart }: PayloadLinks, members: readonly Uint32Array[]): Uint32Array {
  for (const slots of members) {
    for (const slot of slots) rowStart[slot + 1] = (rowStart[slot + 1] as number) + 1
  }
  for (let slot = 1; slot < rowStart.length; slot++) {
    rowStart[slot] = (rowStart[slot] as number) + (rowStart[slot - 1] as number)
  }
  return rowStart.slice(0, -1)
}

/** Links the slots of one block and writes their rows. Blocks come in their order. */
function* linkBlock(
  input: PayloadLinksInput,
  slots: Uint32Array,
  block: number,
  links: PayloadLinks,
  nextRow: Uint32Array,
  path: string,
): Generator<void, void> {
  const saving = saveNativeGraph(input, slots, (_, index) => index, path)
  for (;;) {
    if (saving.next().done) break
    yield
  }
  const graph = openGraphLinks(readSavedGraph(path, { slotCount: slots.length, efSearch: input.efConstruct }))
  const words = links.m0 + 1
  const graphWords = graph.m0 + 1
  for (let node = 0; node < slots.length; node++) {
    const slot = slots[node] as number
    const row = nextRow[slot] as number
    nextRow[slot] = row + 1
    links.rowBlock[row] = block
    const from = node * graphWords
    const count = Math.min(graph.base[from] as number, links.m0)
    links.base[row * words] = count
    for (let index = 1; index <= count; index++) {
      links.base[row * words + index] = slots[graph.base[from + index] as number] as number
    }
  }
}
