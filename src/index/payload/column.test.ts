import { expect, test } from 'bun:test'
import { createBitSet, hasBit } from '#base/bit-set.ts'
import { type PayloadIndexSchema, payloadIndexTypeNames } from '#model/collection.ts'
import type { FieldTest } from '#model/filter.ts'
import { serves } from '#model/indexed-values.ts'
import type { PayloadValue } from '#model/payload.ts'
import { parsePayloadPath, readPath } from '#model/payload-path.ts'
import { randomTest } from '#model/random-filters.fixture.ts'
import { createRandom, pick, type Random } from '#base/random.fixture.ts'
import { randomPathText, randomPayload } from '#model/random-payloads.fixture.ts'
import { compileFieldTests } from '#query/field-matcher.ts'
import { buildColumn } from './build-column.ts'
import type { ColumnKey, PayloadColumn } from './column.ts'
import { compareKeys, keyReader } from './key-type.ts'
import { createHeadColumn, openColumn } from './open-column.ts'

function randomSchema(random: Random): PayloadIndexSchema {
  const type = pick(random, payloadIndexTypeNames)
  return {
    type,
    explicitParams: true,
    ...(type === 'text' ? { phraseMatching: random() < 0.7 } : {}),
    ...(type === 'integer' && random() < 0.3 ? { lookup: false } : {}),
    ...(type === 'integer' && random() < 0.3 ? { range: false } : {}),
  }
}

/** Columns of both kinds over the same values. */
function columnsOf(schema: PayloadIndexSchema, slots: readonly PayloadValue[][]): PayloadColumn[] {
  const head = createHeadColumn(schema)
  for (const values of slots) head.append(values)
  return [
    openColumn(
      schema,
      buildColumn(schema, slots.length, (slot) => slots[slot] ?? []),
    ),
    head,
  ]
}

function randomSlots(random: Random, count: number): PayloadValue[][] {
  const path = parsePayloadPath(randomPathText(random))
  return Array.from({ length: count }, () => readPath(randomPayload(random), path))
}

test('columns agree with the evaluation of single points', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = createRandom(seed)
    const schema = randomSchema(random)
    const slots = randomSlots(random, Math.floor(random() * 100))
    const columns = columnsOf(schema, slots)
    for (let round = 0; round < 20; round++) {
      const wanted = randomTest(random)
      if (!serves(schema, wanted)) continue
      const passes = compileFieldTests([wanted], schema)
      const expected = slots.map((values) => passes(values))
      const count = expected.filter(Boolean).length
      for (const column of columns) {
        const where = () => `seed ${seed}, round ${round}, ${schema.type}, ${Bun.inspect(wanted)}`
        const bits = createBitSet(slots.length)
        column.collect(wanted, bits)
        expect(
          slots.map((_, slot) => hasBit(bits, slot)),
          where(),
        ).toEqual(expected)
        const passesSlot = column.slotTest(wanted)
        expect(
          slots.map((_, slot) => passesSlot(slot)),
          where(),
        ).toEqual(expected)
        expect(passesSlot(slots.length)).toBe(false)
        const estimate = column.estimate(wanted)
        expect(estimate.min <= count && count <= estimate.max, where()).toBe(true)
        expect(estimate.min <= estimate.expected && estimate.expected <= estimate.max, where()).toBe(true)
      }
    }
  }
})

test('keys of slots, their order and their counts', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = createRandom(seed)
    const schema = randomSchema(random)
    const { type } = schema
    if (type === 'geo' || type === 'text') continue
    const slots = randomSlots(random, Math.floor(random() * 60))
    const read = keyReader(type)
    const keysOf = slots.map((values) => {
      const keys = values.flat().map((value) => (Array.isArray(value) ? undefined : read(value)))
      return [...new Set(keys.filter((key) => key !== undefined))]
    })
    const some = new Uint32Array(2).map(() => Math.floor(random() * 2 ** 32))
    for (const column of columnsOf(schema, slots)) {
      checkKeys(column, keysOf, some, random)
    }
  }
})

function checkKeys(column: PayloadColumn, keysOf: ColumnKey[][], some: Uint32Array, random: Random): void {
  const { keys } = column
  if (!keys) throw new Error('a keyed column has keys')
  const sorted = (list: ColumnKey[]): ColumnKey[] => [...list].sort(compareKeys)
  keysOf.forEach((expected, slot) => expect(sorted(keys.keysAt(slot))).toEqual(sorted(expected)))
  expect(column.indexedCount).toBe(keysOf.filter((list) => list.length > 0).length)

  const pairs = keysOf.flatMap((list, slot) => list.map((key) => ({ key, slot })))
  const present = pairs
    .map(({ key }) => key)
    .filter((key) => typeof key === 'bigint' || typeof key === 'number')
  for (const direction of ['asc', 'desc'] as const) {
    for (const start of [undefined, 0, 1n, ...(present.length > 0 ? [pick(random, present)] : [])]) {
      if (start !== undefined && present.length === 0) continue
      const sign = direction === 'asc' ? 1 : -1
      const expected = pairs.filter(({ key }) => start === undefined || compareKeys(key, start) * sign >= 0)
      const cursor = keys.cursor(direction, start)
      const found: { key: ColumnKey; slot: number }[] = []
      while (cursor.next()) found.push({ key: cursor.key, slot: cursor.slot })
      const order = found.map(({ key }) => key)
      expect(order).toEqual([...order].sort((a, b) => compareKeys(a, b) * sign))
      const text = (list: typeof found): string[] => list.map(({ key, slot }) => `${key} ${slot}`).sort()
      expect(text(found)).toEqual(text(expected))
    }
  }

  for (const bits of [null, some]) {
    const counts = new Map<ColumnKey, number>()
    for (const { key, slot } of pairs)
      if (bits === null || hasBit(bits, slot)) counts.set(key, (counts.get(key) ?? 0) + 1)
    const found = new Map<ColumnKey, number>()
    keys.facet(bits, (key, count) => found.set(key, count))
    expect(found).toEqual(counts)
  }
}

test('a head column grows after it was asked', () => {
  const column = createHeadColumn({ type: 'keyword', explicitParams: false })
  const wanted = { kind: 'match', value: 'x' } as const
  const expected: boolean[] = []
  for (let slot = 0; slot < 3000; slot++) {
    const passes = slot % 3 === 0
    column.append(passes ? ['x'] : ['y', null])
    expected.push(passes)
  }
  const bits = createBitSet(3000)
  column.collect(wanted, bits)
  expect(expected.every((passes, slot) => hasBit(bits, slot) === passes)).toBe(true)
  expect(column.estimate({ kind: 'is_null', expected: true }).expected).toBe(2000)
})

test('texts are ordered by their bytes, also beyond the basic plane', () => {
  const slots = ['z', '\uffff', '\u{10000}', 'é', 'a', ''].map((text) => [text])
  for (const column of columnsOf({ type: 'keyword', explicitParams: false }, slots)) {
    const cursor = column.keys?.cursor('asc', undefined)
    const found: ColumnKey[] = []
    while (cursor?.next()) found.push(cursor.key)
    expect(found).toEqual(['', 'a', 'z', 'é', '\uffff', '\u{10000}'])
  }
})

test('geo: circles over a pole and across the antimeridian find the points there', () => {
  const place = (lon: number, lat: number): PayloadValue[] => [
    new Map([
      ['lon', lon],
      ['lat', lat],
    ]),
  ]
  const slots = [
    place(179.9, 0),
    place(-179.9, 0),
    place(0, 89.9),
    place(180, 89.9),
    place(10, -89.95),
    place(0, 0),
  ]
  const circle = (lon: number, lat: number, radius: number): number[] => {
    const found: number[][] = columnsOf({ type: 'geo', explicitParams: false }, slots).map((column) => {
      const bits = createBitSet(slots.length)
      column.collect({ kind: 'geo_radius', center: { lon, lat }, radius }, bits)
      return slots.flatMap((_, slot) => (hasBit(bits, slot) ? [slot] : []))
    })
    expect(found[0]).toEqual(found[1] ?? [])
    return found[0] ?? []
  }
  expect(circle(180, 0, 20_000)).toEqual([0, 1])
  expect(circle(-179.95, 0, 20_000)).toEqual([0, 1])
  expect(circle(90, 90, 20_000)).toEqual([2, 3])
  expect(circle(0, -90, 20_000)).toEqual([4])
  expect(circle(0, 0, 2e7 + 1e5)).toEqual([0, 1, 2, 3, 4, 5])
  expect(circle(0, 0, 0)).toEqual([])
})

test('geo: shapes among many points, all over the globe and in a dense spot', () => {
  const random = createRandom(11)
  const slots = Array.from({ length: 4000 }, (_, slot): PayloadValue[] => [
    new Map([
      ['lon', slot % 2 === 0 ? random() * 360 - 180 : 13 + random()],
      ['lat', slot % 2 === 0 ? random() * 180 - 90 : 52 + random()],
    ]),
  ])
  const schema: PayloadIndexSchema = { type: 'geo', explicitParams: false }
  const columns = columnsOf(schema, slots)
  for (let round = 0; round < 60; round++) {
    const [lon, lat] =
      round % 2 === 0 ? [random() * 360 - 180, random() * 180 - 90] : [13 + random(), 52 + random()]
    const size = round % 2 === 0 ? random() * 90 : random() / 2
    const wanted: FieldTest =
      round % 3 === 0
        ? { kind: 'geo_radius', center: { lon, lat }, radius: size * 111_000 }
        : {
            kind: 'geo_bounding_box',
            topLeft: { lon, lat },
            bottomRight: { lon: lon + size, lat: lat - size },
          }
    const passes = compileFieldTests([wanted], schema)
    const expected = slots.map((values) => passes(values))
    for (const column of columns) {
      const bits = createBitSet(slots.length)
      column.collect(wanted, bits)
      expect(
        slots.map((_, slot) => hasBit(bits, slot)),
        `round ${round}`,
      ).toEqual(expected)
      const { max } = column.estimate(wanted)
      expect(max).toBeGreaterThanOrEqual(expected.filter(Boolean).length)
    }
  }
})

test('a phrase does not go from one element to the next', () => {
  const schema: PayloadIndexSchema = { type: 'text', explicitParams: true, phraseMatching: true }
  const slots: PayloadValue[][] = [
    [['a cat', 'hat']],
    [['a cat hat', 'x']],
    ['hat cat'],
    ['cat cat hat'],
    ['cat hat'],
  ]
  for (const column of columnsOf(schema, slots)) {
    const bits = createBitSet(slots.length)
    column.collect({ kind: 'phrase', text: 'cat hat' }, bits)
    expect(slots.map((_, slot) => hasBit(bits, slot))).toEqual([false, true, false, true, true])
  }
})

test('other bytes are refused', () => {
  expect(() => openColumn({ type: 'keyword', explicitParams: false }, new Uint8Array(100))).toThrow(
    'not a QCKY file',
  )
  const bytes = buildColumn({ type: 'keyword', explicitParams: false }, 3, () => ['x'])
  expect(() => openColumn({ type: 'keyword', explicitParams: false }, bytes.subarray(0, 200))).toThrow(
    'cut off',
  )
  expect(() => openColumn({ type: 'geo', explicitParams: false }, bytes)).toThrow('not a QCGE file')
})
