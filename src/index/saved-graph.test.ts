import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openGraphLinks } from './graph-format.ts'
import { readSavedGraph } from './saved-graph.ts'
import { IndexFileError } from './section-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'quiver-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Node {
  readonly key: number
  /** Neighbours by node, level by level. */
  readonly levels: readonly (readonly number[])[]
}

/** A saved graph as the builder lays it out, with `m` 2. */
function encode(nodes: readonly Node[], entry: number, version: readonly [number, number] = [2, 26]): Buffer {
  const m = 2
  const parts: Buffer[] = []
  const u32 = (...values: number[]): void => {
    for (const value of values) {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32LE(value)
      parts.push(bytes)
    }
  }
  const u64 = (value: number): void => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(BigInt(value))
    parts.push(bytes)
  }
  const i16 = (value: number): void => {
    const bytes = Buffer.alloc(2)
    bytes.writeInt16LE(value)
    parts.push(bytes)
  }
  u32(nodes.length, 3)
  parts.push(Buffer.alloc(nodes.length * 3, 0xee))
  const head = Buffer.alloc(64)
  head.write('usearch')
  head.writeUInt16LE(version[0], 7)
  head.writeUInt16LE(version[1], 9)
  parts.push(head)
  for (const value of [nodes.length, m, 2 * m, 1, entry]) u64(value)
  for (const node of nodes) i16(node.levels.length - 1)
  for (const node of nodes) {
    u64(node.key)
    i16(node.levels.length - 1)
    for (const [level, neighbours] of node.levels.entries()) {
      const room = level === 0 ? 2 * m : m
      u32(neighbours.length, ...neighbours, ...Array<number>(room - neighbours.length).fill(0xdddddddd))
    }
  }
  return Buffer.concat(parts)
}

function save(content: Uint8Array): string {
  const path = join(folder, 'graph')
  writeFileSync(path, content)
  return path
}

const nodes: Node[] = [
  { key: 4, levels: [[1, 2]] },
  { key: 0, levels: [[0, 2], [2]] },
  { key: 2, levels: [[0], [1]] },
]

test('neighbours are named by slot, and slots without a node have none', () => {
  const links = openGraphLinks(readSavedGraph(save(encode(nodes, 1)), { slotCount: 6, efSearch: 77 }))
  expect(links).toMatchObject({
    slotCount: 6,
    memberCount: 3,
    m: 2,
    m0: 4,
    topLevel: 1,
    entry: 0,
    efSearch: 77,
  })
  const neighbours = (slot: number): number[] => {
    const at = slot * 5
    return [...links.base.subarray(at + 1, at + 1 + (links.base[at] as number))]
  }
  expect([0, 1, 2, 3, 4, 5].map(neighbours)).toEqual([[4, 2], [], [4], [], [0, 2], []])
  const upper = (slot: number): number[] => {
    const at = (links.upperStart[slot] as number) - 1
    return [...links.upper.subarray(at + 1, at + 1 + (links.upper[at] as number))]
  }
  expect([upper(0), upper(2)]).toEqual([[2], [0]])
  expect(links.upperStart[4]).toBe(0)
})

test('what it does not know, or what is broken, is refused', () => {
  const read = (content: Uint8Array, slotCount = 6) => {
    const path = save(content)
    return () => readSavedGraph(path, { slotCount, efSearch: 1 })
  }
  expect(read(encode(nodes, 1, [2, 27]))).toThrow('2.27')
  expect(read(encode(nodes, 1), 2)).toThrow(IndexFileError)
  expect(read(encode(nodes, 1), 4)).toThrow('names slot 4')
  expect(read(encode([{ key: 0, levels: [[7]] }], 0))).toThrow('is not there')
  const whole = encode(nodes, 1)
  for (const length of [4, 60, 100, whole.length - 1]) {
    expect(read(whole.subarray(0, length))).toThrow(IndexFileError)
  }
})
