import { afterAll, describe, expect, test } from 'bun:test'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Task } from '#base/task.ts'
import { createRandom, randomNormal } from '#base/random.fixture.ts'
import type { CollectionConfig } from '#model/collection.ts'
import type { Filter } from '#model/filter.ts'
import type { Payload } from '#model/payload.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { PointId } from '#model/point-id.ts'
import { prepareSparseVector, prepareVector } from '#model/prepare-vector.ts'
import type { SparseVector, VectorData } from '#model/vector.ts'
import type { Hit, ReadView, Scorer } from '#query/read-view.ts'
import {
  createTestView,
  matches,
  type TestCollection,
  type TestPoint,
  testSchema,
  where,
} from '#query/memory-view.fixture.ts'
import { TestShard } from './shard.fixture.ts'

const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31)
const shape = {
  dense: {
    '': { size: 32, distance: 'Cosine' },
    euclid: { size: 5, distance: 'Euclid' },
    city: { size: 3, distance: 'Manhattan' },
    bytes: { size: 4, distance: 'Cosine', datatype: 'uint8' },
    rows: { size: 4, distance: 'Dot', multivector: { comparator: 'max_sim' } },
    wide: { size: 32, distance: 'Euclid', multivector: { comparator: 'max_sim' } },
  },
  sparse: { text: {}, words: { modifier: 'idf' } },
  indexes: { count: 'integer', weight: 'float', tag: 'keyword' },
} as const satisfies Partial<TestCollection>

/** Segments get graphs from 2 KB of vectors on. */
const config: CollectionConfig = {
  ...testSchema({ ...shape, points: [] }).config,
  optimizers: { indexingThreshold: 2, vacuumMinVectorNumber: 100 },
}

const emptySparse: VectorData = {
  kind: 'sparse',
  indices: new Uint32Array(0),
  values: new Float32Array(0),
}

const opened: TestShard[] = []
afterAll(async () => {
  for (const shard of opened) await shard.close()
})

/** A shard and a plain twin of its points. */
class Twins {
  readonly shard: TestShard
  readonly points = new Map<PointId, TestPoint>()
  readonly random: () => number
  #version = 0

  static async create(random: () => number): Promise<Twins> {
    const shard = await TestShard.create(config, random)
    opened.push(shard)
    const twins = new Twins(shard, random)
    for (const [path, type] of Object.entries(shape.indexes)) {
      await shard.apply({
        kind: 'create_field_index',
        path: parsePayloadPath(path),
        schema: { type, explicitParams: false },
      })
    }
    return twins
  }

  private constructor(shard: TestShard, random: () => number) {
    this.shard = shard
    this.random = random
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit)
  }

  get plain(): ReadView {
    return createTestView({ ...shape, points: [...this.points.values()] })
  }

  async write(count: number, ids: number): Promise<void> {
    const points: TestPoint[] = []
    for (let made = 0; made < count; made++) points.push(this.#point(this.#id(ids)))
    const byId = new Map(points.map((point) => [point.id, point]))
    await this.shard.upsert(
      [...byId.values()].map(({ id, payload, vectors }) => ({
        id,
        payload: payload ? encodePayload(payload) : null,
        vectors: vectors ?? new Map(),
      })),
    )
    this.#version = this.shard.writer.control.get('operationNumber')
    for (const [id, point] of byId) this.points.set(id, { ...point, version: this.#version })
  }

  async delete(count: number): Promise<void> {
    const ids = [...this.points.keys()].filter(() => this.random() < count / Math.max(1, this.points.size))
    await this.shard.delete(ids)
    for (const id of ids) this.points.delete(id)
  }

  #id(ids: number): PointId {
    const number = this.below(ids)
    return number % 5 === 0 ? `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` : number
  }

  #point(id: PointId): TestPoint {
    const vectors = new Map<string, VectorData>()
    const has = (share: number): boolean => this.random() < share
    if (has(0.9)) vectors.set('', this.dense(32))
    if (has(0.7)) vectors.set('euclid', this.dense(5))
    if (has(0.7)) vectors.set('city', this.dense(3))
    if (has(0.5)) vectors.set('bytes', { kind: 'dense', values: this.values(4).map((v) => Math.abs(v) * 90) })
    if (has(0.5)) vectors.set('rows', this.#rows(4))
    if (has(0.5)) vectors.set('wide', this.#rows(32))
    if (has(0.6)) vectors.set('text', this.sparse())
    if (has(0.6)) vectors.set('words', has(0.2) ? emptySparse : this.sparse())
    return { id, vectors, payload: has(0.1) ? null : this.#payload() }
  }

  #payload(): Payload {
    const payload: Payload = new Map()
    const counts = [...new Set(Array.from({ length: this.below(3) }, () => BigInt(this.below(20) - 5)))]
    if (counts.length > 0) payload.set('count', counts.length === 1 ? (counts[0] as bigint) : counts)
    if (this.random() < 0.6) payload.set('weight', Math.round(this.random() * 20) / 2 + 0.25)
    if (this.random() < 0.8) payload.set('tag', `tag ${this.below(6)}`)
    payload.set('plain', `plain ${this.below(3)}`)
    return payload
  }

  values(size: number): Float32Array {
    return Float32Array.from({ length: size }, () => randomNormal(this.random))
  }

  #rows(size: number): VectorData {
    return { kind: 'multi', dimension: size, values: this.values(size * (1 + this.below(4))) }
  }

  dense(size: number): VectorData {
    return { kind: 'dense', values: this.values(size) }
  }

  sparse(): SparseVector {
    const indices = [...new Set(Array.from({ length: 1 + this.below(5) }, () => this.below(30)))]
    const vector = {
      kind: 'sparse',
      indices: Uint32Array.from(indices),
      values: this.values(indices.length),
    } as const
    return prepareSparseVector(vector)
  }

  /** A vector as the engine would give it to the view. */
  query(using: keyof typeof shape.dense | keyof typeof shape.sparse): VectorData {
    if (using === 'text' || using === 'words') return this.sparse()
    const { size } = shape.dense[using]
    if (using === 'rows' || using === 'wide') return this.#rows(size)
    const values = using === 'bytes' ? this.values(size).map((v) => Math.abs(v) * 90) : this.values(size)
    return prepareVector(config.vectors.get(using) as never, { kind: 'dense', values })
  }

  filter(): Filter | undefined {
    const tag = matches('tag', `tag ${this.below(6)}`)
    const plain = matches('plain', `plain ${this.below(3)}`)
    const count = matches('count', BigInt(this.below(20) - 5))
    const named = { kind: 'has_vector', name: 'euclid' } as const
    const ids = { kind: 'has_id', ids: new Set([...this.points.keys()].slice(0, this.below(30))) } as const
    const all = [undefined, where({ must: [tag] }), where({ must: [plain] }), where({ mustNot: [tag] })]
    all.push(
      where({ should: [count, tag] }),
      where({ must: [tag], mustNot: [plain] }),
      where({ must: [named] }),
    )
    all.push(where({ must: [ids] }), where({ minShould: { conditions: [tag, plain, named], minCount: 2 } }))
    return all[this.below(all.length)]
  }

  get task(): Task {
    return new Task(60_000)
  }
}

/** Same points in the same order, up to the order of scores that are nearly equal. */
function expectSameHits(
  twins: Twins,
  got: readonly Hit[],
  wanted: readonly Hit[],
  all: readonly Hit[],
): void {
  const { view } = twins.shard
  const { plain } = twins
  const scores = new Map(all.map(({ ref, score }) => [plain.idOf(ref), score]))
  expect(got.length).toBe(wanted.length)
  expect(new Set(got.map(({ ref }) => ref)).size).toBe(got.length)
  for (const [index, { ref, score }] of got.entries()) {
    const id = view.idOf(ref)
    expect(scores.has(id), `point ${id} is a candidate`).toBe(true)
    expect(Math.abs(score - (scores.get(id) ?? 0))).toBeLessThan(1e-4 * (1 + Math.abs(score)))
    expect(Math.abs(score - (wanted[index]?.score ?? 0))).toBeLessThan(1e-4 * (1 + Math.abs(score)))
  }
}

const names = ['', 'euclid', 'city', 'rows', 'wide', 'text', 'words'] as const

async function compareSearches(twins: Twins): Promise<void> {
  const { shard, plain, task } = twins
  for (const using of names) {
    const filter = twins.filter()
    const limit = [1, 10, 1000][twins.below(3)] as number
    const combined = twins.random() < 0.3
    const scorer: Scorer = combined
      ? {
          kind: 'combined',
          vectors: [twins.query(using), twins.query(using)],
          combine: (similarities) => (similarities[0] as number) - 2 * (similarities[1] as number),
        }
      : { kind: 'nearest', vector: twins.query(using) }
    const search = { using, scorer, filter, limit, params: { exact: true } }
    const wanted = await plain.search(search, task)
    const all = await plain.search({ ...search, limit: 1e9 }, task)
    expectSameHits(twins, await shard.view.search(search, task), wanted, all)
    const approximate = await shard.view.search({ ...search, params: {} }, task)
    expectSameHits(twins, approximate, wanted, all)
  }
}

async function compareReads(twins: Twins): Promise<void> {
  const { shard, plain, task } = twins
  const { view } = shard
  const filter = twins.filter()
  const idsOf = (from: ReadView, refs: readonly number[]): PointId[] => refs.map((ref) => from.idOf(ref))
  const from = [...twins.points.keys()][twins.below(twins.points.size)]
  for (const limit of [1, 7, 10_000]) {
    for (const start of [undefined, from]) {
      const wanted = idsOf(plain, await plain.scroll(filter, start, limit, task))
      expect(idsOf(view, await view.scroll(filter, start, limit, task))).toEqual(wanted)
    }
  }
  const total = await plain.count(filter, true, task)
  expect(await view.count(filter, true, task)).toBe(total)
  if (filter === undefined) expect(await view.count(filter, false, task)).toBe(total)
  const passes = filter && plain.matcher(filter)
  const isPassing = filter && view.matcher(filter)
  for (const id of twins.points.keys()) {
    const ref = view.find(id)
    expect(ref).toBeDefined()
    if (ref !== undefined) expect(isPassing?.(ref)).toBe(passes?.(plain.find(id) as number))
  }
  const sampled = await view.sample(filter, 20, task)
  expect(new Set(sampled).size).toBe(Math.min(20, total))
  for (const ref of sampled) expect(isPassing?.(ref) ?? true).toBe(true)
  for (const using of names) {
    const withVector = await view.sampleWithVector(using, filter, 10_000, task)
    const wanted = await plain.sampleWithVector(using, filter, 10_000, task)
    expect(new Set(idsOf(view, withVector))).toEqual(new Set(idsOf(plain, wanted)))
  }
}

async function compareOrders(twins: Twins): Promise<void> {
  const { shard, plain, task } = twins
  const filter = twins.filter()
  for (const field of ['count', 'weight'] as const) {
    for (const direction of ['asc', 'desc'] as const) {
      for (const startFrom of [undefined, field === 'count' ? 3n : 4.25]) {
        const orderBy = { path: parsePayloadPath(field), direction, startFrom }
        const entriesOf = async (view: ReadView): Promise<string[]> =>
          (await view.order(filter, orderBy, 10_000, task)).map(
            ({ ref, value }) => `${value} ${view.idOf(ref)}`,
          )
        const wanted = await entriesOf(plain)
        const got = await entriesOf(shard.view)
        expect(got.map((entry) => entry.split(' ')[0])).toEqual(wanted.map((entry) => entry.split(' ')[0]))
        expect(got.toSorted()).toEqual(wanted.toSorted())
        const some = await shard.view.order(filter, orderBy, 5, task)
        expect(some.map(({ value }) => `${value}`)).toEqual(
          wanted.slice(0, 5).map((entry) => entry.split(' ')[0] as string),
        )
      }
    }
  }
}

async function compareFacets(twins: Twins): Promise<void> {
  const { shard, plain, task } = twins
  const filter = twins.filter()
  const counts = new Map<string | bigint, number>()
  for (const ref of await plain.scroll(filter, undefined, 10_000, task)) {
    const tag = plain.payloadOf(ref)?.get('tag')
    if (typeof tag === 'string') counts.set(tag, (counts.get(tag) ?? 0) + 1)
  }
  const wanted = [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  const path = parsePayloadPath('tag')
  expect(await shard.view.facet(path, filter, 100, true, task)).toEqual(wanted)
  expect(await shard.view.facet(path, filter, 2, false, task)).toEqual(wanted.slice(0, 2))
  expect(await shard.view.facet(parsePayloadPath('unindexed'), undefined, 0, true, task)).toEqual([])
}

async function compareScores(twins: Twins): Promise<void> {
  const { shard, plain, task } = twins
  const { view } = shard
  const ids = [...twins.points.keys()].filter(() => twins.random() < 0.3)
  for (const using of names) {
    const scorer: Scorer = { kind: 'nearest', vector: twins.query(using) }
    const scoresOf = async (from: ReadView): Promise<Map<PointId, number>> => {
      const refs = ids.map((id) => from.find(id) as number)
      const hits = await from.score(refs, using, scorer, task)
      return new Map(hits.map(({ ref, score }) => [from.idOf(ref), score]))
    }
    const wanted = await scoresOf(plain)
    const got = await scoresOf(view)
    for (const [id, score] of wanted) {
      if (score === 0) continue
      expect(Math.abs((got.get(id) ?? Number.NaN) - score)).toBeLessThan(1e-4 * (1 + Math.abs(score)))
    }
    for (const id of got.keys()) expect(wanted.has(id)).toBe(true)
  }
  const query = twins.sparse()
  for (const corpus of [undefined, twins.filter()]) {
    const wanted = await plain.weighSparse('words', query, corpus, task)
    const got = await view.weighSparse('words', query, corpus, task)
    expect(got.indices).toEqual(wanted.indices)
    for (const [at, value] of got.values.entries()) expect(value).toBeCloseTo(wanted.values[at] as number, 4)
    expect((await view.weighSparse('text', query, undefined, task)).values).toEqual(query.values)
  }
}

function comparePoints(twins: Twins): void {
  const { view } = twins.shard
  const { plain } = twins
  for (const id of twins.points.keys()) {
    const ref = view.find(id) as number
    const plainRef = plain.find(id) as number
    expect(view.versionOf(ref)).toBe(plain.versionOf(plainRef))
    expect(view.payloadOf(ref)).toEqual(plain.payloadOf(plainRef))
    for (const name of [...names, 'bytes'])
      expect(view.vectorOf(ref, name)).toEqual(plain.vectorOf(plainRef, name))
  }
  expect(view.find(123_456)).toBeUndefined()
}

async function compareAll(twins: Twins): Promise<void> {
  comparePoints(twins)
  await compareSearches(twins)
  await compareReads(twins)
  await compareOrders(twins)
  await compareFacets(twins)
  await compareScores(twins)
}

describe(`a view equals a plain one (seed ${seed})`, () => {
  for (let round = 0; round < 2; round++) {
    test(`in whatever parts the points stand, round ${round}`, async () => {
      const random = createRandom(seed + round)
      const twins = await Twins.create(random)
      const { shard } = twins
      await twins.write(50, 400)
      await compareAll(twins)
      for (let step = 0; step < 5; step++) {
        await twins.write(20 + twins.below(150), 400)
        if (random() < 0.7) await twins.delete(twins.below(60))
        if (random() < 0.3) await shard.writer.freeze()
        if (random() < 0.5) await shard.settle(1 + twins.below(5)).catch(() => {})
        await compareAll(twins)
      }
      await shard.settle()
      expect(shard.reader.info(config).status).toBe('green')
      await compareAll(twins)
      await shard.reopen()
      await compareAll(twins)
      // Only SQLite is needed: everything else is made again.
      await shard.reopen((path) => {
        for (const name of readdirSync(path)) {
          if (!name.startsWith('shard.sqlite')) rmSync(join(path, name), { recursive: true })
        }
      })
      await compareAll(twins)
      await shard.settle()
      await compareAll(twins)
      expect(shard.warnings).toEqual([])
    }, 30_000)
  }
})
