import { expect, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Database } from 'bun:sqlite'
import { must } from '#base/assert.ts'
import { createDisk } from '#base/disk.ts'
import { encodePayload } from '#model/payload-codec.ts'
import type { VectorData } from '#model/vector.ts'
import type { WriteOperation } from '#model/write.ts'
import { checkCopiedShard, copyShard, isShardFile } from './snapshot-copy.ts'
import { verifyShard } from './verify-shard.ts'
import { ShardHarness } from './writer-harness.fixture.ts'
import { oracleConfig } from './writer-oracle.fixture.ts'

const disk = createDisk()

function upsert(from: number, count: number): WriteOperation {
  const points = Array.from({ length: count }, (_, index) => from + index).map((id) => {
    const values = Float32Array.of(id, 1, 2)
    const vectors = new Map<string, VectorData>([['', { kind: 'dense', values }]])
    return { id, vectors, payload: encodePayload(new Map([['a', BigInt(id)]])) }
  })
  return { kind: 'upsert', points, mode: 'upsert' }
}

const remove = (...ids: number[]): WriteOperation => ({ kind: 'delete', selector: { kind: 'ids', ids } })

/** A shard with segments, heads and tombstones in both. */
async function fill(): Promise<ShardHarness> {
  const harness = new ShardHarness()
  await harness.open()
  for (let from = 0; from < 300; from += 50) await harness.applyBoth([upsert(from, 50)])
  await harness.merge(0b11, [remove(3, 77)])
  await harness.merge(0b100, [upsert(10, 5)])
  await harness.applyBoth([remove(120, 299)])
  return harness
}

/** Opens a copy as a shard, and compares it with what the shard was when it was made. */
async function expectSameIn(
  target: string,
  harness: ShardHarness,
  oracle = harness.oracle.copy(),
): Promise<void> {
  const copy = new ShardHarness()
  copy.oracle = oracle
  rmSync(copy.path, { recursive: true, force: true })
  disk.rename(target, copy.path)
  const writer = await copy.open()
  expect(writer.lost).toEqual([])
  copy.expectSame()
  await copy.applyBoth([upsert(1000, 3), remove(1)])
  copy.expectSame()
  await copy.remove()
}

const targetOf = (harness: ShardHarness): string => join(dirname(harness.path), 'copy')

test('a copy is the shard at that moment, whatever happens to the shard afterwards', async () => {
  const harness = await fill()
  const before = harness.oracle.copy()
  const files = copyShard(disk, harness.path, targetOf(harness))
  expect(files.filter((name) => name.startsWith('segment-')).length).toBeGreaterThan(4)
  expect(files.every(isShardFile)).toBe(true)
  await harness.merge(0b11111111, [upsert(0, 200)])
  await harness.applyBoth([remove(...Array.from({ length: 50 }, (_, id) => id))])
  harness.expectSame()
  checkCopiedShard(targetOf(harness), oracleConfig)
  await expectSameIn(targetOf(harness), harness, before)
  await harness.remove()
})

test('the database alone is enough: segments that are missing or damaged are made again', async () => {
  for (const damage of ['missing', 'cut', 'changed'] as const) {
    const harness = await fill()
    const target = targetOf(harness)
    const files = copyShard(disk, harness.path, target)
    const points = must(
      files.find((name) => name.endsWith('/points')),
      'there is a segment',
    )
    const path = join(target, points)
    // The copy shares its files with the shard.
    const bytes = readFileSync(path)
    rmSync(path)
    if (damage !== 'missing') writeFileSync(path, bytes)
    if (damage === 'cut') truncateSync(path, 100)
    if (damage === 'changed') {
      bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1
      writeFileSync(path, bytes)
    }
    checkCopiedShard(target, oracleConfig)
    await expectSameIn(target, harness)
    harness.expectSame()
    await harness.remove()
  }
})

test('what is not the database of a shard is refused', async () => {
  const harness = await fill()
  const target = targetOf(harness)
  const refusal = (): string => {
    try {
      checkCopiedShard(target, oracleConfig)
      return 'accepted'
    } catch (error) {
      return (error as Error).message
    }
  }
  const path = join(target, 'shard.sqlite')
  const change = (sql: string): void => {
    rmSync(target, { recursive: true, force: true })
    copyShard(disk, harness.path, target)
    const database = new Database(path)
    database.run(sql)
    database.close()
  }
  change('CREATE TRIGGER t AFTER INSERT ON points BEGIN DELETE FROM points; END')
  expect(refusal()).toContain("'t' has no business")
  change('DELETE FROM points WHERE row = 5')
  expect(refusal()).toMatch(/^it has \d+ points instead of \d+$/)
  change('PRAGMA user_version = 99')
  expect(refusal()).toContain('is not known')
  change('DROP TABLE segments')
  expect(refusal()).toContain('cannot be read')
  rmSync(path)
  expect(refusal()).toContain('it has no database')
  writeFileSync(path, Buffer.alloc(8192, 1))
  expect(refusal()).toContain('cannot be read')
  await harness.remove()
})

test('a sound shard is found sound, and every damage is told', async () => {
  const harness = await fill()
  await harness.close()
  expect(verifyShard(disk, harness.path)).toEqual([])
  const segment = must(
    readdirSync(harness.path).find((name) => name.startsWith('segment-')),
    'there is one',
  )
  const payloads = join(harness.path, segment, 'payloads')
  const bytes = readFileSync(payloads)
  const changed = Buffer.from(bytes)
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 4
  writeFileSync(payloads, changed)
  expect(verifyShard(disk, harness.path).join()).toContain(
    'payloads: the content does not match its checksum',
  )
  writeFileSync(payloads, bytes)
  const change = (sql: string): void => {
    const database = new Database(join(harness.path, 'shard.sqlite'))
    database.run(sql)
    database.close()
  }
  change('UPDATE points SET version = version + 1 WHERE row = (SELECT min(row) FROM points)')
  expect(verifyShard(disk, harness.path).join()).toContain('has another version')
  change('UPDATE points SET version = version - 1 WHERE row = (SELECT min(row) FROM points)')
  expect(verifyShard(disk, harness.path)).toEqual([])
  change('DELETE FROM points WHERE row = (SELECT min(row) FROM points)')
  expect(verifyShard(disk, harness.path).join()).toMatch(/\d+ points instead of \d+/)
  rmSync(join(harness.path, 'shard.sqlite'))
  expect(verifyShard(disk, harness.path)).toEqual(['shard.sqlite is missing'])
  expect(existsSync(join(harness.path, 'shard.sqlite'))).toBe(false)
  await harness.remove()
})
