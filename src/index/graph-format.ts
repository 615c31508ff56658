import {
  asU32,
  createIndexFile,
  type IndexFile,
  IndexFileError,
  type IndexFileKind,
  numberOffset,
  openIndexFile,
} from './section-file.ts'

/**
 * A navigable graph over the slots of a segment, in flat arrays. The neighbours of a slot on the base level
 * stand at `base[slot * (m0 + 1)]`: a count, then slots. On level `l >= 1` they stand the same way at
 * `upper[upperStart[slot] - 1 + (l - 1) * (m + 1)]`; `upperStart` is 0 for slots of the base level only.
 */
export interface GraphLinks {
  readonly slotCount: number
  /** Slots in the graph; those without the vector are not. */
  readonly memberCount: number
  readonly m: number
  readonly m0: number
  /** The highest level. */
  readonly topLevel: number
  /** Where a search begins, on the highest level; -1 in a graph without members. */
  readonly entry: number
  /** The default of `ef` in searches. */
  readonly efSearch: number
  readonly base: Uint32Array
  readonly upperStart: Uint32Array
  readonly upper: Uint32Array
}

/** Which of the numbers of the file `efSearch` is. */
const efSearchPosition = 6
const fileKind: IndexFileKind = { magic: 'QVGR', version: 1 }

/** A new file with room for the links, and typed arrays into it that the builder fills. */
export function createGraphFile(
  shape: Omit<GraphLinks, 'base' | 'upperStart' | 'upper'>,
  upperLength: number,
): { readonly bytes: Uint8Array; readonly links: GraphLinks } {
  const { slotCount, memberCount, m, m0, topLevel, entry, efSearch } = shape
  const file = createIndexFile(
    fileKind,
    [slotCount, memberCount, m, m0, topLevel, entry, efSearch],
    [slotCount * (m0 + 1) * 4, slotCount * 4, upperLength * 4],
  )
  return { bytes: file.bytes, links: { ...shape, ...arraysOf(file) } }
}

function arraysOf(file: IndexFile): Pick<GraphLinks, 'base' | 'upperStart' | 'upper'> {
  const [base, upperStart, upper] = file.sections as [Uint8Array, Uint8Array, Uint8Array]
  return { base: asU32(base), upperStart: asU32(upperStart), upper: asU32(upper) }
}

/** Opens the file without a copy. Throws `IndexFileError`. */
export function openGraphLinks(bytes: Uint8Array): GraphLinks {
  const file = openIndexFile(fileKind, bytes, 7, 3)
  const [slotCount, memberCount, m, m0, topLevel, entry, efSearch] = file.numbers as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const arrays = arraysOf(file)
  if (arrays.base.length !== slotCount * (m0 + 1) || arrays.upperStart.length !== slotCount) {
    throw new IndexFileError('the sections of a graph do not fit its count of slots')
  }
  if (entry >= slotCount) throw new IndexFileError('the entry of a graph is not one of its slots')
  return { slotCount, memberCount, m, m0, topLevel, entry, efSearch, ...arrays }
}

/** Sets the default of `ef` in a file. */
export function writeEfSearch(bytes: Uint8Array, efSearch: number): void {
  new DataView(bytes.buffer, bytes.byteOffset).setFloat64(numberOffset(efSearchPosition), efSearch, true)
}
