import { describe, expect, test } from 'bun:test'
import {
  decideJob,
  fileBytesMax,
  hasPendingWork,
  isUnoptimized,
  type OptimizerJob,
  type PartStats,
  type ShardStats,
} from './optimizer-policy.ts'

const megabyte = 2 ** 20
const idle = 5000

function part(partId: number, bytes: number, more: Partial<PartStats> = {}): PartStats {
  const slots = Math.ceil(bytes / 512)
  return {
    partId,
    kind: 'segment',
    frozen: false,
    slots,
    live: slots,
    largestVectorBytes: bytes,
    totalBytes: bytes,
    largestFileBytes: bytes,
    hasGraphs: false,
    isIndexed: more.hasGraphs ?? false,
    graphsStale: false,
    lacksColumns: false,
    ...more,
  }
}
const head = (partId: number, bytes: number, frozen = false): PartStats =>
  part(partId, bytes, { kind: 'head', frozen })
const shard = (parts: PartStats[], more: Partial<ShardStats> = {}): ShardStats => ({
  parts,
  optimizers: {},
  indexesWanted: true,
  ...more,
})

describe('decideJob', () => {
  test('leaves a small collection in its head', () => {
    expect(decideJob(shard([head(1, 9 * megabyte)]), Number.POSITIVE_INFINITY)).toBeUndefined()
  })

  test('seals and indexes a large head when writes pause', () => {
    const state = shard([head(1, 11 * megabyte)])
    expect(decideJob(state, 10)).toBeUndefined()
    expect(hasPendingWork(state)).toBe(true)
    expect(decideJob(state, idle)).toEqual({
      kind: 'merge',
      sources: [1],
      freezesHead: true,
      withGraphs: false,
    })
  })

  test('builds no graphs of a segment that lacks some when it is merged with what came later', () => {
    const lacking = part(1, 280 * megabyte, { hasGraphs: true, graphsStale: true })
    const later = part(2, 220 * megabyte)
    expect(decideJob(shard([lacking, later, head(3, 0)]), idle)).toEqual({
      kind: 'merge',
      sources: [2, 1],
      freezesHead: false,
      withGraphs: true,
    })
    const few = part(2, 2 * megabyte)
    expect(decideJob(shard([lacking, few, head(3, 0)]), idle)).toEqual({
      kind: 'index',
      partId: 1,
      withGraphs: true,
    })
  })

  test('seals frozen heads at once, without a graph', () => {
    expect(decideJob(shard([head(1, 30 * megabyte, true), head(2, megabyte)]), 0)).toEqual({
      kind: 'merge',
      sources: [1],
      freezesHead: false,
      withGraphs: false,
    })
  })

  test('gathers everything before it builds the graph', () => {
    const state = shard([part(1, 60 * megabyte), head(2, 30 * megabyte, true), head(3, 5 * megabyte)])
    expect(decideJob(state, idle)).toEqual({
      kind: 'merge',
      sources: [3, 2, 1],
      freezesHead: true,
      withGraphs: false,
    })
    expect(decideJob(shard([part(4, 95 * megabyte), head(5, 0)]), idle)).toEqual({
      kind: 'index',
      partId: 4,
      withGraphs: true,
    })
  })

  test('builds graphs before publication when a source has one', () => {
    const state = shard([part(1, 30 * megabyte, { hasGraphs: true }), head(2, 20 * megabyte)])
    expect(decideJob(state, idle)).toEqual({
      kind: 'merge',
      sources: [2, 1],
      freezesHead: true,
      withGraphs: true,
    })
  })

  test('optimizes at once what is hidden until then, and shows it with its graph', () => {
    const parts = [part(1, megabyte, { hasGraphs: true }), head(2, megabyte, true), head(3, megabyte)]
    const slots = 2 * Math.ceil(megabyte / 512)
    expect(decideJob(shard(parts, { shownMax: slots }), 0)).toBeUndefined()
    expect(decideJob(shard(parts, { shownMax: slots - 1 }), 0)).toEqual({
      kind: 'merge',
      sources: [2, 3, 1],
      freezesHead: true,
      withGraphs: true,
    })
  })

  test('tells of work that no thread may do', () => {
    const optimizers = { maxOptimizationThreads: 0 }
    const state = shard([head(1, 30 * megabyte)], { optimizers })
    expect(decideJob(state, Number.POSITIVE_INFINITY)).toBeUndefined()
    expect(hasPendingWork(state)).toBe(false)
    expect(isUnoptimized(state)).toBe(true)
    expect(isUnoptimized(shard([head(1, megabyte)], { optimizers }))).toBe(false)
  })

  test('keeps segments below max_segment_size', () => {
    const optimizers = { maxSegmentSize: 40 * 1024 }
    const heads = [head(1, 30 * megabyte, true), head(2, 30 * megabyte, true), head(3, 0)]
    expect(decideJob(shard(heads, { optimizers }), 0)).toMatchObject({ kind: 'merge', sources: [1] })
    expect(decideJob(shard(heads), 0)).toMatchObject({ sources: [1, 2] })
    const graphs = [part(1, 30 * megabyte, { hasGraphs: true }), part(2, 25 * megabyte, { hasGraphs: true })]
    expect(decideJob(shard(graphs, { optimizers }), idle)).toBeUndefined()
    expect(decideJob(shard(graphs), idle)).toMatchObject({ kind: 'merge', sources: [2, 1] })
  })

  test('merges down to default_segment_number, and not below it', () => {
    const graphs = [1, 2, 3, 4].map((id) => part(id, 20 * megabyte * 3 ** id, { hasGraphs: true }))
    expect(decideJob(shard(graphs), idle)).toBeUndefined()
    expect(decideJob(shard(graphs, { optimizers: { defaultSegmentNumber: 4 } }), idle)).toBeUndefined()
    expect(decideJob(shard(graphs, { optimizers: { defaultSegmentNumber: 2 } }), 10)).toBeUndefined()
    expect(decideJob(shard(graphs, { optimizers: { defaultSegmentNumber: 2 } }), idle)).toMatchObject({
      kind: 'merge',
      sources: [1, 2, 3],
      withGraphs: true,
    })
    const optimizers = { defaultSegmentNumber: 1, maxSegmentSize: 300 * 1024 }
    expect(decideJob(shard(graphs, { optimizers }), idle)).toMatchObject({ sources: [1, 2] })
    // They would be merged for their sizes, were they not asked for.
    const equal = [1, 2, 3].map((id) => part(id, 50 * megabyte, { hasGraphs: true }))
    expect(decideJob(shard(equal), idle)).toMatchObject({ kind: 'merge' })
    expect(decideJob(shard(equal, { optimizers: { defaultSegmentNumber: 3 } }), idle)).toBeUndefined()
  })

  test('leaves a much larger graph alone', () => {
    const state = shard([part(1, 900 * megabyte, { hasGraphs: true }), head(2, 20 * megabyte)])
    expect(decideJob(state, idle)).toMatchObject({ sources: [2], withGraphs: false })
  })

  test('takes a long tail into the graph, and leaves a short one in the head', () => {
    const graph = part(1, 30 * megabyte, { hasGraphs: true })
    expect(decideJob(shard([graph, head(2, 5 * megabyte)]), idle)).toMatchObject({
      sources: [2, 1],
      withGraphs: true,
    })
    expect(decideJob(shard([graph, head(2, 3 * megabyte)]), idle)).toBeUndefined()
    expect(
      decideJob(shard([part(1, megabyte, { hasGraphs: true }), head(2, megabyte / 4)]), idle),
    ).toBeUndefined()
  })

  test('gives a tail that is short beside the graph one of its own, when it is dear to scan', () => {
    const graph = part(1, 900 * megabyte, { hasGraphs: true })
    expect(decideJob(shard([graph, head(2, 5 * megabyte)]), 0)).toBeUndefined()
    expect(decideJob(shard([graph, head(2, 5 * megabyte)]), idle)).toMatchObject({
      sources: [2],
      withGraphs: false,
    })
    expect(decideJob(shard([graph, part(2, 5 * megabyte)]), idle)).toEqual({
      kind: 'index',
      partId: 2,
      withGraphs: true,
    })
    expect(decideJob(shard([graph, head(2, 3 * megabyte)]), idle)).toBeUndefined()
    const withoutGraphs = { optimizers: { indexingThreshold: 0 } }
    expect(decideJob(shard([graph, head(2, 5 * megabyte)], withoutGraphs), idle)).toBeUndefined()
  })

  test('copies the rest to a plain segment before its graph is built', () => {
    expect(decideJob(shard([part(1, 30 * megabyte), head(2, megabyte)]), idle)).toMatchObject({
      sources: [2, 1],
    })
  })

  test('rebuilds graphs of other settings in place', () => {
    const state = shard([part(1, 90 * megabyte, { hasGraphs: true, graphsStale: true })])
    expect(decideJob(state, idle)).toEqual({ kind: 'index', partId: 1, withGraphs: true })
  })

  test('drops segments in which nothing lives, whatever their size', () => {
    expect(decideJob(shard([part(1, 0, { slots: 10, live: 0 })]), 0)).toEqual({ kind: 'drop', sources: [1] })
  })

  test('adds missing columns without waiting for a pause', () => {
    const state = shard([part(1, 20 * megabyte, { hasGraphs: true, lacksColumns: true })])
    expect(decideJob(state, 0)).toEqual({ kind: 'index', partId: 1, withGraphs: false })
  })

  test('vacuums past the threshold and only from the least size on', () => {
    const dying = part(1, 20 * megabyte, { hasGraphs: true, slots: 2000, live: 1599 })
    expect(decideJob(shard([dying]), 0)).toMatchObject({ kind: 'merge', sources: [1], withGraphs: true })
    expect(decideJob(shard([{ ...dying, live: 1600 }]), 0)).toBeUndefined()
    expect(decideJob(shard([{ ...dying, slots: 900, live: 100 }]), 0)).toBeUndefined()
    expect(
      decideJob(shard([dying], { optimizers: { deletedThreshold: 0.5 } }), Number.POSITIVE_INFINITY),
    ).toBeUndefined()
  })

  test('builds no graph when indexing is off, and only keeps the shard readable without threads', () => {
    const parts = [part(1, 90 * megabyte), head(2, 30 * megabyte)]
    expect(decideJob(shard(parts, { optimizers: { indexingThreshold: 0 } }), idle)).toBeUndefined()
    expect(decideJob(shard(parts, { indexesWanted: false }), idle)).toBeUndefined()
    expect(decideJob(shard(parts, { optimizers: { maxOptimizationThreads: 0 } }), idle)).toBeUndefined()
    const frozen = [...parts, head(3, 30 * megabyte, true)]
    expect(decideJob(shard(frozen, { optimizers: { maxOptimizationThreads: 0 } }), idle)).toMatchObject({
      kind: 'merge',
    })
  })

  test('optimizes at once what is hidden until then, and shows it with its graph', () => {
    const parts = [part(1, megabyte, { hasGraphs: true }), head(2, megabyte, true), head(3, megabyte)]
    const slots = 2 * Math.ceil(megabyte / 512)
    expect(decideJob(shard(parts, { shownMax: slots }), 0)).toBeUndefined()
    expect(decideJob(shard(parts, { shownMax: slots - 1 }), 0)).toEqual({
      kind: 'merge',
      sources: [2, 3, 1],
      freezesHead: true,
      withGraphs: true,
    })
  })

  test('keeps segments below max_segment_size', () => {
    const state = shard([part(1, 80 * megabyte), part(2, 70 * megabyte), head(3, megabyte)], {
      optimizers: { maxSegmentSize: 100 * 1024 },
    })
    expect(decideJob(state, idle)).toMatchObject({ sources: [3, 2] })
  })
})

/** A shard that grows, shrinks and obeys the policy; counts the bytes that were copied and indexed. */
class Simulation {
  parts: PartStats[] = [head(0, 0)]
  copied = 0
  indexed = 0
  written = 0
  #nextId = 1
  readonly #random: () => number
  readonly #optimizers: ShardStats['optimizers']

  constructor(random: () => number, optimizers: ShardStats['optimizers']) {
    this.#random = random
    this.#optimizers = optimizers
  }

  get stats(): ShardStats {
    return shard(this.parts, { optimizers: this.#optimizers })
  }

  write(bytes: number): void {
    this.written += bytes
    const active = this.parts.find((p) => p.kind === 'head' && !p.frozen)
    const grown = (active?.totalBytes ?? 0) + bytes
    this.parts = this.parts.filter((p) => p !== active)
    const full = grown >= 32 * megabyte
    this.parts.push(head(active?.partId ?? this.#nextId++, grown, full))
    if (full) this.parts.push(head(this.#nextId++, 0))
  }

  kill(share: number): void {
    this.parts = this.parts.map((p) => {
      if (p.kind === 'head' || this.#random() < 0.5) return p
      const left = 1 - share * this.#random()
      return {
        ...p,
        live: Math.floor(p.live * left),
        largestVectorBytes: p.largestVectorBytes * left,
        totalBytes: p.totalBytes * left,
      }
    })
  }

  obey(job: OptimizerJob): void {
    if (job.kind === 'index') {
      this.parts = this.parts.map((p) => {
        if (p.partId !== job.partId) return p
        if (job.withGraphs) this.indexed += p.totalBytes
        return {
          ...p,
          lacksColumns: false,
          hasGraphs: p.hasGraphs || job.withGraphs,
          isIndexed: p.isIndexed || job.withGraphs,
        }
      })
      return
    }
    const sources = this.parts.filter((p) => job.sources.includes(p.partId))
    expect(sources.length).toBe(job.sources.length)
    this.parts = this.parts.filter((p) => !job.sources.includes(p.partId))
    if (sources.some((p) => p.kind === 'head' && !p.frozen)) {
      expect(job.kind === 'merge' && job.freezesHead).toBe(true)
      this.parts.push(head(this.#nextId++, 0))
    }
    const bytes = sources.reduce((total, p) => total + p.totalBytes, 0)
    if (job.kind === 'drop') expect(sources.every((p) => p.live === 0)).toBe(true)
    else {
      this.copied += bytes
      const withGraphs = job.kind === 'merge' && job.withGraphs
      if (withGraphs) this.indexed += bytes
      this.parts.push(part(this.#nextId++, bytes, { hasGraphs: withGraphs }))
    }
  }

  /** Works until nothing is left to do. */
  settle(): void {
    for (let steps = 0; ; steps++) {
      const job = decideJob(this.stats, Number.POSITIVE_INFINITY)
      if (!job) return
      expect(steps).toBeLessThan(200)
      this.obey(job)
    }
  }
}

describe('a shard that obeys', () => {
  test('a bulk load copies and indexes O(n log n) bytes, and ends as one graph', () => {
    const simulation = new Simulation(Math.random, {})
    for (let step = 0; step < 1024; step++) {
      simulation.write(megabyte)
      const job = decideJob(simulation.stats, 0)
      if (job) simulation.obey(job)
    }
    expect(simulation.parts.length).toBeLessThan(12)
    simulation.settle()
    expect(simulation.copied / simulation.written).toBeLessThan(6)
    expect(simulation.indexed / simulation.written).toBeLessThan(3)
    expect(simulation.parts.filter((p) => p.kind === 'segment').length).toBe(1)
  })

  test('many small loads with pauses do not index everything again each time', () => {
    const simulation = new Simulation(Math.random, {})
    for (let step = 0; step < 500; step++) {
      simulation.write(2 * megabyte)
      simulation.settle()
    }
    expect(simulation.indexed / simulation.written).toBeLessThan(10)
    expect(simulation.parts.length).toBeLessThan(8)
  })

  test('random lives always settle into few parts with everything large inside graphs', () => {
    const seed = Date.now() % 2 ** 31
    let state = seed
    const random = () => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
      return state / 0x7fffffff
    }
    for (let life = 0; life < 150; life++) {
      const optimizers = random() < 0.3 ? { maxSegmentSize: Math.ceil(random() * 200_000) } : {}
      const simulation = new Simulation(random, optimizers)
      for (let step = 0; step < 60; step++) {
        simulation.write(random() * 40 * megabyte)
        if (random() < 0.3) simulation.kill(random())
        const job = random() < 0.6 ? decideJob(simulation.stats, random() * 2000) : undefined
        if (job) simulation.obey(job)
      }
      simulation.settle()
      const outside = simulation.parts.filter((p) => !p.hasGraphs)
      const bytes = outside.reduce((total, p) => total + p.largestVectorBytes, 0)
      expect(bytes, `seed ${seed}`).toBeLessThan(10_000 * 1024)
      if (optimizers.maxSegmentSize === undefined) {
        expect(simulation.parts.length, `seed ${seed}`).toBeLessThan(16)
      }
    }
  })
})

describe('no file of a segment grows past what can be mapped', () => {
  const gigabyte = 2 ** 30
  const filesOf = (job: OptimizerJob | undefined, parts: readonly PartStats[]): number => {
    if (job?.kind !== 'merge') return 0
    const chosen = parts.filter((one) => job.sources.includes(one.partId))
    return chosen.reduce((bytes, one) => bytes + one.largestFileBytes, 0)
  }

  test('heads that have piled up are sealed one segment after the other', () => {
    const heads = Array.from({ length: 150 }, (_, index) => head(index + 1, 32 * megabyte, true))
    for (const idleMs of [0, idle]) {
      const job = decideJob(shard(heads), idleMs)
      expect(job).toMatchObject({ kind: 'merge' })
      expect(filesOf(job, heads)).toBeGreaterThan(3 * gigabyte)
      expect(filesOf(job, heads)).toBeLessThanOrEqual(fileBytesMax)
    }
  })

  test('segments with large payloads stay apart, and nothing waits to be done', () => {
    const large = { largestFileBytes: 3 * gigabyte }
    const indexed = { ...large, isIndexed: true, hasGraphs: true }
    const plain = [part(1, 5 * megabyte, large), part(2, 5 * megabyte, large), head(3, megabyte)]
    const job = decideJob(shard([...plain, head(4, megabyte, true)]), 0)
    expect(filesOf(job, plain)).toBeLessThanOrEqual(fileBytesMax)
    const graphs = [part(1, 50 * megabyte, indexed), part(2, 50 * megabyte, indexed), head(3, megabyte)]
    expect(decideJob(shard(graphs), Number.POSITIVE_INFINITY)).toBeUndefined()
  })

  test('whatever size of segments is asked for', () => {
    const optimizers = { maxSegmentSize: 100 * megabyte }
    const parts = [part(1, 3 * gigabyte), part(2, 3 * gigabyte)]
    for (const hasGraphs of [false, true]) {
      const state = parts.map((one) => ({ ...one, hasGraphs, isIndexed: hasGraphs }))
      expect(filesOf(decideJob(shard(state, { optimizers }), idle), state)).toBe(0)
    }
  })
})
