import { afterEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDisk } from '#base/disk.ts'
import { createFaultyDisk } from '#base/faulty-disk.fixture.ts'
import { TaskTimeout } from '#base/task.ts'
import { RequestError } from '#model/errors.ts'
import type { PointId } from '#model/point-id.ts'
import type { WriteOperation } from '#model/write.ts'
import { ShardParts } from '#storage/shard-parts.ts'
import { WriterLoop, type WriterLoopOptions } from './writer-loop.ts'
import { oracleConfig } from './writer-oracle.fixture.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

const boot = 3

function createLoop(
  options: Partial<WriterLoopOptions> = {},
  selectPoints: () => Promise<PointId[]> = async () => [],
) {
  const folder = mkdtempSync(join(tmpdir(), 'quiver-loop-'))
  const unseen: string[] = []
  const trouble: unknown[] = []
  const loop = new WriterLoop({
    disk: createDisk(),
    boot,
    host: {
      describe: (id) => ({ path: join(folder, id), config: oracleConfig }),
      matcherOf: () => ({ selectPoints, matching: async () => new Set() }),
      onUnseenFailure: (_, error) => void unseen.push(error.message),
      onTrouble: (_, error) => void trouble.push(error),
    },
    ...options,
  })
  cleanups.push(async () => {
    await loop.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const snapshot = (shard: string) => ShardParts.open(join(folder, shard), boot)?.snapshot()
  return { loop, unseen, trouble, snapshot }
}

function upsert(...ids: PointId[]): WriteOperation {
  const points = ids.map((id) => ({ id, vectors: new Map(), payload: null }))
  return { kind: 'upsert', points, mode: 'upsert' }
}
const clear = (id: PointId): WriteOperation => ({
  kind: 'clear_payload',
  selector: { kind: 'ids', ids: [id] },
})
const wait = { wait: true }

/** What a promise was rejected with. */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

test('operations of many shards are applied in order, each with the next number of its shard', async () => {
  const { loop, snapshot } = createLoop()
  const results = await Promise.all(
    Array.from({ length: 30 }, (_, index) => loop.submit(`shard-${index % 3}`, upsert(index), wait)),
  )
  results.forEach((result, index) => {
    expect(result).toMatchObject({ operationId: Math.floor(index / 3) + 1, status: 'completed' })
  })
  expect(snapshot('shard-1')?.livePoints).toBe(10)
  expect(loop.pendingOperations).toBe(0)
})

test('a request stops at its first failure, unless nobody waits', async () => {
  const { loop, unseen, snapshot } = createLoop()
  const operations = [upsert(1), clear(77), upsert(2)]
  const error = await failureOf(loop.submitAll('a', operations, wait))
  expect(error).toMatchObject({ kind: 'not-found', message: 'Not found: No point with id 77 found' })
  expect(snapshot('a')?.livePoints).toBe(1)
  const results = await loop.submitAll('a', operations, { wait: false })
  expect(results.map(({ operationId }) => operationId)).toEqual([3, 4, 5])
  expect(results.every(({ status }) => status === 'acknowledged')).toBe(true)
  expect(unseen).toEqual(['Not found: No point with id 77 found'])
  expect(snapshot('a')?.livePoints).toBe(2)
})

test('a caller whose time is up is told so, and the operation is applied', async () => {
  const { loop, snapshot } = createLoop()
  const result = await loop.submit('a', upsert(1), { wait: true, timeoutSec: 0 })
  expect(result).toMatchObject({ operationId: 1, status: 'wait_timeout' })
  expect(snapshot('a')?.livePoints).toBe(1)
})

test('past the bounds callers are refused and nothing is lost', async () => {
  const { loop, snapshot } = createLoop({ limits: { operationsMax: 5 } })
  const answers = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => loop.submit('a', upsert(index), wait)),
  )
  expect(answers.filter(({ status }) => status === 'fulfilled').length).toBe(5)
  for (const answer of answers) {
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ kind: 'resource-exhausted' })
  }
  await loop.submit('a', upsert(9), wait)
  expect(snapshot('a')?.livePoints).toBe(6)
})

test('more shards than may be open take turns', async () => {
  const { loop, snapshot, trouble } = createLoop({ limits: { openShardsMax: 2 } })
  for (let round = 0; round < 3; round++) {
    await Promise.all(Array.from({ length: 6 }, (_, shard) => loop.submit(`s${shard}`, upsert(round), wait)))
  }
  expect(trouble).toEqual([])
  for (let shard = 0; shard < 6; shard++) expect(snapshot(`s${shard}`)?.livePoints).toBe(3)
})

test('a reader keeps reading a shard that is closed and opened again', async () => {
  const { loop, snapshot } = createLoop({ limits: { openShardsMax: 1 } })
  await loop.submit('a', upsert(1, 2), wait)
  const before = snapshot('a')
  await loop.submit('b', upsert(1), wait)
  await loop.submit('a', upsert(3), wait)
  expect(before?.livePoints).toBe(2)
  expect(before?.parts.at(-1)?.find(2)).toBe(1)
  expect(snapshot('a')?.parts.at(-1)?.find(3)).toBe(2)
})

test('a shard whose disk has failed is opened again with everything acknowledged', async () => {
  const disk = createFaultyDisk(createDisk())
  const { loop, snapshot, trouble } = createLoop({ disk })
  await loop.submit('a', upsert(1), wait)
  disk.arm({ at: 1, kind: 'crash' })
  expect(await failureOf(loop.submit('a', upsert(2), wait))).toMatchObject({ kind: 'internal' })
  expect(await failureOf(loop.submit('a', upsert(3), wait))).toBeInstanceOf(RequestError)
  disk.arm(undefined)
  await loop.submit('a', upsert(4), wait)
  expect(snapshot('a')?.livePoints).toBe(2)
  expect(trouble.length).toBeGreaterThan(0)
})

test('a failure that no write has seen costs no write', async () => {
  const disk = createFaultyDisk(createDisk())
  const { loop, snapshot } = createLoop({ disk })
  await loop.submit('a', upsert(1), wait)
  disk.arm({ at: 1, kind: 'crash' })
  expect(await failureOf(loop.freeze('a'))).toBeDefined()
  disk.arm(undefined)
  await loop.submit('a', upsert(2), wait)
  expect(snapshot('a')?.livePoints).toBe(2)
  disk.arm({ at: 1, kind: 'crash' })
  expect(await failureOf(loop.freeze('a'))).toBeDefined()
  disk.arm(undefined)
  await loop.freeze('a')
  expect(snapshot('a')?.parts.map((part) => 'frozen' in part && part.frozen)).toEqual([true, false])
})

test('a shard that is opened again keeps no one from what came just before', async () => {
  const { loop, snapshot } = createLoop()
  await loop.submit('a', upsert(1), wait)
  const calls = [loop.freeze('a'), loop.reopen('a'), loop.verify('a'), loop.reopen('a'), loop.freeze('a')]
  await Promise.all([...calls, loop.submit('a', upsert(2), wait)])
  expect(snapshot('a')?.livePoints).toBe(2)
})

test('a shard that a full disk keeps shut is opened when there is space', async () => {
  const disk = createFaultyDisk(createDisk())
  const { loop, snapshot } = createLoop({ disk })
  disk.arm({ at: 1, kind: 'full' })
  const full = { kind: 'insufficient-storage' }
  expect(await failureOf(loop.submit('a', upsert(1), wait))).toMatchObject(full)
  expect(await failureOf(loop.ensureOpen('a'))).toMatchObject(full)
  disk.arm(undefined)
  await loop.submit('a', upsert(2), wait)
  expect(snapshot('a')?.livePoints).toBe(1)
})

test('a filter that takes too long is told as that', async () => {
  const { loop } = createLoop({}, () => Promise.reject(new TaskTimeout('the deadline has passed')))
  const filter = { must: [], should: [], mustNot: [], minShould: undefined }
  const remove: WriteOperation = { kind: 'delete', selector: { kind: 'filter', filter } }
  expect(await failureOf(loop.submit('a', remove, wait))).toMatchObject({ kind: 'deadline-exceeded' })
  await loop.submit('a', upsert(1), wait)
})

test('dropping a shard refuses what waits, and closing applies it', async () => {
  const { loop } = createLoop()
  await loop.ensureOpen('a')
  const waiting = failureOf(loop.submit('a', upsert(1), wait))
  await loop.drop('a')
  expect(await waiting).toMatchObject({ kind: 'not-found' })
  const last = loop.submit('b', upsert(1), wait)
  await loop.close()
  expect(await last).toMatchObject({ operationId: 1 })
  expect(await failureOf(loop.submit('b', upsert(1), wait))).toMatchObject({ kind: 'unavailable' })
})
