import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { must } from '#base/assert.ts'
import { createDisk } from '#base/disk.ts'
import { createFaultyDisk } from '#base/faulty-disk.fixture.ts'
import type { PayloadIndexSchema } from '#model/collection.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { PointId } from '#model/point-id.ts'
import type { VectorData } from '#model/vector.ts'
import type { WriteOperation } from '#model/write.ts'
import { ShardParts, type ShardSnapshot } from '#storage/shard-parts.ts'
import { ShardWriter } from './writer.ts'
import { oracleConfig } from './writer-oracle.fixture.ts'

const root = mkdtempSync(join(tmpdir(), 'quiver-operations-'))
let folders = 0
let folder = ''
let writer: ShardWriter
const disk = createFaultyDisk(createDisk())
afterAll(() => rmSync(root, { recursive: true, force: true }))
beforeEach(async () => {
  await open()
})

async function open(pagesMax?: number): Promise<void> {
  folder = join(root, `${folders++}`)
  writer = await ShardWriter.open(folder, {
    disk,
    boot: 1,
    config: oracleConfig,
    database: { pagesMax, synced: false },
    pause: async () => {},
    // Everything passes.
    matcher: {
      selectPoints: async () => liveIds(),
      matching: async (ids) => new Set(ids.filter((id) => liveIds().includes(id))),
    },
  })
}

const snapshot = (): ShardSnapshot => must(ShardParts.open(folder, 1), 'the shard is open').snapshot()

function liveIds(): PointId[] {
  const ids: PointId[] = []
  for (const part of snapshot().parts) {
    for (let slot = 0; slot < part.slotCount; slot++) {
      if (part.find(part.idAt(slot)) === slot) ids.push(part.idAt(slot))
    }
  }
  return ids
}

/** The status or the text of the error. */
async function apply(operation: WriteOperation): Promise<string> {
  const [outcome] = await writer.apply([{ operation, wait: true }])
  if (outcome instanceof Error) return outcome.message
  return outcome === 'skipped' ? outcome : must(outcome, 'an outcome').status
}

const dense = (...values: number[]): VectorData => ({ kind: 'dense', values: Float32Array.from(values) })
const multi = (dimension: number, ...values: number[]): VectorData => ({
  kind: 'multi',
  dimension,
  values: Float32Array.from(values),
})
const sparse: VectorData = { kind: 'sparse', indices: Uint32Array.of(1), values: Float32Array.of(1) }
const upsertOne = (name: string, vector: VectorData): WriteOperation => ({
  kind: 'upsert',
  points: [{ id: 1, vectors: new Map([[name, vector]]), payload: null }],
  mode: 'upsert',
})

describe('vectors that do not fit', () => {
  const sparseMismatch = 'Wrong input: Conversion between sparse and regular vectors failed'
  const multiMismatch = 'Wrong input: Conversion between multi and regular vectors failed'
  test.each([
    ['foo', dense(1), 'Wrong input: Not existing vector name error: foo'],
    ['', sparse, sparseMismatch],
    ['words', dense(1), sparseMismatch],
    ['rows', sparse, sparseMismatch],
    ['', multi(3, 1, 2, 3), multiMismatch],
    ['words', multi(1, 1), multiMismatch],
    ['', dense(1, 2), 'Wrong input: Vector dimension error: expected dim: 3, got 2'],
    ['', dense(), 'Wrong input: Vector dimension error: expected dim: 3, got 0'],
    ['rows', multi(3, 1, 2, 3), 'Wrong input: Vector dimension error: expected dim: 2, got 3'],
    ['rows', dense(1, 2), 'completed'],
  ])('%p %p', async (name, vector, answer) => {
    expect(await apply(upsertOne(name, vector))).toBe(answer)
    expect(snapshot().livePoints).toBe(answer === 'completed' ? 1 : 0)
    expect(snapshot().operationNumber).toBe(1)
  })
})

test('a failing operation changes nothing, even of the points that exist', async () => {
  await apply(upsertOne('', dense(1, 2, 3)))
  const ids = [1, 99]
  const selector = { kind: 'ids', ids } as const
  expect(await apply({ kind: 'overwrite_payload', selector, payload: new Uint8Array(0) })).toBe(
    'Not found: No point with id 99 found',
  )
  expect(await apply({ kind: 'delete_vectors', selector, names: ['zz'] })).toBe(
    'Wrong input: Not existing vector name error: zz',
  )
  const part = must(snapshot().parts.at(-1), 'a head')
  expect(part.slotCount).toBe(1)
  expect(part.payloadAt(0)).toBeNull()
  expect(part.versionAt(0)).toBe(1)
})

test('an unknown vector name matters only when a point is selected', async () => {
  const everything = { must: [], should: [], mustNot: [], minShould: undefined }
  const selector = { kind: 'filter', filter: everything } as const
  expect(await apply({ kind: 'delete_vectors', selector, names: ['zz'] })).toBe('completed')
})

test('index operations take two numbers, and the same index again changes nothing', async () => {
  const path = parsePayloadPath('a')
  const create = (schema: PayloadIndexSchema): WriteOperation => ({
    kind: 'create_field_index',
    path,
    schema,
  })
  const bare: PayloadIndexSchema = { type: 'integer', explicitParams: false }
  await apply(create(bare))
  const { epoch, operationNumber } = snapshot()
  expect(operationNumber).toBe(2)
  await apply(create({ type: 'integer', explicitParams: true }))
  expect(snapshot().payloadIndexes.get('a')).toEqual(bare)
  expect(snapshot().epoch).toBe(epoch)
  const other: PayloadIndexSchema = { type: 'integer', explicitParams: true, range: true }
  await apply(create(other))
  expect(snapshot().payloadIndexes.get('a')).toEqual(other)
  await apply({ kind: 'delete_field_index', path })
  await apply({ kind: 'delete_field_index', path })
  expect(snapshot().payloadIndexes.size).toBe(0)
  expect(snapshot().operationNumber).toBe(10)
})

test('names of vectors come and go while points are there', async () => {
  await apply(upsertOne('', dense(1, 2, 3)))
  const { vectors, vectorKeys } = oracleConfig
  writer.setConfig({
    ...oracleConfig,
    vectors: new Map([...vectors, ['late', { size: 1, distance: 'Dot' }]]),
    vectorKeys: new Map([...vectorKeys, ['late', 9]]),
  })
  const parts = must(ShardParts.open(folder, 1), 'the shard is open')
  expect(parts.snapshot().parts[0]?.dense(9)).toBeUndefined()
  const update = (id: PointId): WriteOperation => ({
    kind: 'update_vectors',
    points: [{ id, vectors: new Map([['late', dense(5)]]) }],
  })
  // The first try fails after the column was made.
  disk.arm({ at: 2, kind: 'full' })
  expect(await apply(update(1))).toStartWith('Insufficient storage')
  disk.arm(undefined)
  expect(await apply(update(1))).toBe('completed')
  const [head] = parts.snapshot().parts
  expect(head?.dense(9)?.values[1]).toBe(5)
  expect([0, 1].map((slot) => head?.hasVector(9, slot))).toEqual([false, true])
  expect(head?.hasVector(0, 1)).toBe(true)

  writer.setConfig(oracleConfig)
  await apply({ kind: 'clear_payload', selector: { kind: 'ids', ids: [1] } })
  const after = parts.snapshot().parts[0]
  expect(after?.hasVector(9, 2)).toBe(false)
  expect(after?.hasVector(0, 2)).toBe(true)
  expect(await writer.verify()).toEqual([])
})

test('one operation on very many points is one transaction too', async () => {
  const ids = Array.from({ length: 5000 }, (_, id) => id)
  const points = ids.map((id) => ({ id, vectors: new Map(), payload: null }))
  await apply({ kind: 'upsert', points, mode: 'upsert' })
  const clear = (selected: number[]): WriteOperation => ({
    kind: 'clear_payload',
    selector: { kind: 'ids', ids: selected },
  })
  expect(await apply(clear([...ids, 777_777]))).toBe('Not found: No point with id 777777 found')
  expect(snapshot().parts.at(-1)?.slotCount).toBe(5000)
  expect(await apply(clear([...ids, ...ids]))).toBe('completed')
  expect(snapshot().livePoints).toBe(5000)
  expect(snapshot().operationNumber).toBe(3)
  expect(new Set(liveIds()).size).toBe(5000)
  expect(await apply({ kind: 'delete', selector: { kind: 'ids', ids: [...ids, 777_777] } })).toBe('completed')
  expect(snapshot().livePoints).toBe(0)
  expect(await writer.verify()).toEqual([])
})

test('a full database refuses what is too large and takes the rest, and reads go on', async () => {
  await writer.close()
  await open(120)
  const upsertMany = (from: number, count: number): WriteOperation => ({
    kind: 'upsert',
    mode: 'upsert',
    points: Array.from({ length: count }, (_, index) => ({
      id: from + index,
      vectors: new Map([['', dense(1, 2, 3)]]),
      payload: new Uint8Array(2000),
    })),
  })
  const writes = [upsertMany(0, 5), upsertMany(100, 1000), upsertMany(10, 5)]
  const outcomes = await writer.apply(writes.map((operation) => ({ operation, wait: true })))
  expect(outcomes[0]).toMatchObject({ operationId: 1, status: 'completed' })
  expect(outcomes[1]).toMatchObject({ kind: 'insufficient-storage' })
  expect(outcomes[2]).toMatchObject({ operationId: 2, status: 'completed' })
  expect(snapshot().livePoints).toBe(10)
  expect(await apply({ kind: 'delete', selector: { kind: 'ids', ids: [0, 1, 2] } })).toBe('completed')
  expect(snapshot().livePoints).toBe(7)
  expect(await writer.verify()).toEqual([])
})
