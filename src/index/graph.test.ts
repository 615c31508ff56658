import { describe, expect, test } from 'bun:test'
import { type BitSet, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import type { Distance } from '#model/collection.ts'
import { createDenseScorer, createQuantizedScorer, exactScan } from './exact-scan.ts'
import { openGraph } from './graph.ts'
import { buildGraph, type GraphFiles, type GraphInput } from './graph-build.ts'
import { openGraphLinks } from './graph-format.ts'
import { openKernels } from './kernel.ts'
import { plainKernels } from './plain-kernel.ts'
import { createRandom } from '#base/random.fixture.ts'
import { clusteredVectors, normaliseRows } from './vectors.fixture.ts'
import { SearchScratch } from './search-scratch.ts'
import { IndexFileError } from './section-file.ts'
import { TopHits } from './top-hits.ts'

const dimension = 32
const count = 3000
const kernels = openKernels()

function makeInput(distance: Distance, over: Partial<GraphInput> = {}): GraphInput {
  const random = createRandom(11)
  const values = clusteredVectors(random, { count, dimension, clusters: 60, noise: 0.6 })
  if (distance === 'Cosine') normaliseRows(values, dimension)
  return { values, dimension, count, present: null, distance, m: 16, efConstruct: 100, threads: 1, ...over }
}

interface Built {
  readonly input: GraphInput
  readonly files: GraphFiles
}
const builtByDistance = new Map<Distance, Built>()

/** The graph of the usual input; built once, because tests only read it. */
function usualGraph(distance: Distance): Built {
  let built = builtByDistance.get(distance)
  if (!built) {
    const input = makeInput(distance)
    built = { input, files: buildGraph(input) }
    builtByDistance.set(distance, built)
  }
  return built
}

function queriesFor(distance: Distance, howMany: number): Float32Array[] {
  const all = clusteredVectors(createRandom(12), { count: howMany, dimension, clusters: 60, noise: 0.6 })
  if (distance === 'Cosine') normaliseRows(all, dimension)
  return Array.from({ length: howMany }, (_, index) => all.slice(index * dimension, (index + 1) * dimension))
}

function bitsWhere(test: (slot: number) => boolean): BitSet {
  const bits = createBitSet(count)
  for (let slot = 0; slot < count; slot++) if (test(slot)) setBit(bits, slot)
  return bits
}

interface Sets {
  readonly allowed: BitSet | null
  readonly tombstones: BitSet | null
  readonly present: BitSet | null
}
const everything: Sets = { allowed: null, tombstones: null, present: null }

function exactBest(input: GraphInput, query: Float32Array, sets: Sets): Set<number> {
  const out = new TopHits(10)
  const scan = exactScan(kernels, input, input.distance, query, { slotCount: count, ...sets }, out)
  while (!scan.advance());
  return new Set(out.sorted().slots)
}

function measureRecall(
  { input, files }: Built,
  sets: Sets,
  acorn: boolean,
  scratch = new SearchScratch(),
): number {
  const graph = openGraph(files.graph, files.quantized, input.values, scratch)
  let found = 0
  let wanted = 0
  for (const query of queriesFor(input.distance, 60)) {
    const best = exactBest(input, query, sets)
    const out = new TopHits(10)
    graph.search(query, { ...sets, acorn }, out)
    const { slots } = out.sorted()
    for (const slot of slots) {
      if (best.has(slot)) found++
      if (sets.allowed) expect(hasBit(sets.allowed, slot)).toBe(true)
      if (sets.present) expect(hasBit(sets.present, slot)).toBe(true)
      if (sets.tombstones) expect(hasBit(sets.tombstones, slot)).toBe(false)
    }
    wanted += best.size
  }
  return found / wanted
}

describe.each(['Cosine', 'Dot', 'Euclid', 'Manhattan'] as const)('%s', (distance) => {
  test('finds nearly all of the best', () => {
    expect(measureRecall(usualGraph(distance), everything, false)).toBeGreaterThan(0.99)
  })

  test('gives the exact score of every hit, best first', () => {
    const { input, files } = usualGraph(distance)
    const graph = openGraph(files.graph, files.quantized, input.values, new SearchScratch())
    for (const query of queriesFor(distance, 5)) {
      const out = new TopHits(20)
      graph.search(query, { allowed: null, tombstones: null, acorn: false }, out)
      const { slots, scores } = out.sorted()
      const exact = new Float64Array(slots.length)
      createDenseScorer(kernels, input, distance, query)(slots, slots.length, exact)
      expect([...scores]).toEqual([...exact])
      expect([...scores]).toEqual([...scores].toSorted((a, b) => b - a))
    }
  })
})

describe.each(['Cosine', 'Dot', 'Euclid', 'Manhattan'] as const)('a scan at once by %s', (distance) => {
  const random = createRandom(9)
  const { input, files } = usualGraph(distance)
  const graph = openGraph(files.graph, files.quantized, input.values, new SearchScratch())
  const selectionOf = (share: number) => {
    const allowed = bitsWhere(() => random() < share)
    return { slotCount: count, allowed, present: null, tombstones: bitsWhere((slot) => slot % 7 === 0) }
  }

  test('finds nearly all of the best, with their exact scores', () => {
    let found = 0
    let wanted = 0
    for (const query of queriesFor(distance, 40)) {
      const selection = selectionOf(random())
      const best = exactBest(input, query, selection)
      const out = new TopHits(10)
      graph.scan(query, { selection, count, candidates: 64, exactMax: 0, rescore: true }, out)
      const { slots, scores } = out.sorted()
      const exact = new Float64Array(slots.length)
      createDenseScorer(kernels, input, distance, query)(slots, slots.length, exact)
      expect([...scores]).toEqual([...exact])
      for (const slot of slots) if (best.has(slot)) found++
      wanted += best.size
    }
    expect(found / wanted).toBeGreaterThan(0.995)
  })

  test('of few slots is exact, and without rescoring has the scores of codes', () => {
    for (const query of queriesFor(distance, 10)) {
      const selection = selectionOf(0.02)
      const scan = { selection, count: 100, candidates: 10, exactMax: 128 }
      const [exact, coded] = [new TopHits(10), new TopHits(10)]
      graph.scan(query, { ...scan, rescore: true }, exact)
      expect(new Set(exact.sorted().slots)).toEqual(exactBest(input, query, selection))
      if (!graph.quantized.hasCodes) continue
      graph.scan(query, { ...scan, rescore: false }, coded)
      const { slots, scores } = coded.sorted()
      const estimates = new Float64Array(slots.length)
      createQuantizedScorer(graph.quantized, query)(slots, slots.length, estimates)
      expect([...scores]).toEqual([...estimates])
      expect(graph.rescoredSlots).toBe(0)
    }
  })
})

describe('with filters and dead slots', () => {
  const random = createRandom(5)
  const shares = [0.5, 0.17, 0.1, 0.03]
  const allowed = shares.map((share) => bitsWhere(() => random() < share))
  const tombstones = bitsWhere((slot) => slot % 7 === 0)
  test.each([false, true])('keeps its recall, acorn %p', (acorn) => {
    for (const [index, share] of shares.entries()) {
      const sets = { ...everything, allowed: allowed[index] as BitSet, tombstones }
      expect({ share, ok: measureRecall(usualGraph('Cosine'), sets, acorn) > 0.985 }).toEqual({
        share,
        ok: true,
      })
    }
  })

  test('finds slots that pass far from the query', () => {
    const { input, files } = usualGraph('Euclid')
    const graph = openGraph(files.graph, files.quantized, input.values, new SearchScratch())
    const centre = input.values.slice(0, dimension)
    const order = new TopHits(count)
    const scan = exactScan(kernels, input, 'Euclid', centre, { slotCount: count, ...everything }, order)
    while (!scan.advance());
    const nearest = new Set(order.sorted().slots.slice(0, 100))
    const sets = { ...everything, allowed: bitsWhere((slot) => nearest.has(slot)) }
    const far = Float32Array.from(centre, (value) => -value)
    for (const acorn of [false, true]) {
      const out = new TopHits(10)
      expect(graph.search(far, { ...sets, acorn }, out)).toBeGreaterThanOrEqual(10)
      const best = exactBest(input, far, sets)
      expect([...out.sorted().slots].filter((slot) => best.has(slot)).length).toBeGreaterThanOrEqual(9)
    }
  })
})

test('slots without the vector stay out of the graph', () => {
  const present = bitsWhere((slot) => slot % 3 !== 0)
  const input = makeInput('Cosine', { present })
  const built = { input, files: buildGraph(input) }
  expect(measureRecall(built, { ...everything, present }, false)).toBeGreaterThan(0.99)
})

test('the plain kernels search as well', () => {
  expect(
    measureRecall(usualGraph('Euclid'), everything, false, new SearchScratch(plainKernels)),
  ).toBeGreaterThan(0.99)
})

test('vectors of few dimensions are searched without codes', () => {
  const values = clusteredVectors(createRandom(4), { count, dimension: 4, clusters: 60, noise: 0.6 })
  const input = makeInput('Euclid', { values, dimension: 4 })
  const files = buildGraph(input)
  const graph = openGraph(files.graph, files.quantized, values, new SearchScratch())
  expect(graph.quantized.hasCodes).toBe(false)
  let found = 0
  for (let row = 0; row < 30; row++) {
    const query = values.slice(row * 4, row * 4 + 4)
    const best = exactBest(input, query, everything)
    const hits = new TopHits(10)
    graph.search(query, { allowed: null, tombstones: null, acorn: false }, hits)
    for (const slot of hits.sorted().slots) if (best.has(slot)) found++
  }
  expect(found / 300).toBeGreaterThan(0.99)
  expect(() => createQuantizedScorer(graph.quantized, values.slice(0, 4))).toThrow('codes')
})

test('walks by any score', () => {
  const { input, files } = usualGraph('Cosine')
  const graph = openGraph(files.graph, files.quantized, input.values, new SearchScratch())
  const [first, second] = queriesFor('Cosine', 2) as [Float32Array, Float32Array]
  const scorers = [first, second].map((query) => createDenseScorer(kernels, input, 'Cosine', query))
  const other = new Float64Array(2048)
  const both = (slots: Uint32Array, size: number, out: Float64Array): void => {
    scorers[0]?.(slots, size, out)
    scorers[1]?.(slots, size, other)
    for (let index = 0; index < size; index++)
      out[index] = Math.max(out[index] as number, other[index] as number)
  }
  const out = new TopHits(10)
  graph.searchWith(both, { allowed: null, tombstones: null, acorn: false, ef: 200 }, out)
  const all = Uint32Array.from({ length: count }, (_, slot) => slot)
  const exact = new TopHits(10)
  for (const slot of all) {
    const score = new Float64Array(1)
    both(Uint32Array.of(slot), 1, score)
    exact.push(score[0] as number, slot)
  }
  const best = new Set(exact.sorted().slots)
  expect([...out.sorted().slots].filter((slot) => best.has(slot)).length).toBeGreaterThanOrEqual(9)
})

test('a limit above ef raises it, and above the members gives them all', () => {
  const input = makeInput('Cosine', { count: 150 })
  const files = buildGraph(input)
  const graph = openGraph(files.graph, files.quantized, input.values, new SearchScratch())
  const [query] = queriesFor('Cosine', 1) as [Float32Array]
  const out = new TopHits(1000)
  graph.search(query, { ef: 4, allowed: null, tombstones: null, acorn: false }, out)
  expect(out.size).toBe(150)
})

test('progress ends at one, and what it throws stops the build', () => {
  const shares: number[] = []
  buildGraph(makeInput('Cosine', { onProgress: (share) => shares.push(share) }))
  expect(shares.at(-1)).toBe(1)
  const stop = new Error('stop')
  const input = makeInput('Cosine', {
    onProgress: () => {
      throw stop
    },
  })
  expect(() => buildGraph(input)).toThrow(stop)
})

test('no graph is built with m = 0, nor over no vectors', () => {
  for (const over of [{ m: 0 }, { count: 0 }, { present: createBitSet(count) }]) {
    const input = makeInput('Cosine', over)
    const files = buildGraph(input)
    const graph = openGraph(files.graph, files.quantized, input.values, new SearchScratch())
    expect(graph.isNavigable).toBe(false)
    const out = new TopHits(10)
    expect(
      graph.search(new Float32Array(dimension), { allowed: null, tombstones: null, acorn: false }, out),
    ).toBe(0)
  }
})

test('the default of ef is what the data needs', () => {
  const easy = usualGraph('Cosine')
  const random = createRandom(3)
  // Every vector stands alone: no neighbour leads to the next.
  const hard = clusteredVectors(random, { count, dimension, clusters: count, noise: 1 })
  const hardFiles = buildGraph(makeInput('Euclid', { values: hard, efConstruct: 16, m: 4 }))
  const open = ({ graph, quantized }: { graph: Uint8Array; quantized: Uint8Array }, values: Float32Array) =>
    openGraph(graph, quantized, values, new SearchScratch())
  expect(open(easy.files, easy.input.values).efDefault).toBe(100)
  expect(open(hardFiles, hard).efDefault).toBeGreaterThan(30)
})

test('damaged links lead to a poor search, not out of the vectors', () => {
  const input = makeInput('Cosine')
  const { graph, quantized } = buildGraph(input)
  const links = openGraphLinks(graph)
  for (const words of [links.base, links.upper]) {
    const random = createRandom(8)
    for (let at = 0; at < words.length; at += 1 + Math.floor(random() * 20)) {
      words[at] = Math.floor(random() * 4294967296)
    }
  }
  const damaged = openGraph(graph, quantized, input.values, new SearchScratch())
  for (const query of queriesFor('Cosine', 20)) {
    for (const acorn of [false, true]) {
      const out = new TopHits(10)
      damaged.search(query, { allowed: bitsWhere((slot) => slot % 4 > 0), tombstones: null, acorn }, out)
      for (const slot of out.sorted().slots) expect(slot).toBeLessThan(count)
    }
  }
})

test('files of another kind or version, or cut off, are refused', () => {
  const input = makeInput('Cosine', { count: 100 })
  const { graph, quantized } = buildGraph(input)
  const open = (a: Uint8Array, b: Uint8Array) => () => openGraph(a, b, input.values, new SearchScratch())
  expect(open(graph, quantized)).not.toThrow()
  expect(open(quantized, graph)).toThrow(IndexFileError)
  expect(open(graph.subarray(0, 1000), quantized)).toThrow(IndexFileError)
  expect(open(graph, quantized.subarray(0, 7))).toThrow(IndexFileError)
  const newer = graph.slice()
  newer[4] = 99
  expect(open(newer, quantized)).toThrow('version 99')
})
