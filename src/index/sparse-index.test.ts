import { expect, test } from 'bun:test'
import { type BitSet, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import type { SparseVector } from '#model/vector.ts'
import type { Scan } from './exact-scan.ts'
import { createRandom } from '#base/random.fixture.ts'
import { sparseDot, sparseDotShared } from './sparse-dot.ts'
import {
  buildSparseIndex,
  documentFrequency,
  documentFrequencyWithin,
  openSparseIndex,
  type SparseIndex,
} from './sparse-index.ts'
import { sparseCombinedScan, sparseScan } from './sparse-scan.ts'
import { TopHits } from './top-hits.ts'

/** Few indices and few weights, negative and zero ones among them, so that totals cancel out. */
function randomSparse(random: () => number, termCount: number): SparseVector {
  const chosen = new Set<number>()
  const length = Math.floor(random() * 8)
  for (let index = 0; index < length; index++) chosen.add(Math.floor(random() ** 2 * termCount) * 1_000_003)
  const indices = Uint32Array.from(chosen).sort()
  const values = Float32Array.from(indices, () => Math.floor(random() * 9 - 3) / 2)
  return { kind: 'sparse', indices, values }
}

interface Case {
  readonly vectors: (SparseVector | undefined)[]
  readonly index: SparseIndex
  readonly queries: SparseVector[]
  readonly allowed: BitSet | null
  readonly tombstones: BitSet | null
}

function makeCase(seed: number, slotCount: number): Case {
  const random = createRandom(seed)
  const termCount = 1 + Math.floor(random() * 60)
  const vectors = Array.from({ length: slotCount }, () =>
    random() < 0.1 ? undefined : randomSparse(random, termCount),
  )
  const bytes = buildSparseIndex({ slotCount, vectorAt: (slot) => vectors[slot] })
  const bits = (share: number): BitSet | null => {
    if (random() < 0.4) return null
    const set = createBitSet(slotCount)
    for (let slot = 0; slot < slotCount; slot++) if (random() < share) setBit(set, slot)
    return set
  }
  return {
    vectors,
    index: openSparseIndex(bytes),
    queries: Array.from({ length: 3 }, () => randomSparse(random, termCount + 5)),
    allowed: bits(random()),
    tombstones: bits(0.2),
  }
}

const isSelected = ({ allowed, tombstones }: Case, slot: number): boolean =>
  (allowed === null || hasBit(allowed, slot)) && (tombstones === null || !hasBit(tombstones, slot))

function run(scan: Scan, out: TopHits): { slots: number[]; scores: number[] } {
  while (!scan.advance());
  const { slots, scores } = out.sorted()
  return { slots: [...slots], scores: [...scores] }
}

function best(hits: { slot: number; score: number }[], limit: number): { slots: number[]; scores: number[] } {
  const sorted = hits.toSorted((a, b) => b.score - a.score || a.slot - b.slot).slice(0, limit)
  return { slots: sorted.map((hit) => hit.slot), scores: sorted.map((hit) => hit.score) }
}

test('a scan gives what scoring every vector gives, zero totals left out', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const each = makeCase(seed, seed % 20 === 0 ? 20_000 : seed * 7)
    for (const query of each.queries) {
      const hits: { slot: number; score: number }[] = []
      for (const [slot, vector] of each.vectors.entries()) {
        if (vector === undefined || !isSelected(each, slot)) continue
        const score = sparseDot(query, vector)
        if (score !== 0) hits.push({ slot, score })
      }
      const limit = 1 + (seed % 15)
      const out = new TopHits(limit)
      expect({ seed, ...run(sparseScan(each.index, query, each, out), out) }).toEqual({
        seed,
        ...best(hits, limit),
      })
    }
  }
})

test('a combined scan scores every slot that has the vector', () => {
  const combine = (similarities: Float64Array): number =>
    (similarities[0] as number) - 2 * (similarities[1] as number) + (similarities[2] as number) ** 2
  for (let seed = 1; seed <= 40; seed++) {
    const each = makeCase(seed, seed % 20 === 0 ? 20_000 : seed * 7)
    const hits: { slot: number; score: number }[] = []
    for (const [slot, vector] of each.vectors.entries()) {
      if (vector === undefined || !isSelected(each, slot)) continue
      hits.push({
        slot,
        score: combine(Float64Array.from(each.queries, (query) => sparseDot(query, vector))),
      })
    }
    const out = new TopHits(20)
    const scan = sparseCombinedScan(each.index, each.queries, combine, each, out)
    expect({ seed, ...run(scan, out) }).toEqual({ seed, ...best(hits, 20) })
  }
})

test('counts vectors and the vectors that hold a term', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { vectors, index, allowed, queries } = makeCase(seed, seed * 9)
    expect(index.vectorCount).toBe(vectors.filter((vector) => vector !== undefined).length)
    for (const term of [...(queries[0]?.indices ?? []), 0, 77]) {
      const holders = vectors.flatMap((vector, slot) => (vector?.indices.includes(term) ? [slot] : []))
      expect(documentFrequency(index, term)).toBe(holders.length)
      if (allowed === null) continue
      const within = holders.filter((slot) => hasBit(allowed, slot)).length
      expect(documentFrequencyWithin(index, term, allowed)).toBe(within)
    }
  }
})

test('the dot product tells sharing no index from a total of zero', () => {
  const a: SparseVector = { kind: 'sparse', indices: Uint32Array.of(1, 2), values: Float32Array.of(1, 1) }
  const b: SparseVector = { kind: 'sparse', indices: Uint32Array.of(1, 2), values: Float32Array.of(2, -2) }
  const c: SparseVector = { kind: 'sparse', indices: Uint32Array.of(0, 3), values: Float32Array.of(2, -2) }
  expect(sparseDotShared(a, b)).toBe(0)
  expect(sparseDotShared(a, c)).toBeUndefined()
  expect(sparseDot(a, c)).toBe(0)
})

test('an index over nothing answers nothing', () => {
  const index = openSparseIndex(buildSparseIndex({ slotCount: 0, vectorAt: () => undefined }))
  const out = new TopHits(5)
  const query: SparseVector = { kind: 'sparse', indices: Uint32Array.of(1), values: Float32Array.of(1) }
  expect(run(sparseScan(index, query, { allowed: null, tombstones: null }, out), out).slots).toEqual([])
  expect(documentFrequency(index, 1)).toBe(0)
})
