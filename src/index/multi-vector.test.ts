import { describe, expect, test } from 'bun:test'
import { type BitSet, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import type { Distance, QuantizationConfig } from '#model/collection.ts'
import type { MultiVector } from '#model/vector.ts'
import type { Scan } from './exact-scan.ts'
import { openKernels } from './kernel.ts'
import { MaxSimScorer } from './max-sim.ts'
import {
  buildMultiVectorIndex,
  estimatedMaxSimScan,
  exactMaxSimScan,
  openMultiVectorIndex,
  quantizedMaxSimScan,
} from './multi-vector.ts'
import { plainKernels } from './plain-kernel.ts'
import { createRandom } from '#base/random.fixture.ts'
import { clusteredVectors, normaliseRows } from './vectors.fixture.ts'
import type { SlotSelection } from './slot-cursor.ts'
import { TopHits } from './top-hits.ts'

const dimension = 36
const kernels = openKernels()

function finish<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

function similarity(distance: Distance, a: Float32Array, b: Float32Array): number {
  let dot = 0
  let squared = 0
  let absolute = 0
  for (let at = 0; at < dimension; at++) {
    const x = a[at] as number
    const y = b[at] as number
    dot += x * y
    squared += (x - y) ** 2
    absolute += Math.abs(x - y)
  }
  return distance === 'Euclid' ? -squared : distance === 'Manhattan' ? -absolute : dot
}

function rowsOf({ values }: MultiVector): Float32Array[] {
  return Array.from({ length: values.length / dimension }, (_, row) =>
    values.subarray(row * dimension, (row + 1) * dimension),
  )
}

function maxSim(distance: Distance, query: MultiVector, stored: MultiVector): number {
  let sum = 0
  for (const row of rowsOf(query)) {
    sum += Math.max(...rowsOf(stored).map((each) => similarity(distance, row, each)))
  }
  return sum
}

function randomMulti(random: () => number, rows: number, distance: Distance): MultiVector {
  const values = clusteredVectors(random, { count: rows, dimension, clusters: 3, noise: 0.8 })
  if (distance === 'Cosine') normaliseRows(values, dimension)
  return { kind: 'multi', dimension, values }
}

function makeCase(seed: number, distance: Distance) {
  const random = createRandom(seed)
  const slotCount = Math.floor(random() * 700)
  const vectors = Array.from({ length: slotCount }, () =>
    random() < 0.1 ? undefined : randomMulti(random, 1 + Math.floor(random() ** 3 * 40), distance),
  )
  const bits = (share: number): BitSet | null => {
    if (random() < 0.4) return null
    const set = createBitSet(slotCount)
    for (let slot = 0; slot < slotCount; slot++) if (random() < share) setBit(set, slot)
    return set
  }
  const present = createBitSet(slotCount)
  for (const [slot, vector] of vectors.entries()) if (vector) setBit(present, slot)
  const selection: SlotSelection = { slotCount, present, allowed: bits(random()), tombstones: bits(0.2) }
  const query = randomMulti(random, 1 + Math.floor(random() * 12), distance)
  const hits: { slot: number; score: number }[] = []
  for (const [slot, vector] of vectors.entries()) {
    if (!vector || (selection.allowed && !hasBit(selection.allowed, slot))) continue
    if (selection.tombstones && hasBit(selection.tombstones, slot)) continue
    hits.push({ slot, score: maxSim(distance, query, vector) })
  }
  hits.sort((a, b) => b.score - a.score)
  return { slotCount, vectors, selection, query, best: hits.slice(0, 10) }
}

function run(scan: Scan, out: TopHits): { slots: Uint32Array; scores: Float64Array } {
  while (!scan.advance());
  return out.sorted()
}

describe.each(['Cosine', 'Dot', 'Euclid', 'Manhattan'] as const)('%s', (distance) => {
  test('scores as the definition does', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = createRandom(seed)
      const query = randomMulti(random, seed, distance)
      for (const each of [kernels, plainKernels]) {
        const scorer = new MaxSimScorer(each, distance, query)
        for (const rows of [1, 3, 50, 2]) {
          const stored = randomMulti(random, rows, distance)
          expect(scorer.score(stored.values)).toBeCloseTo(maxSim(distance, query, stored), 2)
        }
      }
    }
  })

  test('an exact scan and a quantized one find the best', () => {
    let found = 0
    let wanted = 0
    for (let seed = 1; seed <= 12; seed++) {
      const { slotCount, vectors, selection, query, best } = makeCase(seed, distance)
      const vectorAt = (slot: number): MultiVector | undefined => vectors[slot]
      const file = finish(buildMultiVectorIndex({ slotCount, dimension, distance, vectorAt }))
      for (const each of [kernels, plainKernels]) {
        const exact = new TopHits(10)
        // A selection need not say which slots have the vector.
        const unsaid = { ...selection, present: null }
        const { slots } = run(exactMaxSimScan(each, distance, query, vectorAt, unsaid, exact), exact)
        expect({ seed, slots: [...slots] }).toEqual({ seed, slots: best.map((hit) => hit.slot) })

        const quick = new TopHits(10)
        const index = openMultiVectorIndex(file, each)
        const quickHits = run(quantizedMaxSimScan(each, index, query, vectorAt, unsaid, quick), quick)
        const scoreOf = new Map(best.map((hit) => [hit.slot, hit.score]))
        for (const [at, slot] of quickHits.slots.entries()) {
          const score = scoreOf.get(slot)
          if (score === undefined) continue
          found++
          expect(quickHits.scores[at]).toBeCloseTo(score, 2)
        }
        wanted += best.length
      }
    }
    expect(found / wanted).toBeGreaterThan(0.99)
  })
})

test('a multivector of more rows than a block holds is scored like the others', () => {
  const kinds = [undefined, { kind: 'turbo' } as const]
  for (const [distance, kind] of (['Dot', 'Euclid'] as const).flatMap((each) =>
    kinds.map((kind) => [each, kind] as const),
  )) {
    const random = createRandom(9)
    const query = randomMulti(random, 40, distance)
    const vectors = [5, 1000, 3, 900, 1].map((rows) => randomMulti(random, rows, distance))
    const vectorAt = (slot: number): MultiVector | undefined => vectors[slot]
    const file = finish(buildMultiVectorIndex({ slotCount: 5, dimension, distance, vectorAt }, kind))
    const selection = { slotCount: 5, allowed: null, present: null, tombstones: null }
    const approximate = new TopHits(5)
    const index = openMultiVectorIndex(file, kernels)
    const { slots, scores } = run(
      estimatedMaxSimScan(kernels, index, query, selection, approximate),
      approximate,
    )
    expect(slots.length).toBe(5)
    for (const [at, slot] of slots.entries()) {
      const exact = maxSim(distance, query, vectors[slot] as MultiVector)
      expect(Math.abs((scores[at] as number) - exact)).toBeLessThan(
        0.5 + Math.abs(exact) * (kind ? 0.06 : 0.03),
      )
    }
  }
})

test.each<QuantizationConfig>([
  { kind: 'scalar', quantile: 0.99 },
  { kind: 'binary' },
  { kind: 'binary', encoding: 'two_bits', queryEncoding: 'binary' },
  { kind: 'product', compression: 'x8' },
  { kind: 'turbo', bits: 'bits2' },
])('rows in codes find the best: %j', (quantization) => {
  let found = 0
  let wanted = 0
  for (const [seed, distance] of (['Cosine', 'Dot', 'Euclid'] as const).entries()) {
    const { slotCount, vectors, selection, query, best } = makeCase(seed + 2, distance)
    const vectorAt = (slot: number): MultiVector | undefined => vectors[slot]
    const input = { slotCount, dimension, distance, vectorAt }
    const index = openMultiVectorIndex(
      finish(buildMultiVectorIndex(input, quantization)),
      kernels,
      quantization,
    )
    const top = new TopHits(10)
    const { slots } = run(quantizedMaxSimScan(kernels, index, query, vectorAt, selection, top), top)
    const chosen = new Set(slots)
    for (const { slot } of best) if (chosen.has(slot)) found++
    wanted += best.length
  }
  expect(found / wanted).toBeGreaterThan(0.9)
})
