import { expect, test } from 'bun:test'
import { type BitSet, createBitSet, hasBit, setBit } from '#base/bit-set.ts'
import { Task, TaskTimeout } from '#base/task.ts'
import { buildColumn } from '#index/payload/build-column.ts'
import type { PayloadColumn } from '#index/payload/column.ts'
import { createHeadColumn, openColumn } from '#index/payload/open-column.ts'
import type { CollectionConfig, CollectionSchema, PayloadIndexSchema } from '#model/collection.ts'
import { emptyFilter, type Filter } from '#model/filter.ts'
import type { Payload, PayloadValue } from '#model/payload.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { parsePayloadPath, readPath } from '#model/payload-path.ts'
import type { PointId } from '#model/point-id.ts'
import { randomFilter, randomIds } from '#model/random-filters.fixture.ts'
import { createRandom, pick, type Random } from '#base/random.fixture.ts'
import { randomPayload } from '#model/random-payloads.fixture.ts'
import { compileFilter } from '#query/compile-filter.fixture.ts'
import type { Part } from '#storage/part.ts'
import { FilterCache } from './filter-cache.ts'
import { compilePartFilter } from './part-filter.ts'
import { hasSlot } from './slot-set.ts'

interface TestPoint {
  readonly id: PointId
  readonly payload: Payload | null
  readonly hasVector: boolean
}

const paths = ['a', 'b', 'c', 'a.b', 'a[]', 'a[].b', 'b.c']
const types: PayloadIndexSchema['type'][] = [
  'keyword',
  'integer',
  'float',
  'bool',
  'geo',
  'datetime',
  'uuid',
  'text',
]

function randomSchema(random: Random): CollectionSchema {
  const payloadIndexes = new Map<string, PayloadIndexSchema>()
  for (const path of paths) {
    if (random() < 0.5)
      payloadIndexes.set(path, { type: pick(random, types), explicitParams: true, phraseMatching: true })
  }
  const config = {
    vectors: new Map([['', { size: 2, distance: 'Dot' }]]),
    sparseVectors: new Map([['v', {}]]),
    vectorKeys: new Map([
      ['', 0],
      ['v', 1],
    ]),
  } as unknown as CollectionConfig
  return { config, payloadIndexes }
}

function randomPoints(random: Random, count: number): TestPoint[] {
  return Array.from({ length: count }, (_, slot) => ({
    id: random() < 0.3 ? pick(random, randomIds) : slot + 100,
    payload: random() < 0.1 ? null : randomPayload(random),
    hasVector: random() < 0.5,
  }))
}

/** A part over points; of points with the same id only the last one lives. */
function partOf(points: readonly TestPoint[]): Part & { readonly alive: boolean[] } {
  const alive = points.map(({ id }, slot) => points.findLastIndex((point) => point.id === id) === slot)
  const tombstones = createBitSet(points.length)
  const present = createBitSet(points.length)
  points.forEach((point, slot) => {
    if (!alive[slot]) setBit(tombstones, slot)
    if (point.hasVector) setBit(present, slot)
  })
  const at = (slot: number): TestPoint => {
    const point = points[slot]
    if (!point) throw new Error(`no slot ${slot}`)
    return point
  }
  const payloads = points.map(({ payload }) => payload && encodePayload(payload))
  return {
    alive,
    kind: 'head',
    partId: 1,
    slotCount: points.length,
    tombstones,
    deadCount: alive.filter((lives) => !lives).length,
    idAt: (slot) => at(slot).id,
    find: (id) => points.findIndex((point, slot) => point.id === id && alive[slot]),
    versionAt: () => 1,
    rowAt: (slot) => slot,
    payloadAt: (slot) => payloads[slot] ?? null,
    dense: (key) => (key === 0 ? { dimension: 2, values: new Float32Array(0), present } : undefined),
    blobVectorAt: () => undefined,
    hasVector: (key, slot) => (key === 0 || key === 1 ? at(slot).hasVector : false),
  }
}

/** Columns for some of the indexed paths, as if the others were not built yet. */
function randomColumns(
  random: Random,
  schema: CollectionSchema,
  points: readonly TestPoint[],
): Map<string, PayloadColumn> {
  const columns = new Map<string, PayloadColumn>()
  for (const [path, index] of schema.payloadIndexes) {
    if (random() < 0.2) continue
    const parsed = parsePayloadPath(path)
    const valuesOf = (slot: number) => {
      const payload = points[slot]?.payload
      return payload ? readPath(payload, parsed) : []
    }
    const head = createHeadColumn(index)
    points.forEach((_, slot) => head.append(valuesOf(slot)))
    columns.set(path, random() < 0.5 ? head : openColumn(index, buildColumn(index, points.length, valuesOf)))
  }
  return columns
}

function expectedOf(filter: Filter, schema: CollectionSchema, points: readonly TestPoint[]): boolean[] {
  const matches = compileFilter(filter, schema)
  return points.map(({ id, payload, hasVector }) =>
    matches({ id, payload: () => payload, hasVector: (name) => (name === '' || name === 'v') && hasVector }),
  )
}

/** The living slots of a set. */
const living = (bits: BitSet, alive: readonly boolean[]): boolean[] =>
  alive.map((lives, slot) => lives && hasBit(bits, slot))

test('bits and single tests agree with the evaluation of points', async () => {
  for (let seed = 1; seed <= 70; seed++) {
    const random = createRandom(seed)
    const schema = randomSchema(random)
    const points = randomPoints(random, Math.floor(random() * 80))
    const part = partOf(points)
    const columns = randomColumns(random, schema, points)
    const cache = new FilterCache(1 << 20).scope()
    for (let round = 0; round < 12; round++) {
      const filter = randomFilter(random)
      const where = `seed ${seed}, round ${round}`
      const expected = expectedOf(filter, schema, points).map(
        (passes, slot) => passes && part.alive[slot] === true,
      )
      const compile = () => compilePartFilter(filter, part, schema, (path) => columns.get(path), cache)
      const single = compile()
      expect(
        points.map((_, slot) => part.alive[slot] === true && single.test(slot)),
        where,
      ).toEqual(expected)
      expect(
        points.map((_, slot) => part.alive[slot] === true && single.test(slot)),
        where,
      ).toEqual(expected)
      const compiled = compile()
      const { min, expected: guess, max } = compiled.estimate()
      expect(min <= guess && guess <= max && max <= points.length, where).toBe(true)
      expect(living(await compiled.bits(new Task(10_000)), part.alive), where).toEqual(expected)
      const slots = expected.flatMap((passes, slot) => (passes ? [slot] : []))
      for (let time = 0; time < 3; time++) {
        const { count, list, ...set } = await compile().passing(new Task(10_000))
        expect(count, where).toBe(slots.length)
        expect([...(list ?? slots)], where).toEqual(slots)
        expect(
          points.map((_, slot) => hasSlot(set, slot)),
          where,
        ).toEqual(expected)
      }
      const again = compile()
      expect(living(await again.bits(new Task(10_000)), part.alive), where).toEqual(expected)
      expect(
        points.map((_, slot) => part.alive[slot] === true && again.test(slot)),
        where,
      ).toEqual(expected)
    }
  }
})

test('the kept bits of a head are extended when it has grown', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = createRandom(seed)
    const schema = randomSchema(random)
    const points = randomPoints(random, 70).map((point, slot) => ({ ...point, id: slot }))
    const cache = new FilterCache(1 << 20).scope()
    const filter = randomFilter(random)
    const expected = expectedOf(filter, schema, points)
    for (const count of [10, 33, 33, 64, 70]) {
      const seen = points.slice(0, count)
      const columns = randomColumns(random, schema, points)
      const compiled = compilePartFilter(filter, partOf(seen), schema, (path) => columns.get(path), cache)
      const bits = await compiled.bits(new Task(10_000))
      expect(
        living(
          bits,
          seen.map(() => true),
        ),
        `seed ${seed}, ${count}`,
      ).toEqual(expected.slice(0, count))
      expect(bits.length).toBe(Math.ceil(count / 32))
      expect((bits.at(-1) ?? 0) >>> (count % 32) === 0 || count % 32 === 0).toBe(true)
    }
  }
})

test('a search that goes on does not miss what has died since it began', async () => {
  const schema: CollectionSchema = { ...randomSchema(createRandom(1)), payloadIndexes: new Map() }
  const points = [1, 2].map((id) => ({ id, payload: new Map([['a', 'x']]), hasVector: true }))
  const before = partOf(points)
  const after = { ...before, tombstones: Uint32Array.of(1), deadCount: 1 }
  const cache = new FilterCache(1 << 20).scope()
  const filter = keywordFilter('a', 'x')
  const bitsOf = (part: Part) => compilePartFilter(filter, part, schema, () => undefined, cache)
  const older = bitsOf(before)
  expect([...(await bitsOf(after).bits(new Task(10_000)))]).toEqual([0b10])
  expect([...(await older.bits(new Task(10_000)))]).toEqual([0b11])
  expect([...(await bitsOf(before).bits(new Task(10_000)))]).toEqual([0b11])
  expect([...(await bitsOf(after).bits(new Task(10_000)))]).toEqual([0b11])
})

test('the slots that pass are listed when few are asked for again, until one dies', async () => {
  const schema: CollectionSchema = { ...randomSchema(createRandom(1)), payloadIndexes: new Map() }
  const points = Array.from({ length: 200 }, (_, id) => ({
    id,
    payload: new Map([['a', id % 50 === 7 ? 'x' : 'y']]),
    hasVector: true,
  }))
  const before = { ...partOf(points), tombstones: new Uint32Array(7), deadCount: 0 }
  const after = { ...before, tombstones: Uint32Array.of(0, 1 << 25, 0, 0, 0, 0, 0), deadCount: 1 }
  const cache = new FilterCache(1 << 20).scope()
  const passing = (part: Part, value: string) =>
    compilePartFilter(keywordFilter('a', value), part, schema, () => undefined, cache).passing(
      new Task(10_000),
    )
  expect(await passing(before, 'x')).toMatchObject({ count: 4, dead: null })
  expect((await passing(before, 'x')).list).toEqual(Uint32Array.of(7, 57, 107, 157))
  expect(await passing(before, 'x')).toBe(await passing(before, 'x'))
  expect((await passing(after, 'x')).list).toBeUndefined()
  expect(await passing(after, 'x')).toMatchObject({ count: 3, list: Uint32Array.of(7, 107, 157) })
  await passing(before, 'y')
  expect((await passing(before, 'y')).list).toBeUndefined()
})

const keywordFilter = (path: string, value: string): Filter => ({
  ...emptyFilter,
  must: [{ kind: 'field', path: parsePayloadPath(path), tests: [{ kind: 'match', value }] }],
})

test('indexed filters answer at once, payload is read only where all else holds', async () => {
  const schema: CollectionSchema = {
    ...randomSchema(createRandom(1)),
    payloadIndexes: new Map([['tag', { type: 'keyword', explicitParams: false }]]),
  }
  const points = Array.from({ length: 1000 }, (_, id) => ({
    id,
    payload: new Map([
      ['tag', id % 100 === 0 ? 'rare' : 'common'],
      ['other', 'x'],
    ]),
    hasVector: true,
  }))
  const column = createHeadColumn({ type: 'keyword', explicitParams: false })
  for (const { payload } of points) column.append([payload.get('tag') ?? null])
  let read = 0
  const part = partOf(points)
  const counting: Part = {
    ...part,
    payloadAt(slot) {
      read++
      return part.payloadAt(slot)
    },
  }
  const columnOf = (path: string) => (path === 'tag' ? column : undefined)
  const indexed = compilePartFilter(keywordFilter('tag', 'rare'), counting, schema, columnOf).bits(
    new Task(1000),
  )
  expect(indexed).toBeInstanceOf(Uint32Array)
  expect(read).toBe(0)

  const both: Filter = {
    ...emptyFilter,
    must: [...keywordFilter('other', 'x').must, ...keywordFilter('tag', 'rare').must],
  }
  const compiled = compilePartFilter(both, counting, schema, columnOf)
  expect(living(await compiled.bits(new Task(1000)), part.alive).filter(Boolean).length).toBe(10)
  expect(read).toBeLessThan(100)

  const either: Filter = {
    ...emptyFilter,
    should: [...keywordFilter('other', 'x').must, ...keywordFilter('tag', 'common').must],
  }
  read = 0
  await compilePartFilter(either, counting, schema, columnOf).bits(new Task(1000))
  expect(read).toBe(10)
})

test('nested reads only the points that an index over all elements leaves', async () => {
  const index: PayloadIndexSchema = { type: 'keyword', explicitParams: false }
  const schema: CollectionSchema = {
    ...randomSchema(createRandom(1)),
    payloadIndexes: new Map([['a[].b', index]]),
  }
  const element = (b: string, c: bigint): Payload =>
    new Map<string, PayloadValue>([
      ['b', b],
      ['c', c],
    ])
  const points = Array.from({ length: 600 }, (_, id) => ({
    id,
    payload: new Map([
      ['a', id % 50 === 0 ? [element('rare', BigInt(id)), element('x', 0n)] : [element('x', 0n)]],
    ]),
    hasVector: true,
  }))
  const column = createHeadColumn(index)
  const path = parsePayloadPath('a[].b')
  for (const { payload } of points) column.append(readPath(payload, path))
  const part = partOf(points)
  let read = 0
  const counting: Part = {
    ...part,
    payloadAt(slot) {
      read++
      return part.payloadAt(slot)
    },
  }
  const inner: Filter = {
    ...emptyFilter,
    must: [
      ...keywordFilter('b', 'rare').must,
      { kind: 'field', path: parsePayloadPath('c'), tests: [{ kind: 'range', gt: 100 }] },
    ],
  }
  const filter: Filter = {
    ...emptyFilter,
    must: [{ kind: 'nested', path: parsePayloadPath('a'), filter: inner }],
  }
  const bits = await compilePartFilter(filter, counting, schema, () => column).bits(new Task(1000))
  expect(living(bits, part.alive).flatMap((passes, slot) => (passes ? [slot] : []))).toEqual([
    150, 200, 250, 300, 350, 400, 450, 500, 550,
  ])
  expect(read).toBeLessThan(80)
})

test('an index that narrows values does not hide them from nested filters', async () => {
  const index: PayloadIndexSchema = { type: 'integer', explicitParams: false }
  const schema: CollectionSchema = {
    ...randomSchema(createRandom(1)),
    payloadIndexes: new Map([['a[].b', index]]),
  }
  const points = [1.5, 2n].map((b, id) => ({
    id,
    payload: new Map([['a', [new Map([['b', b]])]]]),
    hasVector: true,
  }))
  const column = createHeadColumn(index)
  for (const { payload } of points) column.append(readPath(payload, parsePayloadPath('a[].b')))
  const inner: Filter = {
    ...emptyFilter,
    must: [{ kind: 'field', path: parsePayloadPath('b'), tests: [{ kind: 'range', gt: 1, lt: 3 }] }],
  }
  const filter: Filter = {
    ...emptyFilter,
    must: [{ kind: 'nested', path: parsePayloadPath('a'), filter: inner }],
  }
  const part = partOf(points)
  expect(
    living(await compilePartFilter(filter, part, schema, () => column).bits(new Task(1000)), part.alive),
  ).toEqual([true, true])
})

/** A task that pauses whenever it is asked, and is over after so many pauses. */
class ImpatientTask extends Task {
  pauses = 0
  readonly #pausesMax: number

  constructor(pausesMax: number) {
    super(60_000)
    this.#pausesMax = pausesMax
  }

  override tick(): Promise<void> {
    if (++this.pauses > this.#pausesMax) throw new TaskTimeout('the deadline has passed')
    return Promise.resolve()
  }
}

test('a scan gives way to other work, and stops at its deadline', async () => {
  const random = createRandom(5)
  const points = randomPoints(random, 1000).map((point, id) => ({ ...point, id }))
  const part = partOf(points)
  const filter: Filter = { ...emptyFilter, mustNot: [{ kind: 'is_empty', path: parsePayloadPath('a') }] }
  const schema: CollectionSchema = { ...randomSchema(random), payloadIndexes: new Map() }
  const compile = () => compilePartFilter(filter, part, schema, () => undefined)
  const patient = new ImpatientTask(1000)
  expect(living(await compile().bits(patient), part.alive)).toEqual(expectedOf(filter, schema, points))
  expect(patient.pauses).toBeGreaterThan(10)
  let failure: unknown
  try {
    await compile().bits(new ImpatientTask(3))
  } catch (error) {
    failure = error
  }
  expect(failure).toBeInstanceOf(TaskTimeout)
})

test('the cache stays within its bytes and drops what was not used for longest', () => {
  const cache = new FilterCache(20_000)
  const scope = cache.scope()
  for (let index = 0; index < 100; index++) {
    scope.set(`key ${index}`, { bits: createBitSet(8000), slotCount: 8000, deadCount: 0, count: 0 })
    scope.get('key 0')
    expect(cache.bytes).toBeLessThanOrEqual(20_000)
  }
  expect(scope.get('key 0')).toBeDefined()
  expect(scope.get('key 1')).toBeUndefined()
  expect(scope.get('key 99')).toBeDefined()
  expect(cache.scope().get('key 99')).toBeUndefined()
  scope.set('huge', { bits: createBitSet(80_000), slotCount: 80_000, deadCount: 0, count: 0 })
  expect(scope.get('huge')).toBeUndefined()
})
