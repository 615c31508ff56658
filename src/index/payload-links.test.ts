import { describe, expect, test } from 'bun:test'
import { type BitSet, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import { createRandom } from '#base/random.fixture.ts'
import type { PayloadIndexType } from '#model/collection.ts'
import type { FieldTest } from '#model/filter.ts'
import type { PayloadValue } from '#model/payload.ts'
import { quantizedScan } from './exact-scan.ts'
import { buildGraph } from './graph-build.ts'
import { type DenseGraph, openGraph } from './graph.ts'
import type { ChosenLinks } from './passing-walk.ts'
import { buildKeyedColumn } from './payload/keyed-column-file.ts'
import { SealedKeyedColumn } from './payload/sealed-keyed-column.ts'
import { buildPayloadLinksSteps } from './payload-links-build.ts'
import { openPayloadLinks, type PayloadLinks } from './payload-links.ts'
import { SearchScratch } from './search-scratch.ts'
import { TopHits } from './top-hits.ts'
import { clusteredVectors, normaliseRows } from './vectors.fixture.ts'

const dimension = 32
const count = 6000
const clusters = 48
const random = createRandom(11)
const values = clusteredVectors(random, { count, dimension, clusters, noise: 0.5 })
normaliseRows(values, dimension)
const shape = { values, dimension, count, distance: 'Cosine', efConstruct: 100, threads: 2 } as const
/** One slot in twenty has no vector. */
const present = createBitSet(count)
for (let slot = 0; slot < count; slot++) if (slot % 20 !== 7) setBit(present, slot)

const built = { 16: buildGraph({ ...shape, present, m: 16 }), 0: buildGraph({ ...shape, present, m: 0 }) }
const scratch = new SearchScratch()
const open = (m: 16 | 0): DenseGraph => openGraph(built[m].graph, built[m].quantized, values, scratch)

interface Field {
  readonly column: SealedKeyedColumn
  readonly bytes: Uint8Array
  readonly links: PayloadLinks
}

function buildField(
  type: Extract<PayloadIndexType, 'keyword' | 'integer'>,
  valueOf: (slot: number) => PayloadValue,
  m: 16 | 0 = 16,
): Field {
  const file = buildKeyedColumn(type, count, (slot) => [valueOf(slot)])
  const column = new SealedKeyedColumn({ type, explicitParams: false }, type, file)
  const input = { ...shape, present, m: 16, column, ...built[m], blockSlotsMin: 300 }
  const steps = buildPayloadLinksSteps(input)
  for (;;) {
    const step = steps.next()
    if (step.done) return { column, bytes: step.value, links: openPayloadLinks(step.value) }
  }
}

/** The blocks that have slots of the keys that pass. */
function choose({ column, links }: Field, asked: FieldTest): ChosenLinks {
  const blocks = new Uint8Array(links.blockCount)
  const [from = 0, to = 0] = column.idsOf(asked) ?? []
  for (let block = 0; block < blocks.length; block++) {
    if (Math.max(from, links.blockFrom[block] as number) < Math.min(to, links.blockTo[block] as number)) {
      blocks[block] = 1
    }
  }
  return { links, blocks }
}

function bitsOf({ column }: Field, asked: FieldTest): BitSet {
  const bits = createBitSet(count)
  column.collect(asked, bits)
  return bits
}

/** Recall of the ten best over queries from anywhere, and whether every hit passed. */
function recallOf(
  graph: DenseGraph,
  payload: readonly ChosenLinks[],
  allowed: BitSet,
  ef: number,
  tombstones: BitSet | null = null,
): number {
  let [found, wanted, allowedCount] = [0, 0, 0]
  for (let slot = 0; slot < count; slot++) if (hasBit(allowed, slot)) allowedCount++
  for (let query = 0; query < count; query += count / 50) {
    const vector = values
      .slice(query * dimension, (query + 1) * dimension)
      .map((value, at) => value + ((at % 3) - 1) / 20)
    const exact = new TopHits(10)
    const selection = { slotCount: count, allowed, present, tombstones }
    const scan = quantizedScan(
      scratch.kernels,
      graph.quantized,
      { values, dimension },
      vector,
      selection,
      exact,
    )
    while (!scan.advance());
    const best = new Set(exact.sorted().slots)
    const out = new TopHits(10)
    graph.searchPassing(vector, { ef, payload, allowed, allowedCount, present, tombstones }, out)
    for (const slot of out.sorted().slots) {
      expect(hasBit(allowed, slot) && hasBit(present, slot)).toBe(true)
      if (tombstones) expect(hasBit(tombstones, slot)).toBe(false)
      if (best.has(slot)) found++
    }
    wanted += best.size
  }
  return found / wanted
}

const clusterOf = (slot: number): number => ((values[slot * dimension] as number) > 0 ? 1 : 0)
const fields = {
  'a keyword that goes along with the vectors': () =>
    [
      buildField(
        'keyword',
        (slot) => `side ${clusterOf(slot)} ${(values[slot * dimension + 1] as number) > 0}`,
      ),
      { kind: 'match', value: 'side 1 true' },
    ] as const,
  'a keyword that does not': () =>
    [
      buildField('keyword', (slot) => `k${Math.imul(slot, 0x9e3779b1) >>> 29}`),
      { kind: 'match', value: 'k3' },
    ] as const,
  'keywords in lists': () =>
    [
      buildField('keyword', (slot) => [`a${slot % 3}`, `b${slot % 5}`, `a${slot % 3}`]),
      { kind: 'match', value: 'b2' },
    ] as const,
  'a wide range': () =>
    [
      buildField('integer', (slot) => BigInt(Math.imul(slot, 0x9e3779b1) >>> 20)),
      { kind: 'range', gte: 1000, lt: 2300 },
    ] as const,
  'a narrow range': () =>
    [
      buildField('integer', (slot) => BigInt(Math.imul(slot, 0x9e3779b1) >>> 20)),
      { kind: 'range', gte: 700, lt: 950 },
    ] as const,
}

describe('a walk among slots that pass', () => {
  for (const [name, make] of Object.entries(fields)) {
    test(`finds the best by ${name}`, () => {
      const [field, asked] = make()
      const allowed = bitsOf(field, asked)
      const chosen = choose(field, asked)
      expect(chosen.blocks).toContain(1)
      const { efSearch } = field.links
      expect(recallOf(open(16), [chosen], allowed, efSearch)).toBeGreaterThanOrEqual(0.98)
      const dead = createBitSet(count)
      for (let slot = 0; slot < count; slot += 4) setBit(dead, slot)
      expect(recallOf(open(16), [chosen], allowed, efSearch, dead)).toBeGreaterThanOrEqual(0.98)
    })
  }

  const orders = {
    'that goes along with the vectors': (slot: number) =>
      BigInt(
        Math.round(1000 * ((values[slot * dimension] as number) + (values[slot * dimension + 1] as number))),
      ),
    'that does not': (slot: number) => BigInt(Math.imul(slot, 0x9e3779b1) >>> 12),
  }
  for (const [name, valueOf] of Object.entries(orders)) {
    test(`finds the best by ranges of a number ${name}, of any share`, () => {
      const field = buildField('integer', valueOf)
      const sorted = Array.from({ length: count }, (_, slot) => Number(valueOf(slot))).toSorted(
        (a, b) => a - b,
      )
      // Of fewer slots a scan costs less.
      for (const share of [0.5, 0.2, 0.1, 0.05]) {
        for (const at of [0, 0.7]) {
          const first = Math.floor(at * (1 - share) * count)
          const last = Math.min(count - 1, first + Math.floor(share * count))
          const asked = { kind: 'range', gte: sorted[first] as number, lte: sorted[last] as number } as const
          const recall = recallOf(
            open(16),
            [choose(field, asked)],
            bitsOf(field, asked),
            field.links.efSearch,
          )
          expect(recall, `${share} from ${at} on`).toBeGreaterThanOrEqual(0.98)
        }
      }
    })
  }

  test('needs no graph of all slots', () => {
    const field = buildField('keyword', (slot) => `tenant ${slot % 6}`, 0)
    const asked = { kind: 'match', value: 'tenant 4' } as const
    const graph = open(0)
    expect(graph.isNavigable).toBe(false)
    const recall = recallOf(graph, [choose(field, asked)], bitsOf(field, asked), field.links.efSearch)
    expect(recall).toBeGreaterThanOrEqual(0.98)
  })
})

describe('payload links', () => {
  const field = buildField('keyword', (slot) => [`a${slot % 3}`, `b${slot % 7}`])

  test('lead from each slot to others of the same block that have the vector', () => {
    const { links, column } = field
    for (let slot = 0; slot < count; slot++) {
      const rows = (links.rowStart[slot + 1] as number) - (links.rowStart[slot] as number)
      expect(rows).toBe(hasBit(present, slot) ? 2 : 0)
      for (let row = links.rowStart[slot] as number; row < (links.rowStart[slot + 1] as number); row++) {
        const block = links.rowBlock[row] as number
        const members = new Set(
          column.slotsOfIds(links.blockFrom[block] as number, links.blockTo[block] as number),
        )
        expect(members.has(slot)).toBe(true)
        const at = row * (links.m0 + 1)
        const neighbours = links.base.subarray(at + 1, at + 1 + (links.base[at] as number))
        expect(neighbours.every((each) => members.has(each) && hasBit(present, each))).toBe(true)
        if (slot > 200) break
      }
      if (slot > 400) break
    }
  })

  test('of another kind, or cut off, are refused, and damaged ones lead nowhere else', () => {
    expect(() => openPayloadLinks(built[16].graph)).toThrow('not a QVPL file')
    expect(() => openPayloadLinks(field.bytes.slice(0, 9000))).toThrow('cut off')
    const damaged = field.bytes.slice()
    const noise = createRandom(3)
    for (let at = damaged.length >> 1; at < damaged.length; at += 97) damaged[at] = noise() * 256
    const links = openPayloadLinks(damaged)
    const asked = { kind: 'match', value: 'b2' } as const
    const allowed = bitsOf(field, asked)
    recallOf(open(16), [choose({ ...field, links }, asked)], allowed, 64)
  })
})
