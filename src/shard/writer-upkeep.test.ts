import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDisk } from '#base/disk.ts'
import { encodePayload } from '#model/payload-codec.ts'
import { checkpointShard } from '#storage/shard-database.ts'
import { ShardWriter } from './writer.ts'
import type { ShardOperation } from './writer-operations.ts'
import { oracleConfig } from './writer-oracle.fixture.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quiver-upkeep-'))
  path = join(folder, 'shard-0')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const totalBytes = 12 << 20
const idsOf = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)
const nextTurn = () => new Promise<void>((resume) => setImmediate(resume))
const logBytes = (): number => statSync(join(path, 'shard.sqlite-wal')).size
const databaseBytes = (): number => statSync(join(path, 'shard.sqlite')).size

function openWriter(checkpoint: () => Promise<void>): Promise<ShardWriter> {
  return ShardWriter.open(path, {
    disk: createDisk(),
    boot: 1,
    config: oracleConfig,
    database: { synced: false },
    pause: nextTurn,
    checkpoint,
    matcher: { selectPoints: async () => [], matching: async () => new Set() },
  })
}

async function apply(writer: ShardWriter, operation: ShardOperation): Promise<void> {
  expect(await writer.apply([{ operation, wait: true }])).toMatchObject([{ status: 'completed' }])
}

async function write(writer: ShardWriter, ids: readonly number[], payloadBytes: number): Promise<void> {
  const payload = encodePayload(new Map([['text', 'x'.repeat(payloadBytes)]]))
  const points = ids.map((id) => ({ id, payload, vectors: new Map() }))
  await apply(writer, { kind: 'upsert', mode: 'upsert', points, updateFilter: undefined })
}

test.each([
  ['by one large operation', 2500, 2250],
  ['by many small ones', 200, 30],
])('the space of points deleted %s goes back to the disk, while writes go on', async (_, count, batch) => {
  const deletedCount = count * 0.9
  const shrunk = Promise.withResolvers<void>()
  let isDeleted = false
  const writer = await openWriter(async () => {
    checkpointShard(path)
    if (isDeleted) shrunk.resolve()
  })
  try {
    await write(writer, idsOf(0, count), totalBytes / count)
    checkpointShard(path)
    const full = databaseBytes()
    expect(full).toBeGreaterThan(totalBytes)
    isDeleted = true
    for (let from = 0; from < deletedCount; from += batch) {
      await apply(writer, { kind: 'delete', selector: { kind: 'ids', ids: idsOf(from, from + batch) } })
    }
    await write(writer, [9000], 10)
    // A large operation asks for a checkpoint of its own, before anything is given back.
    await shrunk.promise
    for (let id = 9001; databaseBytes() > full * 0.2; id++) {
      await write(writer, [id], 10)
      await nextTurn()
    }
    while (logBytes() > full * 0.1) await nextTurn()
    expect(await writer.verify()).toEqual([])
  } finally {
    await writer.close()
  }
  const again = await openWriter(async () => {})
  expect(again.control.get('livePoints')).toBeGreaterThan(count - deletedCount)
  expect(await again.verify()).toEqual([])
  await again.close()
})
