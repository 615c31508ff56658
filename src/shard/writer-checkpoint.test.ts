import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDisk } from '#base/disk.ts'
import { encodePayload } from '#model/payload-codec.ts'
import type { PointWrite } from '#model/write.ts'
import { checkpointShard, ShardDatabase } from '#storage/shard-database.ts'
import { ShardWriter } from './writer.ts'
import { oracleConfig } from './writer-oracle.fixture.ts'
import type { ShardOperation } from './writer-operations.ts'

const pointCount = 3000
const ids = Array.from({ length: pointCount }, (_, id) => id)
const payloadOf = (letter: string) => encodePayload(new Map([['text', letter.repeat(4000)]]))

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quiver-checkpoint-'))
  path = join(folder, 'shard-0')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const databaseBytes = (): number => statSync(join(path, 'shard.sqlite')).size

function openWriter(checkpoint: () => Promise<void>): Promise<ShardWriter> {
  return ShardWriter.open(path, {
    disk: createDisk(),
    boot: 1,
    config: oracleConfig,
    database: { synced: false },
    pause: () => new Promise((resume) => setImmediate(resume)),
    checkpoint,
    matcher: { selectPoints: async () => ids, matching: async () => new Set() },
  })
}

async function apply(writer: ShardWriter, operation: ShardOperation): Promise<void> {
  const outcomes = await writer.apply([{ operation, wait: true, request: {} }])
  expect(outcomes).toMatchObject([{ status: 'completed' }])
}

test('the log of a large operation is left to another thread, until it has been copied', async () => {
  const asked: (() => void)[] = []
  const writer = await openWriter(() => new Promise((resolve) => asked.push(resolve)))
  try {
    const points: PointWrite[] = ids.map((id) => ({ id, payload: null, vectors: new Map() }))
    await apply(writer, { kind: 'upsert', mode: 'upsert', points, updateFilter: undefined })
    const before = databaseBytes()
    const selector = { kind: 'ids', ids } as const
    await apply(writer, { kind: 'overwrite_payload', selector, payload: payloadOf('a') })
    expect(asked).toHaveLength(1)
    await apply(writer, { kind: 'clear_payload', selector: { kind: 'ids', ids: [1] } })
    expect(databaseBytes()).toBe(before)

    checkpointShard(path)
    const copied = databaseBytes()
    expect(copied).toBeGreaterThan(before + pointCount * 4000)
    asked[0]?.()
    await Promise.resolve()
    // Commits copy the log themselves again.
    const more = points.map((point) => ({ ...point, id: 10_000 + Number(point.id), payload: payloadOf('b') }))
    await apply(writer, { kind: 'upsert', mode: 'upsert', points: more, updateFilter: undefined })
    await apply(writer, { kind: 'clear_payload', selector: { kind: 'ids', ids: [1] } })
    expect(databaseBytes()).toBeGreaterThan(copied)
    expect(asked).toHaveLength(1)
    expect(await writer.verify()).toEqual([])
  } finally {
    await writer.close()
  }
})

test('a checkpoint that fails elsewhere is made up for by the commits that follow', async () => {
  const writer = await openWriter(async () => {
    throw new Error('no thread')
  })
  try {
    const points: PointWrite[] = ids.map((id) => ({ id, payload: null, vectors: new Map() }))
    await apply(writer, { kind: 'upsert', mode: 'upsert', points, updateFilter: undefined })
    const before = databaseBytes()
    await apply(writer, {
      kind: 'overwrite_payload',
      selector: { kind: 'ids', ids },
      payload: payloadOf('a'),
    })
    await Promise.resolve()
    await apply(writer, { kind: 'clear_payload', selector: { kind: 'ids', ids: [1] } })
    expect(databaseBytes()).toBeGreaterThan(before + pointCount * 4000)
  } finally {
    await writer.close()
  }
})

test('rows that a large delete has left when the shard was closed go when it is opened', async () => {
  const points: PointWrite[] = ids.map((id) => ({ id, payload: payloadOf('a'), vectors: new Map() }))
  const writer = await openWriter(async () => {})
  await apply(writer, { kind: 'upsert', mode: 'upsert', points, updateFilter: undefined })
  await apply(writer, { kind: 'delete', selector: { kind: 'ids', ids: ids.slice(1) } })
  expect(writer.control.get('livePoints')).toBe(1)
  await writer.close()

  const database = new ShardDatabase(path)
  expect(database.countPoints()).toBeGreaterThan(1)
  database.close()

  const again = await openWriter(async () => {})
  try {
    expect(again.control.get('livePoints')).toBe(1)
    expect(await again.verify()).toEqual([])
  } finally {
    await again.close()
  }
  const clean = new ShardDatabase(path)
  expect(clean.countPoints()).toBe(1)
  clean.close()
})

test('what a large delete has left is deleted beside other writes', async () => {
  const points: PointWrite[] = ids.map((id) => ({ id, payload: payloadOf('a'), vectors: new Map() }))
  const writer = await openWriter(async () => {})
  try {
    await apply(writer, { kind: 'upsert', mode: 'upsert', points, updateFilter: undefined })
    await apply(writer, { kind: 'delete', selector: { kind: 'ids', ids } })
    await apply(writer, { kind: 'upsert', mode: 'upsert', points, updateFilter: undefined })
    await apply(writer, {
      kind: 'overwrite_payload',
      selector: { kind: 'ids', ids },
      payload: payloadOf('b'),
    })
    expect(writer.control.get('livePoints')).toBe(pointCount)
    expect(await writer.verify()).toEqual([])
  } finally {
    await writer.close()
  }
})
