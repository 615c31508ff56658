import { closeSync, openSync, readSync } from 'node:fs'
import { createGraphFile, type GraphLinks } from './graph-format.ts'
import { IndexFileError } from './section-file.ts'

/**
 * Reads the file that usearch saves and turns it into a graph file of our own. Layout (2.26, 64-bit keys):
 * u32 rows, u32 bytes a row, the rows; a head of 64 bytes; five u64 (size, connectivity, connectivity of the
 * base level, highest level, entry); an i16 level for each node; then the nodes: u64 key, i16 level, for
 * level 0 a u32 count and room for that many u32 as the base connectivity, for each upper level a u32 count
 * and room for as many as the connectivity. Neighbours are named by node; our slots are the keys.
 */
export function readSavedGraph(
  path: string,
  shape: { readonly slotCount: number; readonly efSearch: number },
): Uint8Array {
  const file = openSync(path, 'r')
  try {
    return convert(file, shape)
  } finally {
    closeSync(file)
  }
}

const magic = 'usearch'
const knownVersion = '2.26'
const headBytes = 64
const shapeBytes = 40
/** Key and level, before the neighbours of a node. */
const nodePrefixBytes = 10
const chunkBytes = 4 << 20

function convert(file: number, shape: { slotCount: number; efSearch: number }): Uint8Array {
  const matrix = readExactly(file, 0, 8)
  const headAt = 8 + matrix.getUint32(0, true) * matrix.getUint32(4, true)
  checkHead(readExactly(file, headAt, headBytes))

  const numbers = readExactly(file, headAt + headBytes, shapeBytes)
  const [size, m, m0, topLevel, entryNode] = [0, 8, 16, 24, 32].map((at) =>
    Number(numbers.getBigUint64(at, true)),
  ) as [number, number, number, number, number]
  if (size > shape.slotCount)
    throw new IndexFileError(`a graph of ${size} nodes for ${shape.slotCount} slots`)

  const levelsAt = headAt + headBytes + shapeBytes
  const levels = readLevels(file, levelsAt, size)
  const nodesAt = levelsAt + size * 2
  const nodeBytes = (level: number): number => nodePrefixBytes + (m0 + 1) * 4 + level * (m + 1) * 4
  let upperLength = 0
  let entryAt = nodesAt
  for (let node = 0; node < size; node++) {
    upperLength += (levels[node] as number) * (m + 1)
    if (node < entryNode) entryAt += nodeBytes(levels[node] as number)
  }
  const entry = size === 0 ? -1 : Number(readExactly(file, entryAt, 8).getBigUint64(0, true))
  const { bytes, links } = createGraphFile(
    { ...shape, memberCount: size, m, m0, topLevel, entry },
    upperLength,
  )
  const slots = placeNodes(file, nodesAt, levels, links)
  renameNeighbours(links, slots, levels)
  return bytes
}

function checkHead(head: DataView): void {
  let text = ''
  for (let at = 0; at < magic.length; at++) text += String.fromCharCode(head.getUint8(at))
  const version = `${head.getUint16(7, true)}.${head.getUint16(9, true)}`
  if (text !== magic || version !== knownVersion) {
    throw new IndexFileError(`the graph builder wrote '${text}' ${version}, not '${magic}' ${knownVersion}`)
  }
}

function readExactly(file: number, position: number, length: number): DataView {
  const bytes = new Uint8Array(length)
  readInto(file, position, bytes)
  return new DataView(bytes.buffer)
}

function readInto(file: number, position: number, bytes: Uint8Array): void {
  let done = 0
  while (done < bytes.byteLength) {
    const count = readSync(file, bytes, done, bytes.byteLength - done, position + done)
    if (count === 0) throw new IndexFileError('the graph that the builder saved is cut off')
    done += count
  }
}

function readLevels(file: number, position: number, size: number): Int16Array {
  const levels = new Int16Array(size)
  readInto(file, position, new Uint8Array(levels.buffer))
  return levels
}

/** Copies the neighbours of every node to its slot, still named by node, and gives the slot of each node. */
function placeNodes(file: number, nodesAt: number, levels: Int16Array, links: GraphLinks): Uint32Array {
  const { m, m0, slotCount, base, upper, upperStart } = links
  const baseWords = m0 + 1
  const slots = new Uint32Array(levels.length)
  const reader = new ChunkReader(file, nodesAt)
  let upperAt = 0
  for (let node = 0; node < levels.length; node++) {
    const level = levels[node] as number
    const upperWords = level * (m + 1)
    const at = reader.next(nodePrefixBytes + (baseWords + upperWords) * 4)
    const view = reader.view
    const slot = view.getUint32(at, true)
    if (slot >= slotCount) throw new IndexFileError(`a node of the graph names slot ${slot} of ${slotCount}`)
    slots[node] = slot
    const from = at + nodePrefixBytes
    for (let word = 0; word < baseWords; word++) {
      base[slot * baseWords + word] = view.getUint32(from + word * 4, true)
    }
    if (level === 0) continue
    upperStart[slot] = upperAt + 1
    for (let word = 0; word < upperWords; word++) {
      upper[upperAt + word] = view.getUint32(from + (baseWords + word) * 4, true)
    }
    upperAt += upperWords
  }
  return slots
}

/** Turns nodes into slots, and checks the counts, because walks trust them. */
function renameNeighbours(links: GraphLinks, slots: Uint32Array, levels: Int16Array): void {
  const { m, m0, base, upper, upperStart } = links
  for (let node = 0; node < slots.length; node++) {
    const slot = slots[node] as number
    renameList(base, slot * (m0 + 1), m0, slots)
    const start = upperStart[slot] as number
    for (let level = 1; level <= (levels[node] as number); level++) {
      renameList(upper, start - 1 + (level - 1) * (m + 1), m, slots)
    }
  }
}

function renameList(words: Uint32Array, at: number, countMax: number, slots: Uint32Array): void {
  const count = words[at] as number
  if (count > countMax) throw new IndexFileError(`a node of the graph has ${count} neighbours of ${countMax}`)
  for (let index = at + 1; index <= at + count; index++) {
    const slot = slots[words[index] as number]
    if (slot === undefined) throw new IndexFileError('a node of the graph has a neighbour that is not there')
    words[index] = slot
  }
}

/** Reads a file from a position on, in large pieces. */
class ChunkReader {
  readonly #file: number
  #position: number
  #bytes = new Uint8Array(chunkBytes)
  #at = 0
  #end = 0
  view = new DataView(this.#bytes.buffer)

  constructor(file: number, position: number) {
    this.#file = file
    this.#position = position
  }

  /** Where in `view` the next `length` bytes stand. */
  next(length: number): number {
    if (this.#at + length > this.#end) this.#refill(length)
    const at = this.#at
    this.#at += length
    return at
  }

  #refill(length: number): void {
    this.#position += this.#at
    this.#at = 0
    if (length > this.#bytes.length) {
      this.#bytes = new Uint8Array(length * 2)
      this.view = new DataView(this.#bytes.buffer)
    }
    this.#end = 0
    while (this.#end < this.#bytes.length) {
      const count = readSync(
        this.#file,
        this.#bytes,
        this.#end,
        this.#bytes.length - this.#end,
        this.#position + this.#end,
      )
      if (count === 0) break
      this.#end += count
    }
    if (this.#end < length) throw new IndexFileError('the graph that the builder saved is cut off')
  }
}
