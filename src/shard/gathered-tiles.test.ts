import { expect, test } from 'bun:test'
import { type BitSet, createBitSet, setBit } from '#base/bit-set.ts'
import { createRandom } from '#base/random.fixture.ts'
import { buildCodes } from '#index/codes/build-codes.ts'
import { openCodes } from '#index/codes/open-codes.ts'
import type { VectorCodes } from '#index/codes/vector-codes.ts'
import { SearchScratch } from '#index/search-scratch.ts'
import { clusteredVectors } from '#index/vectors.fixture.ts'
import type { Distance } from '#model/collection.ts'
import { GatheredTiles } from './gathered-tiles.ts'
import type { CountedSlots } from './slot-set.ts'

const { kernels, tileKernel } = new SearchScratch()
const slotCount = 4000
const dimension = 64

function codesOf(distance: Distance): VectorCodes {
  const shape = { count: slotCount, dimension, clusters: 4, noise: 0.5 }
  const values = clusteredVectors(createRandom(3), shape)
  const read = (row: number, out: Float32Array): boolean => {
    out.set(values.subarray(row * dimension, (row + 1) * dimension))
    return true
  }
  const building = buildCodes(
    { count: slotCount, dimension, distance, read },
    { kind: 'turbo', bits: 'bits4' },
  )
  let step = building.next()
  while (!step.done) step = building.next()
  return openCodes(step.value, kernels, undefined)
}

const codes = codesOf('Cosine')

/** Every `stride`th slot passes. */
function passing(stride: number, dead: BitSet | null = null): CountedSlots {
  const allowed = createBitSet(slotCount)
  for (let slot = 0; slot < slotCount; slot += stride) setBit(allowed, slot)
  return { slotCount, allowed, dead, count: Math.ceil(slotCount / stride) }
}

function ask(tiles: GatheredTiles, set: CountedSlots, times: number, of = codes): number | undefined {
  let slots: number | undefined
  for (let time = 0; time < times; time++) slots = tiles.rangeOf(set, of, tileKernel)?.slots.length
  return slots
}

test('tiles are made for filters that come often', () => {
  const tiles = new GatheredTiles(1 << 20)
  const tenth = passing(10)
  expect(ask(tiles, tenth, 3)).toBeUndefined()
  expect(ask(tiles, tenth, 1)).toBe(400)
  expect(ask(tiles, passing(10), 3)).toBeUndefined()
  expect([...(tiles.rangeOf(tenth, codes, tileKernel)?.slots ?? [])]).toEqual(
    Array.from({ length: 400 }, (_, index) => index * 10),
  )
  expect(tiles.bytes).toBeGreaterThan(400 * (dimension / 2))
  tiles.clear()
  expect(tiles.bytes).toBe(0)
  expect(ask(tiles, tenth, 3)).toBeUndefined()
  expect(ask(tiles, tenth, 1)).toBe(400)
})

test('dead slots are left out', () => {
  const tiles = new GatheredTiles(1 << 20)
  const dead = createBitSet(slotCount)
  for (let slot = 0; slot < slotCount; slot += 20) setBit(dead, slot)
  expect(ask(tiles, { ...passing(10, dead), count: 200 }, 4)).toBe(200)
})

test('the filters that were asked for least recently make room, and none takes all of it', () => {
  // Three filters of 400 slots fit.
  const bytesMax = 256 << 10
  const tiles = new GatheredTiles(bytesMax)
  const sets = [passing(10), passing(10), passing(10), passing(10)]
  for (const set of sets) {
    expect(ask(tiles, set, 4)).toBe(400)
    expect(ask(tiles, sets[0] as CountedSlots, 1)).toBe(400)
    expect(tiles.bytes).toBeLessThanOrEqual(bytesMax)
  }
  expect(ask(tiles, sets[1] as CountedSlots, 1)).toBeUndefined()
  expect(ask(tiles, passing(1), 20)).toBeUndefined()
})

test('tiles are of one name at a time, and there are none where codes have none', () => {
  const tiles = new GatheredTiles(1 << 20)
  const others = codesOf('Dot')
  const set = passing(10)
  expect(ask(tiles, set, 4)).toBe(400)
  expect(ask(tiles, set, 3, others)).toBeUndefined()
  expect(ask(tiles, set, 1, others)).toBe(400)
  expect(tiles.rangeOf(set, others, tileKernel)?.open.source).toBe(others.tileSource as never)
  expect(ask(tiles, passing(10), 20, codesOf('Manhattan'))).toBeUndefined()
  expect(tiles.rangeOf(set, codes, undefined)).toBeUndefined()
})
