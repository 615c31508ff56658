import { describe, expect, test } from 'bun:test'
import { createRandom } from '#base/random.fixture.ts'
import { cutBlocks, type KeyCounts } from './payload-blocks.ts'

/** Keys that have so many slots each. */
function countsOf(sizes: readonly number[]): KeyCounts {
  const starts = [0]
  for (const size of sizes) starts.push((starts.at(-1) as number) + size)
  return {
    keyCount: sizes.length,
    countOfIds: (from, to) => (starts[to] as number) - (starts[from] as number),
  }
}
const bounds = { slotCount: 1000, rowsMax: 1e6, slotsMin: 50 }

describe('cutBlocks', () => {
  test('gives each value that enough slots have, but not nearly all, a block', () => {
    const blocks = cutBlocks(countsOf([49, 50, 700, 201]), 'keyword', bounds)
    expect(blocks).toEqual([
      { from: 1, to: 2, pairs: 50, scale: 0 },
      { from: 3, to: 4, pairs: 201, scale: 0 },
    ])
  })

  test('cuts numbers at scales, each whole', () => {
    const seed = Date.now() % 2 ** 31
    const random = createRandom(seed)
    const sizes = Array.from({ length: 5000 }, () => 1 + Math.floor(random() * 3))
    const keys = countsOf(sizes)
    const slotCount = keys.countOfIds(0, sizes.length)
    const blocks = cutBlocks(keys, 'integer', { slotCount, rowsMax: 1e6, slotsMin: 50 })
    const scales = new Map<number, typeof blocks>()
    for (const block of blocks) scales.set(block.scale, [...(scales.get(block.scale) ?? []), block])
    expect(new Set(scales.keys()), `seed ${seed}`).toEqual(new Set([0, 1]))
    for (const [scale, of] of scales) {
      const inOrder = of.toSorted((a, b) => a.from - b.from)
      let next = 0
      for (const { from, to, pairs } of inOrder) {
        expect(from).toBe(next)
        expect(pairs).toBe(keys.countOfIds(from, to))
        expect(pairs / Math.max(50, slotCount / 8 ** (scale + 1))).toBeWithin(0.8, 1.25)
        next = to
      }
      expect(next).toBe(sizes.length)
    }
  })

  test('cuts few numbers not at all, and keeps a value in one block', () => {
    expect(cutBlocks(countsOf([40, 40]), 'float', bounds)).toEqual([])
    const blocks = cutBlocks(countsOf([10, 500, 10, 10]), 'datetime', { ...bounds, slotCount: 1000 })
    for (const { from, to } of blocks) expect(from <= 1 && to > 1 ? to - from : 1).toBeGreaterThan(0)
    expect(blocks.some(({ from, to }) => from <= 1 && to > 1)).toBe(true)
  })

  test('takes the most frequent values when there is not room for all', () => {
    const blocks = cutBlocks(countsOf([60, 200, 100, 400]), 'keyword', { ...bounds, rowsMax: 500 })
    expect(blocks.map(({ pairs }) => pairs)).toEqual([100, 400])
  })
})
