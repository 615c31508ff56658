import { expect, test } from 'bun:test'
import { type BitSet, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import { createRandom } from '#base/random.fixture.ts'
import type { Distance, QuantizationConfig } from '#model/collection.ts'
import { buildCodes } from './codes/build-codes.ts'
import { openCodes } from './codes/open-codes.ts'
import type { TileSource, VectorCodes } from './codes/vector-codes.ts'
import { type CodeTiles, packTiles, tileBounds, tileLengths, tilesFit } from './code-tiles.ts'
import { SearchScratch } from './search-scratch.ts'
import { type TileKernel, tileRows } from './tile-kernel.ts'
import { scanTiles, type TileScan } from './tile-scan.ts'
import { TopHits } from './top-hits.ts'
import { clusteredVectors } from './vectors.fixture.ts'

const scratch = new SearchScratch()
const kernel = scratch.tileKernel as TileKernel
const random = createRandom(23)
const below = (end: number): number => Math.floor(random() * end)

interface Coded {
  readonly codes: VectorCodes
  readonly source: TileSource
  readonly values: Float32Array
}

function codedVectors(
  count: number,
  dimension: number,
  distance: Distance,
  config: QuantizationConfig,
  queryConfig?: QuantizationConfig,
): Coded {
  const values = clusteredVectors(random, { count, dimension, clusters: 8, noise: 0.6 })
  const read = (row: number, out: Float32Array): boolean => {
    out.set(values.subarray(row * dimension, (row + 1) * dimension))
    return true
  }
  const building = buildCodes({ count, dimension, distance, read }, config)
  let step = building.next()
  while (!step.done) step = building.next()
  const codes = openCodes(step.value, scratch.kernels, queryConfig)
  return { codes, source: codes.tileSource as TileSource, values }
}

function tilesOf(source: TileSource, lists: readonly Uint32Array[]): CodeTiles {
  const rowCount = lists.reduce((sum, { length }) => sum + length, 0)
  const [tiles = 0, scales = 0, norms = 0] = tileLengths(kernel, source, rowCount)
  const target = {
    rowCount,
    tiles: new Uint8Array(new ArrayBuffer(tiles)),
    scales: new Float32Array(scales / 4),
    norms: new Float32Array(norms / 4),
  }
  const packing = packTiles(kernel, source, lists, target)
  while (!packing.next().done);
  return target
}

function someSlots(count: number, slotCount: number): Uint32Array {
  return Uint32Array.from({ length: count }, () => below(slotCount))
}

function someBits(slotCount: number, share: number): BitSet {
  const bits = createBitSet(slotCount)
  for (let slot = 0; slot < slotCount; slot++) if (random() < share) setBit(bits, slot)
  return bits
}

/** Every slot that may be a hit by its estimate, best first. */
function bestByEstimates({ codes }: Coded, scan: TileScan, query: Float32Array): number[] {
  const { allowed, present, tombstones } = scan
  const lists = [...scan.ranges.map(({ slots }) => slots), ...scan.rest]
  const slots = [...new Set(lists.flatMap((list) => [...list]))].filter(
    (slot) =>
      hasBit(allowed, slot) &&
      (present === null || hasBit(present, slot)) &&
      (tombstones === null || !hasBit(tombstones, slot)),
  )
  const codesQuery = codes.createQuery()
  codesQuery.set(query)
  const scores = new Float64Array(slots.length)
  codesQuery.score(Uint32Array.from(slots), slots.length, scores)
  return [...scores].toSorted((a, b) => b - a)
}

const bits4: QuantizationConfig = { kind: 'turbo', bits: 'bits4' }
const bytes: QuantizationConfig = { kind: 'scalar' }
const kinds: readonly [string, Distance, number, QuantizationConfig, QuantizationConfig?][] = [
  ['4 bits', 'Cosine', 96, bits4],
  ['4 bits of an odd dimension', 'Dot', 77, bits4],
  ['4 bits with norms', 'Euclid', 128, bits4],
  ['4 bits by queries of 8', 'Cosine', 64, bits4, bits4],
  ['bytes', 'Dot', 40, bytes],
  ['bytes with norms', 'Euclid', 48, bytes],
]

for (const [name, distance, dimension, config, queryConfig] of kinds) {
  test(`a scan of tiles keeps the best by the estimates of rows: ${name}`, () => {
    const slotCount = 900
    const coded = codedVectors(slotCount, dimension, distance, config, queryConfig)
    const { codes, source, values } = coded
    const codesQuery = codes.createQuery()
    for (let round = 0; round < 40; round++) {
      const lists = [someSlots(1 + below(300), slotCount), someSlots(below(500), slotCount)]
      const tiles = tilesOf(source, lists)
      const open = { kernel, source, tiles, bounds: tileBounds(tiles) }
      const all = Uint32Array.from(lists.flatMap((list) => [...list]))
      const row = below(all.length)
      const ranges = [
        { open, row, slots: all.subarray(row, row + below(all.length - row + 1)) },
        { open, row: 0, slots: all.subarray(0, below(all.length + 1)) },
      ]
      const scan: TileScan = {
        ranges,
        rest: [someSlots(below(400), slotCount)],
        allowed: someBits(slotCount, 0.5),
        present: round % 2 === 0 ? null : someBits(slotCount, 0.9),
        tombstones: round % 3 === 0 ? null : someBits(slotCount, 0.2),
        repeats: true,
        slotCount,
        candidates: 1 + below(80),
      }
      const query = values.slice(below(slotCount) * dimension).subarray(0, dimension)
      if (round === 7) query.fill(0)
      codesQuery.set(query)
      const { tileQuery } = codesQuery
      if (tileQuery === undefined) throw new Error('these codes have tiles')
      scanTiles(scan, codesQuery, tileQuery, scratch)
      const found = new TopHits(scan.candidates)
      for (let index = 0; index < scratch.results.size; index++) {
        const slot = Uint32Array.of(scratch.results.slots[index] as number)
        const score = new Float64Array(1)
        codesQuery.score(slot, 1, score)
        found.push(score[0] as number, slot[0] as number)
      }
      const expected = bestByEstimates(coded, scan, query).slice(0, scan.candidates)
      expect([...found.sorted().scores]).toEqual(expected)
    }
  })
}

test('tiles of other slots, of other codes or of another length do not fit', () => {
  const { source } = codedVectors(500, 64, 'Cosine', bits4)
  const slots = someSlots(300, 500)
  const tiles = tilesOf(source, [slots])
  const first = slots.subarray(0, tileRows)
  expect(tilesFit(kernel, source, first, tiles)).toBe(true)
  expect(tilesFit(kernel, source, first.toReversed(), tiles)).toBe(false)
  expect(tilesFit(kernel, codedVectors(500, 64, 'Cosine', bits4).source, first, tiles)).toBe(false)
  expect(tilesFit(kernel, codedVectors(500, 64, 'Cosine', bytes).source, first, tiles)).toBe(false)
  expect(tilesFit(kernel, source, first, { ...tiles, rowCount: 500 })).toBe(false)
  expect(tilesFit(kernel, source, first, { ...tiles, tiles: tiles.tiles.subarray(64) })).toBe(false)
})

test('there are no tiles of codes that are not scored by dot products', () => {
  const manhattan = codedVectors(100, 64, 'Manhattan', bits4)
  expect(manhattan.codes.tileSource).toBeUndefined()
  expect(codedVectors(100, 64, 'Cosine', { kind: 'turbo', bits: 'bits1' }).codes.tileSource).toBeUndefined()
})
