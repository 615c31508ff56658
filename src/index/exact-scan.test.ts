import { describe, expect, test } from 'bun:test'
import { type BitSet, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import { Task } from '#base/task.ts'
import type { Distance } from '#model/collection.ts'
import { exactScan, quantizedScan, runScan } from './exact-scan.ts'
import { openKernels } from './kernel.ts'
import { plainKernels } from './plain-kernel.ts'
import { openQuantized, quantize } from './quantization.ts'
import { createRandom } from '#base/random.fixture.ts'
import { clusteredVectors, normaliseRows } from './vectors.fixture.ts'
import type { SlotSelection } from './slot-cursor.ts'
import { TopHits } from './top-hits.ts'

const dimension = 40
const kernels = openKernels()

function similarity(distance: Distance, values: Float32Array, slot: number, query: Float32Array): number {
  let dot = 0
  let squared = 0
  let absolute = 0
  for (let at = 0; at < dimension; at++) {
    const a = values[slot * dimension + at] as number
    const b = query[at] as number
    dot += a * b
    squared += (a - b) ** 2
    absolute += Math.abs(a - b)
  }
  return distance === 'Euclid' ? -squared : distance === 'Manhattan' ? -absolute : dot
}

function randomBits(random: () => number, count: number, share: number): BitSet | null {
  if (random() < 0.3) return null
  const bits = createBitSet(count)
  for (let slot = 0; slot < count; slot++) if (random() < share) setBit(bits, slot)
  return bits
}

function isSelected(selection: SlotSelection, slot: number): boolean {
  const { allowed, present, tombstones } = selection
  return (
    (allowed === null || hasBit(allowed, slot)) &&
    (present === null || hasBit(present, slot)) &&
    (tombstones === null || !hasBit(tombstones, slot))
  )
}

function makeCase(seed: number, distance: Distance) {
  const random = createRandom(seed)
  const slotCount = Math.floor(random() * 3000)
  const values = clusteredVectors(random, { count: slotCount + 5, dimension, clusters: 20, noise: 0.5 })
  if (distance === 'Cosine') normaliseRows(values, dimension)
  const query = clusteredVectors(random, { count: 1, dimension, clusters: 1, noise: 0.5 })
  const selection: SlotSelection = {
    slotCount,
    allowed: randomBits(random, slotCount, random()),
    present: randomBits(random, slotCount, 0.9),
    tombstones: randomBits(random, slotCount, 0.2),
  }
  const limit = 1 + Math.floor(random() * 30)
  const best: { slot: number; score: number }[] = []
  for (let slot = 0; slot < slotCount; slot++) {
    if (isSelected(selection, slot)) best.push({ slot, score: similarity(distance, values, slot, query) })
  }
  best.sort((a, b) => b.score - a.score)
  return { values, query, selection, limit, best: best.slice(0, limit), slotCount }
}

describe.each(['Cosine', 'Dot', 'Euclid', 'Manhattan'] as const)('%s', (distance) => {
  test('an exact scan gives what sorting all scores gives', async () => {
    for (let seed = 1; seed <= 15; seed++) {
      const { values, query, selection, limit, best } = makeCase(seed, distance)
      for (const each of [kernels, plainKernels]) {
        const out = new TopHits(limit)
        const scan = exactScan(each, { values, dimension }, distance, query, selection, out)
        await runScan(scan, new Task(60_000))
        const { scores, slots } = out.sorted()
        expect({ seed, slots: [...slots] }).toEqual({ seed, slots: best.map((hit) => hit.slot) })
        for (const [index, hit] of best.entries()) expect(scores[index]).toBeCloseTo(hit.score, 4)
      }
    }
  })

  test('a quantized scan gives the same, nearly always', async () => {
    let found = 0
    let wanted = 0
    for (let seed = 1; seed <= 15; seed++) {
      const { values, query, selection, limit, best, slotCount } = makeCase(seed, distance)
      const file = quantize({ values, dimension, count: slotCount, present: selection.present, distance })
      const out = new TopHits(limit)
      const vectors = openQuantized(file, kernels)
      await runScan(
        quantizedScan(kernels, vectors, { values, dimension }, query, selection, out),
        new Task(60_000),
      )
      const { slots, scores } = out.sorted()
      expect(slots.length).toBe(best.length)
      const scoreOf = new Map(best.map((hit) => [hit.slot, hit.score]))
      for (const [index, slot] of slots.entries()) {
        const score = scoreOf.get(slot)
        if (score === undefined) continue
        found++
        expect(scores[index]).toBeCloseTo(score, 4)
      }
      wanted += best.length
    }
    expect(found / wanted).toBeGreaterThan(0.995)
  })
})
